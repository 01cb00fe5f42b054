"""A customer of a simulated Outreach, and what was counted and traced of its requests."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import httpx2
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from segue import registry
from segue.config import Settings
from segue.http.app import create_app
from segue.service.context import Services
from segue.testing.world import API_KEY, CUSTOMER, World, world

NAMES = {"x-api-key": API_KEY, "x-customer-id": CUSTOMER, "x-provider-name": "outreach"}
TOKEN = "a-token-for-scraping-0123456789"


@pytest.fixture
def engine() -> str:
    """What is counted does not depend on the database."""
    return "sqlite"


@pytest.fixture
async def outreach(database_url: str) -> AsyncIterator[World]:
    """A customer of a simulated Outreach."""
    async with world(registry.load("outreach"), database_url) as found:
        yield found


@pytest.fixture
def spans(outreach: World) -> Iterator[InMemorySpanExporter]:
    """Everything that the world's own tracer has ended."""
    exporter, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    outreach.services.watch.tracer = provider.get_tracer("segue")
    yield exporter
    provider.shutdown()


def client_of(services: Services, **headers: str) -> httpx2.AsyncClient:
    """Make a caller of that customer."""
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=create_app(services), raise_app_exceptions=False),
        base_url="http://segue.test",
        headers={**NAMES, **headers},
    )


def set_to(world: World, **settings: object) -> Services:
    """Give a world's services with other settings."""
    kept = {"database_url": world.services.settings.database_url}
    return replace(world.services, settings=Settings(**{**kept, **settings}))


def tree(spans: tuple[ReadableSpan, ...]) -> list[str]:
    """Spell spans by their names, each below its parent and in the order of beginning."""
    below: dict[int | None, list[ReadableSpan]] = {}
    for span in sorted(spans, key=lambda one: one.start_time or 0):
        inside = span.parent is not None and not span.parent.is_remote
        below.setdefault(span.parent.span_id if inside else None, []).append(span)

    def lines(parent: int | None, depth: int) -> Iterator[str]:
        for span in below.get(parent, ()):
            yield "  " * depth + span.name
            yield from lines(span.context.span_id, depth + 1)

    return list(lines(None, 0))
