"""A caller whose customer's provider is simulated, or is a peer that shows what it was sent."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from segue import registry
from segue.service import keys
from segue.testing.world import API_KEY, CUSTOMER, World, world
from tests.engine.peers import Act, Peer, http, peer
from tests.http.conftest import client_of

PATH = "/actions/v2/passthrough"
PROVIDERS = ("apollo", "outreach", "salesloft")
ROOTS = {"apollo": "/api/v1", "outreach": "/api/v2", "salesloft": "/v2"}
OK = http(b"{}")

Ask = Callable[..., Awaitable[httpx2.Response]]


@pytest.fixture
def engine() -> str:
    """Nothing here looks at the database: one engine is enough."""
    return "sqlite"


@pytest.fixture
def provider_name() -> str:
    """The customer's provider."""
    return "outreach"


@pytest.fixture
async def site(provider_name: str, database_url: str) -> AsyncIterator[World]:
    """A customer of a simulated provider."""
    async with world(registry.load(provider_name), database_url) as found:
        yield found


def names(site: World, key: str = API_KEY) -> dict[str, str]:
    """Give the three headers."""
    return {
        "x-api-key": key,
        "x-customer-id": CUSTOMER,
        "x-provider-name": site.provider.name,
    }


@pytest.fixture
async def ask(site: World) -> AsyncIterator[Ask]:
    """Sends passthroughs to the simulator; fails on an answer that the document does not have."""
    async with client_of(site.services, names(site)) as client:

        async def asked(**body: Any) -> httpx2.Response:
            return await client.post(PATH, json=body)

        yield asked


@pytest.fixture
def key_with(site: World) -> Callable[..., Awaitable[str]]:
    """Make a key with other scopes."""

    async def made(*scopes: Any) -> str:
        application = site.session.application_id
        record = await keys.issue(site.services, application, "other", scopes)
        return str(record["key"])

    return made


@dataclass
class Line:
    """A server that stands in for the provider, and a caller."""

    peer: Peer
    client: httpx2.AsyncClient
    root: str
    requests: list[Any] = field(default_factory=list)

    async def ask(self, path: str = "", method: str = "GET", **more: Any) -> httpx2.Response:
        """Send a passthrough; without a slash at its start `path` is below the API's root."""
        whole = path if path.startswith("/") else f"{self.root}/{path}"
        return await self.client.post(PATH, json={"path": whole, "method": method, **more})

    @property
    def heads(self) -> list[dict[str, str]]:
        """What was sent: the request line as ``""``, and the headers by lower-case names."""
        return [_head(head) for head in self.peer.heads]


def _head(raw: bytes) -> dict[str, str]:
    first, *lines = raw.decode().strip().split("\r\n")
    found = {"": first}
    for line in lines:
        name, _, value = line.partition(":")
        assert name.lower() not in found, f"{name} was sent twice"
        found[name.lower()] = value.strip()
    return found


@asynccontextmanager
async def line(site: World, *acts: Act) -> AsyncIterator[Line]:
    """Put a peer in the provider's place for as long as the block lasts."""
    provider = site.provider
    async with peer(*(acts or (OK,))) as served:
        own = urlsplit(provider.api_url).path
        services = replace(site.services, api_urls={provider.name: served.url + own})
        async with client_of(services, names(site)) as client:
            yield Line(served, client, ROOTS[provider.name])


def fault(response: httpx2.Response) -> tuple[int, str | None]:
    """Give a refusal's status and place."""
    (error,) = response.json()["errors"]
    return response.status_code, error.get("source", {}).get("pointer")


def body_of(response: httpx2.Response) -> Any:
    """Give the provider's body."""
    assert response.status_code == 200, response.text
    return json.loads(response.text)["body"]
