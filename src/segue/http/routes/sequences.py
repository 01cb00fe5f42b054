"""Sequences."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import query
from segue.http.answers import as_json
from segue.http.exchange import enter, services_of
from segue.http.operation import Endpoint
from segue.http.routes.records import checked
from segue.http.writing import write
from segue.service import sequences
from segue.service.context import Services
from segue.service.session import Session
from segue.service.writes import Outcome, WriteRequest


async def create_sequence(request: Request) -> Response:
    """Make a sequence."""
    return await write(request, sequences.create)


async def get_readiness(request: Request) -> Response:
    """Tell whether a sequence would send."""
    session = await enter(request)
    checked(request, query.NONE)
    sequence_id = request.path_params["sequence_id"]
    return as_json(200, await sequences.readiness(services_of(request), session, sequence_id))


def switching(verb: str) -> Endpoint:
    """Activate, deactivate or archive a sequence."""

    async def answer(request: Request) -> Response:
        sequence_id = request.path_params["sequence_id"]

        async def perform(services: Services, session: Session, asked: WriteRequest) -> Outcome:
            return await sequences.switch(services, session, verb, sequence_id, asked)

        return await write(request, perform, body_needed=False)

    return answer
