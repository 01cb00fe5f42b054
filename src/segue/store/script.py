"""Several statements that PostgreSQL carries out in one round trip, all or none.

Each becomes a common table expression of one statement. All of them see the rows as they were
before, so no two may change one table. Each is taken to concern one row: where one does not, the
statement divides by zero, which takes everything back.
"""

import re
from typing import Any, Final

from sqlalchemy import Executable
from sqlalchemy.sql.dml import UpdateBase

from segue.store.runner import Row, Spellings

PLACEHOLDER: Final = re.compile(r"\$(\d+)")
COUNTED: Final = "(SELECT count(*) FROM s{}) = 1"


class Unforeseen(Exception):
    """What is to be run depends on what is found, or a table would be changed twice."""


class Script:
    """Keeps what would be run, as if each statement concerned one row."""

    def __init__(self) -> None:
        self.statements: list[Executable] = []
        self.values: list[dict[str, Any]] = []

    async def rows(self, statement: Executable, **values: Any) -> list[Row]:
        raise Unforeseen(statement, values)

    async def row(self, statement: Executable, **values: Any) -> Row | None:
        raise Unforeseen(statement, values)

    async def run(self, statement: Executable, **values: Any) -> int:
        self.statements.append(statement)
        self.values.append(values)
        return 1


class Scripts(dict[tuple[Executable, ...], str]):
    """The text of every combination of statements, made when it is first run."""

    def __init__(self, spellings: Spellings) -> None:
        super().__init__()
        self.spellings = spellings

    def arguments(self, script: Script) -> list[Any]:
        """Put all values in the order of the text's parameters."""
        pairs = zip(script.statements, script.values, strict=True)
        return [
            each
            for statement, values in pairs
            for each in self.spellings[statement].arguments(values)
        ]

    def __missing__(self, statements: tuple[Executable, ...]) -> str:
        tables = {statement.table for statement in statements if isinstance(statement, UpdateBase)}
        made = "" if len(tables) < len(statements) else self._made(statements)
        self[statements] = made
        return made

    def _made(self, statements: tuple[Executable, ...]) -> str:
        parts, first = [], 0
        for place, statement in enumerate(statements):
            spelling = self.spellings[statement]
            parts.append(f"s{place} AS ({_moved(spelling.sql, first)} RETURNING 1)")
            first += len(spelling.order)
        counted = (COUNTED.format(place) for place in range(len(parts)))
        whole = f"CASE WHEN {' AND '.join(counted)} THEN 1 ELSE 0 END"
        return f"WITH {', '.join(parts)} SELECT 1 / {whole}"


def _moved(sql: str, by: int) -> str:
    return PLACEHOLDER.sub(lambda found: f"${int(found[1]) + by}", sql)
