"""What every request passes: an id, a log line, safe headers, and an answer whatever happens."""

import asyncio
from time import perf_counter
from typing import Any

import structlog
from opentelemetry.trace import SpanKind
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Scope, Send
from structlog.contextvars import bound_contextvars

from segue.http import auditing, customer_paths, logs
from segue.http.answers import refuse
from segue.http.exchange import PLACE, Exchange
from segue.http.failures import answer_unavailable, answer_unrouted
from segue.http.headers import request_id
from segue.http.routing import NotRouted, Routes
from segue.http.watching import UNROUTED, method_of, names_of, parent_of, route_of, tell
from segue.model.problem import Fault, Problem
from segue.service.context import Services
from segue.service.keys import note_use
from segue.store.errors import Unavailable

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
    """Between the ASGI server and the routes."""

    def __init__(self, services: Services, routes: Routes) -> None:
        self.services = services
        self.routes = routes
        self.log: Any = structlog.get_logger()
        https = services.settings.public_url.startswith("https:")
        self.always = (*SAFE, SECURE) if https else SAFE

    async def answer(self, request: Request, send: Send) -> None:
        """Answer one request, whatever happens."""
        scope = request.scope
        exchange = scope[PLACE] = Exchange(request_id(scope["headers"]))
        if len(scope["path"]) > 1:
            scope["path"] = customer_paths.kept_whole(scope).removesuffix("/")

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                message["headers"] = self._headers(exchange, message)
                await auditing.note(scope, exchange, self.services)
            await send(message)

        watch, started = self.services.watch, perf_counter()
        watch.began()
        try:
            with (
                logs.hiding(),
                watch.span("request", {}, kind=SpanKind.SERVER, parent=parent_of(scope)) as span,
            ):
                try:
                    with bound_contextvars(**names_of(span, exchange)):
                        await self._logged(exchange, request, send_on, started)
                finally:
                    tell(span, scope, exchange)
        finally:
            spent = perf_counter() - started
            watch.requested(method_of(scope), route_of(scope) or UNROUTED, exchange.status, spent)

    async def _logged(
        self, exchange: Exchange, request: Request, send: Send, started: float
    ) -> None:
        try:
            await self._answer(exchange, request, send)
        finally:
            self._note(exchange, request.scope, perf_counter() - started)
        if exchange.key_id is not None:
            await note_use(self.services, exchange.key_id)

    async def _answer(self, exchange: Exchange, request: Request, send: Send) -> None:
        try:
            response = await self._routed(exchange, request)
        except asyncio.CancelledError:
            # Nothing else cancels a request: one whose caller hangs up goes on.
            response = refuse(exchange, Problem(503, STOPPED, retry_after=1))
        except ClientDisconnect:
            self.log.info("caller left before the whole request had arrived")
            return
        except Exception:
            self.log.exception("unhandled exception")
            response = refuse(exchange, Problem(500, FAILED))
        await response(request.scope, request.receive, send)

    async def _routed(self, exchange: Exchange, request: Request) -> Response:
        scope = request.scope
        try:
            route, scope["path_params"] = self.routes.find(scope["method"], scope["path"])
            scope["route"] = route
            return await route.endpoint(request)
        except Problem as problem:
            return refuse(exchange, problem)
        except NotRouted as missing:
            return answer_unrouted(request, missing)
        except Unavailable as lost:
            return answer_unavailable(request, lost)

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

    def _headers(self, exchange: Exchange, message: Message) -> list[tuple[bytes, bytes]]:
        headers = list(message["headers"])
        names = {name for name, _ in headers}
        headers += [(b"x-request-id", exchange.request_id.encode()), *self.always]
        headers += [default for default in (NO_STORE, CLOSED) if default[0] not in names]
        return headers
