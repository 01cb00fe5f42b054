"""Fixtures: server processes, databases that a module shares, a fresh customer for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from segue import registry
from segue.simulation.app import serve
from segue.simulation.host import Host
from segue.spi.provider import Provider
from segue.testing.simulated import Simulated
from tests.conftest import ENGINES

from .servers import Rack, Servers, servers
from .site import Site, Town, found


@pytest.fixture(scope="session")
def parent() -> Iterator[Servers]:
    """The parent of the server processes."""
    with servers() as started:
        yield started


@pytest.fixture(scope="module", params=ENGINES)
def shared_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a migrated database that the tests of one module share."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("town") / "segue.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    return str(request.getfixturevalue("module_postgres"))


@pytest.fixture(scope="module")
def provider(request: pytest.FixtureRequest) -> Provider:
    """The provider that the module names."""
    return registry.load(request.module.PROVIDER)


@pytest.fixture(scope="module")
def town(shared_url: str, provider: Provider) -> Iterator[tuple[Town, str]]:
    """A database with an application, and the URL of the provider's simulator."""
    with Host(serve(provider.simulator())) as host:
        yield asyncio.run(found(shared_url, provider)), host.url


@pytest.fixture
async def site(town: tuple[Town, str], parent: Servers, tmp_path: Path) -> AsyncIterator[Site]:
    """A fresh customer of a freshly seeded account, and no server yet."""
    made, simulator_url = town
    rack = Rack(parent, made.environ, tmp_path)
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
