"""`/emailer_steps`: one step at a time, the private way."""

from typing import Any

from segue.providers.apollo.simulator import refusals
from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.drafts import check_plan, write_step
from segue.providers.apollo.simulator.refusals import unprocessable
from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.rows import new_step
from segue.providers.apollo.simulator.rules import PRIVATE_WAITS, check_exact, check_step
from segue.providers.apollo.simulator.shapes import step_row, touch_row
from segue.providers.apollo.simulator.stamps import moment
from segue.providers.apollo.simulator.touches import add_touch
from segue.simulation import Answer

# The touch a new step brings along, as (thread, status); recorded 2023-10 [SG].
_TOUCHES = {
    "auto_email": ("new_thread", "to_be_reviewed"),
    "manual_email": ("new_thread", "to_be_reviewed"),
    "linkedin_step_connect": ("reply_to_thread", "approved"),
    "linkedin_step_message": ("new_thread", "approved"),
}
_CHANGEABLE = frozenset(
    {
        "wait_time",
        "wait_mode",
        "note",
        "priority",
        "exact_datetime",
        "max_emails_per_day",
        "auto_skip_in_x_days",
    }
)


def create(request: Request) -> Answer:
    """Add a step at the end, with an empty touch where its type has one.

    `emailer_touches` in the body is ignored [YDC]. Refused with 422 at a position that is taken
    or does not follow the last [SG].
    """
    account, sent = request.account, request.params
    campaign = request.row(account.campaigns, sent.get("emailer_campaign_id") or "")
    before = account.steps_of(campaign["id"])
    position = _position(sent.get("position"), len(before))
    step = new_step(campaign["id"], str(sent.get("type")), position)
    write_step(step, sent)
    _check(request, campaign, [*before, step], step)
    check_plan(request, steps=len(before) + 1)
    step["id"] = request.new_id()
    account.put_step(step)
    made = _bring_touches(request, step)
    body: dict[str, Any] = {"emailer_step": step_row(account, step)}
    if request.switch("step_answer", "full"):
        body["emailer_touch"] = touch_row(made[0]) if made else None
        body["emailer_template"] = dict(account.template_of(made[0])) if made else None
    body["emailer_steps"] = [step_row(account, it) for it in account.steps_of(campaign["id"])]
    return Answer(200, body)


def show(request: Request) -> Answer:
    """Return one step [SG]."""
    account = request.account
    return Answer(200, {"emailer_step": step_row(account, request.row(account.steps))})


def update(request: Request) -> Answer:
    """Change the wait, note or task of a step; its place and type stay [VAL]."""
    account = request.account
    old = request.row(account.steps)
    sent = {key: value for key, value in request.params.items() if key in _CHANGEABLE}
    if ("wait_time" in sent) != ("wait_mode" in sent):
        raise unprocessable(refusals.NO_WAIT_TIME)
    step = dict(old)
    write_step(step, sent)
    campaign = account.campaigns[step["emailer_campaign_id"]]
    siblings = account.steps_of(campaign["id"])
    _check(request, campaign, [step if it is old else it for it in siblings], step)
    old.update(step)
    return Answer(200, {"emailer_step": step_row(account, old)})


def delete(request: Request) -> Answer:
    """Delete a step with its touches; the steps after it move up."""
    account = request.account
    step = request.row(account.steps)
    campaign_id = step["emailer_campaign_id"]
    if len(account.steps_of(campaign_id)) == 1 and request.switch("delete_last_step", "refused"):
        raise unprocessable(refusals.LAST_STEP)
    account.drop_step(step["id"])
    for place, left in enumerate(account.steps_of(campaign_id), start=1):
        left["position"] = place
    return Answer(200, {"emailer_step": {"id": step["id"], "deleted": True}})


def _position(sent: object, standing: int) -> int:
    if sent is None:
        return standing + 1
    if not isinstance(sent, int) or isinstance(sent, bool) or sent < 1 or sent > standing + 1:
        raise unprocessable(refusals.POSITION_AHEAD)
    if sent <= standing:
        raise unprocessable(refusals.POSITION_TAKEN)
    return sent


def _check(request: Request, campaign: Row, steps: list[Row], step: Row) -> None:
    exact = bool(campaign["sequence_by_exact_daytime"])
    check_step(step, exact=exact, waits=PRIVATE_WAITS)
    if exact:
        old = request.account.steps_of(campaign["id"])
        known = frozenset(time for it in old if (time := moment(it["exact_datetime"])))
        check_exact(steps, known, request.now)


def _bring_touches(request: Request, step: Row) -> list[Row]:
    if step["type"] not in _TOUCHES:
        return []
    thread, status = _TOUCHES[step["type"]]
    count = 2 if request.switch("touches_per_step", "two") else 1
    return [add_touch(request, step, thread, status) for _ in range(count)]
