"""Failures on the way to an answer: problems, unknown paths and methods, a lost database."""

from http import HTTPStatus

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from segue.http.answers import refuse
from segue.http.exchange import current
from segue.kit import redact
from segue.model.problem import VALIDATION, Fault, Problem
from segue.store.errors import Unavailable

LOST = Fault(
    title="The database cannot be reached",
    detail="The server's own database cannot be reached. Ask again; a write may have taken effect,"
    " and is safe to repeat with its Idempotency-Key.",
    meta={"reason": "database_unavailable"},
)
LOST_WAIT = 5
"""Seconds."""


async def answer_problem(request: Request, raised: Exception) -> Response:
    """Answer a problem that a route raised."""
    if not isinstance(raised, Problem):
        raise raised
    return refuse(current(request.scope), raised)


async def answer_unavailable(request: Request, raised: Exception) -> Response:
    """Answer what could not be done because the database was lost."""
    if not isinstance(raised, Unavailable):
        raise raised
    structlog.get_logger().error("database unavailable", reason=str(raised))
    return refuse(current(request.scope), Problem(503, LOST, retry_after=LOST_WAIT))


async def answer_unrouted(request: Request, raised: Exception) -> Response:
    """Answer what the router refused, with every method of the path in ``Allow``."""
    if not isinstance(raised, HTTPException):
        raise raised
    path = request.scope["path"]
    shown = redact.text(path, filter(None, [request.headers.get("x-api-key")]))
    exchange = current(request.scope)
    if raised.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = _allowed(request, path)
        detail = f"{request.method} is not a method of this path, which has {allowed}."
        return refuse(exchange, _problem(405, detail, shown), Allow=allowed)
    if raised.status_code == HTTPStatus.NOT_FOUND:
        return refuse(exchange, _problem(404, "There is no such path.", shown))
    raise raised


def _allowed(request: Request, path: str) -> str:
    methods = {
        method
        for route in request.app.routes
        if isinstance(route, Route) and route.path_regex.match(path)
        for method in route.methods or ()
    }
    return ", ".join(sorted(methods))


def _problem(status: int, detail: str, path: str) -> Problem:
    return Problem(status, Fault(detail=detail, pointer=path, problem_type=VALIDATION))
