"""Bringing a database's schema up to this version's.

Alembic is imported only when something has to be done: it takes longer than the rest of a start.
"""

from collections.abc import Callable
from importlib.resources import as_file, files
from typing import Any, Final, TypeVar

from sqlalchemy import (
    URL,
    Connection,
    Select,
    bindparam,
    column,
    create_engine,
    event,
    select,
    table,
    text,
)

from segue.store.errors import Unusable
from segue.store.runner import Database
from segue.store.url import sqlite_path

Found = TypeVar("Found")

HEAD: Final = "0007"
BUSY_SECONDS: Final = 30

# Any number will do that no other program on the same database uses: "segue" in ASCII.
ADVISORY_LOCK: Final = 0x7365677565

_version: Final[Select[Any]] = select(column("version_num")).select_from(table("alembic_version"))
_catalogues: Final[dict[str, Select[Any]]] = {
    "sqlite": select(column("name"))
    .select_from(table("sqlite_master"))
    .where(column("name") == bindparam("name")),
    "postgresql": select(column("relname"))
    .select_from(text("pg_catalog.pg_class"))
    .where(
        column("relname") == bindparam("name"),
        text("pg_catalog.pg_table_is_visible(oid)"),
    ),
}


def head() -> str:
    """Name the newest revision that this version knows."""
    return HEAD


async def behind(db: Database) -> bool:
    """Say whether the schema must be upgraded; Unusable where a newer Segue has made it."""
    found = None
    if await db.row(_catalogues[db.dialect], name="alembic_version"):
        found = await db.row(_version)
    if found is None:
        return True
    revision = str(found["version_num"])
    if revision > HEAD:
        raise Unusable(
            f"A newer Segue made this database (revision {revision}); this one knows {HEAD}."
        )
    return revision < HEAD


async def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema up to `revision`; processes that do so at once wait for each other."""
    await _run(url, lambda connection: _move(connection, "upgrade", revision))


async def downgrade(url: str, revision: str) -> None:
    """Take the schema back to `revision`, ``base`` for an empty database; rows are lost."""
    await _run(url, lambda connection: _move(connection, "downgrade", revision))


async def current(url: str) -> str | None:
    """Name the schema's revision, None where there is no schema."""
    return await _run(url, _revision)


async def _run(url: str, work: Callable[[Connection], Found]) -> Found:
    path = sqlite_path(url)
    if path is None:
        return await _on_postgres(url, work)
    import pysqlite3  # noqa: PLC0415

    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=pysqlite3,
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None},
    )
    event.listen(engine, "begin", _begin_immediate)
    try:
        with engine.begin() as connection:
            return work(connection)
    finally:
        engine.dispose()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


async def _on_postgres(url: str, work: Callable[[Connection], Found]) -> Found:
    import asyncpg  # noqa: PLC0415
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url)
    )
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _move(connection: Connection, direction: str, revision: str) -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    with as_file(files("segue.store") / "migrations") as scripts:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        getattr(command, direction)(config, revision)


def _revision(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    return MigrationContext.configure(connection).get_current_revision()
