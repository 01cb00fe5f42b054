"""Sending again: how often, when, and never within another repetition."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from segue.engine.again import BACKGROUND_PATIENCE, Came, Patience, ask, patience
from segue.engine.reads import gather
from segue.engine.transport import (
    Answer,
    CircuitOpen,
    Destination,
    Lost,
    NotSent,
    NotYet,
    Throttled,
    TooLarge,
    Unsendable,
)
from segue.model.problem import Problem
from segue.spi.operation import Read
from segue.spi.plan import Output, Plan, Request
from segue.testing.clock import MovableClock

from .acts import Script, Stage, change, delete, find, looked_up, make, plan_of, said
from .test_refusal import sent_to

GET = Request(method="GET", path=("a",))
SLOW = {"error": "slow"}
DOWN = said(503)


def patient(seconds: float = 5, drawn: float = 1) -> Patience:
    """Have patience from now on, and draw the same number always."""
    clock = MovableClock()
    end = clock.now() + timedelta(seconds=seconds)
    return Patience(clock=clock, end=end, random=lambda: drawn)


def unhurried(stage: Stage, seconds: float = 5) -> Stage:
    """Let the callers of a stage wait for some seconds."""
    settings = stage.services.settings.model_copy(update={"wait_seconds": seconds})
    return replace(stage, services=replace(stage.services, settings=settings))


@pytest.mark.parametrize(
    ("came", "pauses"),
    [
        (said(500), [0.25, 0.5, None]),
        (DOWN, [0.25, 0.5, None]),
        (said(503, retry_after="2"), [2.25, 2.5, None]),
        (said(503, retry_after="9"), [None]),
        (Lost("reset"), [0.25, 0.5, None]),
        (NotSent("refused"), [0.25, 0.5, None]),
        (said(429, SLOW, retry_after="1"), [1.25, None]),
        (said(429, SLOW, retry_after="5"), [None]),
        (said(200), [None]),
        (said(404), [None]),
        (said(501), [None]),
        (TooLarge("x"), [None]),
        (Unsendable("x"), [None]),
        (NotYet("x", 1), [None]),
        (Throttled("budget", 1), [None]),
        (CircuitOpen("x", 1), [None]),
    ],
)
def test_what_is_sent_again_and_when(came: Came, pauses: list[float | None]) -> None:
    """A failure that lasts would be asked for ever, or one that passes be the caller's."""
    waits = patient()
    assert [waits.pause(tried, came) for tried in range(1, len(pauses) + 1)] == pauses


def test_nobody_waits_longer_than_they_may() -> None:
    """A caller would be held for a minute, and background work give up as soon as a caller."""
    clock = MovableClock()
    waits = patience(clock, sent_to(), 5)
    behind = patience(clock, replace(sent_to(), background=True), 5)
    limited = said(429, SLOW, retry_after="30")
    assert waits.pause(1, limited) is None
    assert 30 < (behind.pause(1, limited) or 0) < 31
    assert behind.pause(1, said(429, SLOW, retry_after=f"{BACKGROUND_PATIENCE:.0f}")) is None


def test_no_two_callers_wait_alike() -> None:
    """All that were refused together would come back together."""
    drawn = [patient(drawn=one).pause(1, said(429, SLOW, retry_after="1")) for one in (0, 0.5, 1)]
    assert drawn == [1.125, 1.1875, 1.25]


async def test_the_last_word_is_passed_on() -> None:
    """A caller would be told of the first failure, or of none."""
    script = Script()
    script.on("GET /a", DOWN, NotSent("x"), Lost("the last"))
    with pytest.raises(Lost, match="the last"):
        await ask(script, sent_to(), GET, patient())
    script.on("GET /a", DOWN, said(body={"a": 1}))
    assert (await ask(script, sent_to(), GET, patient())).body == {"a": 1}
    assert len(script.sent) == 5


async def test_readings_share_their_patience() -> None:
    """A page of twenty reads would be waited for twenty times as long."""
    script, clock = Script(), MovableClock()
    script.on("GET /a", DOWN, said(503, retry_after="3"), said(body={}))
    script.on("GET /b", said(503, retry_after="3"))

    def needs(_ask: Any, answers: Any) -> tuple[Read, ...]:
        name = "b" if answers else "a"
        return (Read(name=name, request=Request(method="GET", path=(name,))),)

    with pytest.raises(Problem) as raised:
        await gather(script, sent_to(), clock, needs, None, wait=5)
    assert (raised.value.status, raised.value.retry_after) == (503, 3)
    assert script.sent == ["GET /a"] * 3 + ["GET /b"]


async def test_a_change_that_may_be_repeated_is(stage: Stage) -> None:
    """The caller would have to repeat what one lost packet has stopped."""
    stage = unhurried(stage)
    failures = (Lost("reset"), said(502), said(429, SLOW, retry_after="1"), NotSent("x"))
    for place, failed in enumerate(failures):
        stage.script.on("POST /a", said(body={"id": place}))
        stage.script.on("PATCH /m", failed, said(204))
        plan = plan_of(make("a"), change("m"), result=Output("a", "/id"))
        done = await stage.write(plan, f"key {failed}", target=f"s {failed}")
        assert done.status == 201
    assert stage.script.writes() == ["POST /a", "PATCH /m", "PATCH /m"] * 4


