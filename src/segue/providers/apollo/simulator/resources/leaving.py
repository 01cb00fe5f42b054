"""`POST /emailer_campaigns/remove_or_stop_contact_ids`; nested spellings are 404 [ADEL]."""

from collections.abc import Mapping
from datetime import timedelta

from segue.providers.apollo.simulator.refusals import unprocessable
from segue.providers.apollo.simulator.request import Params, Request, ordered
from segue.providers.apollo.simulator.resources.contact_rows import contact_row
from segue.providers.apollo.simulator.resources.enrolments import (
    BY_HAND,
    FINISHED_BY_HAND,
    move,
    note,
)
from segue.providers.apollo.simulator.shapes import step_row
from segue.providers.apollo.simulator.stats import contact_statuses
from segue.simulation import Answer

MODES = ("mark_as_finished", "remove", "stop")
BAD_MODE = "Mode is not included in the list"
_LATER = timedelta(seconds=2)
# The documented example shows the caller's whole key here [OAS].
_ECHOED_KEY = "not-a-key"


def check_parameters(params: Params, _: Mapping[str, str]) -> None:
    """Refuse a request that lacks an array, before it is counted."""
    for name in ("contact_ids", "emailer_campaign_ids"):
        if not ordered(params, name):
            raise unprocessable(f"Required parameter '{name}' missing")


def remove_or_stop(request: Request) -> Answer:
    """Finish, stop or remove; for who is not enrolled nothing happens, with 200."""
    params, account = request.params, request.account
    if params.get("mode") not in MODES:
        raise unprocessable(BAD_MODE)
    campaigns = [
        request.row(account.campaigns, it) for it in ordered(params, "emailer_campaign_ids")
    ]
    contacts = [it for it in ordered(params, "contact_ids") if it in account.book.contacts]
    if request.switch("remove_answer", "job"):
        due = request.now + _LATER
        account.book.jobs.append((due, lambda: _apply(request)))
        return Answer(200, {"entity_progress_job": _job(request, contacts)})
    _apply(request)
    book = account.book
    first = campaigns[0]["id"]
    return Answer(
        200,
        {
            "contacts": [
                contact_row(account, request.switches, book.contacts[it]) for it in contacts
            ],
            "emailer_campaigns": [{"id": it["id"]} for it in campaigns],
            "num_contacts": len(contacts),
            "contact_statuses": contact_statuses(book.statuses_in(first).values(), loading=True),
            "emailer_steps": [
                step_row(account, step) for it in campaigns for step in account.steps_of(it["id"])
            ],
        },
    )


def remove_flat(_: Request) -> Answer:
    """Answer an older spelling that does nothing, with 200 [ADEL]."""
    return Answer(200, {})


def _apply(request: Request) -> None:
    book = request.account.book
    for campaign_id in ordered(request.params, "emailer_campaign_ids"):
        for contact_id in ordered(request.params, "contact_ids"):
            if contact_id in book.statuses_in(campaign_id):
                _leave(request, contact_id, campaign_id)


def _leave(request: Request, contact_id: str, campaign_id: str) -> None:
    account, book = request.account, request.account.book
    status = book.statuses_in(campaign_id)[contact_id]
    mode = request.params["mode"]
    if mode == "remove":
        note(account, contact_id, status, "removed", request.now)
        book.drop_status(contact_id, campaign_id)
        book.removed.add((contact_id, campaign_id))
        return
    to, reason = "finished", FINISHED_BY_HAND
    if mode == "stop" and request.switch("stop_status", "paused"):
        to, reason = "paused", BY_HAND
    if mode == "stop" and request.params.get("stop_reason"):
        reason = str(request.params["stop_reason"])
    over = {"finished", "failed"} if mode == "stop" else {"finished"}
    if status["status"] not in over:
        move(account, contact_id, status, to, request.now, reason)


def _job(request: Request, contacts: list[str]) -> dict[str, object]:
    params = request.params
    return {
        "id": request.new_id(),
        "user_id": request.actor["id"],
        "job_type": "sequence_remove_stop_contacts",
        "entity_ids": contacts,
        "params": {
            "sequence_ids": ordered(params, "emailer_campaign_ids"),
            "mode": params["mode"],
            "stop_reason": params.get("stop_reason"),
            "api_key": _ECHOED_KEY,
            "access_token": None,
        },
        "progress": 0,
        "batch_size": 999,
    }
