"""The rows of one account, with an index over to-one relationships."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

FIRST_IDS = {
    "user": 1,
    "ruleset": 1,
    "schedule": 1,
    "stage": 1,
    "persona": 1,
    "callPurpose": 1,
    "taskPriority": 1,
    "mailbox": 11,
    "sequence": 101,
    "sequenceStep": 1001,
    "template": 5001,
    "sequenceTemplate": 9001,
    "account": 20_001,
    "prospect": 30_001,
    "emailAddress": 40_001,
    "phoneNumber": 50_001,
    "sequenceState": 60_001,
    "batch": 70_001,
    "batchItem": 80_001,
}
"""Ids start apart, so that one resource's id is never taken for another's in a test."""

INDEXED = {"emailAddress": "email"}
"""The one attribute by which a type's rows are looked up without walking them all."""


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
        self._having: dict[tuple[str, str], dict[int, None]] = {}
        self._next = dict(FIRST_IDS)
        self.late: frozenset[str] = frozenset()
        """Types whose rows are still to arrive."""
        self._arrive: Callable[[], None] | None = None

    def expect(self, types: frozenset[str], arrive: Callable[[], None]) -> None:
        """Let `arrive` put the rows of `types` when one is first asked for; those there now go."""
        self.late, self._arrive = frozenset(), None
        for of in types:
            for row in list(self._rows.get(of, {}).values()):
                self.delete(row)
        self.late, self._arrive = types, arrive

    def _ready(self, type: str) -> None:
        if type in self.late:
            self._ready_all()

    def _ready_all(self) -> None:
        arrive, self._arrive = self._arrive, None
        self.late = frozenset()
        if arrive is not None:
            arrive()

    def new_id(self, type: str) -> int:
        """Take the next id of a type."""
        self._ready(type)
        taken = self._next.get(type, 1)
        self._next[type] = taken + 1
        return taken

    def put(self, row: Row) -> None:
        """Store a row, new or changed."""
        self._ready(row.type)
        table = self._rows.setdefault(row.type, {})
        if row.id in table:
            self._forget(table[row.id])
        table[row.id] = row
        self._next[row.type] = max(self._next.get(row.type, 1), row.id + 1)
        for name, target in row.refs.items():
            if target is not None:
                self._pointing.setdefault((row.type, name, target), {})[row.id] = None
        if row.type in INDEXED:
            self._having.setdefault((row.type, _key(row)), {})[row.id] = None

    def get(self, type: str, id: int | None) -> Row | None:
        """Return a row, or None when there is none."""
        self._ready(type)
        return None if id is None else self._rows.get(type, {}).get(id)

    def all(self, type: str) -> Iterable[Row]:
        """Return every row of a type."""
        self._ready(type)
        return self._rows.get(type, {}).values()

    def pointing(self, type: str, name: str, target: int) -> list[Row]:
        """Return the rows of `type` whose relationship `name` holds `target`."""
        self._ready(type)
        table = self._rows.get(type, {})
        return [table[n] for n in self._pointing.get((type, name, target), ())]

    def having(self, type: str, text: str) -> list[Row]:
        """Return the rows whose indexed attribute is `text`, whatever its case."""
        self._ready(type)
        table = self._rows.get(type, {})
        return [table[n] for n in self._having.get((type, text.casefold()), ())]

    def delete(self, row: Row) -> None:
        """Take a row out."""
        self._forget(row)
        del self._rows[row.type][row.id]

    def snapshot(self) -> dict[str, list[dict[str, Any]]]:
        """Return every row, flat: its id, its attributes, the ids its relationships hold."""
        self._ready_all()
        return {
            name: [{"id": row.id, **row.values, **row.refs} for row in table.values()]
            for name, table in self._rows.items()
        }

    def _forget(self, row: Row) -> None:
        for name, target in row.refs.items():
            if target is not None:
                self._pointing.get((row.type, name, target), {}).pop(row.id, None)
        if row.type in INDEXED:
            self._having.get((row.type, _key(row)), {}).pop(row.id, None)


def _key(row: Row) -> str:
    return str(row.values[INDEXED[row.type]]).casefold()
