"""Fixtures: a connection whose token is spent, at each provider that rotates them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from segue import registry
from segue.simulation.app import serve
from segue.simulation.host import Host
from segue.spi.provider import Provider
from segue.testing.simulated import Simulated
from segue.testing.world import World, world
from tests.crash.conftest import parent, shared_url
from tests.crash.servers import Rack, Servers
from tests.crash.site import Site, Town, found

from .sites import set_up

__all__ = ["parent", "shared_url"]

ROTATING = ["outreach", "salesloft"]


@pytest.fixture(scope="module", params=ROTATING)
def provider(request: pytest.FixtureRequest) -> Provider:
    """A provider whose refresh tokens rotate."""
    return registry.load(request.param)


@pytest.fixture(scope="module")
def town(shared_url: str, provider: Provider) -> Iterator[tuple[Town, str]]:
    """A database with an application and its provider app, and the simulator's URL."""
    with Host(serve(provider.simulator())) as host:
        made = asyncio.run(found(shared_url, provider))
        asyncio.run(set_up(made))
        yield made, host.url


@pytest.fixture
async def site(town: tuple[Town, str], parent: Servers, tmp_path: Path) -> AsyncIterator[Site]:
    """A fresh customer of a freshly seeded account, and no server yet."""
    made, simulator_url = town
    name = f"SEGUE_{made.provider.name.upper()}_AUTH_URL"
    auth = simulator_url + urlsplit(made.provider.auth_url).path
    rack = Rack(parent, {**made.environ, name: auth}, tmp_path)
    async with aiohttp.ClientSession() as http:
        simulated = Simulated(simulator_url, http)
        await simulated.reset()
        yield Site(
            town=made,
            customer=await made.customer(await simulated.ask("GET", "token")),
            rack=rack,
            http=http,
            simulated=simulated,
        )
        rack.close()


@pytest.fixture
async def outreach(database_url: str) -> AsyncIterator[World]:
    """A customer of Outreach, in this process."""
    async with world(registry.load("outreach"), database_url) as opened:
        yield opened


@pytest.fixture(params=ROTATING)
async def stage(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[World]:
    """A customer of either, in this process."""
    async with world(registry.load(request.param), database_url) as opened:
        yield opened
