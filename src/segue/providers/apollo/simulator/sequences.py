"""`POST /sequences` and `PUT /sequences/{id}`: the documented way to write a whole sequence."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from segue.providers.apollo.simulator import refusals
from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.drafts import (
    StepDraft,
    check_drafts,
    draft_changed,
    draft_new,
    keep,
)
from segue.providers.apollo.simulator.refusals import LOCKED, Refused, unprocessable
from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.rows import new_campaign
from segue.providers.apollo.simulator.rules import check_positions
from segue.providers.apollo.simulator.settings import (
    CREATE,
    LABELS,
    UPDATE,
    mirror_active,
    write_settings,
)
from segue.providers.apollo.simulator.shapes import campaign_full, graph, team
from segue.simulation import Answer

_LOCK = timedelta(seconds=2)


def create(request: Request) -> Answer:
    """Create a sequence with its steps; an empty body makes a nameless one [DEMO].

    `active` is taken at its word, even without steps or schedule [VCR].
    """
    _take_lock(request)
    _check_right(request)
    account = request.account
    campaign = new_campaign(request.new_id(), request.actor["id"], request.now)
    write_settings(request, campaign, CREATE)
    require_schedule(request, campaign)
    drafts = draft_new(request, campaign["id"], _bodies(request.params))
    check_drafts(request, campaign, drafts, refusals.EMPTY_TEMPLATE)
    write_settings(request, campaign, LABELS)
    mirror_active(request, campaign)
    account.campaigns[campaign["id"]] = campaign
    keep(request, campaign["id"], drafts)
    return _answer(request, campaign, loading=True)


def update(request: Request) -> Answer:
    """Change settings and make `emailer_steps` the whole list of steps.

    Refused with 422; whether the settings sent along stay saved is a switch.
    """
    _take_lock(request)
    campaign = request.row(request.account.campaigns)
    before = dict(campaign)
    write_settings(request, campaign, UPDATE)
    try:
        drafts = _declared(request, campaign)
    except Refused:
        if request.switch("refused_update", "discarded"):
            campaign.update(before)
        raise
    mirror_active(request, campaign)
    if drafts is not None:
        keep(request, campaign["id"], drafts)
    return _answer(request, campaign, loading=False)


def require_schedule(request: Request, campaign: Row) -> None:
    """Refuse a sequence without a schedule, where that is required."""
    if request.switch("schedule", "required") and campaign["emailer_schedule_id"] is None:
        raise unprocessable(refusals.NO_SCHEDULE)


def _declared(request: Request, campaign: Row) -> list[StepDraft] | None:
    """Return the steps to be; None leaves them alone."""
    campaign_id = campaign["id"]
    if "emailer_steps" not in request.params:
        if request.switch("missing_steps", "keep"):
            return None
        if request.switch("missing_steps", "reject_and_wipe"):
            keep(request, campaign_id, [])
        raise unprocessable(refusals.NO_STEPS)
    bodies = _bodies(request.params)
    if not bodies:
        raise unprocessable(refusals.NO_STEPS)
    check_positions([body.get("position") for body in bodies])
    drafts = draft_changed(request, campaign_id, bodies)
    check_drafts(request, campaign, drafts, refusals.EMPTY_BODY)
    return drafts


def _bodies(params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    sent = params.get("emailer_steps")
    return [body for body in sent if isinstance(body, dict)] if isinstance(sent, list) else []


def _take_lock(request: Request) -> None:
    """One write to /sequences at a time for a team [OAS]; how long it takes is a switch."""
    account = request.account
    if request.switch("sequence_lock", "busy") or request.now < account.locked_until:
        raise Refused(LOCKED)
    if request.switch("sequence_lock", "lingers"):
        account.locked_until = request.now + _LOCK


def _check_right(request: Request) -> None:
    if request.switch("create_permission", "denied"):
        raise unprocessable(refusals.NO_RIGHT_TO_CREATE)
    if request.switch("plan_limits", "on"):
        kept = [it for it in request.account.campaigns.values() if not it["archived"]]
        if len(kept) >= 2:
            raise unprocessable(refusals.TOO_MANY_SEQUENCES)


def _answer(request: Request, campaign: Row, *, loading: bool) -> Answer:
    """The numbers of touches load even when an update has those of the sequence [VCR]."""
    account = request.account
    shown = campaign_full(account, campaign, loading=loading)
    arrays = graph(account, campaign, loading=True)
    attachments = arrays.pop("attachments")
    return Answer(
        200,
        {
            "emailer_campaign": shown,
            "sharing_accesses": shown["sharing_permission"]["sharing_accesses"],
            **arrays,
            "attachments": attachments,
            "team": team(account),
        },
    )
