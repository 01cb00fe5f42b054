"""Taking back what a refused write has made."""

from typing import Any

import pytest

from segue.engine.transport import Lost, NotSent
from segue.service.writes import write_id
from segue.spi.plan import Call, Output, Request
from segue.store import journal

from .acts import Stage, change, delete, looked_up, make, plan_of, said

NO = said(422, {"error": "no"})
BOX = plan_of(
    make("box", undo=delete("box")),
    make("step", on="box", makes=""),
    make("link", on="step", undo=delete("link")),
    make("last", on="box"),
    result=Output("box", "/id"),
)
MOVES = plan_of(change("m3"), change("m2"), change("m1"), make("step"))


def boxed(stage: Stage) -> None:
    """Tell what the calls of BOX are answered; the last of them is refused."""
    for place, name in enumerate(("box", "step", "link"), 1):
        stage.script.on(f"POST /{name}", said(body={"id": place}))
    stage.script.on("DELETE /link/3", said(204))
    stage.script.on("DELETE /box/1", said(204))
    stage.script.on("POST /last", NO)


def moved(stage: Stage) -> None:
    """Tell what the calls of MOVES are answered; the step is refused."""
    for name in ("m1", "m2", "m3"):
        stage.script.on(f"PATCH /{name}", said(body={}))
        stage.script.on(f"PATCH /back/{name}", said(body={}))
    stage.script.on("POST /step", NO)


async def states(stage: Stage, attempt: int = 1) -> list[str]:
    """Tell how the calls of the write stand."""
    found = await journal.calls(stage.services.database, write_id(stage.session, "a key"), attempt)
    return [row.state for row in found]


async def test_everything_goes_in_reverse(stage: Stage) -> None:
    """A box that cannot go before what it holds would stay."""
    boxed(stage)
    problem = await stage.refused(BOX)
    assert (problem.status, problem.faults[0].meta.get("leftovers")) == (422, None)
    assert stage.script.writes()[-2:] == ["DELETE /link/3", "DELETE /box/1"]
    assert await states(stage) == ["undone", "undone", "undone", "refused"]


async def test_a_refused_write_is_planned_afresh_when_nothing_is_left(stage: Stage) -> None:
    """The repeat would go on with what was taken back."""
    boxed(stage)
    await stage.refused(BOX)
    stage.script.on("POST /last", said(body={"id": 4}))
    stage.script.writes()
    await stage.write(BOX)
    assert stage.script.writes() == ["POST /box", "POST /step", "POST /link", "POST /last"]
    assert stage.planned == 2


async def test_what_stands_in_a_leftover_is_not_made_twice(stage: Stage) -> None:
    """A sequence that could not be deleted would get each of its steps a second time."""
    boxed(stage)
    stage.script.on("DELETE /box/1", said(403, {"error": "not yours"}))
    problem = await stage.refused(BOX)
    assert problem.faults[0].meta["leftovers"] == [{"kind": "box", "id": "1", "certain": True}]
    stage.script.on("POST /last", said(body={"id": 4}))
    stage.script.writes()
    assert (await stage.write(BOX)).body["record"] == {"id": "1"}
    assert stage.script.writes() == ["POST /link", "POST /last"]
    assert stage.planned == 1


async def test_what_rests_on_something_made_anew_is_made_anew(stage: Stage) -> None:
    """A link that could not be deleted would go on showing a template that was."""
    boxed(stage)
    stage.script.on("DELETE /link/3", said(403, {"error": "not yours"}))
    problem = await stage.refused(BOX)
    assert problem.faults[0].meta["leftovers"] == [{"kind": "link", "id": "3", "certain": True}]
    stage.script.on("POST /last", said(body={"id": 4}))
    stage.script.writes()
    await stage.write(BOX)
    assert stage.script.writes() == ["POST /box", "POST /step", "POST /link", "POST /last"]
    assert stage.planned == 1


async def test_a_change_that_cannot_be_taken_back_keeps_those_before_it(stage: Stage) -> None:
    """Steps moved back past one that stayed would share its place."""
    moved(stage)
    stage.script.on("PATCH /back/m2", said(403, {"error": "not yours"}))
    problem = await stage.refused(MOVES)
    assert stage.script.writes()[-2:] == ["PATCH /back/m1", "PATCH /back/m2"]
    left = problem.faults[0].meta["leftovers"]
    assert [(one["kind"], one["certain"]) for one in left] == [("m2", True), ("m3", True)]
    stage.script.on("POST /step", said(body={"id": 1}))
    await stage.write(MOVES)
    assert stage.script.writes() == ["PATCH /m1", "POST /step"]


async def test_an_undoing_that_was_lost_is_sent_again_first(stage: Stage) -> None:
    """A link that was deleted after all would be taken for one that stands."""
    boxed(stage)
    stage.script.on("DELETE /link/3", Lost("x"), said(404, {"error": "gone"}))
    stage.script.on("DELETE /box/1", said(403, {"error": "not yours"}))
    problem = await stage.refused(BOX)
    left = problem.faults[0].meta["leftovers"]
    assert [(one["kind"], one["certain"]) for one in left] == [("link", False), ("box", True)]
    stage.script.on("POST /last", said(body={"id": 4}))
    stage.script.writes()
    waits = await stage.refused(BOX)
    assert (waits.code, waits.retry_after) == ("OUTCOME_UNKNOWN", 60)
    assert (await stage.restarted().refused(BOX, "other")).status == 409
    await stage.clock.advance(61)
    assert (await stage.write(BOX)).body["record"] == {"id": "1"}
    assert stage.script.writes() == ["DELETE /link/3", "POST /link", "POST /last"]


