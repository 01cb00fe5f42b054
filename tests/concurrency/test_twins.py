"""Two writes to two sequences make templates that read word for word the same."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from segue import registry
from segue.model.problem import OUTCOME_UNKNOWN, Problem
from segue.testing.world import World, world

from .crowd import STEP
from .gate import Gate, through


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[World]:
    """A customer of Outreach."""
    async with world(registry.load("outreach"), database_url) as opened:
        yield opened


async def test_a_twin_under_way_is_waited_for(stage: World) -> None:
    """A caller would be told that no waiting helps, ask with a new key, and get two steps."""
    seeded = await stage.simulated.seed({"sequences": [{"name": "A"}, {"name": "B"}]})
    one, other = (str(row["id"]) for row in seeded["sequences"])
    held = Gate(stage.transport, "POST", "templates", after=True)
    twin = asyncio.create_task(through(stage, held).create_step(other, STEP, key="twin"))
    await held.reached.wait()
    await stage.simulated.fault("lost_answer", method="POST", path="/templates$")
    with pytest.raises(Problem) as unknown:
        await stage.create_step(one, STEP, key="lost")
    assert unknown.value.code == OUTCOME_UNKNOWN
    assert unknown.value.retry_after
    held.opened.set()
    made = {"twin": await twin}
    await stage.clock.advance(unknown.value.retry_after)
    made["lost"] = await stage.create_step(one, STEP, key="lost")
    linked = (await stage.simulated.state())["sequenceTemplates"]
    steps = {int(outcome.body["record"]["id"]) for outcome in made.values()}
    ours = [row for row in linked if row["sequenceStep"] in steps]
    assert {row["sequenceStep"] for row in ours} == steps
    assert len({row["template"] for row in ours}) == 2
