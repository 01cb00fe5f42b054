"""Steps."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http.writing import write
from segue.service import steps
from segue.service.context import Services
from segue.service.session import Session
from segue.service.writes import Outcome, WriteRequest


async def create_sequence_step(request: Request) -> Response:
    """Add a step to a sequence.

    The step lands once, however often the request is repeated with the same `Idempotency-Key`, and
    `warnings` names whatever the provider does differently from what was asked.
    """
    sequence_id = request.path_params["sequence_id"]

    async def perform(services: Services, session: Session, asked: WriteRequest) -> Outcome:
        return await steps.create(services, session, sequence_id, asked)

    return await write(request, perform)


async def update_sequence_step(request: Request) -> Response:
    """Change a step; what the body does not name stays as it is."""
    sequence_id = request.path_params["sequence_id"]
    step_id = request.path_params["sequence_step_id"]

    async def perform(services: Services, session: Session, asked: WriteRequest) -> Outcome:
        return await steps.update(services, session, sequence_id, step_id, asked)

    return await write(request, perform)
