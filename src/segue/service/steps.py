"""Steps: adding one to a sequence, and changing one."""

from collections.abc import Mapping
from typing import Any

from segue.model.problem import Fault, Problem
from segue.model.step import StepCreate, StepUpdate
from segue.model.wire import Written
from segue.service import acts, body, reading
from segue.service.carrying import CHANGED
from segue.service.conform import (
    check_ids,
    check_reserved,
    conform,
    refuse,
    unknown_key_warnings,
    without,
)
from segue.service.context import Services
from segue.service.reading import offered
from segue.service.session import Session
from segue.service.writes import Intent, Outcome, WriteRequest, perform
from segue.spi.capability import used_by_step, used_by_update
from segue.spi.operation import CreateStep, UpdateStep
from segue.spi.provider import Provider


class StepCreateBody(Written):
    """The body of a request that adds a step."""

    record: StepCreate


class StepUpdateBody(Written):
    """The body of a request that changes a step."""

    record: StepUpdate


async def create(
    services: Services, session: Session, sequence_id: str, request: WriteRequest
) -> Outcome:
    """Add a step; 201 with its id at the provider.

    Raises `Problem`: 400 with every fault of the body, or with what the provider cannot do; what
    the provider refuses; 504 `OUTCOME_UNKNOWN`.
    """
    parsed = body.parse(request.body)
    asked = body.check(StepCreateBody, request.body)
    provider = session.provider
    found = conform(provider, used_by_step(asked.record))
    found.faults += check_ids(provider, {"/path/sequence_id": ("sequence", sequence_id)})
    found.faults += faults_of_step(provider, asked.record, "")
    refuse(provider, "step.create", found)
    step = without(asked.record, found.dropped)
    now = services.clock.now()
    intent = Intent(
        operation="step.create",
        write=provider.writes["step.create"],
        ask=lambda write_id: CreateStep(
            sequence_id=sequence_id, step=step, write_id=write_id, now=now
        ),
        target=sequence_id,
        parsed=parsed,
        warnings=(*unknown_key_warnings(asked, asked.record), *found.warnings),
    )
    return await perform(services, session, request, intent)


async def update(
    services: Services, session: Session, sequence_id: str, step_id: str, request: WriteRequest
) -> Outcome:
    """Change a step; 200. Raises `Problem` as `create` does, 404 when it is in no such sequence."""
    parsed = body.parse(request.body)
    asked = body.check(StepUpdateBody, request.body)
    provider = session.provider
    found = conform(provider, used_by_update(asked.record))
    found.faults += check_ids(
        provider,
        {
            "/path/sequence_id": ("sequence", sequence_id),
            "/path/sequence_step_id": ("step", step_id),
        },
    )
    found.faults += check_reserved(provider, "step", asked.record.custom_fields, "/custom_fields")
    refuse(provider, "step.update", found)
    change = without(asked.record, found.dropped)
    now = services.clock.now()
    intent = Intent(
        operation="step.update",
        write=provider.writes["step.update"],
        ask=lambda write_id: UpdateStep(
            sequence_id=sequence_id, step_id=step_id, change=change, write_id=write_id, now=now
        ),
        target=sequence_id,
        parsed=parsed,
        warnings=(*unknown_key_warnings(asked, asked.record), *found.warnings),
        manner=CHANGED,
    )
    return await perform(services, session, request, intent)


def faults_of_step(provider: Provider, step: StepCreate, at: str) -> list[Fault]:
    """Check a step's ids and custom fields."""
    template = step.template
    faults = check_reserved(provider, "step", step.custom_fields, f"{at}/custom_fields")
    if template is not None:
        place = f"{at}/template"
        faults += check_ids(
            provider, {f"/body/record{place}/id": ("template", template.id)}
        ) + check_reserved(provider, "template", template.custom_fields, f"{place}/custom_fields")
    return faults


async def delete(
    services: Services, session: Session, sequence_id: str, step_id: str, request: WriteRequest
) -> Outcome:
    """Delete a step of a sequence; 200. Raises `Problem`; 404 when it is in no such sequence."""
    wanted = acts.Wanted(operation="step.delete", id=step_id, sequence_id=sequence_id)
    return await acts.act(services, session, wanted, request)


async def list_page(
    services: Services,
    session: Session,
    sequence_id: str,
    given: Mapping[str, str],
    *,
    include_raw_data: bool,
) -> dict[str, Any]:
    """Read one page of a sequence's steps, in their order. Raises `Problem`."""
    offered(session, "step.list")
    if faults := reading.faults_of_path(session, "sequence", sequence_id):
        raise Problem(400, *faults)
    return await reading.list_page(
        services,
        session,
        "step.list",
        given,
        filter={"sequence_id": sequence_id},
        include_raw_data=include_raw_data,
    )
