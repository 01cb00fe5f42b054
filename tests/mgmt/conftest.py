"""A caller with a key that may do anything but export, and a customer of a simulated provider."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2
import pytest

from segue import registry
from segue.service import keys
from segue.testing.world import API_KEY, World, world
from tests.http.conftest import client_of

ROOT = "/mgmt/v2"
CUSTOMERS = f"{ROOT}/customers"
CONNECTIONS = f"{CUSTOMERS}/acme/connections"
ACME = {"customer_id": "acme", "name": "Acme", "email": "it@acme.example"}

KeyWith = Callable[..., Awaitable[str]]


@pytest.fixture
def engine() -> str:
    """The faces do not look at the database: one engine is enough."""
    return "sqlite"


@pytest.fixture
def provider_name() -> str:
    """The provider whose simulator is there."""
    return "outreach"


@pytest.fixture
async def site(provider_name: str, database_url: str) -> AsyncIterator[World]:
    """An application with one customer, connected to the simulated provider."""
    async with world(registry.load(provider_name), database_url) as found:
        yield found


@pytest.fixture
async def caller(site: World) -> AsyncIterator[httpx2.AsyncClient]:
    """Sends the application's key, and fails on any answer that the document does not have."""
    async with client_of(site.services, {"x-api-key": API_KEY}) as found:
        yield found


@pytest.fixture
async def acme(caller: httpx2.AsyncClient) -> str:
    """The id of a customer without a connection."""
    assert (await caller.put(CUSTOMERS, json=ACME)).status_code == 201
    return "acme"


@pytest.fixture
def key_with(site: World) -> KeyWith:
    """Makes a key of the application that has these scopes."""

    async def make(*scopes: str) -> str:
        owner = site.session.application_id
        made = await keys.issue(site.services, owner, "test", scopes)
        return str(made["key"])

    return make
