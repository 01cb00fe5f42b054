"""What is measured and traced of every request."""

from typing import Final

from opentelemetry.context import Context
from opentelemetry.trace import Span, format_trace_id
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import Scope

from segue.engine.watch import mark_failed
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


def method_of(scope: Scope) -> str:
    """Name a request's method, for whatever has few names."""
    return scope["method"] if scope["method"] in METHODS else OTHER


def route_of(scope: Scope) -> str | None:
    """Name the route that a request took, as a template; None where there was none."""
    route = scope.get("route")
    return None if route is None else str(route.path)


def parent_of(scope: Scope) -> Context | None:
    """Give the caller's trace, where a request names one."""
    carried = {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in scope["headers"]
        if name in TRACED
    }
    return PROPAGATOR.extract(carried) if carried else None


def names_of(span: Span, exchange: Exchange) -> dict[str, str]:
    """Name a request, and its trace where there is one, for the lines of a log."""
    names = {"request_id": exchange.request_id}
    context = span.get_span_context()
    if context.is_valid:
        names["trace_id"] = format_trace_id(context.trace_id)
    return names


def tell(span: Span, scope: Scope, exchange: Exchange) -> None:
    """Tell a span what is known of its request at the end."""
    if not span.is_recording():
        return
    method, route = method_of(scope), route_of(scope)
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
