"""Steps as a request describes them, checked whole before anything is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from segue.providers.apollo.simulator import refusals
from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.refusals import not_found, unprocessable
from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.resources.enrolments import steps_gone
from segue.providers.apollo.simulator.rows import (
    has_body,
    new_step,
    new_template,
    new_touch,
    write_template,
)
from segue.providers.apollo.simulator.rules import (
    DOCUMENTED_WAITS,
    EMAIL_TYPES,
    TOUCH_STATUSES,
    TOUCHED_TYPES,
    check_exact,
    check_step,
    check_thread,
)
from segue.providers.apollo.simulator.stamps import moment, offset

Body = Mapping[str, Any]

WRITABLE = (
    "type",
    "wait_time",
    "wait_mode",
    "priority",
    "note",
    "max_emails_per_day",
    "auto_skip_in_x_days",
)
_TOUCH_WRITABLE = (
    "type",
    "status",
    "include_signature",
    "has_personalized_opener",
    "personalized_opener_fallback_option",
    "generic_personalized_opener",
)


@dataclass(slots=True)
class TouchDraft:
    """A touch to be kept; `sent` tells whether the request held a template for it."""

    row: Row
    template: Row
    sent: bool


@dataclass(slots=True)
class StepDraft:
    """A step to be kept with its touches."""

    row: Row
    touches: list[TouchDraft] = field(default_factory=list)


def write_step(step: Row, sent: Body) -> None:
    """Apply the writable fields of a step; a time is kept in UTC."""
    for key in WRITABLE:
        if key in sent:
            step[key] = sent[key]
    if "exact_datetime" in sent:
        time = moment(sent["exact_datetime"])
        step["exact_datetime"] = offset(time) if time else None


def draft_new(request: Request, campaign_id: str, sent: Sequence[Body]) -> list[StepDraft]:
    """Draft the steps of a new sequence: the order of the array decides, `position` is not read."""
    drafts = [
        _draft_step(request, campaign_id, body, position=index + 1, old=None)
        for index, body in enumerate(sent)
    ]
    for draft in drafts:
        kind = draft.row["type"]
        if kind in EMAIL_TYPES and not _complete(draft):
            raise unprocessable(
                f"Step {draft.row['position']} ({kind}) requires a template. "
                "Include an emailer_touches entry with a template."
            )
    return drafts


def draft_changed(request: Request, campaign_id: str, sent: Sequence[Body]) -> list[StepDraft]:
    """Draft the whole list of a declarative update, by position: a known id is that step."""
    drafts: list[StepDraft] = []
    account = request.account
    for body in sorted(sent, key=lambda it: int(it["position"])):
        old = None
        if body.get("id"):
            old = request.row(account.steps, body["id"])
            if old["emailer_campaign_id"] != campaign_id:
                raise not_found()
        draft = _draft_step(request, campaign_id, body, position=body["position"], old=old)
        if draft.row["type"] in EMAIL_TYPES and not _complete(draft):
            raise unprocessable(refusals.NO_TEMPLATE)
        drafts.append(draft)
    return drafts


def check_drafts(
    request: Request, campaign: Row, drafts: Sequence[StepDraft], empty_text: str
) -> None:
    """Refuse the list with 422 when any step, touch or the plan forbids it."""
    exact = bool(campaign["sequence_by_exact_daytime"])
    thread_stands = False
    for draft in drafts:
        check_step(draft.row, exact=exact, waits=DOCUMENTED_WAITS)
        check_plan(request, touches=len(draft.touches))
        for touch in draft.touches:
            _check_touch(draft, touch, empty_text, thread_stands=thread_stands)
        thread_stands = thread_stands or starts_thread(
            draft.row, [touch.row for touch in draft.touches]
        )
    check_plan(request, steps=len(drafts))
    if exact:
        old = request.account.steps_of(campaign["id"])
        known = frozenset(time for it in old if (time := moment(it["exact_datetime"])))
        check_exact([draft.row for draft in drafts], known, request.now)


def check_plan(request: Request, *, steps: int = 0, touches: int = 0) -> None:
    """Refuse what a small plan does not hold: 5 steps a sequence, no A/B test [OAS]."""
    if request.switch("plan_limits", "off"):
        return
    if steps > 5:
        raise unprocessable(refusals.TOO_MANY_STEPS)
    if touches > 1:
        text = "Your current plan does not allow A/B Testing."
        raise unprocessable(text, code="ab_testing_limit")


def starts_thread(step: Row, touches: Sequence[Row]) -> bool:
    """Tell whether a later reply can join what this step sends."""
    return step["type"] in EMAIL_TYPES and any(it["type"] == "new_thread" for it in touches)


def keep(request: Request, campaign_id: str, drafts: Sequence[StepDraft]) -> None:
    """Make the drafts the steps of a sequence: those not among them are deleted.

    Ids run step, its touches, next step, and then the templates [VCR].
    """
    account = request.account
    wanted = {draft.row["id"] for draft in drafts}
    for step in account.steps_of(campaign_id):
        if step["id"] not in wanted:
            account.drop_step(step["id"])
    for draft in drafts:
        draft.row["id"] = draft.row["id"] or request.new_id()
        _drop_others(request, draft)
        account.put_step(draft.row)
        for touch in draft.touches:
            touch.row["id"] = touch.row["id"] or request.new_id()
            touch.row["emailer_step_id"] = draft.row["id"]
    for draft in drafts:
        for touch in draft.touches:
            _keep_touch(request, touch)
    if request.switch("step_of_enrolment", "forgotten"):
        steps_gone(account, campaign_id)


def _drop_others(request: Request, draft: StepDraft) -> None:
    wanted = {touch.row["id"] for touch in draft.touches}
    for touch in request.account.touches_of(draft.row["id"]):
        if touch["id"] not in wanted:
            request.account.drop_touch(touch["id"])


def _keep_touch(request: Request, touch: TouchDraft) -> None:
    account = request.account
    touch.template["id"] = touch.template["id"] or request.new_id()
    before = touch.row["emailer_template_id"]
    if before is not None and before != touch.template["id"] and before not in account.library:
        account.templates.pop(before, None)
    touch.row["emailer_template_id"] = touch.template["id"]
    account.templates[touch.template["id"]] = touch.template
    account.put_touch(touch.row)


def _complete(draft: StepDraft) -> bool:
    return bool(draft.touches) and all(touch.sent for touch in draft.touches)


def _check_touch(
    draft: StepDraft, touch: TouchDraft, empty_text: str, *, thread_stands: bool
) -> None:
    email = draft.row["type"] in EMAIL_TYPES
    check_thread(touch.row["type"], thread_stands=thread_stands or not email)
    if touch.row["status"] not in TOUCH_STATUSES:
        raise unprocessable(refusals.BAD_TOUCH_STATUS)
    if email and touch.row["status"] == "approved" and not has_body(touch.template):
        raise unprocessable(empty_text)


def _draft_step(
    request: Request, campaign_id: str, body: Body, *, position: int, old: Row | None
) -> StepDraft:
    row = dict(old) if old else new_step(campaign_id, str(body.get("type")), position)
    write_step(row, body)
    row["position"] = position
    draft = StepDraft(row)
    if row["type"] not in TOUCHED_TYPES:
        return draft
    sent = body.get("emailer_touches")
    if not isinstance(sent, list):
        if old and request.switch("summary_steps", "keep"):
            draft.touches = [_as_it_is(request, touch) for touch in _touches(request, old)]
        return draft
    draft.touches = [_draft_touch(request, it, old) for it in sent if isinstance(it, dict)]
    return draft


def _draft_touch(request: Request, body: Body, step: Row | None) -> TouchDraft:
    old = _known_touch(request, body, step)
    row = dict(old) if old else new_touch()
    for key in _TOUCH_WRITABLE:
        if key in body:
            row[key] = body[key]
    sent = body.get("emailer_template")
    if not isinstance(sent, dict):
        template = dict(request.account.template_of(old)) if old else _new_template(request)
        return TouchDraft(row, template, sent=old is not None)
    template = _template_sent(request, sent, old)
    write_template(template, sent)
    return TouchDraft(row, template, sent=True)


def _known_touch(request: Request, body: Body, step: Row | None) -> Row | None:
    if not body.get("id") or step is None:
        return None
    touch = request.row(request.account.touches, body["id"])
    if touch["emailer_step_id"] != step["id"]:
        raise not_found()
    return touch


def _template_sent(request: Request, sent: Body, touch: Row | None) -> Row:
    """The template a touch names is changed in place [OAS]; without an id see the switch."""
    templates = request.account.templates
    if sent.get("id"):
        return dict(request.row(templates, sent["id"]))
    if touch is not None and request.switch("omitted_template_id", "kept"):
        return dict(request.account.template_of(touch))
    return _new_template(request)


def _touches(request: Request, step: Row) -> list[Row]:
    return request.account.touches_of(step["id"])


def _as_it_is(request: Request, touch: Row) -> TouchDraft:
    return TouchDraft(dict(touch), dict(request.account.template_of(touch)), sent=True)


def _new_template(request: Request) -> Row:
    return new_template(request.actor["id"], request.now)
