"""What is planted wrong must be found, or the check proves nothing."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from segue import registry
from segue.model.problem import Problem
from segue.spi.operation import Write
from segue.spi.plan import Call, Plan, Request
from segue.testing.contract.stage import sequence_with
from segue.testing.world import world

from . import plugin, specs
from .check import faults
from .planted import PLANTED

CALL = {"type": "call", "task_note": "Ring twice"}
CASES = [(name, what) for name, planted in PLANTED.items() for what in planted]


@pytest.fixture(autouse=True)
def _specs() -> None:
    specs.require()


@pytest.mark.parametrize(("provider", "what"), CASES)
def test_it_is_found(provider: str, what: str) -> None:
    """An adapter could send it for years before a vendor refuses it or acts on it."""
    assert faults(provider, PLANTED[provider][what])


def _outreach(body: Any) -> Any:
    record = body["data"]
    return {"data": {**record, "attributes": {**record["attributes"], "displayName": "Mine"}}}


def _salesloft(body: Any) -> Any:
    (group,) = body["cadence_content"]["step_groups"]
    content = {**body["cadence_content"], "step_groups": [{**group, "step_number": 1}]}
    return {**body, "cadence_content": content}


def _apollo(body: Any) -> Any:
    return {**body, "emailer_touches": []}


PLANTS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "apollo": (_apollo, "body/emailer_touches"),
    "outreach": (_outreach, "body/data/attributes/displayName"),
    "salesloft": (_salesloft, "body/cadence_content/step_groups/0/step_number"),
}


def _plant(call: Any, plant: Callable[[Any], Any]) -> Any:
    if not isinstance(call, Call) or call.request.method != "POST" or not call.request.body:
        return call
    request = call.request
    changed = Request(method="POST", path=request.path, body=plant(request.body))
    return replace(call, request=changed)


@pytest.fixture
def url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The URL of a database of one test's own."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'segue.db')}"


@pytest.mark.parametrize("name", PLANTS)
async def test_a_test_whose_adapter_sends_it_fails(name: str, url: str) -> None:
    """An adapter that goes wrong would pass every test that asks a lenient simulator."""
    provider, (plant, place) = registry.load(name), PLANTS[name]
    write = provider.writes["step.create"]

    def planted(asked: Any, answers: Any) -> Plan:
        plan = write.plan(asked, answers)
        return replace(plan, calls=tuple(_plant(call, plant) for call in plan.calls))

    writes = {**provider.writes, "step.create": Write(write.reads, planted)}
    wrong = replace(provider, writes=writes)
    async with world(wrong, url) as stage:
        sequence = await sequence_with(stage)
        running = plugin.judged()
        next(running)
        try:
            await stage.create_step(sequence, CALL)
        except Problem:
            assert name != "apollo", "Apollo ignores what it does not know"
    with pytest.raises(pytest.fail.Exception, match=place):
        next(running)
    assert not plugin.seen
