"""The journal remembers what was asked for, what was started and what came of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from segue.store import journal, retention
from segue.store.errors import Conflict

from .rows import NOW, call, entry, written

LATER = NOW + timedelta(seconds=7)


async def test_an_entry_comes_back_as_it_was_put(database):
    """A repeat would execute another plan."""
    full = entry(
        state="unknown", plan=b"\x00p", answer=b"\xffa", problem=b"", attempt=3, done_at=LATER
    )
    await journal.insert(database, full)
    assert await journal.by_id(database, "wr_1") == full
    assert await journal.get(database, "app", "wr_1") == full
    assert await journal.find(database, "app", "c-1", "outreach", "key of wr_1") == full


async def test_an_entry_of_another_application_is_not_shown(database):
    """One application could read another's writes."""
    await written(database, "wr_1")
    assert await journal.get(database, "other", "wr_1") is None
    assert await journal.listing(database, "other", None, 10) == []


@pytest.mark.parametrize(
    "scope", [{"application_id": "b"}, {"customer_id": "b"}, {"provider": "b"}, {"key": "b"}]
)
async def test_a_key_is_taken_in_its_own_scope_only(database, scope):
    """One customer's key would answer another's write."""
    first = entry("wr_1", key="k")
    await journal.insert(database, first)
    await journal.insert(database, entry("wr_2", **({"key": "k"} | scope)))
    assert await journal.find(database, "app", "c-1", "outreach", "k") == first


async def test_a_taken_key_is_a_conflict_and_the_transaction_goes_on(database):
    """One idempotency key would stand for two writes."""
    await journal.insert(database, entry("wr_1", key="k"))
    async with database.transaction() as tx:
        with pytest.raises(Conflict):
            await journal.insert(tx, entry("wr_2", key="k"))
        await journal.insert(tx, entry("wr_3", key="l"))
    assert {each.id for each in await journal.listing(database, "app", None, 9)} == {"wr_1", "wr_3"}


async def test_of_many_with_one_key_one_is_entered(database, another):
    """A double click would make two steps."""
    runners = [database, await another()]

    async def put(n):
        async with runners[n % 2].transaction() as tx:
            await journal.insert(tx, entry(f"wr_{n}", key="k"))

    got = await asyncio.gather(*(put(n) for n in range(20)), return_exceptions=True)
    assert [type(each) for each in got].count(Conflict) == 19
    assert got.count(None) == 1


@pytest.mark.parametrize(
    ("state", "left"),
    [
        *((state, False) for state in ("done", "refused", "unknown", "open")),
        ("unknown", True),
        ("open", True),
    ],
)
async def test_closing_records_the_outcome(database, state, left):
    """A repeat would send again what has been answered, or recovery what a caller was told of."""
    await written(database, "wr_1", "wr_2")
    await journal.close(
        database, "wr_1", state=state, answer=b"a", problem=b"p", at=LATER, left=left
    )
    closed = replace(
        entry("wr_1"),
        state=state,
        answer=b"a",
        problem=b"p",
        updated_at=LATER,
        done_at=None if left else LATER,
    )
    assert await journal.by_id(database, "wr_1") == closed
    assert await journal.by_id(database, "wr_2") == entry("wr_2")


async def test_replanning_opens_a_write_for_its_next_attempt(database):
    """A repeat after a refusal would replay the refusal."""
    await written(database, "wr_1")
    await journal.close(database, "wr_1", state="refused", answer=b"a", problem=b"p", at=NOW)
    await journal.replan(database, "wr_1", plan=b"second", attempt=2, at=LATER)
    assert await journal.by_id(database, "wr_1") == replace(
        entry("wr_1"), plan=b"second", attempt=2, updated_at=LATER
    )


