"""Databases for tests that are not told of one."""

import tempfile
from pathlib import Path

from segue.store import migrate

_empty: list[bytes] = []


async def migrated(path: Path) -> str:
    """Put a SQLite file with the newest schema and no rows at `path`; gives its URL.

    Migrating takes as long as a short test, so that each process does it once, and copies.
    """
    if not _empty:
        with tempfile.TemporaryDirectory() as folder:
            template = Path(folder) / "template.db"
            await migrate.upgrade(f"sqlite:///{template}")
            _empty.append(template.read_bytes())
    path.write_bytes(_empty[0])  # noqa: ASYNC240 -- a test waits for nothing else
    return f"sqlite:///{path}"
