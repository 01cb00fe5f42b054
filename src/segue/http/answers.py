"""Answers: JSON bytes, and problems in the one envelope."""

import json
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from segue.http.exchange import Exchange
from segue.model.problem import Problem, render

PLAIN: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
ESCAPED: Final = json.JSONEncoder(allow_nan=False, separators=(",", ":"))


def as_json(status: int, content: Any, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a JSON value."""
    return Response(
        encode(content), status_code=status, headers=headers, media_type="application/json"
    )


def nothing() -> Response:
    """Answer that it is done, with no body."""
    return Response(status_code=204)


def encode(content: Any) -> bytes:
    """Spell a JSON value; text that UTF-8 cannot carry (a lone surrogate) is escaped."""
    try:
        return PLAIN.encode(content).encode()
    except UnicodeEncodeError:
        return ESCAPED.encode(content).encode()


def refuse(exchange: Exchange, problem: Problem, **headers: str) -> Response:
    """Answer with a problem."""
    for fault in problem.faults:
        exchange.write_id = exchange.write_id or fault.meta.get("write_id")
    if key := problem.key or exchange.key:
        headers["Idempotency-Key"] = key
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    body = render(problem, request_id=exchange.request_id, application=exchange.application_name)
    return as_json(problem.status, body, headers)
