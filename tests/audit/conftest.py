"""A caller with a customer of a simulated Outreach, and its audit log."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from segue import registry
from segue.service import keys
from segue.testing.world import API_KEY, CUSTOMER, World, world
from tests.http.conftest import client_of, stream

__all__ = ["stream"]

AUDIT = "/segue/v1/audit"


@pytest.fixture
def engine() -> str:
    """The log's own statements are tested over both engines elsewhere: one is enough."""
    return "sqlite"


@dataclass(frozen=True)
class Office:
    """One application."""

    world: World
    client: httpx2.AsyncClient

    async def entries(self, **given: str) -> list[dict[str, Any]]:
        """Read the newest entries."""
        response = await self.client.get(AUDIT, params=given)
        assert response.status_code == 200, response.text
        found: list[dict[str, Any]] = response.json()["records"]
        return found

    async def acts(self, **given: str) -> list[tuple[str, int]]:
        """Give what was done and how it ended, the newest first."""
        return [(entry["what"], entry["status"]) for entry in await self.entries(**given)]


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """An application whose key may do anything but export."""
    names = {"x-api-key": API_KEY, "x-customer-id": CUSTOMER, "x-provider-name": "outreach"}
    async with (
        world(registry.load("outreach"), database_url) as site,
        client_of(site.services, names) as client,
    ):
        yield Office(site, client)


@pytest.fixture
def key_with(office: Office) -> Callable[..., Awaitable[dict[str, Any]]]:
    """Make a key of the same application with other scopes."""

    async def made(*scopes: Any) -> dict[str, Any]:
        application = office.world.session.application_id
        return await keys.issue(office.world.services, application, "other", scopes)

    return made
