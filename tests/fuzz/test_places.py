"""Whatever is done to a sequence, in whatever order, it holds what was asked and nothing else."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from segue import registry
from segue.kit.markup import plain
from segue.model.problem import Problem
from segue.service.writes import Outcome
from segue.testing.world import World, world

EXAMPLES = int(os.environ.get("SEGUE_FUZZ_EXAMPLES", "8"))
DAY = 86_400
MOST_REPEATS = 6
CONFLICT = 409
KINDS = st.sampled_from(["auto_email", "manual_email", "call", "task"])
WAITS = st.sampled_from([0, 60, 5_400, DAY, DAY + 3_600, 30 * DAY])
PLACES = st.none() | st.integers(1, 12)
WORDS = st.text(st.sampled_from("abc de<>&\"'é"), min_size=1, max_size=12).map(str.strip)
FAULTS = st.tuples(
    st.sampled_from(["lost_answer", "dropped", "rate_limited", "error_after", "late"]),
    st.sampled_from(["POST", "PUT", "PATCH"]),
    st.integers(0, 2),
)
"""A kind of fault, and which of the writes it strikes: a method, and how many pass first."""
Fault = tuple[str, str, int]


class Sequence(RuleBasedStateMachine):
    """One sequence at a simulated provider, and what it should hold."""

    provider = ""
    database = Path()

    @initialize()
    def begin(self) -> None:
        self.run = asyncio.Runner()
        self.open = AsyncExitStack()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "segue.db"
        shutil.copy(self.database, path)
        entering = world(registry.load(self.provider), f"sqlite:///{path}")
        self.world: World = self.run.run(self.open.enter_async_context(entering))
        made = self._do(self.world.create_sequence({"name": "Fuzz", "type": "private"}))
        self.id = made.body["record"]["id"]
        self.held: list[dict[str, Any]] = []
        self.asked = 0

    def teardown(self) -> None:
        if hasattr(self, "run"):
            self.run.run(self.open.aclose())
            self.run.close()
            self.folder.cleanup()

    def _do(self, work: Any) -> Any:
        return self.run.run(work)

    @precondition(lambda self: len(self.held) < 10)
    @rule(kind=KINDS, wait=WAITS, order=PLACES, words=WORDS, fault=st.none() | FAULTS)
    def add(self, kind: str, wait: int, order: int | None, words: str, fault: Fault | None) -> None:
        self.asked += 1
        record = {"type": kind, "interval_seconds": wait, **_content(kind, words)}
        if order is not None:
            record["order"] = order
        outcome = self._do(self._add(record, f"key-{self.asked}", fault))
        place = len(self.held) if order is None else min(order - 1, len(self.held))
        step = {"id": outcome.body["record"]["id"], "type": kind, "wait": wait, "words": words}
        self.held.insert(place, step)
        again = self._do(self.world.create_step(self.id, record, key=f"key-{self.asked}"))
        assert again.replayed
        assert again.body == outcome.body

    async def _add(self, record: dict[str, Any], key: str, fault: Fault | None) -> Outcome:
        if fault is not None:
            kind, method, after = fault
            struck = {"method": method, "path": "^(?!.*search$)", "after": after, "seconds": 5}
            await self.world.simulated.fault(kind, **struck)
        outcome = await self._until_done(
            lambda: self.world.create_step(self.id, record, key=key), faulty=fault is not None
        )
        await self.world.simulated.ask("DELETE", "faults")
        return outcome

    async def _until_done(
        self, ask: Callable[[], Awaitable[Outcome]], *, faulty: bool = False
    ) -> Outcome:
        for _ in range(MOST_REPEATS):
            try:
                return await ask()
            except Problem as problem:
                # What was sent again may still land, which keeps other writes off for a while.
                if problem.retry_after is None or not (faulty or problem.status == CONFLICT):
                    raise
                await self.world.clock.advance(problem.retry_after)
        raise AssertionError("never ends")

    @precondition(lambda self: self.held)
    @rule(data=st.data(), words=WORDS, wait=WAITS)
    def change(self, data: st.DataObject, words: str, wait: int) -> None:
        step = data.draw(st.sampled_from(self.held))
        record = {"interval_seconds": wait, **_content(step["type"], words)}
        self._do(self._until_done(lambda: self.world.update_step(self.id, step["id"], record)))
        step.update(wait=wait, words=words)

    @invariant()
    def holds_what_was_asked(self) -> None:
        """Ids, places, kinds, waits and words are those that were asked for."""
        if not hasattr(self, "id"):
            return
        read = self._do(self.world.get_sequence(self.id))
        assert [step["order"] for step in read["steps"]] == list(range(1, len(self.held) + 1))
        assert [
            {
                "id": step["id"],
                "type": step["type"],
                "wait": step["interval_seconds"],
                "words": _words(step),
            }
            for step in read["steps"]
        ] == self.held
        assert read["num_steps"] == len(self.held)


def _content(kind: str, words: str) -> dict[str, Any]:
    if kind in ("call", "task"):
        return {"task_note": words}
    return {"template": {"subject": words, "body": "<p>Good day</p>"}}


def _words(step: dict[str, Any]) -> str:
    if step["type"] in ("call", "task"):
        return str(step["task_note"])
    assert plain(step["template"]["body"]) == "Good day"
    return str(step["template"]["subject"])


@pytest.mark.parametrize("provider", ["apollo", "outreach"])
def test_a_sequence_holds_what_was_asked(provider: str, migrated_sqlite: Path) -> None:
    """Two steps would share a place, or one would be lost, doubled or changed with another."""
    named = type(provider, (Sequence,), {"provider": provider, "database": migrated_sqlite})
    fuzzed = settings(
        max_examples=EXAMPLES,
        stateful_step_count=12,
        derandomize="SEGUE_FUZZ_SEED" not in os.environ,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(named, settings=fuzzed)
