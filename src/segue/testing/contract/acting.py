"""Acts done once: on a sequence, and on the state of a new contact in one."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from segue.model.problem import Problem
from segue.testing.contract.premises import a_sequence, a_state, enrolled
from segue.testing.contract.stage import needs, sequence_with
from segue.testing.contract.uses import INTRO
from segue.testing.world import World

STATUSES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "pause": ("active", ("paused",)),
    "resume": ("paused", ("active", "pending")),
    "finish": ("active", ("finished",)),
    "remove": ("", ("removed",)),
}
"""Act -> the status it needs, and those that a state may have afterwards."""


async def _switch(verb: str, wanted: bool, stage: World) -> None:  # noqa: FBT001 -- in a table
    able = stage.provider.capabilities
    if wanted and able["sequence.create"].usable:
        sequence = await sequence_with(stage, (INTRO,))
    else:
        sequence = await a_sequence(stage, is_enabled=not wanted)
    outcome = await stage.act(f"sequence.{verb}", sequence)
    assert outcome.status == 200
    assert (await stage.get_sequence(sequence))["is_enabled"] is wanted


async def _archive(stage: World) -> None:
    able = stage.provider.capabilities["sequence.create"]
    sequence = await (sequence_with(stage, (INTRO,)) if able.usable else a_sequence(stage))
    outcome = await stage.act("sequence.archive", sequence)
    assert outcome.status == 200
    assert (await stage.get_sequence(sequence))["is_archived"] is True


async def _act(verb: str, stage: World) -> None:
    before, after = STATUSES[verb]
    state = await a_state(stage, before) if before else await enrolled(stage)
    if verb == "resume" and await _status(stage, state) != before:
        needs(stage, "state.pause")
        state = await a_state(stage, STATUSES["pause"][0])
        await stage.act("state.pause", state)
    outcome = await stage.act(f"state.{verb}", state)
    assert outcome.status == 200
    assert "record" not in outcome.body
    assert await _status(stage, state) in after


async def _status(stage: World, state: str) -> Any:
    try:
        return (await stage.get("state", state))["status"]
    except Problem as problem:
        assert problem.status == 404  # noqa: PT017 -- what is removed may be gone
        return "removed"


ACTS: Mapping[str, Callable[[World], Awaitable[None]]] = {
    "sequence.activate": partial(_switch, "activate", True),
    "sequence.deactivate": partial(_switch, "deactivate", False),
    "sequence.archive": _archive,
    **{f"state.{verb}": partial(_act, verb) for verb in STATUSES},
}
"""Operation -> what proves that it is done."""
