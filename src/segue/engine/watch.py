"""What the process tells of itself while it works: what may be counted, and spans.

A `Watch` counts nothing; what counts is made from it. Spans go wherever OpenTelemetry's own set-up
sends them, which is nowhere until `engine/tracing.py` has been asked to.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final, Literal

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import (
    INVALID_SPAN,
    ProxyTracer,
    Span,
    SpanKind,
    StatusCode,
    Tracer,
    get_tracer,
)

from segue.spi.plan import Segment

Attribute = str | int | bool
CallOutcome = Literal["ok", "refused", "rate_limited", "failed", "lost", "not_sent"]
"""`refused` is a 4xx, `failed` any other answer that is no readable success, `lost` none at all."""
HeldReason = Literal["budget", "busy", "circuit_open", "no_token", "credential"]
WriteEnd = Literal["done", "replayed", "planned", "refused", "open", "unknown", "failed"]
"""`open`: nothing is known to be wrong, and a repeat goes on; `failed`: a fault of ours."""
RefreshResult = Literal["refreshed", "refused", "later", "failed"]
"""`refused`: a person has to act; `later`: another try may help; `failed`: a fault of ours."""

tried: ContextVar[int] = ContextVar("segue_tried", default=1)
"""Which try of one request this is, for its span."""

WORD: Final = re.compile(r"[A-Za-z][A-Za-z_]{0,39}|v[0-9]")
"""A path's own words. No provider's ids are letters alone."""
NOWHERE: Final[AbstractContextManager[Span]] = nullcontext(INVALID_SPAN)
"""Stands for every span while nobody has set OpenTelemetry up."""


@dataclass(kw_only=True)
class Watch:
    """Hears what happens, counts nothing, and opens spans."""

    tracer: Tracer = field(default_factory=lambda: get_tracer("segue"))

    @property
    def tracing(self) -> bool:
        """Whether spans go anywhere: something may set OpenTelemetry up at any time."""
        # Its own `get_tracer_provider` looks into the environment each time (1.45).
        return trace._TRACER_PROVIDER is not None or type(self.tracer) is not ProxyTracer  # noqa: SLF001

    def began(self) -> None:
        """Hear that a request has come in."""

    def requested(self, method: str, route: str, status: int | None, seconds: float) -> None:
        """Hear that one has been answered; `status` is None where the caller left before."""

    def called(self, provider: str, method: str, outcome: CallOutcome, seconds: float) -> None:
        """Hear what became of one request to a provider."""

    def held(self, provider: str, reason: HeldReason) -> None:
        """Hear that Segue itself kept a request back."""

    def wrote(self, provider: str, operation: str, end: WriteEnd) -> None:
        """Hear how a request that writes has ended."""

    def warned(self, provider: str, problem_type: str) -> None:
        """Hear of one warning in the answer to a write."""

    def refreshed(self, provider: str, result: RefreshResult) -> None:
        """Hear how asking for a new token has ended."""

    def span(
        self,
        name: str,
        attributes: Mapping[str, Attribute],
        *,
        kind: SpanKind = SpanKind.INTERNAL,
        parent: Context | None = None,
    ) -> AbstractContextManager[Span]:
        """Open a span for the block. One that raises is marked with its exception's type alone.

        An exception's message may hold what a provider said or a caller sent, so it is left out,
        and `attributes` hold neither ids of records nor anything from a body.
        """
        if parent is None and not self.tracing:
            return NOWHERE
        return self._opened(name, attributes, kind, parent)

    @contextmanager
    def _opened(
        self,
        name: str,
        attributes: Mapping[str, Attribute],
        kind: SpanKind,
        parent: Context | None,
    ) -> Iterator[Span]:
        with self.tracer.start_as_current_span(
            name,
            context=parent,
            kind=kind,
            attributes=attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield span
            except Exception as error:
                mark_failed(span, type(error).__qualname__)
                raise


def mark_failed(span: Span, kind: str) -> None:
    """Mark a span as failed, with a word for the kind of failure."""
    span.set_attribute("error.type", kind)
    span.set_status(StatusCode.ERROR)


def path_template(path: tuple[Segment, ...]) -> str:
    """Spell a path with `{id}` for everything that could be one."""
    return "".join(
        f"/{one}" if isinstance(one, str) and WORD.fullmatch(one) else "/{id}" for one in path
    )
