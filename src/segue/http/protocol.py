"""Callers' connections, bounded: uvicorn bounds neither heads, nor trailers, nor their time.

(uvicorn 0.54 with httptools 0.9, seen 2026-11: a head without an end is kept whole, a connection
that never asks stays open, and so does one that never takes its answer.)
"""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from segue.config import Settings
from segue.http.answers import encode
from segue.http.edge import CLOSED, NO_STORE, SAFE
from segue.kit.ids import new_uuid
from segue.model.problem import CODES, Fault, Problem, render

LARGEST_HEAD: Final = 32_768
"""Bytes of a request's line and headers."""
MOST_HEADERS: Final = 100
LARGEST_REQUEST: Final = 64_000_000
"""Bytes of a body as they come, with what chunks add and what nobody reads any more."""
MOST_WAITING: Final = 16
"""Requests that one connection may send ahead of their answers."""
LINGER: Final = 1.0
"""Seconds for which a refused caller may go on sending, so that it gets to read the refusal."""
RETRY_AFTER: Final = 1

IDLE, HEAD, BODY = range(3)
"""What of a request has arrived: all of it, less than its head, its head."""

MALFORMED: Final = Problem(400, Fault(detail="This is not a valid HTTP/1.1 request."))
LARGE_HEAD: Final = Problem(
    431,
    Fault(
        detail=f"A request's line and headers have at most {LARGEST_HEAD:,} bytes and"
        f" {MOST_HEADERS} headers."
    ),
)
LARGE_BODY: Final = Problem(413, Fault(detail="The body is too long."))
TOO_MANY_AHEAD: Final = Problem(
    429, Fault(detail=f"At most {MOST_WAITING} requests may be sent ahead of their answers.")
)
SLOW: Final = Problem(408, Fault(detail="The request took too long to arrive."))
FULL: Final = Problem(
    503,
    Fault(
        detail="The server has as many connections as it may have.",
        meta={"reason": "too_many_connections"},
    ),
    retry_after=RETRY_AFTER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How many connections there may be, and how long each part of a request may take."""

    connections: int
    head_seconds: float
    body_seconds: float
    """Also how long a caller may leave an answer lying."""


class Refused(Exception):
    """Stops the parser."""


def bounded(settings: Settings) -> type[asyncio.Protocol]:
    """Give what makes a protocol for each connection, as uvicorn wants it."""
    bounds = Bounds(
        connections=settings.max_connections,
        head_seconds=settings.head_seconds,
        body_seconds=settings.body_seconds,
    )
    return cast("type[asyncio.Protocol]", partial(Bounded, bounds=bounds))


class Bounded(HttpToolsProtocol):
    """One connection.

    What arrives after a refusal is thrown away. A refusal is not written where another request of
    the connection is being answered, or this one has been: it would be taken for another's answer.
    """

    def __init__(self, *, bounds: Bounds, **given: Any) -> None:
        super().__init__(**given)
        self._bounds = bounds
        self._phase = HEAD
        self._arrived = 0
        self._head = 0
        self._begun = False
        self._watched = IDLE
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._wrong: Problem | None = None
        self._deaf = False
        self._running: RequestResponseCycle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        if len(self.connections) < self._bounds.connections:
            super().connection_made(transport)
            self._watch()
            return
        self.logger.warning("too many connections: one was refused")
        self.transport, self._deaf = transport, True
        transport.write(spelled(FULL))
        transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        for name in list(self._timers):
            self._unset(name)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        self._arrived += len(data)
        super().data_received(data)
        self._check()

    def _check(self) -> None:
        if self._deaf:
            return
        if self._phase == HEAD and self._arrived > LARGEST_HEAD:
            self._refuse(LARGE_HEAD)
        elif self._phase == BODY and self._arrived > LARGEST_REQUEST:
            self._refuse(LARGE_BODY)
        else:
            self._watch()
            self._keep_an_eye_on_idleness()

    # What the parser tells, in this order.

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begun, self._phase, self._arrived, self._head = True, HEAD, 0, 0
        self._unset("arrival")
        self._watched = IDLE

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._measure(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        self._measure(len(name) + len(value))
        # Trailers come by the same way, once the application has been given the headers.
        if self._phase == HEAD:
            super().on_header(name, value)
            if len(self.headers) > MOST_HEADERS:
                self._stop(LARGE_HEAD)

    def on_headers_complete(self) -> None:
        if len(self.pipeline) >= MOST_WAITING:
            self._stop(TOO_MANY_AHEAD)
        super().on_headers_complete()
        self._phase = BODY

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._begun, self._phase = False, IDLE

    def _measure(self, size: int) -> None:
        self._head += size
        if self._head > LARGEST_HEAD:
            self._stop(LARGE_HEAD)

    def _stop(self, why: Problem) -> None:
        self._wrong = why
        raise Refused

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 -- ours says more
        self._refuse(self._wrong or MALFORMED)

    # Refusing.

    def _refuse(self, why: Problem) -> None:
        self._deaf = True
        self._unset("arrival")
        self._unset_keepalive_if_required()
        running = self._running
        if running is not None and running.response_complete:
            running = None
        own = running is self.cycle and self._phase == BODY
        if running is not None and not own:
            self.pipeline.clear()
            running.keep_alive = False
            return
        if self._phase != BODY or (running is not None and not running.response_started):
            self.transport.write(spelled(why))
        if running is not None:
            running.disconnected = True
            running.message_event.set()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._set("leaving", LINGER, self.transport.abort)

    # Time.

    def _watch(self) -> None:
        """Give what is arriving its time: one deadline for a head, one for a body."""
        if self._phase == self._watched:
            return
        self._watched = self._phase
        self._unset("arrival")
        if self._phase != IDLE:
            self._set("arrival", self._allowed(), self._overdue)

    def _allowed(self) -> float:
        return self._bounds.head_seconds if self._phase == HEAD else self._bounds.body_seconds

    def _overdue(self) -> None:
        if self.flow.read_paused:
            # The server itself does not listen for now.
            self._set("arrival", self._allowed(), self._overdue)
        elif not self._begun:
            self.transport.close()
        else:
            self._refuse(SLOW)

    def _keep_an_eye_on_idleness(self) -> None:
        """End a connection that sent a body's rest after the answer, and no request after it."""
        done = self.cycle is not None and self.cycle.response_complete
        closing = self.transport.is_closing()
        if self._phase == IDLE and done and not closing and self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._set("leaving", self._bounds.body_seconds, self.transport.abort)

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._set("leaving", self._bounds.body_seconds, self.transport.abort)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._set("taking", self._bounds.body_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._unset("taking")
        super().resume_writing()

    def _set(self, name: str, seconds: float, act: Any) -> None:
        self._unset(name)
        self._timers[name] = self.loop.call_later(seconds, act)

    def _unset(self, name: str) -> None:
        if (timer := self._timers.pop(name, None)) is not None:
            timer.cancel()


def spelled(problem: Problem) -> bytes:
    """Spell a whole answer, after which the connection ends."""
    made = new_uuid()
    body = encode(render(problem, request_id=made))
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        (b"connection", b"close"),
        (b"x-request-id", made.encode()),
        *SAFE,
        NO_STORE,
        CLOSED,
    ]
    if problem.retry_after is not None:
        headers.append((b"retry-after", b"%d" % problem.retry_after))
    reason = CODES[problem.status].removesuffix("_ERROR").replace("_", " ").title()
    line = f"HTTP/1.1 {problem.status} {reason}\r\n".encode()
    return line + b"".join(b"%s: %s\r\n" % header for header in headers) + b"\r\n" + body
