"""Writing templates: POST and PUT; there is no DELETE, a template is archived (V S3, S4, S9)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from segue.providers.salesloft.simulator.account import add_template
from segue.providers.salesloft.simulator.filters import moment
from segue.providers.salesloft.simulator.records import Template
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.shapes import Key, check
from segue.providers.salesloft.simulator.templates import (
    find_email_template,
    find_team_template,
    render_email_template,
    render_team_template,
)
from segue.providers.salesloft.simulator.wire import Complaints, single
from segue.simulation.vendor import Answer

CONTENT = (
    Key("title"),
    Key("subject", nullable=True),
    Key("body"),
    Key("open_tracking", "boolean"),
    Key("click_tracking", "boolean"),
    Key("attachment_ids", "array"),
)
PERSONAL_UPDATE = (*CONTENT, Key("shared", "boolean"), Key("archived_at", nullable=True))
"""`shared` and `archived_at` are for PUT, and for personal templates only (V S4)."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "title_and_body": ("title", "body"),
    "with_subject": ("title", "subject", "body"),
    "nothing": (),
}


def create_email_template(request: Request) -> Answer:
    """Answer `POST /v2/email_templates`."""
    template = add_template(request.account, _new(request))
    return single(render_email_template(request, template), _created(request))


def create_team_template(request: Request) -> Answer:
    """Answer `POST /v2/team_templates`."""
    template = add_template(request.account, _new(request), team=True)
    return single(render_team_template(request, template), _created(request))


def update_email_template(request: Request) -> Answer:
    """Answer `PUT /v2/email_templates/{id}`: only the fields sent change."""
    template = find_email_template(request)
    kept_for_step = template.cadence_id is not None
    if kept_for_step and request.switches["cadence_template_put"] == "refused":
        request.refuse({"cadence_template": ["can not be changed"]})
    sent = _checked(request, PERSONAL_UPDATE)
    template.shared = sent.get("shared", template.shared)
    if "archived_at" in sent:
        template.archived_at = _archived_at(request, sent["archived_at"])
    _apply(template, sent, request.now)
    return single(render_email_template(request, template))


def update_team_template(request: Request) -> Answer:
    """Answer `PUT /v2/team_templates/{id}`."""
    template = find_team_template(request)
    _apply(template, _checked(request, CONTENT), request.now)
    return single(render_team_template(request, template))


def _created(request: Request) -> int:
    return int(request.switches["created_status"])


def _checked(
    request: Request, keys: tuple[Key, ...], required: tuple[str, ...] = ()
) -> dict[str, Any]:
    sent = request.body()
    complaints: Complaints = {}
    check(complaints, "", sent, keys)
    for name in required:
        if not str(sent.get(name) or "").strip():
            complaints.setdefault(name, ["is required"])
    if any(not isinstance(number, int) for number in sent.get("attachment_ids") or ()):
        complaints["attachment_ids"] = ["must be integers"]
    request.refuse(complaints)
    return sent


def _new(request: Request) -> Template:
    sent = _checked(request, CONTENT, REQUIRED[request.switches["template_required"]])
    template = Template(
        id=0,
        title="",
        subject=None,
        body="",
        owner_id=request.caller.id,
        created_at=request.now,
        updated_at=request.now,
        visible_at=request.now,
    )
    _apply(template, sent, request.now)
    return template


def _apply(template: Template, sent: Mapping[str, Any], now: datetime) -> None:
    for key in CONTENT:
        if key.name in sent:
            setattr(template, key.name, sent[key.name])
    template.updated_at = now


def _archived_at(request: Request, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return moment(text)
    except ValueError as reason:
        request.refuse({"archived_at": [str(reason)]})
        raise
