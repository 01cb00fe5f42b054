"""Each fault, at the first request of a reading or the first write of a creation."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from segue.model.problem import Problem
from segue.service.writes import Outcome
from segue.spi.capability import OPERATIONS
from segue.testing.contract.faults import EARLY, FAULTS, LONGEST_WAIT, MOST_REPEATS, aim
from segue.testing.contract.lists import page, walk
from segue.testing.contract.premises import a_sequence, base, enrolment, made, some
from segue.testing.contract.stage import needs
from segue.testing.world import World

READINGS = tuple(name for name in OPERATIONS if name.endswith((".list", ".get")))
LOST = ("lost_answer", "dropped", "late")


@pytest.mark.parametrize("kind", FAULTS)
async def test_a_fault_in_a_reading_is_told(stage: World, kind: str) -> None:
    """An empty or half page would pass for what is there, or a fault for one of the server."""
    for operation in READINGS:
        if stage.provider.capabilities[operation].usable:
            await _read_twice(stage, operation, kind)


async def _read_twice(stage: World, operation: str, kind: str) -> None:
    noun, _, verb = operation.partition(".")
    of = {"sequence_id": await a_sequence(stage)} if noun == "step" else None
    target = str((await some(stage, noun))["id"]) if verb == "get" else ""

    async def read() -> Mapping[str, Any]:
        if verb == "list":
            return await page(stage, operation, of=of)
        return await stage.get(noun, target, **(of or {}))

    expected = await read()
    # Every time: what happens once is read again unseen.
    await stage.simulated.fault(kind, seconds=EARLY, times=None)
    with pytest.raises(Problem) as told:
        await read()
    await stage.simulated.ask("DELETE", "faults")
    problem = told.value
    _keeps_secrets(stage, problem)
    if kind == "rate_limited":
        assert (problem.status, bool(problem.retry_after)) == (429, True)
    elif kind == "refused":
        assert problem.status == 422
    else:
        assert problem.status == (504 if kind in LOST else 502), problem
    await stage.clock.advance(min(problem.retry_after or 1, LONGEST_WAIT))
    assert await read() == expected


def _keeps_secrets(stage: World, problem: Problem) -> None:
    said = json.dumps([dict(fault.meta) for fault in problem.faults]) + str(problem)
    assert not any(secret in said for secret in stage.session.destination.secrets)


@pytest.mark.parametrize("noun", ["account", "contact", "state"])
@pytest.mark.parametrize("kind", FAULTS)
async def test_a_fault_makes_neither_none_nor_two(stage: World, kind: str, noun: str) -> None:
    """A person would be in the book twice, or in a sequence twice, or a caller be told a lie."""
    needs(stage, f"{noun}.create", f"{noun}.get")
    if noun == "state":
        record = await enrolment(stage, (await made(stage, "contact"))["id"])
    else:
        record = base(stage, noun)
    shown = await _write(stage, noun, record, dry_run=True)
    assert isinstance(shown, Outcome)
    method, path = aim(shown.body["calls"][0])
    await stage.simulated.fault(kind, method=method, path=path, seconds=EARLY)
    first = last = await _write(stage, noun, record, key="once")
    if isinstance(first, Problem):
        _honest(stage, first, kind)
    for _ in range(MOST_REPEATS):
        if isinstance(last, Outcome):
            break
        await stage.clock.advance(min(last.retry_after or 1, LONGEST_WAIT))
        last = await _write(stage, noun, record, key="once")
    assert isinstance(last, Outcome), last
    assert await _found(stage, noun, record) == [last.body["record"]["id"]]
    again = await _write(stage, noun, record, key="once")
    assert isinstance(again, Outcome)
    assert (again.replayed, again.body) == (True, last.body)


async def _write(
    stage: World, noun: str, record: Mapping[str, Any], **options: Any
) -> Outcome | Problem:
    try:
        if noun == "state":
            return await stage.enrol(record, **options)
        return await stage.create(noun, record, **options)
    except Problem as problem:
        return problem


def _honest(stage: World, problem: Problem, kind: str) -> None:
    _keeps_secrets(stage, problem)
    if kind == "rate_limited":
        assert (problem.status, bool(problem.retry_after)) == (429, True)
    elif kind == "refused":
        assert problem.status == 422
    else:
        assert problem.code == "OUTCOME_UNKNOWN", problem
        assert problem.faults[0].meta["write_id"]


async def _found(stage: World, noun: str, record: Mapping[str, Any]) -> list[str]:
    """List the ids of what is there and is what the record says."""
    if noun == "state":
        found = await walk(stage, "state.search", of={"contact_id": record["contact_id"]})
        return [it["id"] for it in found]
    key = "name" if noun == "account" else "last_name"
    found = await walk(stage, f"{noun}.list")
    return [it["id"] for it in found if it[key] == record[key]]
