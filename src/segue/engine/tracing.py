"""Sending traces away, where the operator asks for it in OpenTelemetry's own variables.

The SDK and its exporter are an extra, and imported only then.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import unquote

from opentelemetry.trace import Tracer, get_tracer

from segue.config import SettingsError

EXPORTER: Final = "OTEL_TRACES_EXPORTER"
ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
HEADERS: Final = ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS")
NAMES: Final = ("OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES")
SPOKEN: Final = "http/protobuf"
SCOPE: Final = "segue"


def asked_for(environ: Mapping[str, str]) -> bool:
    """Say whether traces are to be sent; `SettingsError` where it is asked for what cannot be."""
    if environ.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    exporter = environ.get(EXPORTER, "").strip().lower()
    if exporter == "none" or not (exporter or _first(environ, ENDPOINTS)):
        return False
    if exporter not in {"", "otlp"}:
        raise SettingsError(f"{EXPORTER} is {exporter!r}, and Segue sends traces by otlp alone.")
    protocol = _first(environ, PROTOCOLS) or SPOKEN
    if protocol != SPOKEN:
        raise SettingsError(f"Segue sends traces as {SPOKEN}, which {PROTOCOLS[1]} does not say.")
    return True


def secrets_of(environ: Mapping[str, str]) -> tuple[str, ...]:
    """List what no log line may show: the values of the headers that a collector is sent."""
    pairs = [pair for name in HEADERS for pair in environ.get(name, "").split(",")]
    values = [pair.partition("=")[2].strip() for pair in pairs]
    return tuple(way for value in values if value for way in {value, unquote(value)})


@asynccontextmanager
async def exporting(environ: Mapping[str, str]) -> AsyncIterator[Tracer]:
    """Give a tracer for the block, and send what is left of its spans at the end.

    Without being asked for it sends nothing, unless something outside has set OpenTelemetry up.
    Raises `SettingsError`.
    """
    if not asked_for(environ):
        yield get_tracer(SCOPE)
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        raise SettingsError(
            f"{ENDPOINTS[1]} asks for traces, which need more than is installed:"
            " pip install 'segue[otel]'."
        ) from None
    named = {} if _first(environ, NAMES) else {"service.name": SCOPE}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        yield provider.get_tracer(SCOPE)
    finally:
        await asyncio.to_thread(provider.shutdown)


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((found for name in names if (found := environ.get(name, "").strip())), "")
