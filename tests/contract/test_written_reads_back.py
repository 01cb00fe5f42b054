"""Whatever is accepted is read back as it was written, but for what a warning names."""

import asyncio
import shutil
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segue import registry
from segue.kit.markup import plain
from segue.model.problem import Problem
from segue.model.step import EMAIL_TYPES, STEP_TYPES
from segue.model.wire import LONGEST_INTERVAL
from segue.store import migrate
from segue.testing.contract.stage import chosen
from segue.testing.world import World, world

EXAMPLES = 20
DAY = 86_400
CALL = {"type": "call", "task_note": "There before", "interval_seconds": DAY}

waits = (
    st.sampled_from([0, 0.5, 1, 60, 61, 43_200, 43_201, DAY, DAY + 43_200, LONGEST_INTERVAL])
    | st.integers(0, LONGEST_INTERVAL)
    | st.floats(0, 10 * DAY)
)
words = st.sampled_from(["Hello", "Good day", "Ring & listen", "Grüße, {{first_name}}"])


@st.composite
def steps(draw: st.DrawFn, kinds: tuple[str, ...]) -> dict[str, Any]:
    """Draw a step of one of those kinds; a reply is drawn by whoever knows what stands before."""
    kind = draw(st.sampled_from(kinds))
    step: dict[str, Any] = {"type": kind, "interval_seconds": draw(waits)}
    if kind in EMAIL_TYPES:
        step["template"] = {"subject": draw(words), "body": f"<p>{draw(words)}</p>"}
    elif kind == "linkedin_send_message":
        step["template"] = {"subject": "", "body": draw(words)}
    else:
        step["task_note"] = draw(words)
    return step


@st.composite
def sequences(draw: st.DrawFn, kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    """Draw the steps of a sequence, with replies where an e-mail stands before."""
    found: list[dict[str, Any]] = []
    for step in draw(st.lists(steps(kinds), min_size=1, max_size=6)):
        threaded = any(earlier["type"] in EMAIL_TYPES for earlier in found)
        if step["type"] in EMAIL_TYPES and threaded:
            step["is_reply"] = draw(st.booleans())
        found.append(step)
    return found


class Stage:
    """One world for all examples of a test, on a loop of its own."""

    def __init__(self, provider: str, database: Path) -> None:
        self.runner = asyncio.Runner()
        self.run(migrate.upgrade(f"sqlite:///{database}"))
        self._opened = world(registry.load(provider), f"sqlite:///{database}")
        self.world: World = self.run(self._opened.__aenter__())
        if "plan" in self.world.provider.simulator().SWITCHES:
            self.run(self.world.simulated.switch(plan="unlimited"))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of step that the provider has."""
        table = self.world.provider.capabilities
        return tuple(kind for kind in STEP_TYPES if table[f"step.type.{kind}"].usable)

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def close(self) -> None:
        self.run(self._opened.__aexit__(None, None, None))
        self.runner.close()


@pytest.fixture(params=chosen())
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A customer of one provider, for many examples."""
    opened = Stage(request.param, tmp_path / "segue.db")
    yield opened
    opened.close()
    shutil.rmtree(tmp_path, ignore_errors=True)


many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _warned(outcome: Any) -> set[str]:
    places = (warning["source"]["pointer"] for warning in outcome.body["warnings"])
    return {place.removeprefix("/body/record") for place in places}


def _same(read: dict[str, Any], asked: dict[str, Any], warned: set[str], at: str) -> None:
    assert read["type"] == asked["type"]
    assert read["interval_seconds"] >= asked["interval_seconds"], "a wait was shortened"
    exact = read["interval_seconds"] == asked["interval_seconds"]
    assert exact is (f"{at}/interval_seconds" not in warned)
    assert bool(read.get("is_reply")) is asked.get("is_reply", False)
    if "task_note" in asked and f"{at}/task_note" not in warned:
        assert read["task_note"] == asked["task_note"]
    if "template" in asked:
        assert plain(read["template"]["body"]) == plain(asked["template"]["body"])
        if f"{at}/template/subject" not in warned:
            assert (read["template"].get("subject") or "") == asked["template"]["subject"]


@many
@given(data=st.data())
def test_a_sequence_reads_back_as_written(stage: Stage, data: st.DataObject) -> None:
    """A caller who reads, changes and writes would change what nobody asked to change."""
    asked = data.draw(sequences(stage.kinds))
    record = {"name": "Written", "type": "private", "steps": asked}
    outcome = stage.run(stage.world.create_sequence(record))
    read = stage.run(stage.world.get_sequence(outcome.body["record"]["id"]))
    assert not read["is_enabled"], "a write never switches a sequence on"
    assert [step["order"] for step in read["steps"]] == list(range(1, len(asked) + 1))
    for i, (got, wanted) in enumerate(zip(read["steps"], asked, strict=True)):
        _same(got, wanted, _warned(outcome), f"/steps/{i}")


@many
@given(data=st.data(), there=st.integers(0, 3), order=st.none() | st.integers(1, 6))
def test_a_step_reads_back_as_written(
    stage: Stage, data: st.DataObject, there: int, order: int | None
) -> None:
    """A step would stand elsewhere, wait less, or say something else, without a warning."""
    record = {"name": "Written", "type": "private", "steps": [CALL] * there}
    sequence = stage.run(stage.world.create_sequence(record)).body["record"]["id"]
    before = stage.run(stage.world.get_sequence(sequence))["steps"]
    asked = data.draw(steps(stage.kinds)) | ({} if order is None else {"order": order})
    try:
        outcome = stage.run(stage.world.create_step(sequence, asked))
    except Problem as problem:
        assert problem.status == 409, problem  # noqa: PT017 -- both ends are right
        assert stage.run(stage.world.get_sequence(sequence))["steps"] == before
        return
    after = stage.run(stage.world.get_sequence(sequence))["steps"]
    place = min(order or there + 1, there + 1)
    assert [step["order"] for step in after] == list(range(1, there + 2))
    assert after[place - 1]["id"] == outcome.body["record"]["id"]
    _same(after[place - 1], asked, _warned(outcome), "")
    assert ("/order" in _warned(outcome)) is (order is not None and order > there + 1)
    others = [step for step in after if step is not after[place - 1]]
    kept = ("id", "type", "interval_seconds", "task_note")
    assert [[step[key] for key in kept] for step in others] == [
        [step[key] for key in kept] for step in before
    ]
