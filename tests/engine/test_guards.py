"""Calls that are sent later than they were planned, and things that two writes might have made."""

from dataclasses import replace
from typing import Any

import pytest

from segue.engine.transport import CircuitOpen, Lost, NotSent, NotYet, Throttled
from segue.kit.clock import parse_iso
from segue.spi.plan import Lookup, Match, Request
from segue.store.tables import writes

from .acts import Stage, change, delete, looked_up, make, plan_of, said

STILL = Lookup(request=Request(method="GET", path=("still",)), find="rows")
NONE, ONE = said(body={"rows": []}), said(body={"rows": [{"id": 1}]})
LATE = plan_of(make("a", undo=delete("a")), change("m"), replace(make("b"), guard=STILL))
CROWDED = plan_of(make("a", lookup=replace(looked_up("a"), crowded=True)))


@pytest.fixture(autouse=True)
def limited(stage: Stage) -> None:
    """The last call of LATE is rate limited once."""
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("PATCH /m", said(204))
    stage.script.on("POST /b", said(429, {"error": "slow"}), said(body={"id": 2}))
    stage.script.on("DELETE /a/1", said(204))


async def test_a_guard_that_holds(stage: Stage) -> None:
    """A write that stopped halfway could never be finished."""
    stage.script.on("GET /still", ONE)
    await stage.refused(LATE)
    assert "GET /still" not in stage.script.sent
    assert (await stage.write(LATE)).body["record"] == {"id": "2"}


async def test_a_guard_that_no_longer_holds(stage: Stage) -> None:
    """A step would be put where another stands by now."""
    await stage.refused(LATE)
    stage.script.on("GET /still", NONE)
    problem = await stage.refused(LATE)
    assert (problem.status, problem.faults[0].meta["reason"]) == (409, "changed_meanwhile")
    assert stage.script.writes()[-1] == "DELETE /a/1", "what it changed stays"
    assert (await stage.write(LATE)).body["record"] == {"id": "2"}
    assert stage.planned == 2


async def test_a_guard_of_a_call_that_was_never_begun(stage: Stage) -> None:
    """A crash within its undoing would be taken for a write that may go on."""
    last = replace(make("b"), guard=STILL)
    plan = plan_of(make("a", lookup=looked_up("a"), undo=delete("a")), last)
    stage.script.on("POST /a", Lost("x"))
    stage.script.on("GET /a", said(500))
    await stage.refused(plan)
    stage.script.on("GET /a", ONE)
    stage.script.on("GET /still", NONE)
    stage.script.on("DELETE /a/1", RuntimeError("the process died"), said(204))
    with pytest.raises(RuntimeError):
        await stage.write(plan)
    stage.script.on("POST /a", said(body={"id": 5}))
    stage.script.on("POST /b", said(body={"id": 6}))
    stage.script.writes()
    assert (await stage.restarted().write(plan)).body["record"] == {"id": "6"}
    assert stage.script.writes() == ["DELETE /a/1", "POST /a", "POST /b"]


async def test_a_guard_that_nobody_can_see(stage: Stage) -> None:
    """The call would be sent unguarded, or said to have been sent."""
    await stage.refused(LATE)
    stage.script.on("GET /still", said(500))
    problem = await stage.refused(LATE)
    assert (problem.code, problem.retry_after) == ("OUTCOME_UNKNOWN", 5)
    assert "stopped before the call 'b'" in str(problem)
    assert "was lost" not in str(problem)


HELD = {
    "budget": (Throttled("budget", 41.2), 429, 42),
    "busy": (Throttled("busy", 0.5), 429, 1),
    "circuit": (CircuitOpen("plain.invalid", 7), 503, 7),
    "no token": (NotYet("it is being refreshed", 3), 503, 3),
    "no connection": (NotSent("x"), 503, 5),
    "the provider's limit": (said(429, {"error": "slow"}, retry_after="33"), 429, 33),
}