async def test_a_write_is_not_sent_again_after_a_lost_answer(stage: Stage) -> None:
    """A prospect would get two e-mails."""
    stage = unhurried(stage)
    stage.script.on("GET /a", said(body={"rows": []}))
    for failed in (Lost("reset"), said(502), said(500)):
        stage.script.on("POST /a", failed)
        plan = plan_of(make("a", lookup=looked_up("a")))
        problem = await stage.refused(plan, f"key {failed}", target=f"s {failed}")
        assert problem.code == "OUTCOME_UNKNOWN"
    assert stage.script.writes() == ["POST /a"] * 3


async def test_what_may_still_land_keeps_other_writes_off(stage: Stage) -> None:
    """A change that was lost would land after another write's, and undo it unseen."""
    stage = unhurried(stage)
    stage.script.on("PATCH /m", Lost("reset"), said(204))
    plan = Plan(calls=(change("m"),), result=None)
    await stage.write(plan, answers_id=False)
    other = await stage.refused(plan, "another", answers_id=False)
    assert (other.status, other.faults[0].meta["reason"]) == (409, "busy")
    assert 55 < (other.retry_after or 0) <= 60
    await stage.clock.advance(other.retry_after or 0)
    await stage.write(plan, "another", answers_id=False)
    await stage.write(plan, "a third", answers_id=False)


async def test_undoing_waits_for_a_limit(stage: Stage) -> None:
    """What a refused write made would stay, because of a limit that was over a second later."""
    stage = unhurried(stage)
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("POST /b", said(422, {"error": "no"}))
    stage.script.on("DELETE /a/1", said(429, SLOW, retry_after="1"), said(204))
    problem = await stage.refused(plan_of(make("a", undo=delete("a")), make("b")))
    assert "leftovers" not in problem.faults[0].meta


@pytest.mark.parametrize(
    ("looked", "looks"),
    [
        (said(429, SLOW, retry_after="2"), 3),
        (said(429, SLOW, retry_after="9"), 1),
        (Throttled("budget", 9), 1),
        (CircuitOpen("x", 9), 1),
        (DOWN, 9),
    ],
)
async def test_what_is_polled_is_not_repeated_too(stage: Stage, looked: Any, looks: int) -> None:
    """A look that is made ten times would be thirty requests, or hurry on through a limit."""
    stage = unhurried(stage)
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("GET /f", looked)
    problem = await stage.refused(plan_of(make("a"), find("f"), result=Output("f", "/id")))
    assert (problem.code, bool(problem.retry_after)) == ("OUTCOME_UNKNOWN", True)
    assert stage.script.sent.count("GET /f") == looks


@pytest.mark.parametrize(
    ("held", "status", "reason", "wait"),
    [
        (Throttled("budget", 12.2), 429, "budget_exhausted", 13),
        (Throttled("busy", 1), 429, "too_many_calls", 1),
        (CircuitOpen("http://x", 7.5), 503, "circuit_open", 8),
    ],
)
async def test_what_segue_held_back_is_said(
    stage: Stage, held: NotSent, status: int, reason: str, wait: int
) -> None:
    """A caller would look for the fault at the provider, or not know when to come back."""
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("POST /b", held, said(body={"id": 2}))
    plan = plan_of(make("a"), make("b"))
    problem = await stage.refused(plan)
    (fault,) = problem.faults
    assert (problem.status, problem.retry_after) == (status, wait)
    assert fault.meta["reason"] == reason
    assert "origin" not in fault.meta, "it is Segue's, which the envelope says"
    assert "what it did before stands" in fault.detail
    again = await stage.write(plan)
    assert again.body["record"] == {"id": "2"}
    assert stage.script.writes() == ["POST /a", "POST /b", "POST /b"]


class Storm:
    """A vendor that answers everything with 429, and counts what it is asked at each moment."""

    def __init__(self, clock: MovableClock, wait: str) -> None:
        self.clock, self.wait = clock, wait
        self.sent: list[datetime] = []

    async def send(self, _destination: Destination, _request: Request) -> Answer:
        self.sent.append(self.clock.now())
        await asyncio.sleep(0)
        return said(429, SLOW, retry_after=self.wait)


@pytest.mark.parametrize(("wait", "most"), [("1", 100), ("60", 50)])
async def test_a_storm_of_429_is_not_answered_with_a_storm(wait: str, most: int) -> None:
    """Fifty callers that are told to slow down would ask hundreds of times."""
    clock = MovableClock()
    storm = Storm(clock, wait)

    def needs(_ask: Any, _answers: Any) -> tuple[Read, ...]:
        return (Read(name="a", request=GET),)

    async def call() -> int | None:
        with pytest.raises(Problem) as raised:
            await gather(storm, sent_to(), clock, needs, None, wait=5)
        assert raised.value.status == 429
        return raised.value.retry_after

    waits = await asyncio.gather(*(call() for _ in range(50)))
    assert set(waits) == {int(wait)}
    assert 50 <= len(storm.sent) <= most
