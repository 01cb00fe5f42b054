"""A journal as a busy quarter of a year leaves it: copies of one write that is there."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Final

import asyncpg
from sqlalchemy import Table, bindparam, func, select, text

from segue.store.audit import TIME_DIGITS
from segue.store.database import Database, connect
from segue.store.tables import audit, calls, links, writes
from tests import postgres

NUMBERS: Final = """\
WITH RECURSIVE number(i) AS (
  SELECT CAST({first} AS BIGINT) UNION ALL SELECT i + 1 FROM number WHERE i < {last})"""
AT_ONCE: Final = 25_000
"""Copies between two looks of SQLite at what was written ahead."""
BYTES: Final = 4_500
"""Of one copy, its call, its link and its audit entry."""
DAY: Final = 86_400_000
RECENT: Final = (0, 80)
"""Days back, from and to, over which copies lie that retention leaves alone."""
OLD: Final = (91, 170)

_count = select(func.count()).select_from(writes).where(writes.c.created_at < bindparam("before"))

# What each copy has of its own; everything else is the copied row's.
BACK: Final = "({first} + i * {step})"
OWN: Final[Mapping[Table, Mapping[str, str]]] = {
    writes: {
        "id": "'wr_copy' || i",
        "key": "'copy' || i",
        "created_at": f"created_at - {BACK}",
        "updated_at": f"updated_at - {BACK}",
        "done_at": f"done_at - {BACK}",
    },
    calls: {
        "write_id": "'wr_copy' || i",
        "object_id": "'copy' || i",
        "started_at": f"started_at - {BACK}",
        "finished_at": f"finished_at - {BACK}",
    },
    links: {
        "object_id": "'copy' || i",
        "write_id": "'wr_copy' || i",
        "created_at": f"created_at - {BACK}",
    },
    audit: {"id": "{hex} || 'copy' || i", "at": f'"at" - {BACK}'},
}
# The ids of audit entries begin with their time in hexadecimal digits.
HEX: Final = {
    "sqlite": f"'aud_' || printf('%0{TIME_DIGITS}x', \"at\" - {BACK})",
    "postgresql": f"'aud_' || lpad(to_hex(\"at\" - {BACK}), {TIME_DIGITS}, '0')",
}


def grow(database_url: str, count: int, days: tuple[int, int] = RECENT) -> None:
    """Copy the one finished write, its call, its link and its audit entry `count` times.

    All are of one connection, and lie evenly between so many days ago.
    """
    first, last = (day * DAY for day in days)
    asyncio.run(_grow(database_url, count, {"first": first, "step": (last - first) // count}))
    if not database_url.startswith("sqlite"):
        # What autovacuum would do at a moment of its own choosing.
        asyncio.run(postgres.command(database_url, "VACUUM ANALYZE"))


async def _grow(database_url: str, count: int, span: Mapping[str, int]) -> None:
    database = await connect(database_url)
    try:
        one = {table: await _only(database, table) for table in OWN}
        hexed = HEX[database.dialect]
    finally:
        await database.close()
    for before in range(0, count, AT_ONCE):
        last = min(count, before + AT_ONCE)
        numbers = NUMBERS.format(first=before + 1, last=last)
        copies = [_copies(table, one[table], hexed, span, numbers) for table in OWN]
        made = await _made(database_url, copies)
        if made != [last - before] * len(copies):
            raise RuntimeError(f"{made} copies were made instead of {last - before}")


async def _made(database_url: str, statements: Sequence[str]) -> list[int]:
    """Run what may take longer than a server would wait for; gives how many rows each made."""
    if database_url.startswith("sqlite"):
        # A SQLite file takes in what was written ahead of it when it is closed.
        database = await connect(database_url)
        try:
            return [await database.run(text(one)) for one in statements]
        finally:
            await database.close()
    connection = await asyncpg.connect(database_url)
    try:
        said = [str(await connection.execute(one)) for one in statements]
    finally:
        await connection.close()
    return [int(status.rpartition(" ")[2]) for status in said]


async def _only(database: Database, table: Table) -> str:
    """Say which row is to be copied: the one that a write has left in a table."""
    keys = list(table.primary_key.columns)
    of_write = table.c.write_id if "write_id" in table.c else table.c.id
    row = await database.row(select(*keys).where(of_write.is_not(None)).limit(1))
    if row is None:
        raise RuntimeError(f"there is nothing to copy in {table.name}")
    return " AND ".join(f'"{name}" = {value!r}' for name, value in row.items())


def _copies(table: Table, one: str, hexed: str, span: Mapping[str, int], numbers: str) -> str:
    own = {name: words.replace("{hex}", hexed).format(**span) for name, words in OWN[table].items()}
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    chosen = ", ".join(own.get(column.name, f'"{column.name}"') for column in table.columns)
    found = f"SELECT * FROM {table.name} WHERE {one}"  # noqa: S608 -- our own words
    made = f"SELECT {chosen} FROM number, ({found}) AS one"  # noqa: S608 -- the same
    return f"INSERT INTO {table.name} ({names}) {numbers} {made}"


def older(database_url: str, days: int) -> int:
    """Count the writes that were made so many days ago or earlier."""
    return asyncio.run(_older(database_url, round(time.time() * 1000) - days * DAY))


async def _older(database_url: str, before: int) -> int:
    database = await connect(database_url)
    try:
        row = await database.row(_count, before=before)
        return 0 if row is None else int(next(iter(row.values())))
    finally:
        await database.close()


def faster(database_url: str, *, on: bool) -> None:
    """Let a PostgreSQL database not wait for its disk, while it is filled; or let it wait again."""
    if not database_url.startswith("sqlite"):
        wish = "SET synchronous_commit = off" if on else "RESET synchronous_commit"
        sql = f"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I {wish}', current_database()); END $$"
        asyncio.run(postgres.command(database_url, sql))
