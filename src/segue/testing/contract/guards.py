"""A write that goes on later does not undo what others have done meanwhile."""

from segue.model.problem import Problem
from segue.service.writes import Outcome
from segue.testing.contract.faults import aim
from segue.testing.contract.stage import needs, needs_step, sequence_with
from segue.testing.contract.uses import CALL
from segue.testing.world import World

NEW = {**CALL, "order": 2, "task_note": "New"}


async def test_a_late_insert_keeps_what_others_changed(stage: World) -> None:
    """A repeat after a rate limit would put back words that a seller has since changed."""
    needs_step(stage, NEW)
    sequence = await sequence_with(
        stage, tuple({**CALL, "task_note": f"Call {n}"} for n in range(3))
    )
    shown = await _try(stage, sequence, dry_run=True)
    if isinstance(shown, Problem):
        assert shown.status == 409, "the provider takes no further step at all"
        return
    needs(stage, "step.update", "update.task_note")
    method, path = aim(shown.body["calls"][0])
    await stage.simulated.fault("rate_limited", method=method, path=path)
    limited = await _try(stage, sequence, key="late")
    assert isinstance(limited, Problem)
    assert limited.status == 429
    await stage.clock.advance(limited.retry_after or 1)
    step = (await stage.get_sequence(sequence))["steps"][2]
    await stage.update_step(sequence, step["id"], {"task_note": "Changed by somebody"})
    outcome = await _try(stage, sequence, key="late")
    if isinstance(outcome, Problem):
        assert (outcome.status, outcome.faults[0].meta["reason"]) == (409, "changed_meanwhile")
        outcome = await _try(stage, sequence, key="late")
    assert isinstance(outcome, Outcome)
    steps = (await stage.get_sequence(sequence))["steps"]
    notes = [step["task_note"] for step in steps]
    assert notes == ["Call 0", "New", "Call 1", "Changed by somebody"], notes
    assert steps[1]["id"] == outcome.body["record"]["id"]


async def _try(
    stage: World, sequence: str, *, key: str | None = None, dry_run: bool = False
) -> Outcome | Problem:
    try:
        return await stage.create_step(sequence, NEW, key=key, dry_run=dry_run)
    except Problem as problem:
        return problem
