"""Following changes at the simulator, through the service, while records change."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from segue.providers.salesloft import PROVIDER
from segue.testing.databases import migrated
from segue.testing.world import World, world

LONG_AGO = "2000-01-01T00:00:00Z"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[World]:
    """A customer of Salesloft in front of a fresh simulator."""
    async with world(PROVIDER, await migrated(tmp_path / "segue.db")) as opened:
        yield opened


async def _walk(stage: World, noun: str, change: Any = None, **given: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = await stage.page(f"{noun}.list", **given)
        assert "warnings" not in page
        found += page["records"]
        if (cursor := page["pagination"]["next"]) is None:
            return found
        given["cursor"] = cursor
        if change is not None:
            await change(found)


@pytest.mark.parametrize(("noun", "field"), [("account", "name"), ("contact", "job_title")])
async def test_what_changes_behind_the_reader_comes_again(
    stage: World, noun: str, field: str
) -> None:
    """Otherwise a caller who keeps a copy would keep an old record for good."""
    touched: list[str] = []

    async def change(found: list[dict[str, Any]]) -> None:
        # The last one given, which a page may not take for its place, and one long past.
        for record in (found[-1], found[0]):
            if len(touched) < 4 and record["id"] not in touched:
                touched.append(record["id"])
                await stage.update(noun, record["id"], {field: f"Changed {len(touched)}"})

    whole = {record["id"] for record in await _walk(stage, noun, page_size="100")}
    found = await _walk(stage, noun, change, page_size="10", modified_after=LONG_AGO)
    assert {record["id"] for record in found} == whole
    assert len(touched) == 4
    last = {record["id"]: record for record in found}
    assert {last[one][field] for one in touched} == {f"Changed {n}" for n in range(1, 5)}
    times = [record["last_modified_at"] for record in found]
    assert times == sorted(times)
    rest = await _walk(stage, noun, page_size="10", modified_after=times[-1])
    assert {record["id"] for record in rest} <= {found[-1]["id"]}


@pytest.mark.parametrize("noun", ["account", "contact", "sequence", "template", "state"])
@pytest.mark.parametrize("size", ["7", "1000"])
async def test_all_changes_are_the_whole_list(stage: World, noun: str, size: str) -> None:
    """Otherwise a first sync by changes would have holes that no later one fills."""
    whole = [record["id"] for record in await _walk(stage, noun, page_size="100")]
    found = [
        record["id"] for record in await _walk(stage, noun, page_size=size, modified_after=LONG_AGO)
    ]
    assert whole
    assert sorted(found) == sorted(whole)
