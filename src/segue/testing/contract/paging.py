"""Lists: every record once, whatever the page's size, each spelled as the wire says."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from segue.model.problem import Problem
from segue.testing.contract.doing import DOING
from segue.testing.contract.lists import LISTS, page, pages, walk
from segue.testing.contract.premises import a_sequence
from segue.testing.world import World

DATE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
DATES = ("created_at", "updated_at", "last_modified_at")
SMALL = 7


async def _of(stage: World, listing: str) -> Mapping[str, Any] | None:
    """Give the list something to show, and name the sequence of a list of steps."""
    if listing == "step.list":
        return {"sequence_id": await a_sequence(stage)}
    await DOING[listing](stage)
    return None


async def test_a_walk_meets_every_record_once(stage: World, listing: str) -> None:
    """A record would be missing from a caller's copy, or be there twice."""
    of = await _of(stage, listing)
    whole = await pages(stage, listing, of=of, page_size="1000")
    ids = [record["id"] for one in whole for record in one["records"]]
    assert len(set(ids)) == len(ids)
    size = SMALL if len(ids) < 100 else len(ids) // SMALL
    small = await pages(stage, listing, of=of, page_size=str(size))
    assert all(len(one["records"]) <= size for one in small), "page_size is honoured"
    assert sorted(record["id"] for one in small for record in one["records"]) == sorted(ids)
    for one in (*whole, *small):
        assert one["pagination"].get("total_count", len(ids)) == len(ids)
    default = await page(stage, listing, of=of)
    assert len(default["records"]) == min(10, len(ids))
    assert (default["pagination"]["next"] is None) == (len(ids) <= 10)
    if listing != "step.list":
        await _are_all(stage, set(ids))


async def _are_all(stage: World, ids: set[str]) -> None:
    """Compare with what the simulator holds: all rows of a kind, but for those of a marked sort.

    Some vendors leave out what is archived or unnamed; a flag of the row then says so.
    """
    state = await stage.simulated.state()
    kinds = [rows for rows in state.values() if isinstance(rows, list) and rows]
    whole = [rows for rows in kinds if ids <= {_id(row) for row in rows}]
    assert whole, "every record listed is one that is there"
    assert any(_marked(rows, ids) for rows in whole), "and all that are there are listed"


def _id(row: Any) -> str:
    return str(row.get("id")) if isinstance(row, dict) else ""


def _marked(rows: list[dict[str, Any]], ids: set[str]) -> bool:
    """Tell whether what is not listed differs from all that is listed in one flag."""
    listed = [row for row in rows if _id(row) in ids]
    hidden = [row for row in rows if _id(row) not in ids]
    flags = (key for key, value in rows[0].items() if isinstance(value, bool))
    return not hidden or any(
        not {row.get(key) for row in hidden} & {row.get(key) for row in listed} for key in flags
    )


async def test_records_are_spelled_as_the_wire_says(stage: World, listing: str) -> None:
    """A caller would store "None" as an id, or a time that no program can read."""
    of = await _of(stage, listing)
    if listing != "step.list":
        for record in (await page(stage, listing, page_size="100", include_raw_data="true"))[
            "records"
        ]:
            assert isinstance(record["raw_data"], dict)
    for record in await walk(stage, listing, of=of):
        assert "raw_data" not in record, "only when asked for"
        for key, value in record.items():
            if key == "id" or key.endswith("_id"):
                assert value is None or (isinstance(value, str) and value not in ("None", "")), key
            if key in DATES:
                assert value is None or DATE.fullmatch(value), (key, value)
        assert record["id"] is not None


async def test_a_cursor_serves_its_own_question_only(stage: World, listing: str) -> None:
    """A cursor used by mistake would answer with records of another list."""
    of = await _of(stage, listing)
    cursor = (await page(stage, listing, of=of, page_size="1"))["pagination"]["next"]
    if cursor is None:
        pytest.skip("one page shows it all")
    tampered = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    foreign = next(
        (it for it in LISTS if it not in (listing, "step.list") and _can(stage, it)), None
    )
    stage.transport.sent.clear()
    wrong = [(listing, tampered, of), (listing, "AAAA", of)]
    if foreign:
        wrong.append((foreign, cursor, None))
    for operation, spelled, wanted in wrong:
        with pytest.raises(Problem) as refused:
            await page(stage, operation, of=wanted, cursor=spelled)
        assert refused.value.status == 400
        assert refused.value.faults[0].pointer == "/query/cursor"
    row = f"{listing}.modified_after"
    if listing != "step.list" and stage.provider.capabilities[row].usable:
        with pytest.raises(Problem) as refused:
            await page(stage, listing, cursor=cursor, modified_after="2020-01-01T00:00:00Z")
        assert refused.value.status == 400
    assert not stage.transport.sent


def _can(stage: World, operation: str) -> bool:
    return stage.provider.capabilities[operation].usable
