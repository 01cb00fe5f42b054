"""Steps."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import query
from segue.http.answers import as_json
from segue.http.exchange import enter, services_of
from segue.http.routes.records import checked
from segue.http.writing import write
from segue.service import reading, steps
from segue.service.context import Services
from segue.service.session import Session
from segue.service.writes import Outcome, WriteRequest


async def list_sequence_steps(request: Request) -> Response:
    """List a sequence's steps."""
    session = await enter(request)
    found = checked(request, query.PAGES)
    page = await steps.list_page(
        services_of(request),
        session,
        request.path_params["sequence_id"],
        found,
        include_raw_data=query.yes(found, query.RAW),
    )
    return as_json(200, page)


async def get_sequence_step(request: Request) -> Response:
    """Read one step."""
    session = await enter(request)
    found = checked(request, query.ONE)
    record = await reading.get(
        services_of(request),
        session,
        "step",
        request.path_params["sequence_step_id"],
        sequence_id=request.path_params["sequence_id"],
        include_raw_data=query.yes(found, query.RAW),
    )
    return as_json(200, record)


async def create_sequence_step(request: Request) -> Response:
    """Add a step."""
    sequence_id = request.path_params["sequence_id"]

    async def perform(services: Services, session: Session, asked: WriteRequest) -> Outcome:
        return await steps.create(services, session, sequence_id, asked)

    return await write(request, perform)


async def update_sequence_step(request: Request) -> Response:
    """Change a step."""
    sequence_id = request.path_params["sequence_id"]
    step_id = request.path_params["sequence_step_id"]

    async def perform(services: Services, session: Session, asked: WriteRequest) -> Outcome:
        return await steps.update(services, session, sequence_id, step_id, asked)

    return await write(request, perform)


async def delete_sequence_step(request: Request) -> Response:
    """Delete a step."""
    sequence_id = request.path_params["sequence_id"]
    step_id = request.path_params["sequence_step_id"]

    async def perform(services: Services, session: Session, asked: WriteRequest) -> Outcome:
        return await steps.delete(services, session, sequence_id, step_id, asked)

    return await write(request, perform, body_needed=False)
