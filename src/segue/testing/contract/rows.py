"""Every capability row is proven in both directions."""

import pytest

from segue.engine.reads import gather
from segue.model.problem import Problem
from segue.model.sequence import SequenceCreate
from segue.model.step import StepCreate, StepUpdate
from segue.spi.capability import Support, demanded
from segue.spi.errors import PlanRefused
from segue.spi.operation import CreateSequence, CreateStep, UpdateStep
from segue.spi.provider import Provider
from segue.testing.contract.stage import record_of, run_use, sequence_with
from segue.testing.contract.uses import Use, uses_of
from segue.testing.world import World


def test_the_wire_has_a_row_for_everything(provider: Provider) -> None:
    """A field of the wire without a row would be lost without a word."""
    missing = [row for row in demanded() if row not in provider.capabilities.table]
    assert not missing


def test_every_claim_says_why_and_whence(provider: Provider) -> None:
    """A reader could not ask why a row is not plain, or where it comes from."""
    for name, row in provider.capabilities.table.items():
        assert row.support is Support.NATIVE or row.note, name
        assert row.source, name


async def test_a_row_tells_the_truth(stage: World, row: str) -> None:
    """A row that lies, in either direction, would mislead callers, docs and validation."""
    uses = uses_of(row)
    assert uses is not None, f"no request uses {row}"
    capability = stage.provider.capabilities[row]
    if not capability.usable:
        for use in uses:
            await _unusable(stage, row, use)
        return
    warned = False
    for place, use in enumerate(uses):
        try:
            _, warnings = await run_use(stage, use)
        except Problem:
            # Only the first use is plain; a further one may be refused for what else it asks.
            if place == 0:
                raise
            continue
        _only_announced(stage.provider, warnings)
        warned = warned or any(warning.get("capability") == row for warning in warnings)
    assert warned == (capability.support is Support.LOSSY), "warns exactly when lossy"


def _only_announced(provider: Provider, warnings: list[dict[str, object]]) -> None:
    for warning in warnings:
        if (name := warning.get("capability")) is not None:
            announced = provider.capabilities[str(name)]
            assert announced.support is Support.LOSSY or announced.on_use == "drop", warning


async def _unusable(stage: World, row: str, use: Use) -> None:
    capability = stage.provider.capabilities[row]
    if capability.on_use == "drop":
        try:
            _, warnings = await run_use(stage, use)
        except Problem as problem:
            raise AssertionError(f"{row} drops, so it must not refuse: {problem}") from problem
        dropped = [warning for warning in warnings if warning.get("capability") == row]
        assert [warning["problem_type"] for warning in dropped] == ["FIELD_NOT_SUPPORTED"]
        return
    bare = Use(what=use.what, record=use.record, custom=use.custom)
    sequence = "" if use.what == "sequence" else await sequence_with(stage)
    stage.transport.sent.clear()
    with pytest.raises(Problem) as refused:
        await _attempt(stage, bare, sequence)
    assert refused.value.status == 400
    named = [fault.meta.get("capability") for fault in refused.value.faults]
    wanted = {row, row.replace("sequence.steps.", "step.")}
    assert wanted & set(named) or "step.update" in named
    assert not stage.transport.sent, "nothing may be sent"
    if capability.support in (Support.PENDING, Support.UNKNOWN):
        with pytest.raises(PlanRefused):
            await _past_the_check(stage, bare, sequence)


async def _attempt(stage: World, use: Use, sequence: str) -> None:
    record = await record_of(stage, use)
    if use.what == "sequence":
        await stage.create_sequence(record)
    elif use.what == "update":
        await stage.update_step(sequence, _any_step_id(stage.provider), record)
    else:
        await stage.create_step(sequence, record)


def _any_step_id(provider: Provider) -> str:
    candidates = ("1", "0" * 24, "step1")
    return next(shaped for shaped in candidates if provider.id_matches("step", shaped))


async def _past_the_check(stage: World, use: Use, sequence: str) -> None:
    record, provider, now = await record_of(stage, use), stage.provider, stage.clock.now()
    tools = (stage.transport, stage.session.destination, stage.clock)
    if use.what == "sequence":
        made = CreateSequence(
            sequence=SequenceCreate.model_validate(record), write_id="wr_0", now=now
        )
        reading = await gather(*tools, provider.create_sequence.reads, made)
        provider.create_sequence.plan(made, reading.answers)
    elif use.what == "update":
        change = UpdateStep(
            sequence_id=sequence,
            step_id=_any_step_id(provider),
            change=StepUpdate.model_validate(record),
            write_id="wr_0",
            now=now,
        )
        reading = await gather(*tools, provider.update_step.reads, change)
        provider.update_step.plan(change, reading.answers)
    else:
        step = CreateStep(
            sequence_id=sequence,
            step=StepCreate.model_validate(record),
            write_id="wr_0",
            now=now,
        )
        reading = await gather(*tools, provider.create_step.reads, step)
        provider.create_step.plan(step, reading.answers)
