"""Databases for tests: every test that asks for one runs on SQLite and on PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from segue.store import migrate
from segue.store.database import connect
from segue.store.runner import Database
from segue.store.tables import metadata

from . import postgres
from .secrets import hearing

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server on which databases may be made."""
    with postgres.server() as url:
        yield url
        for place, written in postgres.left(url):
            hearing.sift(place, written)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[str]:
    """The name of a database with the newest schema and no rows, to be copied."""
    with postgres.database(postgres_server) as url:
        asyncio.run(migrate.upgrade(url))
        yield urlsplit(url).path.removeprefix("/")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest schema and no rows, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(migrate.upgrade(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="module")
def module_postgres(postgres_server: str, migrated_postgres: str) -> Iterator[str]:
    """The URL of a PostgreSQL database that the tests of one module share."""
    with postgres.database(postgres_server, migrated_postgres) as url:
        yield url


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The engine's name: ``sqlite`` or ``postgres``."""
    return str(request.param)


@pytest.fixture
def empty_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database without a schema."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path}/segue.db"
    else:
        with postgres.database(request.getfixturevalue("postgres_server")) as url:
            yield url


@pytest.fixture
def database_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The URL of a database with the newest schema and no rows."""
    if engine == "sqlite":
        path = tmp_path / "segue.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("module_postgres")
    emptied = [str(table.delete()) for table in reversed(metadata.sorted_tables)]
    asyncio.run(postgres.command(url, "; ".join(emptied)))
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database with the newest schema and no rows."""
    opened = await connect(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def another(database_url: str) -> AsyncIterator[Callable[[], Awaitable[Database]]]:
    """Opens the same database once more, as another process would."""
    opened: list[Database] = []

    async def open_another() -> Database:
        opened.append(await connect(database_url))
        return opened[-1]

    yield open_another
    for each in opened:
        await each.close()
