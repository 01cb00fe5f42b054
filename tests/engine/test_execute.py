"""Carrying a plan out, and going on with it."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from segue.engine.transport import Lost, NotSent, Unsendable
from segue.model.warning import PlanWarning, WarningType
from segue.service.writes import write_id
from segue.spi.plan import Call, Output, Request
from segue.store import journal, links

from .acts import Stage, change, delete, find, later, looked_up, make, plan_of, said

ABSENT = said(body={"rows": []})
NOT_ON = PlanWarning(
    problem_type=WarningType.NOT_ACTIVATED, title="Off", detail="It is off.", pointer=""
)
TWO = plan_of(make("a"), make("b", on="a", lookup=looked_up("b")))


async def test_what_was_done_before_is_not_denied(stage: Stage) -> None:
    """Told that nothing was sent, a caller would start over and make it all a second time."""
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("POST /b", NotSent("ClientConnectorError"))
    problem = await stage.refused(TWO)
    assert problem.status == 503
    assert "Nothing was sent" not in str(problem)
    assert "stopped halfway" in str(problem)
    assert problem.faults[0].meta["call"] == "b"
    stage.script.on("POST /b", said(body={"id": 2}))
    stage.script.writes()
    assert (await stage.write(TWO)).body["record"] == {"id": "2"}
    assert stage.script.writes() == ["POST /b"]
    assert stage.planned == 1


@pytest.mark.parametrize("end", [NotSent("x"), said(429, {"error": "slow"}, retry_after="7")])
async def test_nothing_made_is_planned_afresh(stage: Stage, end: Any) -> None:
    """A plan of an hour ago would be sent onto a sequence that others have changed since."""
    stage.script.on("POST /a", end)
    problem = await stage.refused(TWO)
    assert problem.status in (503, 429)
    assert problem.retry_after in (5, 7)
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("POST /b", said(body={"id": 2}))
    await stage.write(TWO)
    assert stage.planned == 2


async def test_a_rate_limit_halfway_names_what_exists(stage: Stage) -> None:
    """A caller that gives up would not know what to remove."""
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("POST /b", said(429, {"error": "slow"}))
    problem = await stage.refused(TWO)
    assert problem.faults[0].meta["exists"] == [{"kind": "a", "id": "1"}]


async def test_a_credential_that_no_header_carries(stage: Stage) -> None:
    """A line break in a pasted token would look like an outage of the provider."""
    stage.script.on("POST /a", Unsendable("it holds a line break"))
    problem = await stage.refused(TWO)
    assert (problem.status, problem.faults[0].meta["reason"]) == (401, "reauth_required")
    assert "line break" in str(problem)


ODD = [None, True, "", ".", "..", "a\x00b", "\ud800", "x" * 256, {"a": 1}, 1.5]


@pytest.mark.parametrize("odd", ODD, ids=repr)
async def test_an_id_that_can_be_none_is_a_lost_answer(stage: Stage, odd: Any) -> None:
    """It would become part of a path, or end in the database's refusal after the write."""
    stage.script.on("POST /a", said(body={"id": odd}))
    problem = await stage.refused(plan_of(make("a")))
    assert problem.code == "OUTCOME_UNKNOWN"
    assert problem.retry_after is None


async def test_an_answer_that_lacks_what_a_later_call_needs(stage: Stage) -> None:
    """A bare 500 would hide what was made, and hold the sequence for as long as a lease lasts."""
    using = Call(
        name="b", request=Request(method="POST", path=("b",), body={"x": Output("a", "/other")})
    )
    stage.script.on("POST /a", said(body={"id": 1}))
    problem = await stage.refused(plan_of(make("a"), using, result=Output("a", "/id")))
    assert (problem.status, problem.code) == (504, "OUTCOME_UNKNOWN")
    assert "a/other" in str(problem)
    assert problem.faults[0].meta["exists"] == [{"kind": "a", "id": "1"}]


@pytest.mark.parametrize("body", [{"id": None}, {}, {"id": 0.5}])
async def test_a_result_that_is_not_there_is_not_the_word_none(stage: Stage, body: Any) -> None:
    """A caller would store "None" as the id of its step."""
    stage.script.on("PATCH /a", said(body=body))
    problem = await stage.refused(plan_of(change("a")))
    assert problem.code == "OUTCOME_UNKNOWN"


