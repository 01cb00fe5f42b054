"""The migrations make the schema that the code names, on both engines, there and back."""

import asyncio
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect, table, update

from segue.store import migrate
from segue.store.database import connect
from segue.store.errors import Unusable
from segue.store.schema import metadata


def differences(connection) -> list:
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    return compare_metadata(context, metadata)


def keys(connection) -> dict:
    """What `compare_metadata` does not compare: primary and foreign keys."""
    found = inspect(connection)
    return {
        name: (
            found.get_pk_constraint(name),
            sorted(found.get_foreign_keys(name), key=str),
        )
        for name in sorted(found.get_table_names())
        if name != "alembic_version"
    }


def remade(connection) -> dict:
    """The same, of a schema made from the metadata."""
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)
    metadata.create_all(connection)
    return keys(connection)


async def test_migrated_and_declared_schemas_are_one(empty_url):
    """Statements would name columns that a migrated database does not have."""
    await migrate.upgrade(empty_url)
    assert await migrate._run(empty_url, differences) == []
    migrated = await migrate._run(empty_url, keys)
    assert migrated == await migrate._run(empty_url, remade)


async def test_every_migration_runs_down_and_up(empty_url):
    """An upgrade that went wrong could not be taken back."""
    await migrate.upgrade(empty_url)
    await migrate.downgrade(empty_url, "base")
    assert await migrate.current(empty_url) is None
    assert await migrate._run(empty_url, keys) == {}
    await migrate.upgrade(empty_url)
    assert await migrate.current(empty_url) == migrate.head()
    assert await migrate._run(empty_url, differences) == []


async def test_two_processes_may_upgrade_at_once(empty_url):
    """Two servers that start together would both make the tables."""
    code = (
        "import asyncio, sys\n"
        "from segue.store import migrate\n"
        "asyncio.run(migrate.upgrade(sys.argv[1]))\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, empty_url]
    children = [await asyncio.create_subprocess_exec(*command) for _ in range(2)]
    assert [await child.wait() for child in children] == [0, 0]
    assert await migrate.current(empty_url) == migrate.head()


async def test_a_database_is_behind_until_it_is_upgraded(empty_url):
    """The server would start on a schema that it does not know."""
    database = await connect(empty_url)
    assert await migrate.behind(database)
    await migrate.upgrade(empty_url)
    assert not await migrate.behind(database)
    await database.close()


async def test_a_newer_database_is_refused(empty_url):
    """An old server would write to a schema that it does not know."""
    await migrate.upgrade(empty_url)
    database = await connect(empty_url)
    newer = update(table("alembic_version", migrate.column("version_num")))
    await database.run(newer.values(version_num="9999"))
    with pytest.raises(Unusable, match=r"newer Segue .*9999"):
        await migrate.behind(database)
    await database.close()


def test_the_head_is_the_newest_script():
    """A new migration would never be run at a start."""
    with migrate.as_file(migrate.files("segue.store") / "migrations") as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts))
        config.set_main_option("path_separator", "os")
        assert ScriptDirectory.from_config(config).get_current_head() == migrate.head()


def test_alembic_is_not_imported_by_a_start():
    """A start would take 0.7 s longer."""
    code = (
        "import asyncio, sys\n"
        "from segue.store import migrate\n"
        "from segue.store.database import connect\n"
        "assert 'alembic' not in sys.modules and 'asyncpg' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


async def test_a_path_with_a_percent_sign_and_a_space_works(tmp_path):
    """A file in such a folder could not be upgraded."""
    folder = tmp_path / "a folder, 100% sure?"
    folder.mkdir()
    url = f"sqlite:///{folder}/segue.db".replace("%", "%25").replace("?", "%3F")
    await migrate.upgrade(url)
    database = await connect(url)
    assert not await migrate.behind(database)
    await database.close()
    assert (folder / "segue.db").exists()
