"""A stalled server wakes while another settles what it left."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from segue import registry
from segue.engine.transport import Answer, Destination
from segue.spi.plan import Request
from segue.store import journal
from segue.testing.world import World, world

from .crowd import STEP

SETTLED = 61


@dataclass
class Gate:
    """A transport that stops at one request until it is opened."""

    inner: Any
    method: str
    path: str
    after: bool = False
    """Stop with the answer in hand."""
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, destination: Destination, request: Request) -> Answer:
        stops = (request.method, request.path[0]) == (self.method, self.path)
        if stops and not self.after:
            await self._stop()
        answer: Answer = await self.inner.send(destination, request)
        if stops and self.after:
            await self._stop()
        return answer

    async def _stop(self) -> None:
        self.reached.set()
        await self.opened.wait()


@pytest.fixture
async def first(database_url: str) -> AsyncIterator[World]:
    """A customer of Outreach."""
    async with world(registry.load("outreach"), database_url) as opened:
        yield opened


def through(stage: World, gate: Gate) -> World:
    """Give the same world with a gate before the provider."""
    return replace(stage, services=replace(stage.services, transport=gate))


async def test_what_a_settler_saw_too_early_does_not_count(first: World) -> None:
    """A step that was made would be noted as never made, and a later repeat would make another."""
    sequence = str(
        (await first.simulated.seed({"sequences": [{"name": "A"}]}))["sequences"][0]["id"]
    )
    stalled = Gate(first.transport, "POST", "sequenceSteps")
    looking = Gate(first.transport, "GET", "sequenceSteps", after=True)
    sleeper = through(first, stalled)
    settler = through(first.restarted(), looking)
    writing = asyncio.create_task(sleeper.create_step(sequence, STEP, key="sleeper"))
    await stalled.reached.wait()
    await first.clock.advance(SETTLED)
    taking = asyncio.create_task(settler.create_step(sequence, STEP, key="settler"))
    await looking.reached.wait()
    stalled.opened.set()
    done = await writing
    looking.opened.set()
    other = await taking
    assert done.write_id is not None
    rows = await journal.calls(first.services.database, done.write_id, 1)
    assert [row.state for row in rows] == ["finished"] * 4
    assert other.body["record"]["id"] != done.body["record"]["id"]
    steps = (await first.get_sequence(sequence))["steps"]
    assert [step["order"] for step in steps] == [1, 2]
