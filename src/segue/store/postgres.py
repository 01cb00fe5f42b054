"""PostgreSQL: some asyncpg connections, with statements prepared on each as they are used."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, NoReturn

import asyncpg
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from segue.store.errors import Conflict, Missing, Unavailable
from segue.store.lent import Lent
from segue.store.runner import Part, Row, Runner, Spellings
from segue.store.script import Script, Scripts, Unforeseen

LARGEST_POOL: Final = 10
CONNECT_SECONDS: Final = 10
COMMAND_SECONDS: Final = 30

LOST: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
FAULTS: Final = (asyncpg.PostgresError, *LOST)

SPELLINGS: Final = Spellings(PGDialect_asyncpg())  # type: ignore[no-untyped-call]
SCRIPTS: Final = Scripts(SPELLINGS)


class PostgresTransaction:
    """A transaction on one connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def rows(self, statement: Executable, **values: Any) -> list[Row]:
        return await fetch(self._connection, statement, values)

    async def row(self, statement: Executable, **values: Any) -> Row | None:
        found = await fetch(self._connection, statement, values)
        return found[0] if found else None

    async def run(self, statement: Executable, **values: Any) -> int:
        spelling = SPELLINGS[statement]
        return await execute(self._connection, spelling.sql, spelling.arguments(values))


class PostgresDatabase:
    """Some connections; outside a transaction a statement runs on whichever is free."""

    dialect: Final = "postgresql"

    def __init__(self, lent: Lent) -> None:
        self._lent = lent

    async def rows(self, statement: Executable, **values: Any) -> list[Row]:
        connection = await self._take()
        try:
            return await fetch(connection, statement, values)
        finally:
            self._lent.give_back(connection)

    async def row(self, statement: Executable, **values: Any) -> Row | None:
        found = await self.rows(statement, **values)
        return found[0] if found else None

    async def run(self, statement: Executable, **values: Any) -> int:
        spelling = SPELLINGS[statement]
        return await self._execute(spelling.sql, spelling.arguments(values))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Runner]:
        connection = await self._take()
        try:
            async with begun(connection):
                yield PostgresTransaction(connection)
        finally:
            self._lent.give_back(connection)

    async def together(self, *parts: Part) -> None:
        if not await self._at_once(parts):
            async with self.transaction() as transaction:
                for part in parts:
                    await part(transaction)

    async def _at_once(self, parts: tuple[Part, ...]) -> bool:
        script = Script()
        try:
            for part in parts:
                await part(script)
        except Unforeseen:
            return False
        sql = SCRIPTS[tuple(script.statements)]
        if not sql:
            return False
        try:
            await self._execute(sql, SCRIPTS.arguments(script))
        except asyncpg.DivisionByZeroError:
            return False
        return True

    async def close(self) -> None:
        await self._lent.close()

    async def _take(self) -> Any:
        try:
            return await self._lent.take()
        except FAULTS as error:
            fail(error)

    async def _execute(self, sql: str, arguments: list[Any]) -> int:
        connection = await self._take()
        try:
            return await execute(connection, sql, arguments)
        finally:
            self._lent.give_back(connection)


async def fetch(connection: Any, statement: Executable, values: dict[str, Any]) -> list[Row]:
    """Run one statement and read all it returns."""
    spelling = SPELLINGS[statement]
    arguments = spelling.arguments(values)
    try:
        found = await connection.fetch(spelling.sql, *arguments)
    except FAULTS as error:
        fail(error, connection)
    return [dict(record) for record in found]


async def execute(connection: Any, sql: str, arguments: list[Any]) -> int:
    """Run one statement for its effect; gives the number of rows."""
    try:
        status = await connection.execute(sql, *arguments)
    except FAULTS as error:
        fail(error, connection)
    return int(status.rpartition(" ")[2])


@asynccontextmanager
async def begun(connection: Any) -> AsyncIterator[None]:
    """Commit at the end of the block; what the block itself raises is never taken for a fault."""
    transaction = connection.transaction()
    try:
        await transaction.start()
    except FAULTS as error:
        fail(error, connection)
    try:
        yield
    except BaseException:
        with suppress(*FAULTS):
            await transaction.rollback()
        raise
    try:
        await transaction.commit()
    except FAULTS as error:
        fail(error, connection)


async def open_pool(url: str) -> PostgresDatabase:
    """Connect; Unavailable where the server cannot be reached or does not let us in."""
    lent = Lent(lambda: connected(url), most=LARGEST_POOL, seconds=CONNECT_SECONDS)
    try:
        lent.give_back(await lent.take())
    except FAULTS as error:
        raise Unavailable(f"PostgreSQL cannot be reached: {error}.") from error
    return PostgresDatabase(lent)


async def connected(url: str) -> Any:
    """Make one connection."""
    return await asyncpg.connect(
        url,
        timeout=CONNECT_SECONDS,
        command_timeout=COMMAND_SECONDS,
        server_settings={"application_name": "segue", "jit": "off"},
    )


def fail(error: BaseException, connection: Any = None) -> NoReturn:
    """Raise a driver's error in our words; what is a mistake of ours stays as it is.

    A connection that may be lost is used no more.
    """
    if isinstance(error, asyncpg.UniqueViolationError):
        raise Conflict("A row with this key exists.") from error
    if isinstance(error, asyncpg.ForeignKeyViolationError):
        raise Missing("What this row would belong to does not exist.") from error
    if isinstance(error, LOST) and not isinstance(error, ValueError):
        if connection is not None:
            connection.terminate()
        raise Unavailable(f"PostgreSQL: {str(error) or type(error).__name__}.") from error
    raise error
