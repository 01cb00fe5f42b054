"""Jobs."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import body, headers, query
from segue.http.answers import as_json
from segue.http.exchange import current, enter, services_of
from segue.http.routes.records import checked
from segue.model.problem import Problem
from segue.service import jobs
from segue.service.writes import WriteRequest

LARGEST = 32_000_000
"""Bytes: a hundred thousand contacts with room to spare."""
PAGED = (query.PAGE_SIZE, query.CURSOR)


async def create_job(request: Request) -> Response:
    """Put up to 100,000 contacts into sequences, each for itself.

    The job is checked whole, kept, and answered at once; it is carried out in the background, as
    fast as the provider's limits and interactive requests leave room, and survives restarts. The
    same key gives the same job.
    """
    exchange = current(request.scope)
    exchange.key, wrong_key = headers.idempotency_key(request.scope["headers"])
    session = await enter(request, "write")
    found, wrong_query = query.read(request.scope["query_string"], query.NONE)
    if faults := (*wrong_query, *wrong_key):
        raise Problem(400, *faults)
    asked = WriteRequest(
        method=request.method,
        path=request.scope["route"].path,
        query=found,
        body=await body.read(request, most=LARGEST),
        key=exchange.key,
    )
    accepted = await jobs.create(services_of(request), session, asked)
    exchange.subject = accepted.job["id"]
    told = {"Idempotency-Key": accepted.key}
    if accepted.replayed:
        told["Idempotent-Replayed"] = "true"
    return as_json(202, accepted.job, told)


async def list_jobs(request: Request) -> Response:
    """List this connection's jobs, the newest first."""
    session = await enter(request)
    return as_json(200, await jobs.page(services_of(request), session, checked(request, PAGED)))


async def get_job(request: Request) -> Response:
    """Read how a job stands: how many contacts came to what, and what it waits for."""
    session = await enter(request)
    checked(request, query.NONE)
    job_id = request.path_params["job_id"]
    return as_json(200, await jobs.show(services_of(request), session, job_id))


async def list_outcomes(request: Request) -> Response:
    """List what became of each contact of a job, in the order asked.

    Those whose turn is still to come are `pending`; once the job has ended early they are `failed`
    with the reason `not_sent`.
    """
    session = await enter(request)
    given = checked(request, PAGED)
    job_id = request.path_params["job_id"]
    return as_json(200, await jobs.outcomes(services_of(request), session, job_id, given))


async def cancel_job(request: Request) -> Response:
    """End a job before its next slice.

    A slice that is under way is finished first: until then `cancel_requested` is true and the job
    still open. What was done stays done, and stays told. A job that has ended stays as it is.
    """
    session = await enter(request, "write")
    checked(request, query.NONE)
    job_id = request.path_params["job_id"]
    return as_json(200, await jobs.cancel(services_of(request), session, job_id))
