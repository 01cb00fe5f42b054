"""`/v2/steps`: read-only, and the type-specific details each step refers to."""

from collections.abc import Iterable, Mapping
from typing import Any

from segue.providers.salesloft.simulator.cadences import visible
from segue.providers.salesloft.simulator.filters import among, between, boolean, equal, ruled, whole
from segue.providers.salesloft.simulator.listing import Listing, list_rows
from segue.providers.salesloft.simulator.records import Step
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import (
    Refused,
    as_number,
    not_found,
    reference,
    single,
    stamp,
)
from segue.simulation.vendor import Answer

DETAILS = {"Email": "email_details", "Phone": "call_instructions"}
"""Types whose details have a known path under `/v2/action_details` (V S1; T S7, S8, S10)."""
UNLISTED = {"Integration": "integration_details", "Other": "other_details"}
"""Types whose path is a guess, served only while `unlisted_details` says so."""


def seen(request: Request, step: Step) -> bool:
    """Tell whether a step has landed, in a cadence the caller sees."""
    cadence = request.account.cadences[step.cadence_id]
    return step.visible_at <= request.now and visible(cadence, request.caller)


def details_kind(step: Step, switches: Mapping[str, str]) -> str | None:
    """Return the last part of the path of a step's details, if they have one."""
    if step.type in DETAILS:
        return DETAILS[step.type]
    return UNLISTED[step.type] if switches["unlisted_details"] == "served" else None


def render_step(request: Request, step: Step) -> Mapping[str, Any]:
    """Write a step as it is read. Types are lower case here and capitalised in imports."""
    kind = details_kind(step, request.switches)
    details = reference(f"action_details/{kind}", step.details_id) if kind else None
    as_text = request.switches["step_number"] == "string"
    return {
        "id": step.id,
        "created_at": stamp(step.created_at),
        "updated_at": stamp(step.updated_at),
        "disabled": not step.enabled,
        "type": step.type.lower(),
        "name": step.name,
        "display_name": f"Day {step.day}: Step {step.number} - {step.type}",
        "day": step.day,
        "step_number": str(step.number) if as_text else step.number,
        "multitouch_enabled": step.multitouch,
        "details": details or {"id": step.details_id},
        "cadence": reference("cadences", step.cadence_id),
    }


LISTING: Listing[Step] = Listing(
    render=render_step,
    sorts={
        "created_at": lambda step: step.created_at,
        "updated_at": lambda step: step.updated_at,
    },
    filters={
        "ids": among(lambda step: step.id, whole),
        "cadence_id": equal(lambda step: step.cadence_id, whole),
        "type": equal(lambda step: step.type.lower(), str),
        # Actions are not simulated, so no step has anything due.
        "has_due_actions": ruled(boolean, lambda _, __, wanted: not wanted),
        "updated_at": between(lambda step: step.updated_at),
    },
)


def list_steps(request: Request) -> Answer:
    """Answer `GET /v2/steps`."""
    return list_rows(request, (s for s in _asked_about(request) if seen(request, s)), LISTING)


def _asked_about(request: Request) -> Iterable[Step]:
    """Return the steps of the one cadence asked about, sooner than the filter would find them."""
    texts = request.asked.query.get("cadence_id")
    if not texts:
        return request.account.steps.values()
    cadence = request.account.cadences.get(as_number(texts[-1]) or 0)
    return [s for group in cadence.groups for s in group.steps] if cadence else []


def show_step(request: Request) -> Answer:
    """Answer `GET /v2/steps/{id}`."""
    step = request.account.steps.get(request.number)
    if step is None or not seen(request, step):
        raise Refused(not_found())
    return single(render_step(request, step))
