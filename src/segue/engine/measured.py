"""The two ends of the way out: what is seen of each request, and what never was sent."""

from collections.abc import Awaitable, Callable
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
    Attribute,
    CallOutcome,
    HeldReason,
    Watch,
    mark_failed,
    path_template,
    tried,
)
from segue.spi.plan import Request

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
        template = path_template(request.path)
        return await self._seen(
            destination, request.method, template, lambda: self.inner.send(destination, request)
        )

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        return await self._seen(
            destination, request.method, PASSTHROUGH, lambda: self.inner.raw(destination, request)
        )

    async def _seen(
        self,
        destination: Destination,
        method: str,
        template: str,
        sending: Callable[[], Awaitable[Answer]],
    ) -> Answer:
        provider = destination.provider.name
        attributes: dict[str, Attribute] = {
            "segue.provider": provider,
            "http.request.method": method,
            "url.template": template,
        }
        if (again := tried.get() - 1) > 0:
            attributes["http.request.resend_count"] = again
        outcome: CallOutcome | None = "lost"
        started = perf_counter()
        try:
            with self.watch.span(f"{method} {template}", attributes, kind=SpanKind.CLIENT) as span:
                answer = await sending()
                outcome = _outcome(answer)
                _told(span, answer, outcome)
                return answer
        except NotSent as error:
            outcome = "not_sent" if _reason(error) is None else None
            raise
        finally:
            if outcome is not None:
                self.watch.called(provider, method, outcome, perf_counter() - started)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Counts the requests that Segue kept back. Stands outermost."""

    inner: Transport
    watch: Watch

    async def send(self, destination: Destination, request: Request) -> Answer:
        try:
            return await self.inner.send(destination, request)
        except NotSent as error:
            self._note(destination, error)
            raise

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        try:
            return await self.inner.raw(destination, request)
        except NotSent as error:
            self._note(destination, error)
            raise

    def _note(self, destination: Destination, error: NotSent) -> None:
        reason = _reason(error)
        if reason is not None:
            self.watch.held(destination.provider.name, reason)


def _reason(error: NotSent) -> HeldReason | None:
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
