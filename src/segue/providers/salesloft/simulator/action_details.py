"""`/v2/action_details/*`: what a step of each type tells its doer, by the step's `details.id`."""

from collections.abc import Callable, Mapping
from typing import Any

from segue.providers.salesloft.simulator.filters import among, whole
from segue.providers.salesloft.simulator.listing import Listing, list_rows
from segue.providers.salesloft.simulator.records import Step
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.steps import UNLISTED, seen
from segue.providers.salesloft.simulator.wire import (
    Refused,
    no_route,
    not_found,
    reference,
    single,
    stamp,
)
from segue.simulation.vendor import Answer


def render_email_details(_: Request, step: Step) -> Mapping[str, Any]:
    """Write the details of an e-mail step: the template its content lives in (T S7, S8, S10)."""
    template = step.template.id if step.template else None
    return {
        "id": step.details_id,
        "email_template": reference("email_templates", template),
        "created_at": stamp(step.created_at),
        "updated_at": stamp(step.updated_at),
    }


def render_instructions(_: Request, step: Step) -> Mapping[str, Any]:
    """Write call instructions (V S1)."""
    return {
        "id": step.details_id,
        "instructions": step.settings.get("instructions"),
        "created_at": stamp(step.created_at),
        "updated_at": stamp(step.updated_at),
    }


def _render_integration(request: Request, step: Step) -> Mapping[str, Any]:
    """Write integration details with the columns a warehouse copy has (T S10)."""
    return {
        **render_instructions(request, step),
        "integration_id": step.settings.get("integration_id"),
        "integration_name": None,
        "integration_step_type_guid": step.settings.get("integration_step_type_guid"),
        "integration_step_type_label": None,
        "integration_step_type_icon": None,
    }


def _show(
    request: Request, type: str, render: Callable[[Request, Step], Mapping[str, Any]]
) -> Answer:
    step = request.account.details.get(request.number)
    if step is None or step.type != type or not seen(request, step):
        raise Refused(not_found())
    return single(render(request, step))


def show_email_details(request: Request) -> Answer:
    """Answer `GET /v2/action_details/email_details/{id}`."""
    return _show(request, "Email", render_email_details)


def show_call_instructions(request: Request) -> Answer:
    """Answer `GET /v2/action_details/call_instructions/{id}`."""
    return _show(request, "Phone", render_instructions)


def show_unlisted(request: Request) -> Answer:
    """Answer for integration and other details: no such page unless the switch serves them."""
    if request.switches["unlisted_details"] == "hidden":
        return no_route()
    if UNLISTED["Integration"] in request.asked.path:
        return _show(request, "Integration", _render_integration)
    return _show(request, "Other", render_instructions)


CALL_INSTRUCTIONS: Listing[Step] = Listing(
    render=render_instructions,
    sorts={
        "created_at": lambda step: step.created_at,
        "updated_at": lambda step: step.updated_at,
    },
    filters={"ids": among(lambda step: step.details_id, whole)},
    identity=lambda step: step.details_id,
)


def list_call_instructions(request: Request) -> Answer:
    """Answer `GET /v2/action_details/call_instructions`."""
    phone = (s for s in request.account.steps.values() if s.type == "Phone" and seen(request, s))
    return list_rows(request, phone, CALL_INSTRUCTIONS)
