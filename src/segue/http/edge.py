"""What every request passes: an id, a log line, safe headers, and an answer whatever happens."""

import asyncio
from time import perf_counter
from typing import Any

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from segue.config import Settings
from segue.http import auditing, customer_paths, logs
from segue.http.answers import refuse
from segue.http.exchange import PLACE, Exchange
from segue.http.headers import request_id
from segue.http.watching import route_of, watched
from segue.model.problem import Fault, Problem
from segue.service.keys import note_use

NO_STORE = (b"cache-control", b"no-store")
SAFE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
SECURE = (b"strict-transport-security", b"max-age=31536000")
"""A year, where browsers find the server by https."""
CLOSED = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")

FAILED = Fault(
    title="Internal Server Error",
    detail="The server could not answer this request. Its log tells why, under this request's id.",
)
STOPPED = Fault(
    title="The server is stopping",
    detail="The server stops and could not wait for this request to end. Ask again; a write may"
    " have taken effect, and is safe to repeat with its Idempotency-Key.",
    meta={"reason": "stopping"},
)


class Edge:
    """The outermost layer of our own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.log: Any = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(request_id(scope["headers"]))
        scope[PLACE] = exchange
        if len(scope["path"]) > 1:
            scope["path"] = customer_paths.kept_whole(scope).removesuffix("/")

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                services = scope["app"].state.services
                message["headers"] = _headers(exchange, message, services.settings)
                await auditing.note(scope, exchange, services)
            await send(message)

        started = perf_counter()
        watch = scope["app"].state.services.watch
        with (
            logs.hiding(),
            bound_contextvars(request_id=exchange.request_id),
            watched(watch, scope, exchange),
        ):
            try:
                await self._answer(exchange, scope, receive, send_on)
            finally:
                self._note(exchange, scope, perf_counter() - started)
            if exchange.key_id is not None:
                await note_use(scope["app"].state.services, exchange.key_id)

    async def _answer(self, exchange: Exchange, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except asyncio.CancelledError:
            # Nothing else cancels a request: one whose caller hangs up goes on.
            if exchange.status is not None:
                raise
            await refuse(exchange, Problem(503, STOPPED, retry_after=1))(scope, receive, send)
        except ClientDisconnect:
            self.log.info("caller left before the whole request had arrived")
        except Exception:
            self.log.exception("unhandled exception")
            if exchange.status is not None:
                raise
            await refuse(exchange, Problem(500, FAILED))(scope, receive, send)

    def _note(self, exchange: Exchange, scope: Scope, seconds: float) -> None:
        self.log.info(
            "request",
            method=scope["method"],
            route=route_of(scope),
            status=exchange.status,
            ms=round(seconds * 1000, 2),
            application_id=exchange.application_id,
            key_id=exchange.key_id,
            customer_id=exchange.customer_id,
            provider=exchange.provider,
            write_id=exchange.write_id,
        )


def _headers(exchange: Exchange, message: Message, settings: Settings) -> list[tuple[bytes, bytes]]:
    headers = list(message["headers"])
    names = {name for name, _ in headers}
    headers += [(b"x-request-id", exchange.request_id.encode()), *SAFE]
    if settings.public_url.startswith("https:"):
        headers.append(SECURE)
    headers += [default for default in (NO_STORE, CLOSED) if default[0] not in names]
    return headers