async def test_a_change_answers_no_id(stage: Stage) -> None:
    """A provider that answers a change with 204 could never be written to."""
    stage.script.on("PATCH /a", said(204))
    outcome = await stage.write(plan_of(change("a")), answers_id=False)
    assert outcome.body == {"warnings": []}


async def test_a_thing_that_another_write_has_claimed(stage: Stage) -> None:
    """Two writes would answer with one step; and their repeats would wait for a lease to end."""
    database, now = stage.services.database, stage.clock.now()
    async with database.transaction() as tx:
        assert await links.link(tx, "cn_1", "a", "1", "wr_other", now)
    stage.script.on("POST /a", said(body={"id": 1}))
    plan = plan_of(make("a", lookup=looked_up("a")))
    problem = await stage.refused(plan)
    assert (problem.status, problem.faults[0].meta["reason"]) == (409, "claimed")
    stage.script.on("GET /a", said(body={"rows": [{"id": 1}, {"id": 2}]}))
    assert (await stage.restarted().write(plan)).body["record"] == {"id": "2"}


@pytest.mark.parametrize("raised", [RuntimeError("bug"), asyncio.CancelledError()])
async def test_whatever_goes_wrong_the_repeat_need_not_wait(stage: Stage, raised: Any) -> None:
    """A mistake or a shutdown would block its own repeat until the lease runs out."""
    plan = plan_of(make("a", lookup=looked_up("a")))
    stage.script.on("POST /a", raised)
    with pytest.raises(type(raised)):
        await stage.write(plan)
    stage.script.on("GET /a", said(body={"rows": [{"id": 5}]}))
    assert (await stage.refused(plan, "other")).status == 409
    assert (await stage.restarted().write(plan)).body["record"] == {"id": "5"}


async def test_an_optional_call_that_is_refused_is_a_warning(stage: Stage) -> None:
    """A step that stands would be taken back because one setting of it was refused."""
    optional = replace(change("b"), optional=NOT_ON)
    plan = plan_of(make("a"), optional, result=Output("a", "/id"))
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("PATCH /b", said(403, {"error": "no"}))
    outcome = await stage.write(plan)
    assert [warning["title"] for warning in outcome.body["warnings"]] == ["Off"]


async def test_an_optional_call_whose_answer_is_lost_is_sent_again(stage: Stage) -> None:
    """A step would be left off without a word, or the write never end."""
    optional = replace(change("b"), optional=NOT_ON)
    plan = plan_of(make("a"), optional, result=Output("a", "/id"))
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("PATCH /b", Lost("x"), said(204))
    problem = await stage.refused(plan)
    assert (problem.code, problem.retry_after) == ("OUTCOME_UNKNOWN", 1)
    outcome = await stage.write(plan)
    assert (outcome.body["warnings"], stage.script.writes()[1:]) == ([], ["PATCH /b"] * 2)


@pytest.mark.parametrize(("extra", "sent"), [(None, 0), (7, 1)])
async def test_only_if(stage: Stage, extra: Any, sent: int) -> None:
    """A thing that is not there would be deleted, or one that is there would stay."""
    also = Call(name="b", request=delete("a"), only_if=Output("a", "/extra"))
    plan = plan_of(make("a"), also, result=Output("a", "/id"))
    stage.script.on("POST /a", said(body={"id": 1, "extra": extra}))
    stage.script.on("DELETE /a/1", said(204))
    await stage.write(plan)
    assert stage.script.writes().count("DELETE /a/1") == sent


@pytest.mark.parametrize(
    "answer",
    [said(409, {"error": "odd"}), said(500), said(302), said(text="<html>"), Lost("x")],
    ids=["unlisted", "server error", "redirect", "not JSON", "dropped"],
)
async def test_what_is_not_a_clean_refusal_is_a_lost_answer(stage: Stage, answer: Any) -> None:
    """A write that took effect would be called refused, and made again."""
    plan = plan_of(make("a", lookup=looked_up("a")))
    stage.script.on("POST /a", answer)
    stage.script.on("GET /a", said(body={"rows": [{"id": 9}]}))
    assert (await stage.write(plan)).body["record"] == {"id": "9"}


async def test_settling_counts_from_the_loss_of_the_answer(stage: Stage) -> None:
    """A write that lands a minute after a slow call was dropped would be made twice."""
    plan = plan_of(make("a", lookup=looked_up("a")))
    stage.script.on("POST /a", later(stage, 29, Lost("TimeoutError")), said(body={"id": 2}))
    stage.script.on("GET /a", ABSENT)
    assert (await stage.refused(plan)).retry_after == 60
    await stage.clock.advance(40)
    problem = await stage.restarted().refused(plan)
    assert (problem.code, problem.retry_after) == ("OUTCOME_UNKNOWN", 20)
    stage.script.writes()
    await stage.clock.advance(21)
    assert (await stage.write(plan)).body["record"] == {"id": "2"}
    assert stage.script.writes() == ["POST /a"]


