"""Steps, templates and readiness at the simulator, through the service."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from segue.model.problem import Problem
from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.tests.asks import INLINE
from segue.service import sequences
from segue.testing.databases import migrated
from segue.testing.world import World, world

MAIL = {"type": "auto_email", "template": INLINE}
CALL = {"type": "call", "task_note": "ring", "interval_seconds": 86_400}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[World]:
    """A customer of Salesloft in front of a fresh simulator."""
    async with world(PROVIDER, await migrated(tmp_path / "segue.db")) as opened:
        yield opened


async def _made(stage: World, *steps: dict[str, Any]) -> str:
    made = await stage.create_sequence({"name": "Q3", "type": "team", "steps": list(steps)})
    return str(made.body["record"]["id"])


async def _pages(stage: World, operation: str, **given: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = await stage.page(operation, **given, **cursor)
        found += page["records"]
        if page["pagination"]["next"] is None:
            return found
        cursor = {"cursor": page["pagination"]["next"]}


async def _ready(stage: World, sequence_id: str) -> dict[str, Any]:
    return await sequences.readiness(stage.services, stage.session, sequence_id)


async def test_steps_stand_alone_as_in_their_sequence(stage: World) -> None:
    """Otherwise a step would read otherwise in a list, by itself, and in its sequence."""
    made = await _made(stage, MAIL, CALL)
    whole = (await stage.get("sequence", made))["steps"]
    listed = await stage.steps_page(made)
    assert listed["records"] == whole
    assert [step["type"] for step in whole] == ["auto_email", "call"]
    for step in whole:
        assert await stage.get("step", step["id"], sequence_id=made) == step
    other = await _made(stage, CALL)
    with pytest.raises(Problem) as refused:
        await stage.get("step", whole[0]["id"], sequence_id=other)
    assert refused.value.status == 404


async def test_draft_is_not_ready(stage: World) -> None:
    """Otherwise a cadence that was just made would be said to send."""
    found = await _ready(stage, await _made(stage, MAIL, CALL))
    checks = {check["name"]: check for check in found["checks"]}
    assert (found["ready"], checks["enabled"]["ok"]) == (False, False)
    assert (checks["steps"]["ok"], checks["content"]["ok"]) == (True, True)
    assert checks["approved"]["ok"] is checks["schedule"]["ok"] is None
    assert all((check["todo"] is None) == (check["ok"] is True) for check in found["checks"])


async def test_active_cadence_is_ready(stage: World) -> None:
    """Otherwise a cadence that sends would be said not to."""
    seeded = await stage.simulated.seed({"cadences": [{"active": True, "steps": 2}]})
    found = await _ready(stage, str(seeded["cadences"][0]["id"]))
    assert found["ready"], found["checks"]


async def test_no_such_sequence(stage: World) -> None:
    """Otherwise the readiness of nothing would be told."""
    with pytest.raises(Problem) as refused:
        await _ready(stage, "999999")
    assert refused.value.status == 404


@pytest.mark.parametrize("size", ["2", "100"])
@pytest.mark.parametrize("operation", ["template.list", "sequence.list"])
async def test_walk_meets_all_once(stage: World, operation: str, size: str) -> None:
    """Otherwise a list read page by page would miss records or give one twice."""
    await _made(stage, MAIL)
    met = [one["id"] for one in await _pages(stage, operation, page_size=size)]
    assert met
    assert len(met) == len(set(met))
    since = {"modified_after": "2020-01-01T00:00:00Z"}
    assert [one["id"] for one in await _pages(stage, operation, page_size=size, **since)] == met
    later = {"modified_after": "2100-01-01T00:00:00Z"}
    assert await _pages(stage, operation, page_size=size, **later) == []


async def test_templates_of_both_kinds_are_read(stage: World) -> None:
    """Otherwise a template could be listed and not read, or a team's not at all."""
    first = (await _pages(stage, "template.list", page_size="100"))[0]
    assert await stage.get("template", first["id"]) == first
    (team,) = (await stage.simulated.seed({"team_templates": [{"title": "T", "body": "b"}]}))[
        "team_templates"
    ]
    found = await stage.get("template", str(team))
    assert (found["name"], found["owner_id"], found["is_archived"]) == ("T", None, False)
