"""A call that was sent again after a lost answer, and refused: nobody knows of the first."""

from typing import Any

import pytest

from segue.engine.transport import Lost, NotSent
from segue.spi.plan import Call, Request

from .acts import Stage, change, plan_of, said

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
