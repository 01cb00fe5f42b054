"""Every column whose bytes only the vault opens, walked so that they can be sealed anew."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Integer, Select, Table, Update, bindparam, select, tuple_, update

from segue.store.runner import Row, Runner
from segue.store.tables import (
    calls,
    connect_states,
    connections,
    job_slices,
    jobs,
    provider_apps,
    writes,
)

BATCH: Final = 100


@dataclass(frozen=True)
class SealedColumn:
    """One sealed column of one table; `place` spells what its values are bound to."""

    table: Table
    column: str
    place: str

    @property
    def name(self) -> str:
        """Name it for the operator."""
        return f"{self.table.name}.{self.column}"

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the columns of the primary key."""
        return tuple(column.name for column in self.table.primary_key.columns)

    def bound_to(self, row: Row) -> str:
        """Say what a row's value is bound to."""
        return self.place.format_map(dict(row))

    @cached_property
    def first(self) -> Select[Any]:
        """Give the statement for the first rows that have a value, by primary key."""
        table = self.table
        held = table.c[self.column]
        return (
            select(*(table.c[key] for key in self.keys), held.label("sealed"))
            .where(held.is_not(None))
            .order_by(*(table.c[key] for key in self.keys))
            .limit(bindparam("most", type_=Integer))
        )

    @cached_property
    def later(self) -> Select[Any]:
        """Give the statement for the rows after one."""
        columns = [self.table.c[key] for key in self.keys]
        after = [bindparam(f"after_{one.name}", type_=one.type) for one in columns]
        return self.first.where(tuple_(*columns) > tuple_(*after))

    @cached_property
    def swap(self) -> Update:
        """Give the statement that puts one value in place of another."""
        held = self.table.c[self.column]
        return (
            update(self.table)
            .where(*(self.table.c[key] == bindparam(f"of_{key}") for key in self.keys))
            .where(held == bindparam("was", type_=held.type))
            .values({self.column: bindparam("becomes", type_=held.type)})
        )


SEALED: Final = (
    SealedColumn(connections, "credential", "{id}"),
    SealedColumn(provider_apps, "secret", "{id}"),
    SealedColumn(connect_states, "verifier", "{digest}"),
    SealedColumn(writes, "plan", "{id}/plan"),
    SealedColumn(writes, "answer", "{id}/answer"),
    SealedColumn(writes, "problem", "{id}/problem"),
    SealedColumn(calls, "answer", "{write_id}/call/{position}"),
    SealedColumn(jobs, "waiting", "{id}/waiting"),
    SealedColumn(jobs, "problem", "{id}/problem"),
    SealedColumn(job_slices, "records", "{job_id}/{position}/records"),
    SealedColumn(job_slices, "outcomes", "{job_id}/{position}/outcomes"),
)


async def walk(db: Runner, column: SealedColumn) -> AsyncIterator[Row]:
    """Give the rows that have a value, in batches, each with its key and ``sealed``."""
    page = await db.rows(column.first, most=BATCH)
    while page:
        for row in page:
            yield row
        after = {f"after_{key}": page[-1][key] for key in column.keys}
        page = await db.rows(column.later, most=BATCH, **after)


async def swap(db: Runner, column: SealedColumn, row: Row, becomes: bytes) -> bool:
    """Put the same value, sealed anew, in place of the one read; false where it has changed."""
    place = {f"of_{key}": row[key] for key in column.keys}
    return await db.run(column.swap, was=row["sealed"], becomes=becomes, **place) == 1
