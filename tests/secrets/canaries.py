"""What must not be seen anywhere, and how to look for it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import asyncpg

from segue.testing.world import API_KEY, World

LONGEST_SHOWN = 16
"""Characters in a row that may be shown of a secret, such as a key's prefix in a list of keys."""

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


def planted(world: World) -> tuple[str, ...]:
    """List every secret of a world: the credential, and the application's own key."""
    return (*world.session.destination.secrets, API_KEY)


def leaked(text: str, secrets: Iterable[str]) -> list[str]:
    """Give the parts of secrets that stand in a text; half a token is worth trying too."""
    return [part for secret in secrets for part in _parts(secret) if part in text]


def _parts(secret: str) -> Iterator[str]:
    size = LONGEST_SHOWN + 1
    yield from (secret[at : at + size] for at in range(max(1, len(secret) - size + 1)))


async def stored(url: str) -> str:
    """Give all that a database holds, as text: a SQLite file's bytes, PostgreSQL's columns."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        return "\n".join(_readable(file.read_bytes()) for file in path.parent.glob(f"{path.name}*"))
    connection = await asyncpg.connect(url)
    try:
        return "\n".join([text async for text in _columns(connection)])
    finally:
        await connection.close()


async def _columns(connection: Any) -> Any:
    for (table,) in await connection.fetch(TABLES):
        for row in await connection.fetch(f'SELECT * FROM "{table}"'):  # noqa: S608 -- its own name
            for column, value in row.items():
                yield f"{table}.{column}={_readable(value)}"


def _readable(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
