"""Making sequences while answers get lost, and walking through lists, against the simulator."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from segue.engine.reads import gather
from segue.model.problem import OUTCOME_UNKNOWN, Problem
from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.tests.asks import INLINE
from segue.service.writes import Outcome
from segue.spi.operation import ListRecords
from segue.testing.databases import migrated
from segue.testing.world import World, world

MOST_REPEATS = 5
SEQUENCE = {
    "type": "team",
    "tags": ["a", "b"],
    "steps": [{"type": "auto_email", "template": INLINE}, {"type": "call", "task_note": "ring"}],
}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[World]:
    """A customer of Salesloft in front of a fresh simulator."""
    async with world(PROVIDER, await migrated(tmp_path / "segue.db")) as opened:
        yield opened


async def _until_made(stage: World, record: dict[str, Any]) -> Outcome:
    for _ in range(MOST_REPEATS):
        try:
            return await stage.create_sequence(record, key="k")
        except Problem as problem:
            if problem.code != OUTCOME_UNKNOWN or problem.retry_after is None:
                raise
            await stage.clock.advance(problem.retry_after)
    raise AssertionError("never ends")


async def _cadences(stage: World) -> int:
    return len((await stage.simulated.state())["cadences"])


@pytest.mark.parametrize("own", [{}, {"settings": {"external_identifier": "crm-7"}}])
@pytest.mark.parametrize("name", ["Plain name", "With, comma", " padded"])
@pytest.mark.parametrize("kind", ["lost_answer", "late", "dropped"])
async def test_lost_sequence_is_made_once(
    stage: World, kind: str, name: str, own: dict[str, Any]
) -> None:
    """Otherwise a repeat would make a second cadence, or none."""
    before = await _cadences(stage)
    await stage.simulated.fault(kind, path="^/v2/cadence_imports", seconds=5)
    made = await _until_made(stage, {"name": name, **SEQUENCE, "custom_fields": own})
    assert await _cadences(stage) == before + 1
    read = await stage.get_sequence(made.body["record"]["id"])
    assert (read["num_steps"], read["tags"]) == (2, ["a", "b"])


async def test_cadence_without_any_identifier_stays_unknown(stage: World) -> None:
    """Otherwise a cadence that nothing identifies would be guessed at, or made again."""
    await stage.simulated.fault("lost_answer", path="^/v2/cadence_imports")
    own = {"settings": {"external_identifier": None}}
    with pytest.raises(Problem) as unknown:
        await stage.create_sequence({"name": "x", **SEQUENCE, "custom_fields": own}, key="k")
    assert (unknown.value.code, unknown.value.retry_after) == (OUTCOME_UNKNOWN, None)


async def test_walk_meets_every_cadence_once(stage: World) -> None:
    """Otherwise a list read page by page would miss cadences or give one twice."""
    for i in range(4):
        await stage.create_sequence({"name": f"Walked {i}", "type": "private"})
    met, cursor, total = [], None, None
    while True:
        ask = ListRecords(page_size=2, cursor=cursor)
        destination = stage.session.destination
        reads = PROVIDER.queries["sequence.list"].reads
        reading = await gather(stage.transport, destination, stage.clock, reads, ask)
        page = PROVIDER.queries["sequence.list"].read(ask, reading.answers)
        met += [found.id for found, _ in page.records]
        cursor, total = page.next, page.total_count
        if cursor is None:
            break
    assert len(met) == len(set(met)) == total == await _cadences(stage)
