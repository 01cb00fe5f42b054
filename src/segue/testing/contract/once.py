"""Once: keys, replays, strictness, places."""

import pytest

from segue.model.problem import Problem
from segue.spi.capability import Support
from segue.testing.contract.stage import needs, needs_step, sequence_with
from segue.testing.contract.uses import CALL, DAY
from segue.testing.world import World


async def test_a_key_answers_the_same_again(stage: World) -> None:
    """A caller's retry would add a second step."""
    needs_step(stage, CALL)
    sequence = await sequence_with(stage)
    first = await stage.create_step(sequence, CALL, key="one")
    await stage.simulated.forget_requests()
    again = await stage.restarted().create_step(sequence, CALL, key="one")
    assert (again.status, again.body) == (first.status, first.body)
    assert again.replayed
    assert not await stage.simulated.requests()


async def test_a_key_serves_one_request_only(stage: World) -> None:
    """A key used by mistake for another request would answer with the wrong step."""
    needs_step(stage, CALL)
    sequence = await sequence_with(stage)
    await stage.create_step(sequence, CALL, key="one")
    with pytest.raises(Problem) as refused:
        await stage.create_step(sequence, {**CALL, "task_note": "Other"}, key="one")
    assert refused.value.status == 422
    assert refused.value.key == "one"


async def test_strict_refuses_what_would_be_lost(stage: World) -> None:
    """`strict=true` would still lose something, or send before refusing."""
    asked = {**CALL, "interval_seconds": DAY + 0.5, "no_such_key": 1}
    needs_step(stage, asked)
    sequence = await sequence_with(stage)
    waits = stage.provider.capabilities["step.interval_seconds"]
    lost = {"no_such_key", *(("interval_seconds",) if waits.support is Support.LOSSY else ())}
    await stage.simulated.forget_requests()
    with pytest.raises(Problem) as refused:
        await stage.create_step(sequence, asked, strict=True)
    assert refused.value.status == 400
    reasons = {fault.meta.get("reason") for fault in refused.value.faults}
    assert reasons == {"strict"}
    places = {fault.pointer for fault in refused.value.faults}
    assert places == {f"/body/record/{name}" for name in lost}
    assert not await stage.simulated.requests(writes=True)
    loose = await stage.create_step(sequence, asked)
    assert len(loose.body["warnings"]) >= len(places)


@pytest.mark.parametrize("order", [1, 2, 3, 4, 9])
async def test_every_step_has_a_place_of_its_own(stage: World, order: int) -> None:
    """Two steps with one place would run in an order that nobody chose."""
    needs_step(stage, {**CALL, "order": order})
    calls = tuple({**CALL, "interval_seconds": DAY, "task_note": f"Call {n}"} for n in range(3))
    sequence = await sequence_with(stage, calls)
    before = (await stage.get_sequence(sequence))["steps"]
    try:
        outcome = await stage.create_step(sequence, {**CALL, "order": order, "task_note": "New"})
    except Problem as problem:
        if problem.status != 409:
            raise
        assert (await stage.get_sequence(sequence))["steps"] == before, "nothing has changed"
        return
    after = (await stage.get_sequence(sequence))["steps"]
    place = min(order, 4) - 1
    assert [step["order"] for step in after] == [1, 2, 3, 4]
    assert after[place]["id"] == outcome.body["record"]["id"]
    others = [step for step in after if step is not after[place]]
    kept = ("id", "type", "task_note", "interval_seconds")
    assert [[step.get(key) for key in kept] for step in others] == [
        [step.get(key) for key in kept] for step in before
    ]


async def test_a_change_reads_back(stage: World) -> None:
    """A changed step would keep its old words, or another step would change with it."""
    needs(stage, "step.update", "update.template.subject", "update.template.body")
    body = {"subject": "Hello", "body": "<p>Good day</p>"}
    steps = ({"type": "auto_email", "template": body}, {"type": "manual_email", "template": body})
    sequence = await sequence_with(stage, steps)
    first, second = (await stage.get_sequence(sequence))["steps"]
    change = {"template": {"subject": "New words", "body": "<p>New day</p>"}}
    outcome = await stage.update_step(sequence, first["id"], change)
    assert outcome.status == 200
    changed, untouched = (await stage.get_sequence(sequence))["steps"]
    assert changed["id"] == first["id"]
    assert changed["template"]["subject"] == "New words"
    assert "New day" in changed["template"]["body"]
    assert untouched == second


async def test_a_step_of_another_sequence_is_not_changed(stage: World) -> None:
    """A wrong path would change a step that the caller did not mean."""
    needs(stage, "step.update", "update.task_note")
    sequence, other = await sequence_with(stage, (CALL,)), await sequence_with(stage, (CALL,))
    (step,) = (await stage.get_sequence(other))["steps"]
    await stage.simulated.forget_requests()
    with pytest.raises(Problem) as refused:
        await stage.update_step(sequence, step["id"], {"task_note": "New"})
    assert refused.value.status == 404
    assert not await stage.simulated.requests(writes=True)
