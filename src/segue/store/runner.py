"""Statements written once, spelled once for each engine, and run on its own driver."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from sqlalchemy import Executable, Select
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, Any]


class Runner(Protocol):
    """What runs statements: a database, each on its own, or a transaction, all or none.

    Every method raises Conflict where a unique key stands already, Missing where a foreign key
    names nothing, and Unavailable where the database is lost. `values` are the statement's bound
    parameters by name.
    """

    async def rows(self, statement: Executable, **values: Any) -> list[Row]:
        """Fetch what the statement returns."""
        ...

    async def row(self, statement: Executable, **values: Any) -> Row | None:
        """Fetch the first row, None where there is none."""
        ...

    async def run(self, statement: Executable, **values: Any) -> int:
        """Run for the effect; gives the number of rows inserted, changed or deleted."""
        ...


Part = Callable[[Runner], Awaitable[object]]
"""Runs some statements of a transaction."""


class Database(Runner, Protocol):
    """One open database. Close it with `close`."""

    @property
    def dialect(self) -> str:
        """Name the engine: ``sqlite`` or ``postgresql``."""
        ...

    def transaction(self) -> AbstractAsyncContextManager[Runner]:
        """Commit at the end of the block, or roll back where it raises.

        On SQLite there is one writer at a time, so nothing slow may be awaited inside, and inside
        only what the block was given may run statements that write.
        """
        ...

    async def together(self, *parts: Part) -> None:
        """Carry parts out in one transaction, or nothing of them where one raises.

        A part may be called twice, the first time only to see what it would run: it changes nothing
        but by its statements. On PostgreSQL parts that find nothing, and change one row of a table
        each, take one round trip.
        """
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class Spelling:
    """One statement's SQL text for one engine, and the order of its parameters."""

    __slots__ = ("constants", "names", "order", "reads", "sql")

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("Only statements on rows have a spelling.")
        self.sql = str(compiled)
        self.order = tuple(compiled.positiontup or ())
        self.reads = isinstance(statement, Select)
        self.names: tuple[str, ...] = ()
        self.constants = {
            name: bind.value for bind, name in compiled.bind_names.items() if not bind.required
        }

    def arguments(self, values: dict[str, Any]) -> list[Any]:
        """Put values in the statement's order; KeyError names one that is missing."""
        given = {**self.constants, **values} if self.constants else values
        return [given[name] for name in self.order]


class Spellings(dict[Executable, Spelling]):
    """Every statement's spelling for one dialect, made when it is first run."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self.dialect = dialect

    def __missing__(self, statement: Executable) -> Spelling:
        spelled = self[statement] = Spelling(statement, self.dialect)
        return spelled