@pytest.mark.parametrize(
    ("told", "words", "wait"),
    [
        (said(429, retry_after="90"), "rate limited", 90),
        (said(401, {"error": "dead"}), "answered 401", 5),
        (said(text="<html>"), "answered 200", 5),
        (Lost("TimeoutError"), "not answered (TimeoutError)", 5),
        (NotSent("DNS"), "not answered (DNS)", 5),
        (said(body={"rows": None}), "a shape that Segue does not know", 5),
        (said(body=["rows"]), "a shape that Segue does not know", 5),
        (said(body={"rows": [{"id": "\x00"}]}), "a shape that Segue does not know", 5),
    ],
)
async def test_a_look_up_that_brings_nothing_says_why(
    stage: Stage, told: Any, words: str, wait: int
) -> None:
    """An operator would look for a lost write where a token has died; or a 500 would end it all."""
    plan = plan_of(make("a", lookup=looked_up("a")))
    stage.script.on("POST /a", Lost("x"))
    stage.script.on("GET /a", told)
    problem = await stage.refused(plan)
    assert (problem.code, problem.retry_after) == ("OUTCOME_UNKNOWN", wait)
    assert words in str(problem)
    stage.script.on("GET /a", said(body={"rows": [{"id": 3}]}))
    assert (await stage.write(plan)).body["record"] == {"id": "3"}


@pytest.mark.parametrize("options", [{}, {"lookup": looked_up("a")}])
async def test_what_nobody_can_tell_is_not_repeated(stage: Stage, options: Any) -> None:
    """A guess would make a second step, or name somebody else's."""
    plan = plan_of(make("a", **options))
    stage.script.on("POST /a", Lost("x"))
    stage.script.on("GET /a", said(body={"rows": [{"id": 3}, {"id": 4}]}))
    for _ in range(2):
        problem = await stage.refused(plan)
        assert (problem.code, problem.retry_after) == ("OUTCOME_UNKNOWN", None)
        assert "new Idempotency-Key" in str(problem)
        await stage.clock.advance(100)
    assert stage.script.writes() == ["POST /a"]


async def test_a_find_ends_by_the_clock(stage: Stage) -> None:
    """Eight slow look-ups would outlast the lease, and another writer go ahead in between."""
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("GET /b", later(stage, 4, ABSENT))
    problem = await stage.refused(plan_of(make("a"), find("b")))
    assert stage.script.sent.count("GET /b") == 2
    assert (problem.code, problem.retry_after) == ("OUTCOME_UNKNOWN", 5)
    assert "does not show yet" in str(problem)


async def test_a_find_waits_for_what_shows_late(stage: Stage) -> None:
    """A provider that shows what it made a second later would answer with unknown outcomes."""
    two = said(body={"rows": [{"id": 3}, {"id": 4}]})
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("GET /b", ABSENT, Lost("x"), two, said(body={"rows": [{"id": 3}]}))
    assert (await stage.write(plan_of(make("a"), find("b")))).body["record"] == {"id": "3"}


async def test_a_find_never_guesses(stage: Stage) -> None:
    """The answer would name a step that may be another's."""
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("GET /b", said(body={"rows": [{"id": 3}, {"id": 4}]}))
    problem = await stage.refused(plan_of(make("a"), find("b")))
    assert (problem.code, problem.retry_after) == ("OUTCOME_UNKNOWN", None)
    assert "shows 2 results" in str(problem)


async def test_two_finds(stage: Stage) -> None:
    """The second would take the first one's answer."""
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("GET /b", said(body={"rows": [{"id": 3}]}))
    stage.script.on("GET /c", said(body={"rows": [{"id": 4}]}))
    plan = plan_of(make("a"), find("b"), find("c"), make("d", on="b"))
    stage.script.on("POST /d", said(500), said(body={"id": 5}))
    assert (await stage.refused(plan)).code == "OUTCOME_UNKNOWN"
    rows = await journal.calls(stage.services.database, write_id(stage.session, "a key"), 1)
    assert [row.state for row in rows] == ["finished"] * 3 + ["started"]
