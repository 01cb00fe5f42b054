"""Following changes at the simulator, through the service, within one second of the vendor."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from segue.providers.outreach import PROVIDER
from segue.testing.databases import migrated
from segue.testing.world import World, world


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[World]:
    """A customer of Outreach in front of a fresh simulator."""
    async with world(PROVIDER, await migrated(tmp_path / "segue.db")) as opened:
        yield opened


async def _walk(stage: World, noun: str, **given: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = await stage.page(f"{noun}.list", page_size="50", **given)
        found += page["records"]
        if (cursor := page["pagination"]["next"]) is None:
            return found
        given["cursor"] = cursor


@pytest.mark.parametrize(("noun", "field"), [("account", "name"), ("contact", "job_title")])
async def test_what_changes_late_in_the_last_second_comes(
    stage: World, noun: str, field: str
) -> None:
    """A caller who goes on from the latest change seen would keep an old record for good."""
    lower, *_, higher = sorted(int(it["id"]) for it in await _walk(stage, noun))
    await stage.clock.advance(5)
    await stage.update(noun, str(higher), {field: "Changed first"})
    seen = await _walk(stage, noun, modified_after="2000-01-01T00:00:00Z")
    latest = max(record["last_modified_at"] for record in seen)
    await stage.update(noun, str(lower), {field: "Changed last"})
    after = {it["id"]: it[field] for it in await _walk(stage, noun, modified_after=latest)}
    assert after == {str(higher): "Changed first", str(lower): "Changed last"}
