"""Segue, a simulated vendor and an application's page, each at its own address, and a browser."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from segue import registry
from segue.app import listen, running
from segue.simulation.host import LOOPBACK, Host
from segue.store import applications
from segue.testing.world import CLIENT_ID, CLIENT_SECRET
from tests.oauth.conftest import Stage, engine, log, staged

from . import chromium
from .chromium import Chromium

__all__ = ["engine", "log"]

BACK = b"<!doctype html><html lang=en><title>App</title><main><h1>You are back</h1></main></html>"


@dataclass
class Town:
    """Everything that runs, and the addresses."""

    stage: Stage
    browser: Chromium
    url: str
    """Segue's, on another site than the vendor's, as browsers see it."""
    return_url: str

    async def link(self, **changed: Any) -> str:
        """Make a magic link; gives its address."""
        return self.url + await self.stage.link(return_url=self.return_url, **changed)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a browser listens."""
    with chromium.running(tmp_path_factory.mktemp("chromium")) as found:
        yield found


@pytest.fixture
async def browser(address: str) -> AsyncIterator[Chromium]:
    """A browser in which nobody was anywhere."""
    async with chromium.chromium(address) as opened:
        yield opened


@pytest.fixture(params=["outreach", "salesloft"])
async def town(request, database_url, log, browser) -> AsyncIterator[Town]:
    """A town with a vendor that has OAuth."""
    async for made in _built(request.param, database_url, log, browser):
        yield made


@pytest.fixture
async def keyed(database_url, log, browser) -> AsyncIterator[Town]:
    """A town with a vendor whose customers connect by a key."""
    async for made in _built("apollo", database_url, log, browser):
        yield made


async def _application(_scope: Any, _receive: Any, send: Any) -> None:
    headers = [(b"content-type", b"text/html"), (b"content-length", str(len(BACK)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BACK})


async def _built(name: str, database_url: str, log: Any, browser: Chromium) -> AsyncIterator[Town]:
    async for stage in staged(registry.load(name), database_url, log):
        if stage.provider.oauth is not None:
            app = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
            await stage.world.simulated.seed({"oauth_app": app})
        if name == "outreach":
            await stage.world.simulated.switch(plain_redirect_uri="accepted")
        with Host(_application) as application, listen(LOOPBACK, 0) as listening:
            url = f"http://localhost:{listening.getsockname()[1]}"
            stage.public_url = url
            return_url = f"{application.url}/connected?a=1&b=2"
            database = stage.services.database
            await applications.set_return_urls(database, stage.application, [return_url])
            async with running(stage.services, listening):
                yield Town(stage, browser, url, return_url)
