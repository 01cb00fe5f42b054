"""Steps: adding one to a sequence, and changing one."""

from segue.model.problem import Fault, Problem
from segue.model.step import StepCreate, StepUpdate
from segue.model.wire import Written
from segue.service import body
from segue.service.conform import (
    Conformed,
    check_ids,
    check_reserved,
    conform,
    unknown_key_warnings,
    unsupported,
    without,
)
from segue.service.context import Services
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
        status=200,
        answers_id=False,
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


def refuse(provider: Provider, operation: str, found: Conformed) -> None:
    """Raise every fault at once; a whole operation that cannot be done is the only one then."""
    if not provider.capabilities[operation].usable:
        found.faults = [unsupported(provider, operation, None)]
    if found.faults:
        raise Problem(400, *found.faults)
