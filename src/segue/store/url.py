"""Which database a URL names, told without importing what opens it."""

from pathlib import Path
from typing import Final
from urllib.parse import unquote

from segue.store.errors import Unusable

SQLITE: Final = "sqlite:///"
POSTGRESQL: Final = ("postgresql://", "postgres://")


def sqlite_path(url: str) -> Path | None:
    """Name the file of a SQLite URL, None for PostgreSQL; Unusable for anything else."""
    if url.startswith(POSTGRESQL):
        return None
    path = unquote(url.removeprefix(SQLITE))
    if not url.startswith(SQLITE) or path in {"", ":memory:"}:
        raise Unusable(
            "A database URL is sqlite:///path/to/file or postgresql://user:password@host/database."
        )
    return Path(path)
