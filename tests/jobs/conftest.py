"""A customer of each provider, a job of many contacts, and what carries it out, without DBOS."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from segue import registry
from segue.service import jobs
from segue.service.job_work import carry
from segue.service.jobs import Accepted
from segue.service.writes import WriteRequest
from segue.testing.world import World, world
from tests.batch.sites import SITES, Site, seeded

PATH = "/segue/v1/jobs"
MOST_STEPS = 400


@dataclass
class Works:
    """One connection's jobs."""

    stage: World
    site: Site
    sequence: str
    more: Mapping[str, str]
    """What every contact needs beside its id."""
    contacts: list[str]

    def records(self, contacts: Sequence[str] | None = None) -> list[dict[str, str]]:
        """Spell contacts to enrol."""
        wanted = self.contacts if contacts is None else contacts
        return [{"contact_id": it, "sequence_id": self.sequence, **self.more} for it in wanted]

    async def create(self, records: Sequence[Any] | None = None, key: str = "job") -> Accepted:
        """Ask for a job."""
        wanted = self.records() if records is None else records
        body = json.dumps({"job": {"type": "enrol", "records": wanted}}).encode()
        request = WriteRequest(method="POST", path=PATH, query={}, body=body, key=key)
        return await jobs.create(self.stage.services, self.stage.session, request)

    async def step(self, id: str) -> float | None:
        """Do what is next, once."""
        return await carry(self.stage.services, id)

    async def finish(self, id: str) -> list[float]:
        """Carry a job out, moving the clock where it waits; gives the waits."""
        waits = []
        for _ in range(MOST_STEPS):
            wait = await self.step(id)
            if wait is None:
                return waits
            if wait:
                waits.append(wait)
                await self.stage.clock.advance(wait)
        raise AssertionError(f"never ends: {await self.show(id)}")

    async def show(self, id: str) -> dict[str, Any]:
        """Read how a job stands."""
        return await jobs.show(self.stage.services, self.stage.session, id)

    async def cancel(self, id: str) -> dict[str, Any]:
        """Cancel a job."""
        return await jobs.cancel(self.stage.services, self.stage.session, id)

    async def outcomes(self, id: str, size: int = 1000) -> list[dict[str, Any]]:
        """Read what became of each contact, page by page."""
        found: list[dict[str, Any]] = []
        given = {"page_size": str(size)}
        while True:
            page = await jobs.outcomes(self.stage.services, self.stage.session, id, given)
            found += page["records"]
            if page["pagination"]["next"] is None:
                return found
            given["cursor"] = page["pagination"]["next"]

    async def enrolled(self) -> set[str]:
        """Name who is in the sequence, at the provider; nobody is in twice."""
        pairs = self.site.pairs(await self.stage.simulated.state())
        own = {contact: n for (contact, sequence), n in pairs.items() if sequence == self.sequence}
        assert set(own.values()) <= {1}, own
        return set(own) & set(self.contacts)


async def works_at(stage: World, contacts: int) -> Works:
    """Put contacts into a provider's account, for a sequence that is on."""
    site = SITES[stage.provider.name]
    page = await stage.page("sequence.list", page_size="50")
    sequence = next(each["id"] for each in page["records"] if each["is_enabled"])
    more = site.mailbox(await stage.simulated.state())
    made = await seeded(stage, site, [site.good(i) for i in range(contacts)])
    return Works(stage, site, sequence, more, made)


@pytest.fixture
def engine() -> str:
    """What a job's own statements do is tested on both engines beside the crashes."""
    return "sqlite"


@pytest.fixture(params=sorted(SITES))
async def stage(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[World]:
    """A customer of each provider."""
    async with world(registry.load(request.param), database_url) as opened:
        yield opened


@pytest.fixture
async def outreach(database_url: str) -> AsyncIterator[World]:
    """A customer of Outreach."""
    async with world(registry.load("outreach"), database_url) as opened:
        yield opened
