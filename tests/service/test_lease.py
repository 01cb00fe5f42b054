"""Waiting for the right to write to one sequence."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from segue.config import Settings
from segue.engine.transport import Answer, Lost
from segue.model.problem import Problem
from segue.spi.operation import Read
from segue.spi.plan import Request
from segue.store import leases
from segue.store.leases import Lease
from tests.engine.acts import Stage, looked_up, make, plan_of, said

PLAN = plan_of(make("a", lookup=looked_up("a")))
OTHER = plan_of(make("b"))


class Gate:
    """An answer that comes when it is let."""

    def __init__(self) -> None:
        self.reached, self.opened = asyncio.Event(), asyncio.Event()

    async def __call__(self) -> Answer:
        self.reached.set()
        await self.opened.wait()
        return said(body={"id": 1})


async def held(stage: Stage, seconds: float, *, by: str = "wr_gone") -> Lease:
    """Let another process hold the sequence's lease."""
    got = await leases.acquire(
        stage.services.database,
        "cn_1:s1",
        holder="pr_dead",
        write_id=by,
        now=stage.clock.now(),
        ttl=timedelta(seconds=seconds),
    )
    assert isinstance(got, Lease)
    return got


@pytest.mark.parametrize("process", ["own", "another"])
async def test_one_at_a_time(stage: Stage, process: str) -> None:
    """Two writes to one sequence would take one place."""
    gate = Gate()
    stage.script.on("POST /a", gate)
    stage.script.on("POST /b", said(body={"id": 2}), said(body={"id": 3}))
    other = stage if process == "own" else stage.restarted()
    writing = asyncio.create_task(stage.write(PLAN))
    await gate.reached.wait()
    problem = await other.refused(OTHER, "other")
    assert (problem.status, problem.retry_after) == (409, 1)
    assert (await other.write(OTHER, "elsewhere", target="s2")).status == 201
    gate.opened.set()
    assert (await writing).body["record"] == {"id": "1"}
    assert (await other.write(OTHER, "other")).status == 201
    assert not stage.services.queues


async def test_the_same_key_while_it_runs(stage: Stage) -> None:
    """A client that gave up early would make a second step."""
    gate = Gate()
    stage.script.on("POST /a", gate)
    writing = asyncio.create_task(stage.write(PLAN))
    await gate.reached.wait()
    problem = await stage.restarted().refused(PLAN)
    assert (problem.status, bool(problem.retry_after)) == (409, True)
    gate.opened.set()
    await writing
    assert (await stage.restarted().write(PLAN)).replayed


async def test_one_key_for_two_sequences_at_once(stage: Stage) -> None:
    """Both would be journaled under one key, and one be lost."""
    gate = Gate()
    stage.script.on("POST /a", gate)
    stage.script.on("POST /b", said(body={"id": 2}))
    writing = asyncio.create_task(stage.write(PLAN))
    await gate.reached.wait()
    assert (await stage.refused(OTHER, target="s2")).status == 422
    gate.opened.set()
    await writing


async def test_a_dead_process_that_had_sent_nothing(stage: Stage) -> None:
    """Its lease would hold the sequence for good."""
    await held(stage, 45)
    stage.script.on("POST /b", said(body={"id": 2}))
    assert (await stage.refused(OTHER)).status == 409
    await stage.clock.advance(46)
    assert (await stage.write(OTHER)).status == 201


async def test_the_repeat_of_the_dead_is_told_what_it_waits_for(stage: Stage) -> None:
    """It would hear of another write, which there is not."""
    gate = Gate()
    stage.script.on("POST /a", gate)
    stage.script.on("GET /a", said(body={"rows": []}))
    writing = asyncio.create_task(stage.write(PLAN))
    await gate.reached.wait()
    await stage.clock.advance(stage.services.tools.lease.total_seconds() + 1)
    problem = await stage.restarted().refused(PLAN)
    assert (problem.code, problem.retry_after) == ("OUTCOME_UNKNOWN", 44)
    gate.opened.set()
    with pytest.raises(Problem) as fenced:
        await writing
    assert fenced.value.faults[0].meta["reason"] == "lease_lost"
    stage.script.on("GET /a", said(body={"rows": [{"id": 1}]}))
    assert (await stage.restarted().write(PLAN)).body["record"] == {"id": "1"}


async def test_an_unknown_outcome_says_how_long_to_wait(stage: Stage) -> None:
    """Another caller would ask every second for a minute."""
    stage.script.on("POST /a", Lost("x"))
    stage.script.on("GET /a", said(body={"rows": []}))
    await stage.refused(PLAN)
    await stage.clock.advance(20)
    problem = await stage.refused(OTHER, "other")
    assert (problem.status, problem.retry_after) == (409, 40)
    assert "not known yet" in str(problem)


async def test_a_repeat_that_waited_gets_the_answer(stage: Stage) -> None:
    """A client's quick second try would make a second step, or fail where it need not."""
    patient = replace(stage.services, settings=Settings(wait_seconds=5))
    stage = replace(stage, services=patient)
    gate = Gate()
    stage.script.on("POST /a", gate)
    writing = asyncio.create_task(stage.write(PLAN))
    await gate.reached.wait()
    waiting = asyncio.create_task(stage.write(PLAN))
    await asyncio.sleep(0)
    gate.opened.set()
    first, again = await writing, await waiting
    assert (first.replayed, again.replayed, again.body) == (False, True, first.body)


async def test_one_key_planned_twice_at_once(stage: Stage) -> None:
    """Two sequences under one key: both would be written to, and one be forgotten."""
    gate = Gate()
    stage.script.on("GET /x", gate)
    stage.script.on("POST /b", said(body={"id": 2}))
    reading = Read(name="x", request=Request(method="GET", path=("x",)))
    slow = asyncio.create_task(stage.refused(PLAN, reads=lambda _ask, _answers: (reading,)))
    await gate.reached.wait()
    await stage.write(OTHER, target="s2")
    gate.opened.set()
    problem = await slow
    assert (problem.status, problem.retry_after) == (409, 1)
    assert stage.script.writes() == ["POST /b"]
    assert (await stage.refused(PLAN)).status == 422
    stage.script.on("POST /b", said(body={"id": 3}))
    assert (await stage.write(OTHER, "free")).status == 201
