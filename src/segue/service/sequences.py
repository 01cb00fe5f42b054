"""Sequences: making them, switching them, and whether one would send."""

from typing import Any

from segue.model.problem import Problem
from segue.model.sequence import SequenceCreate
from segue.model.wire import Written
from segue.service import acts, body
from segue.service.conform import (
    check_ids,
    check_reserved,
    conform,
    refuse,
    unknown_key_warnings,
    without,
)
from segue.service.context import Services
from segue.service.reading import answer, faults_of_path, offered
from segue.service.session import Session
from segue.service.steps import faults_of_step
from segue.service.writes import Intent, Outcome, WriteRequest, perform
from segue.spi.capability import used_by_sequence
from segue.spi.operation import CreateSequence, Get


class SequenceCreateBody(Written):
    """The body of a request that makes a sequence."""

    record: SequenceCreate


async def create(services: Services, session: Session, request: WriteRequest) -> Outcome:
    """Make a sequence with its steps; 201 with its id at the provider.

    Raises `Problem`: 400 with every fault of the body, or with what the provider cannot do; what
    the provider refuses; 504 `OUTCOME_UNKNOWN`.
    """
    parsed = body.parse(request.body)
    asked = body.check(SequenceCreateBody, request.body)
    provider, record = session.provider, asked.record
    found = conform(provider, used_by_sequence(record))
    found.faults += check_ids(provider, {"/body/record/owner_id": ("user", record.owner_id)})
    found.faults += check_reserved(provider, "sequence", record.custom_fields, "/custom_fields")
    for i, step in enumerate(record.steps or ()):
        found.faults += faults_of_step(provider, step, f"/steps/{i}")
    refuse(provider, "sequence.create", found)
    sequence = without(record, found.dropped)
    now = services.clock.now()
    intent = Intent(
        operation="sequence.create",
        write=provider.writes["sequence.create"],
        ask=lambda write_id: CreateSequence(sequence=sequence, write_id=write_id, now=now),
        target=None,
        parsed=parsed,
        warnings=(*unknown_key_warnings(asked, asked.record), *found.warnings),
    )
    return await perform(services, session, request, intent)


async def switch(
    services: Services, session: Session, verb: str, sequence_id: str, request: WriteRequest
) -> Outcome:
    """Activate, deactivate or archive a sequence, as `verb` says; 200. Raises `Problem`."""
    wanted = acts.Wanted(operation=f"sequence.{verb}", id=sequence_id, sequence_id=sequence_id)
    return await acts.act(services, session, wanted, request)


async def readiness(services: Services, session: Session, sequence_id: str) -> dict[str, Any]:
    """Tell whether a sequence would send, check by check. Raises `Problem`."""
    query = offered(session, "sequence.readiness")
    if faults := faults_of_path(session, "sequence", sequence_id):
        raise Problem(400, *faults)
    found, _ = await answer(services, session, query, Get(id=sequence_id))
    shown: dict[str, Any] = found.model_dump()
    return shown
