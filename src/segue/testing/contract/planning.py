"""Asking an adapter for its plan itself, past the check that its table makes first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from segue.engine.reads import gather
from segue.model.sequence import SequenceCreate
from segue.model.step import StepCreate, StepUpdate
from segue.service.conform import without
from segue.spi.capability import Used, used_by_sequence, used_by_step, used_by_update
from segue.spi.codec import show_call
from segue.spi.operation import CreateSequence, CreateStep, UpdateStep
from segue.testing.contract.stage import (
    NOTHING,
    lacking,
    record_of,
    sequence_rows,
    sequence_with,
)
from segue.testing.contract.uses import INTRO, Use
from segue.testing.world import World

Calls = list[dict[str, Any]]
WRITE = "wr_00000000000000000000000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """A use with real ids in it: what is asked, and where."""

    use: Use
    record: Mapping[str, Any]
    sequence: str = ""
    step: str = ""

    def used(self) -> tuple[Used, ...]:
        """Name the rows that the record relies on, with the pointer of each."""
        if self.use.what == "sequence":
            return used_by_sequence(SequenceCreate.model_validate(self.record))
        if self.use.what == "update":
            return used_by_update(StepUpdate.model_validate(self.record))
        return used_by_step(StepCreate.model_validate(self.record))


async def prepare(stage: World, use: Use) -> Aim:
    """Make what a use stands on: a sequence with the steps before, and ids.

    Where the provider cannot have such a sequence, the ids are of nothing.
    """
    record = await record_of(stage, use)
    if use.what == "sequence":
        return Aim(use=use, record=record)
    before = use.before or (INTRO,) if use.what == "update" else use.before
    if lacking(stage, sequence_rows(before)):
        return Aim(use=use, record=record, sequence=NOTHING, step=NOTHING)
    sequence = await sequence_with(stage, before)
    if use.what == "step":
        return Aim(use=use, record=record, sequence=sequence)
    steps = (await stage.get_sequence(sequence))["steps"]
    return Aim(use=use, record=record, sequence=sequence, step=steps[use.step]["id"])


async def ask(stage: World, aimed: Aim) -> None:
    """Make the request of a use as a caller would."""
    if aimed.use.what == "sequence":
        await stage.create_sequence(aimed.record)
    elif aimed.use.what == "update":
        await stage.update_step(aimed.sequence, aimed.step, aimed.record)
    else:
        await stage.create_step(aimed.sequence, aimed.record)


async def calls_of(stage: World, aimed: Aim, *, leaving_out: Iterable[str] = ()) -> Calls:
    """Have the adapter plan a use, without the fields at some pointers; gives the plan's calls.

    Raises what planning raises: `PlanRefused`, or `Problem` for a read.
    """
    provider, now, record = stage.provider, stage.clock.now(), aimed.record
    tools = (stage.transport, stage.session.destination, stage.clock)
    asked: Any
    if aimed.use.what == "sequence":
        wanted = without(SequenceCreate.model_validate(record), leaving_out)
        asked = CreateSequence(sequence=wanted, write_id=WRITE, now=now)
        write: Any = provider.writes["sequence.create"]
    elif aimed.use.what == "update":
        change = without(StepUpdate.model_validate(record), leaving_out)
        asked = UpdateStep(
            sequence_id=aimed.sequence, step_id=aimed.step, change=change, write_id=WRITE, now=now
        )
        write = provider.writes["step.update"]
    else:
        step = without(StepCreate.model_validate(record), leaving_out)
        asked = CreateStep(sequence_id=aimed.sequence, step=step, write_id=WRITE, now=now)
        write = provider.writes["step.create"]
    reading = await gather(*tools, write.reads, asked)
    return [show_call(call) for call in write.plan(asked, reading.answers).calls]
