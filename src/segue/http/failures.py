"""Failures on the way to an answer: problems, unknown paths and methods, a lost database."""

import structlog
from starlette.requests import Request
from starlette.responses import Response

from segue.http.answers import refuse
from segue.http.exchange import current
from segue.http.routing import NotRouted
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


def answer_unavailable(request: Request, raised: Unavailable) -> Response:
    """Answer what could not be done because the database was lost."""
    structlog.get_logger().error("database unavailable", reason=str(raised))
    return refuse(current(request.scope), Problem(503, LOST, retry_after=LOST_WAIT))


def answer_unrouted(request: Request, raised: NotRouted) -> Response:
    """Answer what no route takes, with every method of the path in ``Allow``."""
    path = request.scope["path"]
    shown = redact.text(path, filter(None, [request.headers.get("x-api-key")]))
    exchange = current(request.scope)
    if not raised.methods:
        return refuse(exchange, _problem(404, "There is no such path.", shown))
    allowed = ", ".join(raised.methods)
    detail = f"{request.method} is not a method of this path, which has {allowed}."
    return refuse(exchange, _problem(405, detail, shown), Allow=allowed)


def _problem(status: int, detail: str, path: str) -> Problem:
    return Problem(status, Fault(detail=detail, pointer=path, problem_type=VALIDATION))
