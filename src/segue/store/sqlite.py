"""SQLite: one connection that writes, one that reads, both on the event loop.

A statement takes some ten microseconds, less than handing it to a thread and back. The price is
that a commit with `synchronous` FULL holds the loop while the disk syncs.
"""

import asyncio
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Final

import pysqlite3
from sqlalchemy import Executable
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from segue.store import commits
from segue.store.checkpoint import Checkpoints
from segue.store.errors import Conflict, Missing, Unavailable, Unusable
from segue.store.lock import FileLock
from segue.store.runner import Part, Row, Runner, Spelling, Spellings

OLDEST: Final = (3, 51, 3)
BUSY_MILLISECONDS: Final = 20
BUSY_SECONDS: Final = 5.0
PAUSE_SECONDS: Final = 0.01
SYNCHRONOUS: Final = ("NORMAL", "FULL")

# sqlite.org/rescode.html: busy, locked, read-only, I/O, corrupt, full, cannot open, protocol, not a
# database. What is left is a mistake of ours.
LOST: Final = frozenset({5, 6, 8, 10, 11, 13, 14, 15, 26})
BUSY: Final = frozenset({5, 6})

SPELLINGS: Final = Spellings(SQLiteDialect_pysqlite())


class SqliteTransaction:
    """A transaction on the writing connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def rows(self, statement: Executable, **values: Any) -> list[Row]:
        return fetch(self._connection, SPELLINGS[statement], values)

    async def row(self, statement: Executable, **values: Any) -> Row | None:
        found = fetch(self._connection, SPELLINGS[statement], values)
        return found[0] if found else None

    async def run(self, statement: Executable, **values: Any) -> int:
        cursor = execute(self._connection, SPELLINGS[statement], values)
        return int(cursor.rowcount)


class SqliteDatabase:
    """An open SQLite file."""

    dialect: Final = "sqlite"

    def __init__(self, path: Path, synchronous: str, *, exclusive: bool) -> None:
        refuse_old(pysqlite3.sqlite_version_info)
        if synchronous not in SYNCHRONOUS:
            raise Unusable(f"SQLite's synchronous mode is one of {', '.join(SYNCHRONOUS)}.")
        self._file = FileLock(path.with_name(path.name + ".lock")) if exclusive else None
        try:
            self._writer, self._reader = open_both(path, synchronous)
        except BaseException:
            self._release()
            raise
        writer = self._writer
        self._commits = commits.Commits(
            writer,
            SqliteTransaction(writer),
            begin=lambda: begin(writer),
            command=lambda sql: command(writer, sql),
            committed=self._committed,
            shared=exclusive,
        )
        self._checkpoints = Checkpoints(writer, self._commits, lambda: open_one(path))

    async def rows(self, statement: Executable, **values: Any) -> list[Row]:
        spelling = SPELLINGS[statement]
        if spelling.reads:
            # Each commit empties the other connection's cache. The writing one keeps its own.
            there = self._writer if self._commits.idle else self._reader
            return fetch(there, spelling, values)
        async with commits.Part(self._commits, savepoint=False) as transaction:
            return await transaction.rows(statement, **values)

    async def row(self, statement: Executable, **values: Any) -> Row | None:
        found = await self.rows(statement, **values)
        return found[0] if found else None

    async def run(self, statement: Executable, **values: Any) -> int:
        async with commits.Part(self._commits, savepoint=False) as transaction:
            return await transaction.run(statement, **values)

    def transaction(self) -> AbstractAsyncContextManager[Runner]:
        return commits.Part(self._commits)

    async def together(self, *parts: Part) -> None:
        async with commits.Part(self._commits) as transaction:
            for part in parts:
                await part(transaction)

    async def close(self) -> None:
        await self._checkpoints.stop()
        async with self._commits.lock:
            self._commits.commit()
            self._reader.close()
            self._writer.close()
            self._release()

    def _committed(self) -> None:
        self._checkpoints.committed()

    def _release(self) -> None:
        if self._file is not None:
            self._file.release()
            self._file = None


def refuse_old(version: tuple[int, int, int]) -> None:
    """Raise Unusable where SQLite is older than the release that mended the WAL-reset bug."""
    if version < OLDEST:
        raise Unusable(
            f"SQLite {'.'.join(map(str, version))} can corrupt a file in WAL mode:"
            f" {'.'.join(map(str, OLDEST))} or later is needed (PyPI: pysqlite3)."
        )


def open_both(path: Path, synchronous: str) -> tuple[Any, Any]:
    """Open the writing connection, then the reading one."""
    writer = None
    try:
        writer = open_one(path)
        writer.execute(f"PRAGMA busy_timeout={round(BUSY_SECONDS * 1000)}")
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute(f"PRAGMA synchronous={synchronous}")
        writer.execute("PRAGMA foreign_keys=ON")
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        reader = pysqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        reader.isolation_level = None
        reader.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    except pysqlite3.Error as error:
        if writer is not None:
            writer.close()
        raise Unavailable(f"SQLite cannot open {path}: {error}.") from error
    return writer, reader


def open_one(path: Path) -> Any:
    """Open a connection that any thread may use, one at a time."""
    return pysqlite3.connect(str(path), isolation_level=None, check_same_thread=False)


async def begin(connection: Any) -> None:
    """Begin to write, letting the loop go on while another process writes to the same file."""
    loop = asyncio.get_running_loop()
    end = loop.time() + BUSY_SECONDS
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except pysqlite3.Error as error:
            if code(error) not in BUSY or loop.time() > end:
                raise translated(error) from error
        else:
            return
        await asyncio.sleep(PAUSE_SECONDS)


def command(connection: Any, sql: str) -> None:
    """Run what has no parameters and no rows."""
    try:
        connection.execute(sql)
    except pysqlite3.Error as error:
        raise translated(error) from error


def execute(connection: Any, spelling: Spelling, values: dict[str, Any]) -> Any:
    """Run one statement; gives the driver's cursor."""
    arguments = spelling.arguments(values)
    try:
        return connection.execute(spelling.sql, arguments)
    except pysqlite3.Error as error:
        raise translated(error) from error


def fetch(connection: Any, spelling: Spelling, values: dict[str, Any]) -> list[Row]:
    """Run one statement and read all it returns."""
    cursor = execute(connection, spelling, values)
    found = cursor.fetchall()
    if not found:
        return []
    if not spelling.names:
        spelling.names = tuple(column[0] for column in cursor.description)
    return [dict(zip(spelling.names, row, strict=True)) for row in found]


def translated(error: Exception) -> Exception:
    """Name a driver's error in our words; what is a mistake of ours stays as it is."""
    if isinstance(error, pysqlite3.IntegrityError) and "UNIQUE" in str(error):
        return Conflict("A row with this key exists.")
    if isinstance(error, pysqlite3.IntegrityError) and "FOREIGN KEY" in str(error):
        return Missing("What this row would belong to does not exist.")
    if code(error) in LOST:
        return Unavailable(f"SQLite: {error}.")
    return error


def code(error: Exception) -> int:
    """Give SQLite's primary result code, 0 where the driver itself raised."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
