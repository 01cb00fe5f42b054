"""Acts: what is done to one thing and needs nothing but its id."""

from dataclasses import dataclass

from segue.model.problem import VALIDATION, Fault, Problem
from segue.service import body
from segue.service.carrying import CHANGED
from segue.service.conform import Conformed, refuse
from segue.service.context import Services
from segue.service.reading import faults_of_path
from segue.service.session import Session
from segue.service.writes import Intent, Outcome, WriteRequest, perform
from segue.spi.operation import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One act on one thing."""

    operation: str
    id: str
    sequence_id: str | None = None
    """The sequence that the thing is, or is a step of."""


async def act(
    services: Services, session: Session, wanted: Wanted, request: WriteRequest
) -> Outcome:
    """Do it; 200. A body is not needed; one that says anything is refused.

    Raises `Problem`: 400 with what the provider cannot do, 404 where there is no such thing, what
    the provider refuses; 504 `OUTCOME_UNKNOWN`.
    """
    if request.body.strip() and body.parse(request.body) not in ({}, None):
        detail = "This operation takes no body."
        raise Problem(400, Fault(detail=detail, pointer="/body", problem_type=VALIDATION))
    provider, noun = session.provider, wanted.operation.partition(".")[0]
    faults = faults_of_path(session, noun, wanted.id, wanted.sequence_id)
    refuse(provider, wanted.operation, Conformed(faults=faults))
    now = services.clock.now()
    intent = Intent(
        operation=wanted.operation,
        write=provider.writes[wanted.operation],
        ask=lambda write_id: Act(
            id=wanted.id, sequence_id=wanted.sequence_id, write_id=write_id, now=now
        ),
        target=wanted.sequence_id,
        resource=wanted.sequence_id or f"{noun}:{wanted.id}",
        parsed=None,
        manner=CHANGED,
    )
    return await perform(services, session, request, intent)
