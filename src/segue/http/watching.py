"""What is measured and traced of every request."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Final

from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, format_trace_id
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import Scope
from structlog.contextvars import bound_contextvars

from segue.engine.watch import Watch, mark_failed
from segue.http.exchange import Exchange

UNROUTED: Final = "none"
"""Stands for every path that nothing answers: paths are the caller's to make up."""
TRACED: Final = frozenset({b"traceparent", b"tracestate"})
PROPAGATOR: Final = TraceContextTextMapPropagator()
"""W3C's and no other: baggage would carry a caller's words into spans."""
SERVER_ERROR: Final = 500
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "other"
"""Stands for methods that anybody may make up."""


@contextmanager
def watched(watch: Watch, scope: Scope, exchange: Exchange) -> Iterator[None]:
    """Measure and trace one request, as part of the caller's trace where it names one."""
    method = scope["method"] if scope["method"] in METHODS else OTHER
    started = perf_counter()
    watch.began()
    parent = _parent(scope)
    try:
        with watch.span("request", {}, kind=SpanKind.SERVER, parent=parent) as span, _logged(span):
            try:
                yield
            finally:
                _tell(span, method, route_of(scope), exchange)
    finally:
        route = route_of(scope) or UNROUTED
        watch.requested(method, route, exchange.status, perf_counter() - started)


def route_of(scope: Scope) -> str | None:
    """Name the route that a request took, as a template; None where there was none."""
    route = scope.get("route")
    return None if route is None else str(route.path)


def _parent(scope: Scope) -> Context | None:
    carried = {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in scope["headers"]
        if name in TRACED
    }
    return PROPAGATOR.extract(carried) if carried else None


@contextmanager
def _logged(span: Span) -> Iterator[None]:
    """Name the trace in the lines of this request, where there is one."""
    context = span.get_span_context()
    if not context.is_valid:
        yield
        return
    with bound_contextvars(trace_id=format_trace_id(context.trace_id)):
        yield


def _tell(span: Span, method: str, route: str | None, exchange: Exchange) -> None:
    if not span.is_recording():
        return
    span.update_name(f"{method} {route}" if route else "request")
    known = {
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": exchange.status,
        "segue.provider": exchange.provider,
        "segue.write_id": exchange.write_id,
    }
    span.set_attributes({name: value for name, value in known.items() if value is not None})
    if exchange.status is not None and exchange.status >= SERVER_ERROR:
        mark_failed(span, str(exchange.status))
