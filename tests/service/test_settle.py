"""The next writer, after one that stopped without knowing what came of its call."""

from dataclasses import replace
from datetime import timedelta

import pytest

from segue.engine.transport import Lost
from segue.spi.plan import Lookup, Output, Request
from segue.store import journal, leases
from tests.engine.acts import Stage, change, later, looked_up, make, plan_of, said

PLAN = plan_of(make("a", lookup=looked_up("a")))
NONE, ONE = said(body={"rows": []}), said(body={"rows": [{"id": 1}]})


async def test_the_repeat_of_a_slow_call_knows_when_it_was_given_up(stage: Stage) -> None:
    """Another writer would go ahead while the lost call may still land."""
    stage.script.on("POST /a", later(stage, 29, Lost("x")), said(body={"id": 2}))
    stage.script.on("GET /a", NONE)
    await stage.refused(PLAN, "slow")
    await stage.clock.advance(45)
    problem = await stage.restarted().refused(PLAN, "other")
    assert (problem.status, problem.retry_after) == (409, 15)
    await stage.clock.advance(16)
    assert (await stage.restarted().write(PLAN, "other")).status == 201


async def left(stage: Stage) -> str:
    """Leave a write whose answer was lost and whose look-up fails; gives its id."""
    stage.script.on("POST /a", Lost("x"), said(body={"id": 2}))
    stage.script.on("GET /a", said(500))
    problem = await stage.refused(PLAN, "dead")
    return str(problem.faults[0].meta["write_id"])


async def waits_and_writes(other: Stage) -> None:
    """See that another write waits until what was sent has settled, and no longer."""
    await other.clock.advance(59)
    assert (await other.refused(PLAN, "other")).status == 409
    await other.clock.advance(2)
    assert (await other.write(PLAN, "other")).status == 201


@pytest.mark.parametrize("spoilt", [b"", b"garbage"])
async def test_a_plan_that_cannot_be_opened_blocks_nobody_for_good(
    stage: Stage, spoilt: bytes
) -> None:
    """A sealing key that was lost would block the sequence for ever."""
    id, database = await left(stage), stage.services.database  # noqa: A001 -- the write's
    async with database.transaction() as tx:
        await journal.replan(tx, id, plan=spoilt, attempt=1, at=stage.clock.now())
    await waits_and_writes(stage.restarted())


async def test_a_finder_of_another_version_blocks_nobody_for_good(stage: Stage) -> None:
    """An upgrade between a lost answer and the next write would block the sequence for ever."""
    await left(stage)
    stage.script.on("GET /a", NONE)
    destination = stage.session.destination
    upgraded = replace(destination.provider, finders={})
    session = replace(stage.session, destination=replace(destination, provider=upgraded))
    await waits_and_writes(replace(stage.restarted(), session=session))


async def test_what_was_found_is_noted_for_the_repeat(stage: Stage) -> None:
    """The repeat would make a second one, once the other writer's stands beside it."""
    stage.script.on("POST /a", Lost("x"))
    stage.script.on("GET /a", said(500))
    await stage.refused(PLAN, "dead")
    stage.script.on("GET /a", ONE)
    stage.script.on("POST /a", said(body={"id": 2}))
    await stage.clock.advance(61)
    assert (await stage.restarted().write(PLAN, "other")).body["record"] == {"id": "2"}
    stage.script.on("GET /a", said(body={"rows": [{"id": 1}, {"id": 2}, {"id": 3}]}))
    assert (await stage.restarted().write(PLAN, "dead")).body["record"] == {"id": "1"}


async def test_an_answer_that_lacks_what_the_look_up_needs(stage: Stage) -> None:
    """One odd write would end every other to the sequence in a bare 500."""
    request = Request(method="GET", path=("b", Output("a", "/other")))
    lookup = Lookup(request=request, find="rows")
    plan = plan_of(make("a"), make("b", lookup=lookup))
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("POST /b", Lost("x"))
    assert (await stage.refused(plan, "dead")).code == "OUTCOME_UNKNOWN"
    await stage.clock.advance(61)
    stage.script.on("POST /b", said(body={"id": 2}))
    assert (await stage.restarted().write(plan_of(make("b")), "other")).status == 201


async def test_a_process_that_died_between_two_calls(stage: Stage) -> None:
    """Another writer would wait for a call that was never begun."""
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("POST /b", said(429, {"error": "slow"}), said(body={"id": 2}))
    problem = await stage.refused(plan_of(make("a"), make("b")), "dead")
    await died_with(stage, problem.faults[0].meta["write_id"])
    assert (await stage.restarted().write(plan_of(make("b")), "other")).status == 201


async def died_with(stage: Stage, id: str) -> None:
    """Let a dead process hold the sequence's lease for a write, until it has run out."""
    got = await leases.acquire(
        stage.services.database,
        f"{stage.session.connection_id}:s1",
        holder="pr_dead",
        write_id=id,
        now=stage.clock.now(),
        ttl=timedelta(seconds=45),
    )
    assert isinstance(got, leases.Lease)
    await stage.clock.advance(46)


async def test_a_process_that_died_before_the_end_was_noted(stage: Stage) -> None:
    """Another writer would be refused for good, or the write be made again."""
    using = change("m", undone=False)
    plan = plan_of(make("a"), using, result=Output("a", "/none"))
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("PATCH /m", said(204))
    id = (await stage.refused(plan, "dead")).faults[0].meta["write_id"]  # noqa: A001 -- the write's
    await stage.clock.advance(61)
    database, at = stage.services.database, stage.clock.now()
    entry = await journal.by_id(database, id)
    assert entry is not None
    async with database.transaction() as tx:
        await journal.replan(tx, id, plan=entry.plan, attempt=1, at=at)
    stage.script.on("POST /b", said(body={"id": 2}))
    assert (await stage.restarted().write(plan_of(make("b")), "other")).status == 201


async def test_a_clock_that_goes_back(stage: Stage) -> None:
    """A call would settle at once, or never."""
    stage.script.on("POST /a", Lost("x"), said(body={"id": 2}))
    stage.script.on("GET /a", NONE)
    await stage.refused(PLAN)
    stage.clock._offset -= timedelta(hours=1)
    problem = await stage.refused(PLAN)
    assert problem.code == "OUTCOME_UNKNOWN"
    await stage.clock.advance(3600 + 61)
    assert (await stage.write(PLAN)).body["record"] == {"id": "2"}
