"""The design's tables, cell by cell: a request, and what it must send, warn of and read back as."""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from segue import registry
from segue.model.problem import Problem
from segue.service.writes import Outcome
from segue.store import migrate
from segue.testing.world import World, world

ROWS = frozenset(
    {"type", "interval_seconds", "date", "template_id", "template", "is_reply", "order", "name"}
    | {"task_note", "custom_fields", "reserved", "ready", "live", "no_content"}
    | {"sequence_name", "sequence_type", "sequence_owner_id", "sequence_tags", "sequence_steps"}
    | {"sequence_custom_fields", "update"}
)
"""What the two tables, and the sentences under them, have a row for. A case's name begins so."""

INLINE: Mapping[str, Any] = {"subject": "Hello", "body": "<p>Good day</p>"}
INTRO: Mapping[str, Any] = {"type": "auto_email", "template": INLINE}
REPLY: Mapping[str, Any] = {**INTRO, "is_reply": True}
CALL: Mapping[str, Any] = {"type": "call", "task_note": "Ring"}
DATED: Mapping[str, Any] = {"type": "call", "date": "2031-05-06"}
STRANGE: Mapping[str, Any] = {"segue_strange": {"deepKey": [{"deep_key": None}, 1.5, "é"]}}
"""A key that no vendor knows, with names and values that must stay as they are."""

Sent = tuple[str, str, Any]
"""A write as it must have been sent: method, how its path ends, and a part of its body."""
Warned = tuple[str, str]
"""A warning: its type and its pointer in the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One case. Parts are compared with `holds`; warnings must be these and no others."""

    record: Mapping[str, Any]
    what: Literal["step", "sequence", "update"] = "step"
    before: tuple[Mapping[str, Any], ...] = ()
    """Steps that the sequence is made with. An update changes the last of them."""
    seed: Mapping[str, Any] | None = None
    """What is put into the simulator instead; its first row is the sequence."""
    sends: tuple[Sent, ...] = ()
    warns: tuple[Warned, ...] = ()
    says: str = ""
    """Words that one of the warnings must hold."""
    refused: tuple[int, str] | None = None
    """Status and pointer; nothing may have been sent then."""
    reads: tuple[Mapping[str, Any], ...] | None = None
    """Parts of all steps as they must read back, in order."""
    fault: Mapping[str, Any] = field(default_factory=dict)
    switch: Mapping[str, str] = field(default_factory=dict)


@pytest.fixture(scope="session")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and no rows."""
    path = tmp_path_factory.mktemp("cells") / "template.db"
    asyncio.run(migrate.upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture
def database(schema: Path, tmp_path: Path) -> str:
    """The URL of an empty database."""
    path = tmp_path / "segue.db"
    shutil.copy(schema, path)
    return f"sqlite:///{path}"


async def check(provider: str, cell: Cell, database: str) -> None:
    """Make a cell's request against a fresh simulator and hold what happens against the cell."""
    async with world(registry.load(provider), database) as stage:
        await stage.simulated.switch(**cell.switch)
        ids = await _ids(stage)
        sequence = await _sequence(stage, cell, ids)
        was_on = bool(sequence) and (await stage.get_sequence(sequence))["is_enabled"]
        if cell.fault:
            await stage.simulated.fault(**cell.fault)
        await stage.simulated.forget_requests()
        if cell.refused is not None:
            with pytest.raises(Problem) as refused:
                await _ask(stage, cell, sequence, ids)
            problem = refused.value
            assert (problem.status, _place(problem.faults[0].pointer)) == cell.refused, problem
            assert not await stage.simulated.requests(writes=True), "nothing may be sent"
            return
        outcome = await _ask(stage, cell, sequence, ids)
        await _check_sent(stage, cell, ids)
        warned = [(w["problem_type"], _place(w["source"]["pointer"])) for w in _warnings(outcome)]
        assert sorted(warned) == sorted(cell.warns)
        assert cell.says in " ".join(w["detail"] for w in _warnings(outcome))
        read = await stage.get_sequence(sequence or outcome.body["record"]["id"])
        assert read["is_enabled"] == was_on, "a write never switches a sequence on or off"
        if cell.reads is not None:
            assert holds(read["steps"], list(cell.reads)), read["steps"]


def _warnings(outcome: Outcome) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = outcome.body["warnings"]
    return found


def _place(pointer: str | None) -> str:
    return (pointer or "").removeprefix("/body/record")


async def _ids(stage: World) -> dict[str, str]:
    state = await stage.simulated.state()
    kinds = ("templates", "email_templates", "emailer_templates")
    found = {
        "$template": next(state[kind] for kind in kinds if kind in state)[0]["id"],
        "$user": state["users"][1]["id"],
    }
    if "team_templates" in state:
        found["$team_template"] = state["team_templates"][0]["id"]
    return {name: str(value) for name, value in found.items()}


async def _sequence(stage: World, cell: Cell, ids: Mapping[str, str]) -> str:
    if cell.what == "sequence":
        return ""
    if cell.seed is not None:
        (kind,) = cell.seed
        return str((await stage.simulated.seed(cell.seed))[kind][0]["id"])
    record = {"name": "Stage", "type": "private", "steps": _filled(list(cell.before), ids)}
    outcome = await stage.create_sequence(record)
    return str(outcome.body["record"]["id"])


async def _ask(stage: World, cell: Cell, sequence: str, ids: Mapping[str, str]) -> Outcome:
    record = _filled(cell.record, ids)
    if cell.what == "sequence":
        return await stage.create_sequence({"name": "Made", "type": "private", **record})
    if cell.what == "step":
        return await stage.create_step(sequence, record)
    step = (await stage.get_sequence(sequence))["steps"][-1]["id"]
    await stage.simulated.forget_requests()
    return await stage.update_step(sequence, step, record)


def _filled(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return ids.get(value, value)
    if isinstance(value, Mapping):
        return {key: _filled(inner, ids) for key, inner in value.items()}
    return [_filled(inner, ids) for inner in value] if isinstance(value, Sequence) else value


async def _check_sent(stage: World, cell: Cell, ids: Mapping[str, str]) -> None:
    sent = await stage.simulated.requests(writes=True)
    assert [entry["method"] for entry in sent] == [method for method, _, _ in cell.sends], sent
    for entry, (_, end, part) in zip(sent, cell.sends, strict=True):
        assert entry["path"].endswith(end) or end in entry["path"], (entry["path"], end)
        assert holds(entry["body"], _filled(part, ids)), (entry["body"], part)


class Absent:
    """Stands in a part for a key that must not be there."""


ABSENT = Absent()


def holds(found: Any, part: Any) -> bool:
    """Tell whether `found` has everything that `part` names; lists must be of one length."""
    if isinstance(part, Mapping):
        return isinstance(found, Mapping) and all(
            key not in found if value is ABSENT else key in found and holds(found[key], value)
            for key, value in part.items()
        )
    if isinstance(part, list | tuple):
        return (
            isinstance(found, list)
            and len(found) == len(part)
            and all(holds(one, other) for one, other in zip(found, part, strict=True))
        )
    return type(found) is type(part) and bool(found == part)
