"""What a vendor's documents leave open may turn out either way, and the answers stay true."""

from segue.kit.markup import plain
from segue.model.problem import OUTCOME_UNKNOWN, Problem
from segue.service.writes import Outcome
from segue.testing.contract.stage import needs_step, sequence_with
from segue.testing.contract.uses import DAY, INLINE
from segue.testing.world import World

EMAIL = {"type": "auto_email", "interval_seconds": DAY, "template": dict(INLINE)}


async def test_the_answer_is_true_in_every_position(
    stage: World, switch: str, position: str
) -> None:
    """An answer would rest on a fact that nobody has verified."""
    needs_step(stage, EMAIL)
    sequence = await sequence_with(stage)
    before = await stage.simulated.state()
    await stage.simulated.switch(**{switch: position})
    ended = await _try(stage, sequence)
    if isinstance(ended, Problem):
        honest(ended)
        settled = ended.code != OUTCOME_UNKNOWN and not ended.faults[0].meta.get("leftovers")
        if settled:
            assert _counts(await stage.simulated.state()) == _counts(before)
        return
    read = (await stage.get_sequence(sequence))["steps"]
    assert [step["id"] for step in read] == [ended.body["record"]["id"]]
    assert read[0]["template"]["subject"] == INLINE["subject"]
    assert plain(read[0]["template"]["body"]) == plain(INLINE["body"])


async def _try(stage: World, sequence: str) -> Outcome | Problem:
    try:
        return await stage.create_step(sequence, EMAIL, key="switch")
    except Problem as problem:
        return problem


def honest(problem: Problem) -> None:
    """See that an error is the vendor's, or an outcome that is honestly unknown, and says so."""
    assert problem.status < 500 or problem.code == OUTCOME_UNKNOWN, problem
    assert problem.faults[0].detail


def _counts(state: dict[str, object]) -> dict[str, int]:
    return {name: len(rows) for name, rows in state.items() if isinstance(rows, list)}
