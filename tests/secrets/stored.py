"""What tests leave behind: files, and the columns of PostgreSQL databases."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg

from .hearing import Said

TABLES = """
SELECT string_agg(format(
    'SELECT %L AS name, t::text AS columns FROM %I.%I t', tablename, schemaname, tablename
), ' UNION ALL ')
FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""
PATIENCE = "SET lock_timeout = '5s'"


def columns(url: str) -> list[Said]:
    """Give every row of a PostgreSQL database, as text; bytes are in hex there."""
    return asyncio.run(_columns(url))


async def _columns(url: str) -> list[Said]:
    try:
        connection = await asyncpg.connect(url)
    except asyncpg.InvalidCatalogNameError:
        return []
    try:
        await connection.execute(PATIENCE)
        every = await connection.fetchval(TABLES)
        rows = await connection.fetch(every) if every else []
    finally:
        await connection.close()
    found: dict[str, list[str]] = {}
    for name, row in rows:
        found.setdefault(name, []).append(row)
    return [(f"table {name}", "\n".join(rows).encode()) for name, rows in found.items()]


class Files:
    """The files of folders, each once as long as it stays as it is."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, int, int]] = set()

    def below(self, folder: Path) -> Iterator[Said]:
        """Give what is in a folder's files that was not given before."""
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            stat = path.stat()
            mark = (str(path), stat.st_size, stat.st_mtime_ns)
            if mark not in self._seen:
                self._seen.add(mark)
                yield f"file {path.name}", path.read_bytes()
