"""Inserts that may meet a row that is there.

SQLAlchemy has these for each engine. SQLite's need a fifth of the import that PostgreSQL's do, and
PostgreSQL's compiler spells them once they have the one attribute that it asks for besides.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Table
from sqlalchemy.dialects.sqlite import dml


class Insert(dml.Insert):
    """An insert for both engines."""

    inherit_cache = True

    def on_conflict_do_update(  # type: ignore[override]
        self,
        index_elements: Sequence[Column[Any] | str],
        set_: Mapping[str, Any],
        where: ColumnElement[bool] | None = None,
    ) -> "Insert":
        """Change the row that is there, where it is as asked."""
        return self.ext(_Update(index_elements, set_=dict(set_), where=where))

    def on_conflict_do_nothing(self) -> "Insert":  # type: ignore[override]
        """Leave the row that is there."""
        return self.ext(_Nothing())


class _Update(dml.OnConflictDoUpdate):
    inherit_cache = True
    constraint_target: Final = None


class _Nothing(dml.OnConflictDoNothing):
    inherit_cache = True
    constraint_target: Final = None


def insert(table: Table) -> Insert:
    """Insert into a table."""
    return Insert(table)
