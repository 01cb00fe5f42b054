"""Writes of which what is stored cannot be opened any more."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from segue.model.problem import OUTCOME_UNKNOWN, Problem
from segue.service import written
from segue.service.recovery import recover
from segue.service.resolving import Seen, resolve
from segue.store import audit
from segue.store.tables import calls, connections, writes
from segue.testing.world import World
from segue.vault import Vault

from .asks import ASKS, Asking, counted, entry_of
from .dying import Died, mortal
from .test_finishing import PAUSE

LANDED, ABSENT = Seen(landed=True), Seen(landed=False)
STRANGER = b"\x03" * 32
SHUT = b"\x01 is not what was sealed"


async def other_key(stage: World) -> World:
    """Come back with another encryption key, as after a loss."""
    new = stage.restarted()
    return replace(new, services=replace(new.services, vault=Vault(STRANGER)))


async def damaged_plan(stage: World) -> World:
    """Damage what is stored of plans."""
    await stage.services.database.run(writes.update().values(plan=SHUT))
    return stage.restarted()


async def damaged_answer(stage: World) -> World:
    """Damage the answers that are stored."""
    made = calls.update().where(calls.c.answer.is_not(None)).values(answer=SHUT)
    assert await stage.services.database.run(made)
    return stage.restarted()


WAYS = (other_key, damaged_plan, damaged_answer)
ways = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
Way = Callable[[World], Awaitable[World]]


async def left(stage: World, operation: str = "step.create", at: int = 1) -> tuple[Asking, str]:
    """Let a process die in the middle of a write; gives the write's id."""
    asking = await ASKS[operation](stage)
    with pytest.raises(Died):
        await asking(mortal(stage, at, "before").world, "left")
    await stage.clock.advance(PAUSE)
    return asking, (await entry_of(stage, "left")).id


def lines(logged: list[Any], write_id: str) -> list[str]:
    """Give the log's warnings of a write."""
    return [
        one["event"]
        for one in logged
        if one.get("write_id") == write_id and one["log_level"] in ("warning", "error")
    ]


@ways
async def test_it_is_unknown_at_once_and_says_why(outreach: World, way: Way) -> None:
    """It would be tried again for a day, each time into the log, and nobody be told to look."""
    _, write_id = await left(outreach)
    stage = await way(outreach)
    with capture_logs() as logged:
        await recover(stage.services)
        await stage.clock.advance(PAUSE)
        await recover(stage.services)

    assert lines(logged, write_id) == ["a write cannot be opened, and waits for a person"]
    owner = stage.session.application_id
    shown = await written.show(stage.services, owner, write_id)
    assert (shown["state"], shown["recovers"]) == ("unknown", False)
    assert (shown["problem"]["code"], shown["problem"]["retry_after"]) == (OUTCOME_UNKNOWN, None)
    assert [one["kind"] for one in shown["problem"]["meta"][0]["exists"]] == ["template"]
    assert await written.reasons(stage.services, owner, [write_id]) == {write_id: "unopened"}
    noted = [one.what for one in await audit.listing(stage.services.database, owner)]
    assert noted.count("write.unknown") == 1


@ways
async def test_its_repeat_is_told_so_and_sends_nothing(outreach: World, way: Way) -> None:
    """A caller would be told of an error of ours, or the step be made a second time."""
    asking, write_id = await left(outreach)
    before = await counted(outreach)
    stage = await way(outreach)
    with pytest.raises(Problem) as told:
        await asking(stage, "left")
    meta = told.value.faults[0].meta
    assert (told.value.code, meta["reason"], meta["write_id"]) == (
        OUTCOME_UNKNOWN,
        "unopened",
        write_id,
    )
    assert await counted(outreach) == before


@ways
async def test_what_is_not_there_is_begun_afresh(outreach: World, way: Way) -> None:
    """The key that a caller has would be of no use any more, whatever a person has seen."""
    asking, write_id = await left(outreach)
    stage, owner = await way(outreach), outreach.session.application_id
    await recover(stage.services)
    shown = await resolve(stage.services, owner, write_id, ABSENT)
    assert (shown["state"], shown["calls"][-1]["state"]) == ("refused", "absent")
    leftovers = shown["problem"]["meta"][0]["leftovers"]
    assert [one["kind"] for one in leftovers] == ["template"]
    before = await counted(outreach)
    assert (await asking(stage, "left")).status == 201
    assert (await counted(outreach) - before)["sequenceSteps"] == 1


@ways
async def test_what_is_there_is_the_answer(outreach: World, way: Way) -> None:
    """A step that stands would be made again."""
    asking, write_id = await left(outreach)
    stage, owner = await way(outreach), outreach.session.application_id
    await recover(stage.services)
    seen = replace(LANDED, id="4711")
    assert (await resolve(stage.services, owner, write_id, seen))["state"] == "done"
    before = await counted(outreach)
    again = await asking(stage, "left")
    assert (again.status, again.replayed, again.body["record"]) == (201, True, {"id": "4711"})
    assert [one["title"] for one in again.body["warnings"]] == [
        "The warnings of this write are lost"
    ]
    assert await counted(outreach) == before


async def refusal(stage: World, write_id: str, seen: Seen) -> str:
    """Give why it is not resolved so."""
    with pytest.raises(Problem) as refused:
        await resolve(stage.services, stage.session.application_id, write_id, seen)
    assert refused.value.status == 409
    return str(refused.value)


async def test_what_cannot_be_is_refused(outreach: World) -> None:
    """A slip of the hand would end a write with a wrong answer, or while it may still land."""
    _, write_id = await left(outreach)
    stage = await damaged_plan(outreach)
    await recover(stage.services)
    assert "name what it made with --id" in await refusal(stage, write_id, LANDED)
    assert "is no id" in await refusal(stage, write_id, replace(LANDED, id="x y"))
    assert "leave --call out" in await refusal(stage, write_id, replace(ABSENT, call="step"))
    started = (await outreach.services.database.rows(calls.select()))[-1]["started_at"]
    await outreach.services.database.run(calls.update().values(started_at=started + 1000 * PAUSE))
    assert "may still land until" in await refusal(stage, write_id, ABSENT)
    assert (await entry_of(stage, "left")).state == "unknown"


async def test_a_batch_is_asked_for_again(outreach: World) -> None:
    """One id would be told as what became of many contacts."""
    asking, write_id = await left(outreach, "state.batch_create")
    stage = await damaged_plan(outreach)
    await recover(stage.services)
    assert "End it with --absent" in await refusal(stage, write_id, LANDED)
    owner = stage.session.application_id
    assert (await resolve(stage.services, owner, write_id, ABSENT))["state"] == "refused"
    again = await asking(stage, "left")
    assert {one["outcome"] for one in again.body["records"]} <= {"enrolled", "already_enrolled"}


async def test_a_connection_that_cannot_be_opened_is_waited_for(outreach: World) -> None:
    """A customer who connects again would find writes given up that could have gone on."""
    _, write_id = await left(outreach)
    sealed = await outreach.services.database.row(connections.select())
    assert sealed is not None
    await outreach.services.database.run(connections.update().values(credential=SHUT))
    stage = outreach.restarted()
    fresh = type(stage.services.credentials)()
    stage = replace(stage, services=replace(stage.services, credentials=fresh))
    await recover(stage.services)
    assert (await entry_of(stage, "left")).done_at is None
    await stage.services.database.run(connections.update().values(credential=sealed["credential"]))
    await stage.clock.advance(20 * PAUSE)
    await recover(stage.services)
    assert (await entry_of(stage, "left")).state == "done"
    assert write_id
