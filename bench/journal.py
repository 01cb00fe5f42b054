"""A journal as a busy year leaves it: copies of the writes that are there, by the million."""

import asyncio
from collections.abc import Mapping
from typing import Final

from sqlalchemy import Table, text

from segue.store.database import connect
from segue.store.tables import audit, calls, links, writes

NUMBERS: Final = (
    "WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < {count})"
)
DAY: Final = 86_400_000
SPREAD_DAYS: Final = 90

# What each copy has of its own; everything else is the copied row's.
OWN: Final[Mapping[Table, Mapping[str, str]]] = {
    writes: {
        "id": "'wr_copy' || i",
        "key": "'copy' || i",
        "created_at": "created_at - (i % {spread})",
        "updated_at": "updated_at - (i % {spread})",
        "done_at": "done_at - (i % {spread})",
    },
    calls: {"write_id": "'wr_copy' || i", "object_id": "'copy' || i"},
    links: {"object_id": "'copy' || i", "write_id": "'wr_copy' || i"},
    audit: {"id": "'au_copy' || i", "at": "at - (i % {spread})"},
}
ONE: Final = {
    writes: "SELECT * FROM writes WHERE state = 'done' ORDER BY created_at LIMIT 1",
    calls: "SELECT * FROM calls ORDER BY started_at LIMIT 1",
    links: "SELECT * FROM links LIMIT 1",
    audit: "SELECT * FROM audit ORDER BY at LIMIT 1",
}


def grow(database_url: str, count: int) -> None:
    """Copy one finished write, its call, its link and its audit entry `count` times."""
    asyncio.run(_grow(database_url, count))


async def _grow(database_url: str, count: int) -> None:
    database = await connect(database_url)
    try:
        for table, own in OWN.items():
            spread = {"spread": SPREAD_DAYS * DAY}
            chosen = ", ".join(
                own[column.name].format(**spread) if column.name in own else f'"{column.name}"'
                for column in table.columns
            )
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            numbers = NUMBERS.format(count=count)
            await database.run(
                text(
                    f"INSERT INTO {table.name} ({names}) {numbers}"  # noqa: S608 -- our own words
                    f" SELECT {chosen} FROM number, ({ONE[table]}) AS one"
                )
            )
    finally:
        await database.close()
