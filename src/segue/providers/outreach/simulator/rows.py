"""The rows of one account, with an index over to-one relationships."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

FIRST_IDS = {
    "user": 1,
    "ruleset": 1,
    "schedule": 1,
    "callPurpose": 1,
    "taskPriority": 1,
    "mailbox": 11,
    "sequence": 101,
    "sequenceStep": 1001,
    "template": 5001,
    "sequenceTemplate": 9001,
}
"""Ids start apart, so that one resource's id is never taken for another's in a test."""


@dataclass(slots=True)
class Row:
    """One row: attribute values, and the ids its to-one relationships hold."""

    type: str
    id: int
    values: dict[str, Any] = field(default_factory=dict)
    refs: dict[str, int | None] = field(default_factory=dict)

    def copy(self) -> "Row":
        """Return a row that can be changed without changing this one."""
        return Row(self.type, self.id, dict(self.values), dict(self.refs))


@dataclass(frozen=True, slots=True)
class Change:
    """A row as it would become. `given`: names the client sent; `before`: None on create."""

    row: Row
    given: frozenset[str]
    before: Row | None = None


class Rows:
    """Every row, by type and id."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[int, Row]] = {}
        self._pointing: dict[tuple[str, str, int], dict[int, None]] = {}
        self._next = dict(FIRST_IDS)

    def new_id(self, type: str) -> int:
        """Take the next id of a type."""
        taken = self._next.get(type, 1)
        self._next[type] = taken + 1
        return taken

    def put(self, row: Row) -> None:
        """Store a row, new or changed."""
        table = self._rows.setdefault(row.type, {})
        if row.id in table:
            self._forget(table[row.id])
        table[row.id] = row
        self._next[row.type] = max(self._next.get(row.type, 1), row.id + 1)
        for name, target in row.refs.items():
            if target is not None:
                self._pointing.setdefault((row.type, name, target), {})[row.id] = None

    def get(self, type: str, id: int | None) -> Row | None:
        """Return a row, or None when there is none."""
        return None if id is None else self._rows.get(type, {}).get(id)

    def all(self, type: str) -> Iterable[Row]:
        """Return every row of a type."""
        return self._rows.get(type, {}).values()

    def pointing(self, type: str, name: str, target: int) -> list[Row]:
        """Return the rows of `type` whose relationship `name` holds `target`."""
        table = self._rows.get(type, {})
        return [table[n] for n in self._pointing.get((type, name, target), ())]

    def delete(self, row: Row) -> None:
        """Take a row out."""
        self._forget(row)
        del self._rows[row.type][row.id]

    def snapshot(self) -> dict[str, list[dict[str, Any]]]:
        """Return every row, flat: its id, its attributes, the ids its relationships hold."""
        return {
            name: [{"id": row.id, **row.values, **row.refs} for row in table.values()]
            for name, table in self._rows.items()
        }

    def _forget(self, row: Row) -> None:
        for name, target in row.refs.items():
            if target is not None:
                self._pointing.get((row.type, name, target), {}).pop(row.id, None)