async def test_the_newest_writes_are_listed_first(database):
    """An operator would not find what has just gone wrong."""
    for n in range(4):
        await journal.insert(
            database, entry(f"wr_{n}", created_at=NOW + timedelta(milliseconds=n // 2))
        )
    await journal.close(database, "wr_1", state="unknown", answer=None, problem=None, at=NOW)
    ids = [each.id for each in await journal.listing(database, "app", None, 3)]
    assert ids == ["wr_3", "wr_2", "wr_1"]
    assert [each.id for each in await journal.listing(database, "app", "unknown", 3)] == ["wr_1"]


async def test_pruning_forgets_what_was_done_long_ago_and_nothing_else(database):
    """An answer could be asked for again after it is forgotten, or the journal grow for ever."""
    await written(database, "wr_old", "wr_new", "wr_open", "wr_unknown")
    await journal.start_call(database, call("wr_old"))
    await journal.start_call(database, call("wr_open"))
    for name, state, at in [
        ("old", "done", NOW),
        ("new", "done", LATER),
        ("unknown", "unknown", NOW),
    ]:
        await journal.close(database, f"wr_{name}", state=state, answer=None, problem=None, at=at)
    assert await retention.forget_writes(database, "app", LATER, 9) == 1
    left = {each.id for each in await journal.listing(database, "app", None, 9)}
    assert left == {"wr_new", "wr_open", "wr_unknown"}
    assert await journal.calls(database, "wr_old", 1) == []
    assert await journal.calls(database, "wr_open", 1) == [call("wr_open")]


async def test_calls_come_back_as_they_were_put_in_their_order(database):
    """A repeat would go on from the wrong place."""
    await written(database, "wr_1", "wr_2")
    full = call(
        position=2, state="finished", finished_at=LATER, object_id="7", answer=b"\x00sealed"
    )
    for row in (full, call(position=10), call(position=1), call(attempt=2), call("wr_2")):
        await journal.start_call(database, row)
    assert await journal.calls(database, "wr_1", 1) == [
        call(position=1),
        full,
        call(position=10),
    ]
    assert await journal.calls(database, "wr_1", 3) == []


async def test_finishing_a_call_records_what_came_of_it_alone(database):
    """A call that was answered would be sent again."""
    await written(database, "wr_1")
    for row in (call(position=0), call(position=1), call(position=0, attempt=2)):
        await journal.start_call(database, row)
    await journal.finish_call(
        database, "wr_1", 1, 0, state="finished", answer=b"a", object_id="7", at=LATER
    )
    assert await journal.calls(database, "wr_1", 1) == [
        call(state="finished", finished_at=LATER, object_id="7", answer=b"a"),
        call(position=1),
    ]
    assert await journal.calls(database, "wr_1", 2) == [call(attempt=2)]


async def test_a_call_that_starts_again_forgets_its_first_outcome(database):
    """A lost answer would be taken for the one that was found absent."""
    await written(database, "wr_1")
    await journal.start_call(database, call(state="absent", answer=b"a", finished_at=NOW))
    again = call(started_at=LATER)
    await journal.start_call(database, again)
    assert await journal.calls(database, "wr_1", 1) == [again]


async def test_calls_of_other_writes_that_are_open_are_counted(database):
    """A look-up would adopt what another write is just making."""
    await written(database, "wr_1", "wr_2", "wr_3")
    for row in (
        call("wr_1"),
        call("wr_2"),
        call("wr_3"),
        call("wr_2", 1, kind="template"),
        call("wr_2", 2, connection_id="other"),
        call("wr_2", 3, state="finished"),
    ):
        await journal.start_call(database, row)
    assert await journal.open_elsewhere(database, "con", "step", "wr_1") == 2
    assert await journal.open_elsewhere(database, "con", "step", "wr_9") == 3
    assert await journal.open_elsewhere(database, "con", "sequence", "wr_1") == 0


async def test_a_things_first_claim_holds(database, another):
    """Two writes would both answer with the same step."""
    runners = [database, await another()]
    got = await asyncio.gather(
        *(journal.link(runners[n % 2], "con", "step", "7", f"wr_{n}", NOW) for n in range(20))
    )
    assert got.count(True) == 1
    first = f"wr_{got.index(True)}"
    assert await journal.link(database, "con", "step", "7", first, LATER)
    assert await journal.link(database, "con", "template", "7", "wr_x", NOW)
    assert await journal.link(database, "other", "step", "7", "wr_x", NOW)


@pytest.mark.parametrize("many", [0, 1, 31, 32, 33, 70])
async def test_what_other_writes_claimed_is_told(database, many):
    """A look-up would adopt what another write has made."""
    for thing, by in [("0", "1"), ("5", "2"), ("30", "2"), ("69", "3"), ("x", "3")]:
        await journal.link(database, "con", "step", thing, f"wr_{by}", NOW)
    asked = [str(n) for n in range(many)]
    found = await journal.linked_elsewhere(database, "con", "step", asked, "wr_1")
    assert found == {"5", "30", "69"} & set(asked)
    assert await journal.linked_elsewhere(database, "con", "template", asked, "wr_1") == set()
