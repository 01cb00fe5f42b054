"""Opening the database that a URL names."""

from pathlib import Path
from urllib.parse import unquote

from segue.store.errors import Unusable
from segue.store.runner import Database, Row, Runner

__all__ = ["Database", "Row", "Runner", "connect", "sqlite_path"]


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


def sqlite_path(url: str) -> Path | None:
    """Name the file of a SQLite URL, None for PostgreSQL; Unusable for anything else."""
    if url.startswith(("postgresql://", "postgres://")):
        return None
    path = unquote(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or path in {"", ":memory:"}:
        raise Unusable("A database URL is sqlite:///path/to/file or postgresql://host/database.")
    return Path(path)
