"""Each fault, at each call of a write, ends in a correct answer or an honest unknown."""

import json
import re
from typing import Any

import pytest

from segue.kit.markup import plain
from segue.model.problem import Problem
from segue.service.writes import Outcome
from segue.testing.contract.stage import needs_step, sequence_with
from segue.testing.contract.uses import INLINE
from segue.testing.world import World

STEP = {"type": "auto_email", "interval_seconds": 86_400, "template": dict(INLINE)}
FAULTS = (
    "refused",
    "rate_limited",
    "server_error",
    "lost_answer",
    "dropped",
    "late",
    "malformed",
    "error_after",
)
MOST_REPEATS = 6
LONGEST_WAIT = 3601
"""Seconds: a rate limit's hour, for which a budget is held back, and less than a token lives."""
EARLY = 5
"""Seconds after which a late write lands: well inside every provider's settle time."""


@pytest.mark.parametrize("kind", FAULTS)
async def test_a_fault_neither_loses_nor_doubles(stage: World, kind: str) -> None:
    """A prospect would get an e-mail twice, or never, or a caller would be told a lie."""
    needs_step(stage, STEP)
    calls = await _calls(stage, await sequence_with(stage))
    for position in range(len(calls)):
        await _strike(stage, kind, position)


async def _strike(stage: World, kind: str, position: int) -> None:
    sequence, key = await sequence_with(stage), f"fault-{position}"
    method, path = aim((await _calls(stage, sequence))[position])
    before = await stage.simulated.state()
    await stage.simulated.fault(kind, method=method, path=path, seconds=EARLY)
    first = await _try(stage, sequence, key)
    if isinstance(first, Problem):
        _honest(stage, first, kind)
        if kind == "refused":
            await _nothing_left(stage, before, first)
    outcome = await _until_done(stage, sequence, key, first)
    await _exactly_one(stage, sequence, key, outcome)


def aim(call: dict[str, Any]) -> tuple[str, str]:
    """Say which request of the simulator's log a call of a dry run is."""
    path = re.sub(r"\\\{.*?\}", "[^/]+", re.escape(call["path"]))
    return call["method"], f"{path}$"


async def _calls(stage: World, sequence: str) -> list[dict[str, Any]]:
    shown = await stage.create_step(sequence, STEP, dry_run=True)
    return [call for call in shown.body["calls"] if not call.get("repeated_until_found")]


async def _try(stage: World, sequence: str, key: str) -> Outcome | Problem:
    try:
        return await stage.create_step(sequence, STEP, key=key)
    except Problem as problem:
        return problem


def _honest(stage: World, problem: Problem, kind: str) -> None:
    said = json.dumps([dict(fault.meta) for fault in problem.faults]) + str(problem)
    assert not any(secret in said for secret in stage.session.destination.secrets)
    if kind == "rate_limited":
        assert problem.status == 429
        assert problem.retry_after
    elif kind == "refused":
        assert problem.status == 422
    else:
        assert problem.code == "OUTCOME_UNKNOWN"
        assert problem.faults[0].meta["write_id"]


async def _nothing_left(stage: World, before: Any, problem: Problem) -> None:
    leftovers = problem.faults[0].meta.get("leftovers", [])
    after = await stage.simulated.state()
    grown = {
        name
        for name, rows in after.items()
        if isinstance(rows, list) and len(rows) > len(before[name])
    }
    assert bool(grown) == bool(leftovers), (grown, leftovers)


async def _until_done(stage: World, sequence: str, key: str, last: Outcome | Problem) -> Outcome:
    for _ in range(MOST_REPEATS):
        if isinstance(last, Outcome):
            return last
        await stage.clock.advance(min(last.retry_after or 1, LONGEST_WAIT))
        last = await _try(stage, sequence, key)
    raise AssertionError(f"never ends: {last}")


async def _exactly_one(stage: World, sequence: str, key: str, outcome: Outcome) -> None:
    read = await stage.get_sequence(sequence)
    assert [step["id"] for step in read["steps"]] == [outcome.body["record"]["id"]]
    template = read["steps"][0]["template"]
    assert template["subject"] == INLINE["subject"]
    assert plain(template["body"]) == plain(INLINE["body"])
    again = await _try(stage, sequence, key)
    assert isinstance(again, Outcome)
    assert again.replayed
    assert again.body == outcome.body


async def test_a_dead_credential_is_said_to_be_dead(stage: World) -> None:
    """A revoked connection would look like a fault of the server."""
    needs_step(stage, STEP)
    sequence = await sequence_with(stage)
    await stage.simulated.fault("revoked_token")
    with pytest.raises(Problem) as refused:
        await stage.create_step(sequence, STEP)
    assert refused.value.status == 401
    assert refused.value.faults[0].meta["reason"] == "reauth_required"
