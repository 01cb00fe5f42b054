"""A job of a thousand enrolments outlives the processes that carry it out.

Real processes and sockets, killed with SIGKILL; one clock for all, which is moved instead of waited
for. `python -m tests.chaos.jobs` is the same with twenty thousand.
"""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.conftest import ENGINES
from tests.crash.servers import Servers

from .processes import Works, parent_of_processes, works_on

CONTACTS = 1000
KILLS = 2


@pytest.fixture(scope="module")
def parent() -> Iterator[Servers]:
    """The parent of the processes."""
    with parent_of_processes() as started:
        yield started


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated database."""
    if request.param == "sqlite":
        path = tmp_path / "segue.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    return str(request.getfixturevalue("module_postgres"))


@pytest.fixture
async def works(url: str, parent: Servers, tmp_path: Path) -> AsyncIterator[Works]:
    """A customer of a simulated Outreach."""
    async with works_on(url, parent, tmp_path) as made:
        yield made


async def test_a_thousand_enrolments_survive_two_kills(works: Works, url: str) -> None:
    """A restart would lose a job, forget what it did, or do it twice.

    On SQLite the server carries it out, on PostgreSQL one worker after another.
    """
    await works.survive(CONTACTS, KILLS, apart=url.startswith("postgres"))
