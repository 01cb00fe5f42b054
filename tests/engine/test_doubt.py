"""A call that was sent again after a lost answer, and refused: nobody knows of the first."""

from dataclasses import replace
from typing import Any

import pytest

from segue.engine.transport import Lost, NotSent
from segue.model.warning import PlanWarning, WarningType
from segue.spi.plan import Call, Plan, Request

from .acts import Stage, change, looked_up, make, plan_of, said

REMOVE = plan_of(Call(name="r", request=Request(method="DELETE", path=("r",)), repeatable=True))
CHANGE = plan_of(change("c"))
NO_ID = {"answers_id": False}


async def test_a_refusal_after_a_lost_try_is_no_refusal(stage: Stage) -> None:
    """A change that is there would be called refused, because its second try was refused."""
    stage.script.on("PATCH /c", Lost("x"))
    assert (await stage.refused(CHANGE, **NO_ID)).code == "OUTCOME_UNKNOWN"
    stage.script.on("PATCH /c", said(422, {"error": "is invalid"}))
    problem = await stage.refused(CHANGE, **NO_ID)
    assert (problem.code, problem.retry_after) == ("OUTCOME_UNKNOWN", None)
    assert "is invalid" in str(problem)
    stage.script.on("PATCH /c", said(body={}))
    assert (await stage.write(CHANGE, **NO_ID)).status == 200


async def test_a_refusal_of_the_first_try_stands(stage: Stage) -> None:
    """Every refusal would be called unknown."""
    stage.script.on("PATCH /c", said(422, {"error": "is invalid"}))
    assert (await stage.refused(CHANGE, **NO_ID)).status == 422


@pytest.mark.parametrize("held", [NotSent("x"), said(429, {"error": "slow"})], ids=str)
async def test_doubt_outlasts_a_try_that_was_not_carried_out(stage: Stage, held: Any) -> None:
    """The lost try before it would be forgotten, and the next refusal believed."""
    stage.script.on("PATCH /c", Lost("x"))
    await stage.refused(CHANGE, **NO_ID)
    stage.script.on("PATCH /c", held)
    problem = await stage.refused(CHANGE, **NO_ID)
    assert problem.status in (429, 503)
    assert "Nothing was sent" not in str(problem)
    stage.script.on("PATCH /c", said(422, {"error": "is invalid"}))
    assert (await stage.refused(CHANGE, **NO_ID)).code == "OUTCOME_UNKNOWN"


async def test_what_is_gone_was_removed(stage: Stage) -> None:
    """A removal that worked would be answered 404, because it was asked for twice."""
    stage.script.on("DELETE /r", Lost("x"))
    await stage.refused(REMOVE, **NO_ID)
    stage.script.on("DELETE /r", said(404, {"error": "not here"}))
    assert (await stage.write(REMOVE, **NO_ID)).status == 200
    # Until then the lost removal may still land, and keeps other writes off.
    await stage.clock.advance(61)
    assert (await stage.refused(REMOVE, "another key", **NO_ID)).status == 404


NOT_ON = PlanWarning(
    problem_type=WarningType.NOT_ACTIVATED,
    title="It is off",
    detail="Plain refused to switch it on.",
    pointer="/template",
)
REFUSED = said(422, {"error": "is on already"})


def switching(**options: Any) -> Plan:
    """Plan a thing, and to switch it on, where that is possible."""
    on = replace(change("on"), optional=NOT_ON, **options)
    return plan_of(make("a"), on, result=plan_of(make("a")).result)


async def twice(stage: Stage, plan: Plan) -> list[Any]:
    """Lose the answer to the first try of switching on, and refuse the second; the warnings."""
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("PATCH /on", Lost("x"))
    assert (await stage.refused(plan)).code == "OUTCOME_UNKNOWN"
    stage.script.on("PATCH /on", REFUSED)
    outcome = await stage.write(plan)
    assert outcome.body["record"] == {"id": "1"}
    return list(outcome.body["warnings"])


async def test_what_may_be_on_is_not_said_to_be_off(stage: Stage) -> None:
    """A step that sends would be told as one that does not."""
    (warning,) = await twice(stage, switching())
    assert (warning["problem_type"], warning["source"]["pointer"]) == (
        "PARTIAL_SUCCESS",
        "/body/record/template",
    )
    assert "not known" in warning["title"]
    assert "is on already" in warning["detail"]
    assert NOT_ON.detail in warning["detail"]


async def test_what_a_look_up_shows_to_be_on_is_on(stage: Stage) -> None:
    """A caller would be told of a doubt that the provider can end."""
    looked = switching(lookup=looked_up("on"))
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("PATCH /on", Lost("x"))
    stage.script.on("GET /on", said(body={"rows": []}))
    assert (await stage.refused(looked)).code == "OUTCOME_UNKNOWN"
    stage.script.on("PATCH /on", REFUSED)
    stage.script.on("GET /on", said(body={"rows": []}), said(body={"rows": [{"id": 5}]}))
    outcome = await stage.write(looked)
    assert (outcome.body["record"], outcome.body["warnings"]) == ({"id": "1"}, [])


async def test_a_plain_refusal_of_what_is_optional_stands(stage: Stage) -> None:
    """A step that is off would be told as one that may be on."""
    stage.script.on("POST /a", said(body={"id": 1}))
    stage.script.on("PATCH /on", REFUSED)
    outcome = await stage.write(switching())
    assert [one["problem_type"] for one in outcome.body["warnings"]] == ["NOT_ACTIVATED"]