@pytest.mark.parametrize(("held", "status", "wait"), HELD.values(), ids=HELD)
async def test_a_guard_that_was_held_back(stage: Stage, held: Any, status: int, wait: int) -> None:
    """A write of which nothing is in doubt would be called unknown, for a person to look at."""
    await stage.refused(LATE)
    stage.script.on("GET /still", held)
    stage.script.writes()
    problem = await stage.refused(LATE)
    assert (problem.status, problem.retry_after) == (status, wait)
    assert stage.script.writes() == []
    (entry,) = await stage.services.database.rows(writes.select())
    assert entry["state"] == "open"
    stage.script.on("GET /still", ONE)
    assert (await stage.write(LATE)).body["record"] == {"id": "2"}
    assert stage.script.writes() == ["POST /b"], "it goes on from where it stood"


async def test_a_guard_that_was_held_back_before_a_call_that_may_have_landed(stage: Stage) -> None:
    """A call that may have taken effect would be told as not sent."""
    moved = replace(change("m"), guard=STILL)
    plan = plan_of(make("a"), moved, result=plan_of(make("a")).result)
    stage.script.on("PATCH /m", Lost("x"))
    await stage.refused(plan)
    stage.script.on("GET /still", Throttled("budget", 41))
    problem = await stage.refused(plan)
    assert (problem.code, problem.retry_after) == ("OUTCOME_UNKNOWN", 41)


async def test_a_change_on_what_stays_is_left_out(stage: Stage) -> None:
    """A step that cannot be taken back would be refused, and stand there unfinished."""
    moved = replace(change("m"), guard=STILL)
    plan = plan_of(make("a"), moved, result=plan_of(make("a")).result)
    stage.script.on("PATCH /m", said(429, {"error": "slow"}))
    stage.script.on("GET /still", NONE)
    await stage.refused(plan)
    outcome = await stage.write(plan)
    assert [it["problem_type"] for it in outcome.body["warnings"]] == ["PARTIAL_SUCCESS"]


async def test_what_another_may_have_made_is_not_taken_at_once(stage: Stage) -> None:
    """Two lost answers and one template: both writes would name it theirs."""
    stage.script.on("POST /a", Lost("x"))
    stage.script.on("GET /a", said(500))
    await stage.refused(CROWDED, "one", target="s1")
    stage.script.on("GET /a", ONE)
    problem = await stage.refused(CROWDED, "two", target="s2")
    assert (problem.code, problem.retry_after) == ("OUTCOME_UNKNOWN", 60)
    await stage.clock.advance(61)
    assert (await stage.write(CROWDED, "two", target="s2")).body["record"] == {"id": "1"}
    stage.script.on("POST /a", said(body={"id": 7}))
    assert (await stage.write(CROWDED, "one", target="s1")).body["record"] == {"id": "7"}


async def test_alone_there_is_no_doubt(stage: Stage) -> None:
    """Every lost answer would cost a minute."""
    stage.script.on("POST /a", Lost("x"))
    stage.script.on("GET /a", ONE)
    assert (await stage.write(CROWDED)).body["record"] == {"id": "1"}


async def test_what_was_there_before_is_not_taken(stage: Stage) -> None:
    """An older template of the same words would be linked, and edited later for both."""
    old, new = ("2020-01-01T00:00:00Z", stage.clock.now().isoformat())

    def dated(_asked: object, answer: dict[str, list[dict[str, str]]]) -> tuple[Match, ...]:
        return tuple(
            Match(id=row["id"], answer=row, made_at=parse_iso(row["at"])) for row in answer["rows"]
        )

    destination = stage.session.destination
    provider = replace(destination.provider, finders={"rows": dated})
    session = replace(stage.session, destination=replace(destination, provider=provider))
    stage = replace(stage, session=session)
    stage.script.on("POST /a", Lost("x"))
    rows = [{"id": "1", "at": old}, {"id": "2", "at": new}]
    stage.script.on("GET /a", said(body={"rows": rows}))
    plan = plan_of(make("a", lookup=looked_up("a")))
    assert (await stage.write(plan)).body["record"] == {"id": "2"}
