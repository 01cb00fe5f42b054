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

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from segue import registry

from .bending import bends
from .ending import spoil
from .spoiling import Ground, Spoilt, ground

EXAMPLES = int(os.environ.get("SEGUE_FUZZ_EXAMPLES", "3"))
SEED = os.environ.get("SEGUE_FUZZ_SEED", "1")
THOROUGH = "SEGUE_FUZZ_EXAMPLES" in os.environ

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
        spoil(there, operation, plan)

    ask()
