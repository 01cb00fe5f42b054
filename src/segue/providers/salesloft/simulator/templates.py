"""Reading `/v2/email_templates` (personal, integer ids) and `/v2/team_templates` (UUIDs)."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.simulator.filters import (
    Filter,
    among,
    between,
    boolean,
    having,
    ruled,
    whole,
)
from segue.providers.salesloft.simulator.listing import Listing, list_rows
from segue.providers.salesloft.simulator.markup import preview, rewritten
from segue.providers.salesloft.simulator.records import Template
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import (
    API,
    Refused,
    not_found,
    reference,
    single,
    stamp,
)
from segue.simulation.vendor import Answer

COUNTS = {"sent_emails": 0, "views": 0, "clicks": 0, "replies": 0, "bounces": 0}


def visible(request: Request, template: Template) -> bool:
    """Tell whether the caller sees a personal template: their own and shared ones; admins all."""
    caller = request.caller
    open_to_caller = template.shared or caller.team_admin or template.owner_id == caller.id
    return open_to_caller and template.visible_at <= request.now


def find_email_template(request: Request) -> Template:
    """Return the personal template the path names, or 404."""
    template = request.account.email_templates.get(request.number)
    if template is None or not visible(request, template):
        raise Refused(not_found())
    return template


def find_team_template(request: Request) -> Template:
    """Return the team template the path names, or 404."""
    template = request.account.team_templates.get(request.key)
    if template is None:
        raise Refused(not_found())
    return template


def render_email_template(request: Request, template: Template) -> Mapping[str, Any]:
    """Write a personal template; the body has no signature unless asked for (V S1)."""
    body = rewritten(template.body, request.switches["template_bodies"])
    return {
        **_shown(template, body),
        "shared": template.shared,
        # True: it lives only on a cadence step and the app does not list it (V S1).
        "cadence_template": template.cadence_id is not None,
        "template_owner": reference("users", template.owner_id),
        "team_template": reference("team_templates", template.team_template_id),
        "_links": _links("email_template", template),
    }


def render_team_template(_: Request, template: Template) -> Mapping[str, Any]:
    """Write a team template (V S1; `groups` S5)."""
    return {
        **_shown(template, template.body),
        "last_modified_at": stamp(template.updated_at),
        "last_modified_user": reference("users", template.owner_id),
        "_links": _links("team_template", template),
    }


def _shown(template: Template, body: str) -> dict[str, Any]:
    return {
        "id": template.id,
        "title": template.title,
        "subject": template.subject,
        "body": body,
        "body_preview": preview(body),
        "created_at": stamp(template.created_at),
        "updated_at": stamp(template.updated_at),
        "last_used_at": stamp(template.last_used_at),
        "archived_at": stamp(template.archived_at),
        # Written as open_tracking and click_tracking.
        "open_tracking_enabled": template.open_tracking,
        "click_tracking_enabled": template.click_tracking,
        "counts": dict(COUNTS),
        "tags": list(template.tags),
        "groups": [],
    }


def _links(kind: str, template: Template) -> Mapping[str, str]:
    return {"attachments": f"{API}/{kind}_attachments?{kind}_id[]={template.id}"}


def _searched(_: Request, template: Template, text: str) -> bool:
    return text.lower() in f"{template.title}\n{template.subject or ''}".lower()


def _with_cadence_ones(request: Request, template: Template, included: bool) -> bool:  # noqa: FBT001 - a filter's value
    by_cadence = {"cadence_id", "cadence_id[]"} & set(request.asked.query)
    alone = by_cadence and request.switches["templates_by_cadence"] == "alone"
    return bool(included or alone or template.cadence_id is None)


SORTS = {
    "created_at": lambda template: template.created_at,
    "updated_at": lambda template: template.updated_at,
    "last_used_at": lambda template: template.last_used_at,
}
SHARED_FILTERS: Mapping[str, Filter[Template]] = {
    "updated_at": between(lambda template: template.updated_at),
    "search": ruled(str, _searched),
    "tag": having(lambda template: template.tags, at_most=100),
    "include_archived_templates": ruled(
        boolean,
        lambda _, template, included: included or template.archived_at is None,
        default=False,
    ),
}
PERSONAL: Listing[Template] = Listing(
    render=render_email_template,
    sorts=SORTS,
    filters={
        "ids": among(lambda template: template.id, whole),
        **SHARED_FILTERS,
        "linked_to_team_template": ruled(
            boolean, lambda _, template, linked: (template.team_template_id is not None) is linked
        ),
        "filter_by_owner": ruled(
            boolean, lambda request, row, mine: not mine or row.owner_id == request.caller.id
        ),
        "cadence_id": among(lambda template: template.cadence_id, whole, at_most=100),
        "include_cadence_templates": ruled(boolean, _with_cadence_ones, default=False),
    },
)
TEAM: Listing[Template] = Listing(
    render=render_team_template,
    sorts=SORTS,
    filters={"ids": among(lambda template: template.id), **SHARED_FILTERS},
)


def list_email_templates(request: Request) -> Answer:
    """Answer `GET /v2/email_templates`."""
    rows = (t for t in request.account.email_templates.values() if visible(request, t))
    return list_rows(request, rows, PERSONAL)


def show_email_template(request: Request) -> Answer:
    """Answer `GET /v2/email_templates/{id}`, with the caller's signature if asked for."""
    record = dict(render_email_template(request, find_email_template(request)))
    if request.asked.query.get("include_signature", [""])[-1] in {"true", "1"}:
        record["body"] += request.caller.email_signature
    return single(record)


def list_team_templates(request: Request) -> Answer:
    """Answer `GET /v2/team_templates`."""
    return list_rows(request, request.account.team_templates.values(), TEAM)


def show_team_template(request: Request) -> Answer:
    """Answer `GET /v2/team_templates/{id}`."""
    return single(render_team_template(request, find_team_template(request)))
