"""Making the request of any operation as a caller does, by the operation's name."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from segue.model.problem import Problem
from segue.service import sequences
from segue.testing.contract.lists import page
from segue.testing.contract.stage import NOTHING
from segue.testing.contract.uses import CALL
from segue.testing.world import World

FILTERS: Mapping[str, Mapping[str, Any]] = {
    "account": {"name": "Nobody"},
    "contact": {"emails": ["nobody@example.com"]},
    "state": {"contact_id": NOTHING},
}
"""A search that finds nothing."""
EMPTY: Mapping[str, Mapping[str, Any]] = {
    "sequence": {"name": "Nothing", "type": "team"},
    "step": CALL,
    "state": {"contact_id": NOTHING, "sequence_id": NOTHING},
}
"""The least that can be made."""


async def ask(stage: World, operation: str, id: str = NOTHING, *, of: str = NOTHING) -> Any:
    """Make an operation's request about one thing; `of` is the sequence that a step is in."""
    noun, _, verb = operation.partition(".")
    if verb in ("list", "search"):
        wanted = {"sequence_id": of} if verb == "list" else FILTERS[noun]
        return await page(stage, operation, of=wanted)
    if verb == "get":
        more = {"sequence_id": of} if noun == "step" else {}
        return await stage.get(noun, id, **more)
    if operation == "sequence.readiness":
        return await sequences.readiness(stage.services, stage.session, id)
    if verb in ("create", "batch_create", "update", "upsert"):
        return await _write(stage, noun, verb, id, of=of)
    return await stage.act(operation, id, sequence_id=of if noun == "step" else None)


async def _write(stage: World, noun: str, verb: str, id: str, *, of: str) -> Any:
    record = EMPTY.get(noun, {})
    on = {"name": "Nobody"} if noun == "account" else {"email": "nobody@example.com"}
    asked: Mapping[tuple[str, str], Callable[[], Awaitable[Any]]] = {
        ("sequence", "create"): lambda: stage.create_sequence(record),
        ("step", "create"): lambda: stage.create_step(of, record),
        ("step", "update"): lambda: stage.update_step(of, id, {"task_note": "New"}),
        ("state", "create"): lambda: stage.enrol(record),
        ("state", "batch_create"): lambda: stage.enrol_all([record]),
        (noun, "upsert"): lambda: stage.upsert(noun, record, on),
    }
    if (noun, verb) in asked:
        return await asked[noun, verb]()
    return await (
        stage.create(noun, record) if verb == "create" else stage.update(noun, id, record)
    )


async def refused(stage: World, operation: str) -> None:
    """See that an operation is refused for its row, before anything is sent."""
    stage.transport.sent.clear()
    with pytest.raises(Problem) as problem:
        await ask(stage, operation)
    assert problem.value.status == 400
    named = [fault.meta.get("capability") for fault in problem.value.faults]
    assert named == [operation], "an operation that cannot be done is the only fault"
    assert not stage.transport.sent, "nothing may be sent"
