"""Opening the database that a URL names."""

from segue.store.runner import Database, Row, Runner
from segue.store.url import sqlite_path

__all__ = ["Database", "Row", "Runner", "connect"]


async def connect(url: str, *, synchronous: str = "NORMAL", exclusive: bool = False) -> Database:
    """Open ``sqlite:///path`` or ``postgresql://...``.

    `synchronous` (SQLite): NORMAL survives a crash of the process but may lose the last commits
    when the machine loses power; FULL does not. `exclusive` (SQLite): refuse with Unusable where
    another server holds the file, and hold it. Raises Unavailable where the database cannot be
    opened and Unusable where the URL names no database of ours.
    """
    path = sqlite_path(url)
    if path is not None:
        from segue.store.sqlite import SqliteDatabase  # noqa: PLC0415

        return SqliteDatabase(path, synchronous, exclusive=exclusive)
    from segue.store.postgres import open_pool  # noqa: PLC0415

    return await open_pool(url)
