"""Sequence states."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http.operation import Endpoint
from segue.http.writing import write
from segue.service import states
from segue.service.context import Services
from segue.service.session import Session
from segue.service.writes import Outcome, WriteRequest


async def create_sequence_state(request: Request) -> Response:
    """Enrol a contact."""
    return await write(request, states.create)


async def batch_create_sequence_state(request: Request) -> Response:
    """Enrol many contacts."""
    return await write(request, states.create_batch)


def acting(verb: str) -> Endpoint:
    """Pause, resume, finish or remove a state."""

    async def answer(request: Request) -> Response:
        state_id = request.path_params["sequence_state_id"]

        async def perform(services: Services, session: Session, asked: WriteRequest) -> Outcome:
            return await states.act(services, session, verb, state_id, asked)

        return await write(request, perform, body_needed=False)

    return answer
