"""What is seen of each request, and why one was never sent."""

from collections.abc import Awaitable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from opentelemetry.trace import Span, SpanKind

from segue.engine.transport import (
    Answer,
    CircuitOpen,
    Destination,
    NotSent,
    NotYet,
    RawRequest,
    Throttled,
    Transport,
    Unsendable,
)
from segue.engine.watch import (
    NOWHERE,
    Attribute,
    CallOutcome,
    HeldReason,
    Watch,
    mark_failed,
    path_template,
    tried,
)
from segue.spi.plan import Request, Segment

RATE_LIMITED: Final = 429
PASSTHROUGH: Final = "/{passthrough}"
"""A caller's own path is shown nowhere: nobody knows which of its parts are ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Counts, times and traces each request. Stands innermost, so that no wait of ours counts.

    The provider is sent no `traceparent`: it would tell the vendor which of a caller's requests
    belong together, across customers, and no vendor documents that it takes one.
    """

    inner: Transport
    watch: Watch

    async def send(self, destination: Destination, request: Request) -> Answer:
        with self._span(destination, request.method, request.path) as span:
            sending = self.inner.send(destination, request)
            return await self._seen(span, destination, request.method, sending)

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        with self._span(destination, request.method, None) as span:
            sending = self.inner.raw(destination, request)
            return await self._seen(span, destination, request.method, sending)

    def _span(
        self, destination: Destination, method: str, path: tuple[Segment, ...] | None
    ) -> AbstractContextManager[Span]:
        if not self.watch.tracing:
            return NOWHERE
        template = PASSTHROUGH if path is None else path_template(path)
        attributes: dict[str, Attribute] = {
            "segue.provider": destination.provider.name,
            "http.request.method": method,
            "url.template": template,
        }
        if (again := tried.get() - 1) > 0:
            attributes["http.request.resend_count"] = again
        return self.watch.span(f"{method} {template}", attributes, kind=SpanKind.CLIENT)

    async def _seen(
        self, span: Span, destination: Destination, method: str, sending: Awaitable[Answer]
    ) -> Answer:
        outcome: CallOutcome | None = "lost"
        started = perf_counter()
        try:
            answer = await sending
            outcome = _outcome(answer)
            _told(span, answer, outcome)
        except NotSent as error:
            outcome = "not_sent" if held_back(error) is None else None
            raise
        finally:
            if outcome is not None:
                seconds = perf_counter() - started
                self.watch.called(destination.provider.name, method, outcome, seconds)
        return answer


def _told(span: Span, answer: Answer, outcome: CallOutcome) -> None:
    span.set_attribute("http.response.status_code", answer.status)
    if outcome != "ok":
        mark_failed(span, str(answer.status))


def _outcome(answer: Answer) -> CallOutcome:
    if answer.ok:
        return "ok"
    if answer.status == RATE_LIMITED:
        return "rate_limited"
    return "refused" if answer.status // 100 == 4 else "failed"  # noqa: PLR2004 -- HTTP's class


def held_back(error: NotSent) -> HeldReason | None:
    """Name why Segue sent nothing; None where it tried."""
    match error:
        case Throttled():
            return error.reason
        case CircuitOpen():
            return "circuit_open"
        case NotYet():
            return "no_token"
        case Unsendable():
            return "credential"
    return None
