"""Whatever a provider answers, its caller gets an answer, the log no secret, the journal an end.

Every operation of every provider is made with answers of its simulator that are bent on their way.
`SEGUE_FUZZ_EXAMPLES` sets how many ways each operation is tried with, and `SEGUE_FUZZ_SEED` where
drawing starts.
"""

import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from segue import registry

from .bending import bends
from .ending import MINTED, spoil
from .requests import Asked
from .spoiling import Ground, Spoilt, ground

EXAMPLES = int(os.environ.get("SEGUE_FUZZ_EXAMPLES", "2"))
SEED = os.environ.get("SEGUE_FUZZ_SEED", "1")
THOROUGH = "SEGUE_FUZZ_EXAMPLES" in os.environ

OPERATIONS = [
    (name, operation)
    for name, found in ((name, registry.load(name)) for name in registry.names())
    for operation in sorted((*found.writes, *found.queries, *(("who",) if found.who else ())))
]

FAULTS = ("", "", "", "refused", "rate_limited", "server_error")

spoilt = st.builds(
    *(Spoilt, bends(), st.integers(0, 11), st.booleans(), st.booleans()),
    st.sampled_from(FAULTS),
)
tokens = st.builds(
    *(Spoilt, bends(), st.integers(0, 2), st.booleans()),
    fault=st.sampled_from(("expired_token", "expired_token", "revoked_token")),
)
PEOPLE = Asked("GET", "/engagement/v2/users")


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


@pytest.fixture
def there(
    grounds: dict[str, Ground], provider: str, migrated_sqlite: Path, tmp_path: Path
) -> Iterator[Ground]:
    """The provider's world; one of the test's own where very much is put into it."""
    if not THOROUGH:
        yield grounds[provider]
        return
    path = tmp_path / "segue.db"
    shutil.copy(migrated_sqlite, path)
    with ground(registry.load(provider), path) as own:
        yield own


@pytest.mark.parametrize(("provider", "operation"), OPERATIONS)
def test_a_bent_answer(there: Ground, provider: str, operation: str) -> None:
    """A provider's bad day would be a crash of ours, a secret told, or a write without an end."""
    there.count(operation)
    _draw(spoilt, lambda plan: spoil(there, operation, plan), f"{provider} {operation}")


@pytest.mark.parametrize("provider", registry.names())
def test_a_bent_answer_where_tokens_come_from(there: Ground, provider: str) -> None:
    """A customer would be cut off without being told so, or a token would be told to others."""

    def ask(plan: Spoilt) -> None:
        there.begin(None)
        there.connect()
        there.run.run(there.stage.clock.advance(MINTED))
        there.begin(plan)
        there.spoiler.many = 3
        there.hold(there.send(PEOPLE, "bent"))
        there.begin(None)
        there.connect()
        assert there.send(PEOPLE, "clean").status_code == 200

    _draw(tokens, ask, provider, times=4)


def _draw(
    ways: st.SearchStrategy[Spoilt], ask: Callable[[Spoilt], None], name: str, times: int = 1
) -> None:
    """Draw ways to spoil answers, other ones for each name."""

    @seed(zlib.crc32(f"{SEED} {name}".encode()))
    @settings(
        max_examples=times * EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(ways)
    def drawn(plan: Spoilt) -> None:
        ask(plan)

    drawn()