async def test_an_undoing_that_is_lost_again(stage: Stage) -> None:
    """The repeat would guess, or never end."""
    moved(stage)
    stage.script.on("PATCH /back/m1", Lost("x"), Lost("x"), said(body={}))
    await stage.refused(MOVES)
    stage.script.on("POST /step", said(body={"id": 1}))
    for _ in range(2):
        waits = await stage.refused(MOVES)
        assert (waits.code, waits.retry_after) == ("OUTCOME_UNKNOWN", 60)
        await stage.clock.advance(61)
    stage.script.writes()
    await stage.write(MOVES)
    assert stage.script.writes() == ["PATCH /back/m1", "PATCH /m1", "POST /step"]


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (said(404, {"error": "gone"}), []),
        (said(410), []),
        (said(429, {"error": "slow"}), [True]),
        (said(401, {"error": "dead"}), [True]),
        (said(409, {"error": "odd"}), [False]),
        (said(302), [False]),
        (said(500), [False]),
        (Lost("x"), [False]),
        (NotSent("x"), [True]),
    ],
)
async def test_what_an_undoing_proves(stage: Stage, answer: Any, left: list[bool]) -> None:
    """A thing would be called gone that stands, or called there for certain when nobody knows."""
    boxed(stage)
    stage.script.on("DELETE /box/1", answer)
    problem = await stage.refused(BOX)
    leftovers = problem.faults[0].meta.get("leftovers", [])
    assert [one["certain"] for one in leftovers] == left


async def test_an_undo_that_needs_what_no_answer_has(stage: Stage) -> None:
    """A bare 500 in the middle of undoing would leave the write open for ever."""
    odd = make("box", undo=Request(method="DELETE", path=("box", Output("box", "/other"))))
    stage.script.on("POST /box", said(body={"id": 1}))
    stage.script.on("POST /last", NO)
    problem = await stage.refused(plan_of(odd, make("last")))
    assert problem.faults[0].meta["leftovers"] == [{"kind": "box", "id": "1", "certain": True}]


async def test_a_crash_within_the_undoing(stage: Stage) -> None:
    """The repeat would build on a template that was deleted, or leave one behind unnamed."""
    boxed(stage)
    stage.script.on("DELETE /box/1", RuntimeError("the process died"))
    with pytest.raises(RuntimeError):
        await stage.write(BOX)
    assert await states(stage) == ["finished", "finished", "undone", "refused"]
    stage.script.on("DELETE /box/1", said(204))
    stage.script.on("POST /last", said(body={"id": 4}))
    stage.script.writes()
    assert (await stage.restarted().write(BOX)).body["record"] == {"id": "1"}
    made = ["POST /box", "POST /step", "POST /link", "POST /last"]
    assert stage.script.writes() == ["DELETE /box/1", *made]


async def test_a_crash_within_the_undoing_of_what_stays(stage: Stage) -> None:
    """The same, where the undoing still cannot be done."""
    boxed(stage)
    stage.script.on("DELETE /box/1", RuntimeError("the process died"))
    with pytest.raises(RuntimeError):
        await stage.write(BOX)
    stage.script.on("DELETE /box/1", said(403, {"error": "not yours"}))
    stage.script.on("POST /last", said(body={"id": 4}))
    stage.script.writes()
    await stage.restarted().write(BOX)
    assert stage.script.writes() == ["DELETE /box/1", "POST /link", "POST /last"]


async def test_a_refused_write_that_goes_on_is_open_again(stage: Stage) -> None:
    """Should it die, the next writer would not wait for what it sent."""
    plan = plan_of(make("box"), make("last", lookup=looked_up("last")))
    stage.script.on("POST /box", said(body={"id": 1}))
    stage.script.on("POST /last", NO, RuntimeError("the process died"))
    problem = await stage.refused(plan)
    assert problem.faults[0].meta["leftovers"]
    with pytest.raises(RuntimeError):
        await stage.write(plan)
    entry = await journal.by_id(stage.services.database, write_id(stage.session, "a key"))
    assert entry is not None
    assert (entry.state, entry.attempt) == ("open", 1)
    assert await states(stage) == ["left", "started"]
    stage.script.on("GET /last", said(body={"rows": []}))
    await stage.clock.advance(61)
    other = stage.restarted()
    assert (await other.refused(plan, "other")).status == 409


async def test_an_optional_call_without_a_trace(stage: Stage) -> None:
    """What makes nothing and cannot be taken back would be named as left over."""
    quiet = Call(name="quiet", request=Request(method="POST", path=("quiet",)))
    stage.script.on("POST /quiet", said(204))
    stage.script.on("POST /last", NO)
    problem = await stage.refused(plan_of(quiet, make("last")))
    assert "leftovers" not in problem.faults[0].meta
    assert await states(stage) == ["undone", "refused"]
