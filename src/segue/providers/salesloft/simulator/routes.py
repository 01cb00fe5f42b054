"""Which paths exist, the scope each needs, and what answers it.

`/v2/steps` and `/v2/cadences` can only be read, and there is no `/v2/cadence_steps`: asking for
what is not here gets a web page (T S7, S8). Which scope templates need is inferred; that of
stages too.
"""

from collections.abc import Callable
from dataclasses import replace

from segue.providers.salesloft.simulator import (
    action_details,
    cadence_exports,
    cadence_imports,
    cadences,
    person_stages,
    steps,
    template_writes,
    templates,
    users,
)
from segue.providers.salesloft.simulator.book_routes import BOOK_ROUTES
from segue.providers.salesloft.simulator.request import Request
from segue.simulation.vendor import Answer

Reply = Callable[[Request], Answer]
ROUTES: dict[str, tuple[str | None, Reply]] = {
    "GET /v2/me": (None, users.show_me),
    "GET /v2/team": ("team:read", users.show_team),
    "GET /v2/users": ("team:read", users.list_users),
    "GET /v2/users/{id}": ("team:read", users.show_user),
    "GET /v2/cadences": ("cadences:read", cadences.list_cadences),
    "GET /v2/cadences/{id}": ("cadences:read", cadences.show_cadence),
    "GET /v2/steps": ("cadences:read", steps.list_steps),
    "GET /v2/steps/{id}": ("cadences:read", steps.show_step),
    "POST /v2/cadence_imports": ("cadences:write", cadence_imports.import_cadence),
    "GET /v2/cadence_exports/{id}": ("cadences:read", cadence_exports.export_cadence),
    "GET /v2/action_details/call_instructions": (
        "cadences:read",
        action_details.list_call_instructions,
    ),
    "GET /v2/action_details/call_instructions/{id}": (
        "cadences:read",
        action_details.show_call_instructions,
    ),
    "GET /v2/action_details/email_details/{id}": (
        "cadences:read",
        action_details.show_email_details,
    ),
    "GET /v2/action_details/integration_details/{id}": (
        "cadences:read",
        action_details.show_unlisted,
    ),
    "GET /v2/action_details/other_details/{id}": (
        "cadences:read",
        action_details.show_unlisted,
    ),
    "GET /v2/email_templates": ("emails:read", templates.list_email_templates),
    "GET /v2/email_templates/{id}": ("emails:read", templates.show_email_template),
    "POST /v2/email_templates": ("emails:write", template_writes.create_email_template),
    "PUT /v2/email_templates/{id}": ("emails:write", template_writes.update_email_template),
    "GET /v2/team_templates": ("emails:read", templates.list_team_templates),
    "GET /v2/team_templates/{id}": ("emails:read", templates.show_team_template),
    "POST /v2/team_templates": ("emails:write", template_writes.create_team_template),
    "PUT /v2/team_templates/{id}": ("emails:write", template_writes.update_team_template),
    "GET /v2/person_stages": ("people:read", person_stages.list_stages),
    "GET /v2/person_stages/{id}": ("people:read", person_stages.show_stage),
    "POST /v2/person_stages": ("people:write", person_stages.create_stage),
    "PUT /v2/person_stages/{id}": ("people:write", person_stages.update_stage),
    "DELETE /v2/person_stages/{id}": ("people:delete", person_stages.delete_stage),
    **BOOK_ROUTES,
}


def resolve(request: Request) -> tuple[str | None, Reply, Request] | None:
    """Find what answers a request; `.json` at the end of a path means nothing (V S1)."""
    path = request.asked.path.removesuffix(".json")
    found = ROUTES.get(f"{request.asked.method} {path}")
    if found is not None:
        return (*found, request)
    parent, _, key = path.rpartition("/")
    found = ROUTES.get(f"{request.asked.method} {parent}/{{id}}")
    return (*found, replace(request, key=key)) if found is not None and key else None
