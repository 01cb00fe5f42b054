"""`/emailer_touches`: the variants of a step, the private way."""

from collections.abc import Mapping
from typing import Any

from segue.providers.apollo.simulator import refusals
from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.drafts import check_plan, starts_thread
from segue.providers.apollo.simulator.refusals import unprocessable
from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.rows import (
    has_body,
    new_template,
    new_touch,
    write_template,
)
from segue.providers.apollo.simulator.rules import EMAIL_TYPES, check_thread
from segue.providers.apollo.simulator.shapes import touch_row
from segue.simulation import Answer


def index(request: Request) -> Answer:
    """List the touches of a sequence or a step, each with its template [VAL][APX]."""
    account, params = request.account, request.params
    rows: list[Row] = []
    if params.get("emailer_campaign_id"):
        rows = account.touches_in(str(params["emailer_campaign_id"]))
    elif params.get("emailer_step_id"):
        rows = account.touches_of(str(params["emailer_step_id"]))
    shown = [
        {**touch_row(touch), "emailer_template": dict(account.template_of(touch))} for touch in rows
    ]
    return Answer(200, {"emailer_touches": shown})


def create(request: Request) -> Answer:
    """Add a variant with an empty template to a step [YDC][VAL]."""
    account, sent = request.account, request.params
    step = request.row(account.steps, sent.get("emailer_step_id") or "")
    thread = sent.get("type") or "new_thread"
    _check_thread(request, step, thread)
    check_plan(request, touches=len(account.touches_of(step["id"])) + 1)
    touch = add_touch(request, step, thread, "to_be_reviewed")
    return Answer(200, {"emailer_touch": touch_row(touch)})


def update(request: Request) -> Answer:
    """Change thread and template of a touch; half a template is refused with 422 [UM][YDC]."""
    account, sent = request.account, request.params
    touch = request.row(account.touches)
    template: Any = sent.get("emailer_template")
    if request.switch("touch_update", "broken") or not _whole(template):
        raise unprocessable(refusals.TOUCH_WITHOUT_TEMPLATE)
    thread = str(sent.get("type") or touch["type"])
    _check_thread(request, account.steps[touch["emailer_step_id"]], thread)
    row = request.row(account.templates, template.get("id") or touch["emailer_template_id"])
    write_template(row, template)
    touch["type"] = thread
    touch["emailer_template_id"] = row["id"]
    if isinstance(sent.get("include_signature"), bool):
        touch["include_signature"] = sent["include_signature"]
    if request.switch("touch_update_approves", "yes") and has_body(row):
        touch["status"] = "approved"
    return Answer(200, {"emailer_touch": touch_row(touch)})


def delete(request: Request) -> Answer:
    """Delete a variant [UM][YDC]; the words of the answer are those of a deleted step."""
    touch = request.row(request.account.touches)
    request.account.drop_touch(touch["id"])
    return Answer(200, {"emailer_touch": {"id": touch["id"], "deleted": True}})


def approve(request: Request) -> Answer:
    """Let a touch be sent; refused with 422 when there is nothing to send."""
    touch = request.row(request.account.touches)
    if not has_body(request.account.template_of(touch)):
        raise unprocessable(refusals.EMPTY_BODY)
    touch["status"] = "approved"
    return Answer(200, {"emailer_touch": touch_row(touch)})


def abort(request: Request) -> Answer:
    """Put a touch back to review [VAL]."""
    touch = request.row(request.account.touches)
    touch["status"] = "to_be_reviewed"
    return Answer(200, {"emailer_touch": touch_row(touch)})


def add_touch(request: Request, step: Row, type: str, status: str) -> Row:
    """Hang a touch with an empty template on a step; their ids are consecutive."""
    touch = new_touch(type, status)
    template = new_template(request.actor["id"], request.now)
    touch["id"], template["id"] = request.new_id(), request.new_id()
    touch["emailer_step_id"], touch["emailer_template_id"] = step["id"], template["id"]
    request.account.templates[template["id"]] = template
    request.account.put_touch(touch)
    return touch


def _whole(template: Any) -> bool:
    return isinstance(template, Mapping) and all(
        isinstance(template.get(key), str) for key in ("subject", "body_html")
    )


def _check_thread(request: Request, step: Row, type: str) -> None:
    account = request.account
    earlier = account.steps_of(step["emailer_campaign_id"])[: step["position"] - 1]
    stands = any(starts_thread(it, account.touches_of(it["id"])) for it in earlier)
    check_thread(type, thread_stands=stands or step["type"] not in EMAIL_TYPES)
