"""Fixtures of the contract suite: a provider, a database, a world."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from segue import registry
from segue.model.sequence import SequenceCreate
from segue.model.step import StepCreate
from segue.spi.capability import used_by_sequence, used_by_step
from segue.spi.provider import Provider
from segue.store import migrate
from segue.testing.contract.families import family_of
from segue.testing.contract.lists import LISTS
from segue.testing.contract.uses import Use, filled, with_custom
from segue.testing.world import World, world

SEEDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "$template": ("templates", {"subject": "Seeded"}),
    "$user": ("users", {"email": "seeded@example.com"}),
}
"""What stands for an id in a use, and what a simulator seeds for it: the same words at each."""
NOTHING = "1"
"""An id of nothing, for a vendor that has no such thing to seed."""


def chosen() -> tuple[str, ...]:
    """List the providers to prove: all installed, or those that `SEGUE_CONTRACT` names."""
    return tuple(os.environ.get("SEGUE_CONTRACT", "").split()) or registry.names()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every contract test for every provider, each row and each position of each switch."""
    wanted = metafunc.fixturenames
    for name, rows in ROWS.items():
        if name in wanted:
            cases = [(each, row) for each in chosen() for row in rows(registry.load(each))]
            _parametrize(metafunc, ("provider", name), cases)
            return
    if "position" in wanted:
        _parametrize(metafunc, ("provider", "switch", "position"), positions())
    elif "turned" in wanted:
        _parametrize(metafunc, ("provider", "switch", "turned"), positions(besides_first=True))
    elif "provider" in wanted:
        metafunc.parametrize("provider", chosen(), indirect=True)


def _parametrize(
    metafunc: pytest.Metafunc, names: tuple[str, ...], cases: Sequence[tuple[str, ...]]
) -> None:
    ids = ["-".join(case) for case in cases]
    metafunc.parametrize(names, cases, indirect=["provider"], ids=ids)


def positions(*, besides_first: bool = False) -> list[tuple[str, ...]]:
    """List every position of every switch of every simulator.

    The first is where a switch stands in every other test.
    """
    return [
        (name, switch, position)
        for name in chosen()
        for switch, options in registry.load(name).simulator().SWITCHES.items()
        for position in options[1 if besides_first else 0 :]
    ]


def fields_of(provider: Provider) -> tuple[str, ...]:
    """List the usable rows of fields that a request may leave out.

    What it may not leave out, and the place of a step, is proven by reading it back.
    """
    left_out = re.compile(r".*\.type\..*|sequence\.name|.*\.order|.*step.*\.(subject|body)")
    optional = (row for row in family_of(provider, "row") if not left_out.fullmatch(row))
    return tuple(row for row in optional if provider.capabilities[row].usable)


def lists_of(provider: Provider) -> tuple[str, ...]:
    """List the lists that a provider has."""
    return tuple(name for name in LISTS if provider.capabilities[name].usable)


ROWS: Mapping[str, Callable[[Provider], tuple[str, ...]]] = {
    "field": fields_of,
    "listing": lists_of,
    **{
        name: partial(family_of, name=name)
        for name in ("row", "operation", "narrowing", "clearing", "enrolling", "part")
    },
}
"""Fixture -> the rows of a provider that a test with it is run for."""


@pytest.fixture
def provider(request: pytest.FixtureRequest) -> Provider:
    """The provider under test."""
    return registry.load(request.param)


@pytest.fixture(scope="session")
def schema_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and no rows."""
    path = tmp_path_factory.mktemp("contract") / "template.db"
    asyncio.run(migrate.upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture
async def stage(provider: Provider, schema_file: Path, tmp_path: Path) -> AsyncIterator[World]:
    """A customer of `provider`, in front of a freshly seeded simulator."""
    path = tmp_path / "segue.db"
    shutil.copy(schema_file, path)
    async with world(provider, f"sqlite:///{path}") as opened:
        yield opened


async def seeded(stage: World, kind: str, row: Mapping[str, str]) -> str:
    """Seed a row; gives its id, or an id of nothing where the vendor has no such thing."""
    try:
        made = await stage.simulated.seed({kind: [dict(row)]})
    except ValueError:
        return NOTHING
    return str(made[kind][0])


async def run_use(stage: World, use: Use, **options: Any) -> tuple[str, list[dict[str, Any]]]:
    """Make a use's request; gives the sequence's id and the warnings."""
    record = await record_of(stage, use)
    known = stage.provider.simulator().SWITCHES
    if positions := {name: value for name, value in use.switch.items() if name in known}:
        await stage.simulated.switch(**positions)
    if use.what == "sequence":
        outcome = await stage.create_sequence(record, **options)
        return outcome.body["record"]["id"], outcome.body["warnings"]
    sequence = await sequence_with(stage, use.before)
    if use.what == "update":
        read = await stage.get_sequence(sequence)
        step_id = read["steps"][use.step]["id"]
        outcome = await stage.update_step(sequence, step_id, record, **options)
    else:
        outcome = await stage.create_step(sequence, record, **options)
    return sequence, outcome.body["warnings"]


async def record_of(stage: World, use: Use) -> dict[str, Any]:
    """Give a use's record with real ids in it."""
    named = [name for name in SEEDS if name in str(use.record)]
    ids = {name: await seeded(stage, *SEEDS[name]) for name in named}
    found = filled(use.record, stage.provider, ids)
    return with_custom(found, use.custom, stage.provider)


def sequence_of(steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give the record of a test's sequence."""
    record: dict[str, Any] = {"name": "Stage", "type": "team"}
    return {**record, "steps": [dict(step) for step in steps]} if steps else record


def sequence_rows(steps: Sequence[Mapping[str, Any]] = ()) -> tuple[str, ...]:
    """Name the rows that making a test's sequence relies on."""
    used = used_by_sequence(SequenceCreate.model_validate(sequence_of(steps)))
    return ("sequence.create", *(name for name, _ in used))


def lacking(stage: World, rows: Sequence[str]) -> list[str]:
    """List the rows that the provider refuses."""
    found = ((row, stage.provider.capabilities[row]) for row in rows)
    return [row for row, it in found if not it.usable and it.on_use == "refuse"]


def needs(stage: World, *rows: str) -> None:
    """Skip a test whose premise the provider refuses; the row's own test proves the refusal."""
    if refused := lacking(stage, rows):
        pytest.skip(f"{stage.provider.title} cannot do {', '.join(refused)}")


def needs_step(stage: World, record: Mapping[str, Any]) -> None:
    """Skip a test that adds a step which the provider refuses."""
    used = used_by_step(StepCreate.model_validate(record))
    needs(stage, "step.create", *(name for name, _ in used))


async def sequence_with(stage: World, steps: Sequence[Mapping[str, Any]] = ()) -> str:
    """Make a sequence for a test, which is skipped where the provider cannot have it."""
    needs(stage, *sequence_rows(steps))
    outcome = await stage.create_sequence(sequence_of(steps))
    return str(outcome.body["record"]["id"])
