"""A stalled server wakes while another settles what it left."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from segue import registry
from segue.store import journal
from segue.testing.world import World, world

from .crowd import STEP
from .gate import Gate, through

SETTLED = 121
"""Seconds: the longest call of a dead process, and the settle time after it."""


@pytest.fixture
async def first(database_url: str) -> AsyncIterator[World]:
    """A customer of Outreach."""
    async with world(registry.load("outreach"), database_url) as opened:
        yield opened


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
