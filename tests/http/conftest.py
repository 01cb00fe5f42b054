"""The application over real services, asked without a socket."""

import io
import logging
from collections.abc import AsyncIterator, Iterator, Mapping

import httpx2
import pytest

from segue import registry
from segue.config import Settings
from segue.engine.transport import HttpTransport
from segue.http import logs
from segue.http.app import create_app
from segue.kit.clock import SystemClock
from segue.service.context import Services
from segue.store import applications, keys
from segue.store.database import connect
from segue.testing.world import API_KEY, CUSTOMER, World, world
from segue.vault import Vault

from .claims import claims_of


@pytest.fixture
def engine() -> str:
    """The faces do not look at the database: one engine is enough."""
    return "sqlite"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where the lines go."""
    target = io.StringIO()
    logging.getLogger("httpx2").disabled = True
    logs.configure("info", target)
    yield target
    logging.getLogger("httpx2").disabled = False


@pytest.fixture
async def services(database_url: str) -> AsyncIterator[Services]:
    """Real services, with one application and its key, and no provider installed."""
    database, transport = await connect(database_url), HttpTransport(timeout=10)
    made = Services(
        database=database,
        vault=Vault(b"\x07" * 32),
        clock=SystemClock(),
        transport=transport,
        providers={},
        api_urls={},
        settings=Settings(database_url=database_url),
    )
    now = made.clock.now()
    application = (await applications.create(database, "acme", now)).id
    await keys.issue(database, application, "tests", now, secret=API_KEY)
    try:
        yield made
    finally:
        await transport.close()
        await database.close()


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of an application without providers; what it gets is held against the document."""
    async with client_of(services) as found:
        yield found


@pytest.fixture
async def outreach(database_url: str) -> AsyncIterator[World]:
    """A customer of a simulated Outreach."""
    async with world(registry.load("outreach"), database_url) as found:
        yield found


@pytest.fixture
async def caller(outreach: World) -> AsyncIterator[httpx2.AsyncClient]:
    """A client that sends the three headers of that customer."""
    names = {"x-api-key": API_KEY, "x-customer-id": CUSTOMER, "x-provider-name": "outreach"}
    async with client_of(outreach.services, names) as found:
        yield found


def client_of(services: Services, headers: Mapping[str, str] | None = None) -> httpx2.AsyncClient:
    """Make a client of the application over these services."""
    app = create_app(services)
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url="http://segue.test",
        headers=headers,
        event_hooks={"response": [claims_of(app, services).hold]},
    )
