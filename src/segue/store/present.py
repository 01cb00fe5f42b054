"""What a database says of itself, for telling whether a server can work with it."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Select, func, literal_column, select

from segue.store.runner import Database, Runner
from segue.store.tables import connections

# `now()` is when the transaction began, which a statement alone may have waited for.
_clock: Final[Select[Any]] = select(func.clock_timestamp().label("at"))
_credential = select(connections.c.id, connections.c.credential).limit(literal_column("1"))


async def clock(db: Database) -> datetime | None:
    """Tell the time by the database server's clock; None with SQLite, which has the process's."""
    if db.dialect == "sqlite":
        return None
    row = await db.row(_clock)
    found: datetime | None = row["at"].astimezone(UTC) if row else None
    return found


async def a_credential(db: Runner) -> tuple[str, bytes] | None:
    """Give a connection's id and its sealed credential, whichever; None where none is stored."""
    row = await db.row(_credential)
    return (str(row["id"]), bytes(row["credential"])) if row else None
