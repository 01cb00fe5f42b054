"""Whatever a provider answers, its caller gets an answer, the log no secret, the journal an end.

Every operation of every provider is made with answers of its simulator that are bent on their way.
`SEGUE_FUZZ_EXAMPLES` sets how many ways each operation is tried with, and `SEGUE_FUZZ_SEED` where
drawing starts.
"""

import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from segue import registry
from segue.kit.canonical import digest
from segue.store import journal
from segue.testing.world import CUSTOMER

from .bending import bends
from .requests import Asked
from .spoiling import Ground, Spoilt, ground

EXAMPLES = int(os.environ.get("SEGUE_FUZZ_EXAMPLES", "3"))
SEED = os.environ.get("SEGUE_FUZZ_SEED", "1")
MOST_REPEATS = 8
LONGEST_WAIT = 3601
"""Seconds: an hour's window, and less than a token lives."""

OPERATIONS = [
    (name, operation)
    for name in registry.names()
    for operation in sorted((*registry.load(name).writes, *registry.load(name).queries))
]

spoilt = st.builds(Spoilt, bends(), st.integers(0, 11), st.booleans(), st.booleans())


@pytest.fixture(scope="module")
def grounds(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Ground]]:
    """A world of each provider."""
    with ExitStack() as stack:
        found = {}
        for name in registry.names():
            path = tmp_path_factory.mktemp(name) / "segue.db"
            shutil.copy(migrated_sqlite, path)
            found[name] = stack.enter_context(ground(registry.load(name), path))
        yield found


@pytest.mark.parametrize(("provider", "operation"), OPERATIONS)
def test_a_bent_answer(grounds: dict[str, Ground], provider: str, operation: str) -> None:
    """A provider's bad day would be a crash of ours, a secret told, or a write without an end."""
    there = grounds[provider]
    there.count(operation)

    @seed(zlib.crc32(f"{SEED} {provider} {operation}".encode()))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(spoilt)
    def ask(plan: Spoilt) -> None:
        _spoil(there, operation, plan)

    ask()


def _spoil(there: Ground, operation: str, plan: Spoilt) -> None:
    there.number += 1
    there.begin(None)
    asked, there.spoiler.many = there.request(operation), there.count(operation)
    there.begin(plan)
    response = there.send(asked, "bent")
    there.hold(response)
    if asked.writes:
        _ends(there, asked, response)


def _ends(there: Ground, asked: Asked, response: httpx2.Response) -> None:
    """Repeat a write with answers as they should be, until it has come to an end."""
    for _ in range(MOST_REPEATS):
        wait = response.headers.get("retry-after")
        if wait is None and response.status_code < 500:
            break
        if wait is None and _code(response) == "OUTCOME_UNKNOWN":
            break
        there.begin(None)
        there.run.run(there.stage.clock.advance(min(int(wait or 1), LONGEST_WAIT)))
        response = there.send(asked, "bent")
        there.hold(response)
    else:
        raise AssertionError(f"it never ends: {response.status_code} {response.text[:3000]}")
    state = there.run.run(_state(there, response.headers["idempotency-key"]))
    expected = "unknown" if response.status_code >= 500 else "done refused"
    assert state is None or state in expected, (state, response.status_code, response.text)


def _code(response: httpx2.Response) -> str:
    return str(response.json()["errors"][0]["code"])


async def _state(there: Ground, key: str) -> str | None:
    stage = there.stage
    scope = [stage.session.application_id, CUSTOMER, stage.provider.name, key]
    entry = await journal.by_id(stage.services.database, f"wr_{digest(scope)[:32]}")
    return None if entry is None else entry.state
