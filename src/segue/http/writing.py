"""Requests that write: everything that is checked before the service sees them."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from segue.http import body, headers, query
from segue.http.answers import as_json
from segue.http.exchange import acted_on, current, enter, services_of
from segue.model.problem import Problem
from segue.service.context import Services
from segue.service.session import Session
from segue.service.writes import Outcome, WriteRequest
from segue.store.audit import ByKey

Perform = Callable[[Services, Session, WriteRequest], Awaitable[Outcome]]


async def write(request: Request, perform: Perform, *, body_needed: bool = True) -> Response:
    """Hand a checked request to the service; every answer, errors too, names the key.

    Where no body is needed, an empty one may come as any media type, or as none.
    """
    exchange = current(request.scope)
    exchange.key, wrong_key = headers.idempotency_key(request.scope["headers"])
    session = await enter(request, "write")
    found, wrong_query = query.read(request.scope["query_string"], query.WRITE)
    if faults := (*wrong_query, *wrong_key):
        raise Problem(400, *faults)
    exchange.dry_run = query.yes(found, query.DRY_RUN)
    route = request.scope["route"]
    asked = WriteRequest(
        method=request.method,
        path=route.path.format(**request.path_params),
        query=found,
        body=await body.read(request, needed=body_needed),
        key=exchange.key,
        key_is_new="idempotency-key" not in request.headers,
        dry_run=exchange.dry_run,
        strict=query.yes(found, query.STRICT),
        by=ByKey(what=route.operation_id, key_id=session.key_id, subject=acted_on(request.scope)),
    )
    outcome = await perform(services_of(request), session, asked)
    exchange.write_id, exchange.entered = outcome.write_id, outcome.entered
    told = {"Idempotency-Key": outcome.key or exchange.key}
    if outcome.replayed:
        told["Idempotent-Replayed"] = "true"
    if outcome.retry_after is not None:
        told["Retry-After"] = str(outcome.retry_after)
    return as_json(outcome.status, outcome.body, told)
