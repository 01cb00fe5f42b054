"""Writes of many calls, each call going wrong in each way, against the simulated account.

The contract does this for adding one step; here are the plans that are Outreach's own.
"""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from segue.model.problem import OUTCOME_UNKNOWN, Problem
from segue.providers.outreach import PROVIDER
from segue.service.writes import Outcome
from segue.store import migrate
from segue.testing.world import World, world

from .account import INLINE

KINDS = ("refused", "lost_answer", "dropped", "late", "error_after")
EARLY = 5
MOST_REPEATS = 6
SHARED = {"subject": "Shared", "body": "Shared words"}


@dataclass(frozen=True)
class Scene:
    """A prepared account: how to write to it, and what must be true when that is done."""

    stage: World
    write: Callable[..., Awaitable[Outcome]]
    check: Callable[[Outcome], Awaitable[None]]


async def _inserting(stage: World) -> Scene:
    before = [{"type": "auto_email", "template": INLINE}, {"type": "call"}, {"type": "task"}]
    made = await stage.create_sequence({"name": "Stage", "type": "team", "steps": before})
    sequence = made.body["record"]["id"]
    record = {"type": "auto_email", "order": 2, "is_reply": True, "template": INLINE}

    async def check(outcome: Outcome) -> None:
        steps = (await stage.get_sequence(sequence))["steps"]
        types = [(step["type"], step.get("is_reply")) for step in steps]
        assert types == [
            ("auto_email", False),
            ("auto_email", True),
            ("call", None),
            ("task", None),
        ]
        assert steps[1]["id"] == outcome.body["record"]["id"]
        assert steps[1]["template"]["subject"] == INLINE["subject"]

    return Scene(stage, lambda **how: stage.create_step(sequence, record, **how), check)


async def _making(stage: World) -> Scene:
    email = {"type": "auto_email", "template": INLINE}
    steps = [email, {"type": "call"}, {**email, "is_reply": True}]
    record = {"name": "Made once", "type": "private", "steps": steps}

    async def check(outcome: Outcome) -> None:
        read = await stage.get_sequence(outcome.body["record"]["id"])
        assert [step["type"] for step in read["steps"]] == ["auto_email", "call", "auto_email"]
        assert read["steps"][2]["is_reply"]
        templates = {step["template"]["id"] for step in read["steps"] if "template" in step}
        assert len(templates) == 2

    return Scene(stage, lambda **how: stage.create_sequence(record, **how), check)


async def _rewriting(stage: World) -> Scene:
    """Change the content of the first of two steps that share a template."""
    record = {
        "name": "Stage",
        "type": "team",
        "steps": [{"type": "auto_email", "template": SHARED}],
    }
    made = await stage.create_sequence(record)
    sequence = made.body["record"]["id"]
    (first,) = (await stage.get_sequence(sequence))["steps"]
    second = {"type": "auto_email", "template": {"id": first["template"]["id"]}}
    await stage.create_step(sequence, second)

    async def check(_outcome: Outcome) -> None:
        steps = (await stage.get_sequence(sequence))["steps"]
        assert [step["template"]["body"] for step in steps] == ["New words", SHARED["body"]]
        assert [step["template"]["subject"] for step in steps] == ["Shared", "Shared"]
        assert steps[0]["interval_seconds"] == 60
        links = (await stage.simulated.state())["sequenceTemplates"]
        own = {int(step["id"]) for step in steps}
        assert len([link for link in links if link["sequenceStep"] in own]) == 2

    change = {"template": {"body": "New words"}, "interval_seconds": 60}
    return Scene(
        stage, lambda **how: stage.update_step(sequence, first["id"], change, **how), check
    )


SCENES = {"inserting": _inserting, "making": _making, "rewriting": _rewriting}
CALLS = {"inserting": 7, "making": 10, "rewriting": 5}


def _pattern(path: str) -> str:
    return "^/api/v2" + re.sub(r"\{[^}]*\}", "[0-9]+", path) + "$"


async def _nothing_left(scene: Scene, before: dict[str, Any], problem: Problem) -> None:
    after = await scene.stage.simulated.state()
    leftovers = problem.faults[0].meta.get("leftovers", [])
    grown = [
        str(row["id"])
        for name in ("sequences", "sequenceSteps", "sequenceTemplates", "templates")
        for row in after[name]
        if row["id"] not in {old["id"] for old in before[name]}
    ]
    assert grown == [leftover["id"] for leftover in leftovers]
    for step in before["sequenceSteps"]:
        (now,) = (row for row in after["sequenceSteps"] if row["id"] == step["id"])
        assert (now["order"], now["interval"]) == (step["order"], step["interval"])
    assert _shared_places(after) == _shared_places(before), "two steps on one place"


def _shared_places(state: dict[str, Any]) -> list[tuple[int, int]]:
    places = [(row["sequence"], row["order"]) for row in state["sequenceSteps"]]
    return sorted(place for place in places if places.count(place) > 1)


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outreach") / "template.db"
    asyncio.run(migrate.upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture
async def stage(schema: Path, tmp_path: Path) -> AsyncIterator[World]:
    path = tmp_path / "segue.db"
    shutil.copy(schema, path)
    async with world(PROVIDER, f"sqlite:///{path}") as opened:
        yield opened


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "position"), [(name, i) for name, count in CALLS.items() for i in range(count)]
)
async def test_a_fault_neither_loses_nor_doubles(
    stage: World, name: str, position: int, kind: str
) -> None:
    """An e-mail would go out twice or never, or two steps would run in the place of one."""
    scene = await SCENES[name](stage)
    calls = (await scene.write(dry_run=True)).body["calls"]
    assert len(calls) == CALLS[name]
    struck = calls[position]
    pattern = _pattern(struck["path"])
    earlier = [
        call
        for call in calls[:position]
        if call["method"] == struck["method"] and re.search(pattern, "/api/v2" + call["path"])
    ]
    before = await stage.simulated.state()
    await stage.simulated.fault(
        kind, method=struck["method"], path=pattern, after=len(earlier), seconds=EARLY
    )
    ended = await _try(scene)
    if kind == "refused" and isinstance(ended, Problem):
        await _nothing_left(scene, before, ended)
        return
    for _ in range(MOST_REPEATS):
        if isinstance(ended, Outcome):
            break
        assert ended.code == OUTCOME_UNKNOWN
        await stage.clock.advance(ended.retry_after or 1)
        ended = await _try(scene)
    assert isinstance(ended, Outcome), "the write never ends"
    await scene.check(ended)


async def _try(scene: Scene) -> Outcome | Problem:
    try:
        return await scene.write(key="once")
    except Problem as problem:
        return problem
