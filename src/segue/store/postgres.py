"""PostgreSQL: a pool of asyncpg connections, with statements prepared on each as they are used."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, NoReturn

import asyncpg
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from segue.store.errors import Conflict, Missing, Unavailable
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
    """A transaction on one connection of the pool."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def rows(self, statement: Executable, **values: Any) -> list[Row]:
        spelling = SPELLINGS[statement]
        arguments = spelling.arguments(values)
        try:
            found = await self._connection.fetch(spelling.sql, *arguments)
        except FAULTS as error:
            fail(error)
        return [dict(record) for record in found]

    async def row(self, statement: Executable, **values: Any) -> Row | None:
        found = await self.rows(statement, **values)
        return found[0] if found else None

    async def run(self, statement: Executable, **values: Any) -> int:
        spelling = SPELLINGS[statement]
        arguments = spelling.arguments(values)
        try:
            status = await self._connection.execute(spelling.sql, *arguments)
        except FAULTS as error:
            fail(error)
        return int(status.rpartition(" ")[2])


class PostgresDatabase(PostgresTransaction):
    """A pool; each statement runs, outside a transaction, on whichever connection is free."""

    dialect: Final = "postgresql"

    def __init__(self, pool: Any) -> None:
        super().__init__(pool)
        self._pool = pool

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Runner]:
        try:
            connection = await self._pool.acquire(timeout=CONNECT_SECONDS)
        except FAULTS as error:
            fail(error)
        try:
            async with begun(connection):
                yield PostgresTransaction(connection)
        finally:
            await self._pool.release(connection)

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
            await self._pool.execute(sql, *SCRIPTS.arguments(script))
        except asyncpg.DivisionByZeroError:
            return False
        except FAULTS as error:
            fail(error)
        return True

    async def close(self) -> None:
        await self._pool.close()


@asynccontextmanager
async def begun(connection: Any) -> AsyncIterator[None]:
    """Commit at the end of the block; what the block itself raises is never taken for a fault."""
    transaction = connection.transaction()
    try:
        await transaction.start()
    except FAULTS as error:
        fail(error)
    try:
        yield
    except BaseException:
        with suppress(*FAULTS):
            await transaction.rollback()
        raise
    try:
        await transaction.commit()
    except FAULTS as error:
        fail(error)


async def open_pool(url: str) -> PostgresDatabase:
    """Connect; Unavailable where the server cannot be reached or does not let us in."""
    try:
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=LARGEST_POOL,
            timeout=CONNECT_SECONDS,
            command_timeout=COMMAND_SECONDS,
            reset=keep,
            server_settings={"application_name": "segue", "jit": "off"},
        )
    except FAULTS as error:
        raise Unavailable(f"PostgreSQL cannot be reached: {error}.") from error
    return PostgresDatabase(pool)


async def keep(connection: Any) -> None:
    """Leave the session as it is: nothing here changes one, and a reset is a round trip."""
    del connection


def fail(error: BaseException) -> NoReturn:
    """Raise a driver's error in our words; what is a mistake of ours stays as it is."""
    if isinstance(error, asyncpg.UniqueViolationError):
        raise Conflict("A row with this key exists.") from error
    if isinstance(error, asyncpg.ForeignKeyViolationError):
        raise Missing("What this row would belong to does not exist.") from error
    if isinstance(error, LOST) and not isinstance(error, ValueError):
        raise Unavailable(f"PostgreSQL: {error or type(error).__name__}.") from error
    raise error
