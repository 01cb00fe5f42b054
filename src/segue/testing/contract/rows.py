"""Every capability row is proven in both directions."""

from dataclasses import replace
from typing import Any

import pytest

from segue.model.problem import Problem
from segue.spi.capability import Support, demanded
from segue.spi.errors import PlanRefused
from segue.spi.provider import Provider
from segue.testing.contract.families import PLAIN_CLEARINGS, family_of
from segue.testing.contract.planning import Aim, ask, calls_of, prepare
from segue.testing.contract.stage import ROWS, run_use
from segue.testing.contract.uses import Use, uses_of
from segue.testing.world import World


def test_the_wire_has_a_row_for_everything(provider: Provider) -> None:
    """A field of the wire without a row would be lost without a word."""
    missing = [row for row in demanded() if row not in provider.capabilities.table]
    assert not missing


def test_every_row_is_proven(provider: Provider) -> None:
    """A claim would stand in the table, the documents and the API that nothing has tried."""
    proven = [row for name in ROWS if name not in PARTS_OF for row in family_of(provider, name)]
    assert sorted(proven) == sorted({*demanded(), *PLAIN_CLEARINGS, *provider.capabilities.table})


PARTS_OF = ("field", "listing")
"""Fixtures for rows that another test proves, and these once more."""


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
        only_announced(stage.provider, warnings)
        warned = warned or any(warning.get("capability") == row for warning in warnings)
    assert warned == (capability.support is Support.LOSSY), "warns exactly when lossy"


def only_announced(provider: Provider, warnings: list[dict[str, Any]]) -> None:
    """See that no warning names a row that announces no loss."""
    for warning in warnings:
        if (name := warning.get("capability")) is not None:
            announced = provider.capabilities[str(name)]
            assert announced.support is Support.LOSSY or announced.on_use == "drop", warning


async def _unusable(stage: World, row: str, use: Use) -> None:
    if stage.provider.capabilities[row].on_use == "drop":
        await _dropped(stage, row, use)
    else:
        await _refused(stage, row, use)


async def _dropped(stage: World, row: str, use: Use) -> None:
    try:
        _, warnings = await run_use(stage, use)
    except Problem as problem:
        raise AssertionError(f"{row} drops, so it must not refuse: {problem}") from problem
    dropped = [warning for warning in warnings if warning.get("capability") == row]
    assert [warning["problem_type"] for warning in dropped] == ["FIELD_NOT_SUPPORTED"]
    aimed = await prepare(stage, use)
    assert not await differs(stage, aimed, row), f"the adapter does {row}, so it is not to drop"


async def _refused(stage: World, row: str, use: Use) -> None:
    aimed = await prepare(stage, replace(use, before=(), step=0, switch={}))
    stage.transport.sent.clear()
    with pytest.raises(Problem) as refused:
        await ask(stage, aimed)
    assert refused.value.status == 400
    named = [fault.meta.get("capability") for fault in refused.value.faults]
    whole = f"{use.what}.create" if use.what != "update" else "step.update"
    if not stage.provider.capabilities[whole].usable:
        assert named == [whole], "an operation that cannot be done is the only fault"
    else:
        assert {row, row.replace("sequence.steps.", "step.")} & set(named)
    assert not stage.transport.sent, "nothing may be sent"
    if whole not in stage.provider.writes:
        return
    with pytest.raises(PlanRefused):
        await calls_of(stage, aimed)


async def test_a_usable_field_reaches_the_provider(stage: World, field: str) -> None:
    """A field would be lost without a word, although its row says that it is done."""
    for use in uses_of(field) or ():
        try:
            aimed = await prepare(stage, use)
        except Problem:
            continue
        if await differs(stage, aimed, field):
            return
    raise AssertionError(f"every plan is the same without {field}")


async def differs(stage: World, aimed: Aim, row: str) -> bool:
    """Tell whether a plan is another one without the fields that rely on a row."""
    places = [place for name, place in aimed.used() if name == row]
    try:
        whole = await calls_of(stage, aimed)
    except (PlanRefused, Problem):
        return False
    try:
        return whole != await calls_of(stage, aimed, leaving_out=places)
    except PlanRefused:
        return True
