"""What only PostgreSQL does: a server that can be away."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from segue.store.database import connect
from segue.store.errors import Conflict, Unavailable
from segue.store.postgres import LARGEST_POOL
from segue.store.tables import leases
from tests import postgres

from .rows import ending

ADD = insert(leases).values(resource=bindparam("resource"), fence=1, expires_at=0)
ALL = select(leases.c.resource)
END_SESSIONS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = 'segue' AND datname = current_database()"
)

pytestmark = pytest.mark.postgres


@pytest.fixture
def engine() -> str:
    return "postgres"


async def test_a_server_that_is_not_there_is_unavailable(tmp_path):
    """The operator would see a driver's error."""
    with pytest.raises(Unavailable, match="cannot be reached"):
        await connect(f"postgresql://nobody:secret@/none?host={tmp_path}")


async def test_no_password_is_told(tmp_path):
    """An error would put the database's password in a log."""
    with pytest.raises(Unavailable) as caught:
        await connect(f"postgresql://nobody:secret@/none?host={tmp_path}")
    assert "secret" not in str(caught.value)


async def test_a_database_that_is_not_there_is_unavailable(postgres_server):
    """The operator would see a driver's error."""
    with pytest.raises(Unavailable, match="does not exist"):
        await connect(postgres_server.replace("/postgres?", "/none?"))


async def test_a_lost_session_is_unavailable_and_the_next_is_new(database, database_url):
    """One restart of the database would need one of the server."""
    async with ending(Unavailable, database.transaction()) as tx:
        await tx.run(ADD, resource="lost")
        await postgres.command(database_url, END_SESSIONS)
        await tx.run(ADD, resource="lost too")
    assert await database.rows(ALL) == []


async def test_a_commit_that_is_lost_is_unavailable(database, database_url):
    """A write would be taken for stored."""
    async with ending(Unavailable, database.transaction()) as tx:
        await tx.run(ADD, resource="lost")
        await postgres.command(database_url, END_SESSIONS)
    assert await database.rows(ALL) == []


async def test_what_the_block_raises_is_not_taken_for_a_lost_database(database):
    """A provider's time-out would be told as the database's."""
    async with ending(TimeoutError, database.transaction()):
        raise TimeoutError


async def test_more_transactions_than_connections_wait(database):
    """Under load requests would fail instead of waiting."""

    async def add(n: int) -> None:
        async with database.transaction() as tx:
            await tx.run(ADD, resource=str(n))
            await asyncio.sleep(0)

    await asyncio.gather(*(add(n) for n in range(60)))
    assert len(await database.rows(ALL)) == 60


async def test_two_processes_see_one_conflict(database, another):
    """Two servers would both enter one idempotency key."""
    other = await another()
    got = await asyncio.gather(
        database.run(ADD, resource="a"), other.run(ADD, resource="a"), return_exceptions=True
    )
    assert sorted(map(type, got), key=str) == sorted([int, Conflict], key=str)


async def test_a_caller_who_goes_leaves_a_connection_that_works(database):
    """One cancelled request would spoil a connection for those after it."""

    async def slow() -> None:
        async with database.transaction() as tx:
            await tx.run(ADD, resource="gone")
            await tx.rows(select(func.pg_sleep(60)))

    for _ in range(12):
        going = asyncio.create_task(slow())
        await asyncio.sleep(0.01)
        going.cancel()
        with pytest.raises(asyncio.CancelledError):
            await going
    await asyncio.gather(*(database.run(ADD, resource=str(n)) for n in range(12)))
    assert len(await database.rows(ALL)) == 12


async def test_waiting_for_a_connection_ends(database, monkeypatch):
    """A request would hang for as long as others do."""
    async with AsyncExitStack() as held:
        for _ in range(LARGEST_POOL):
            await held.enter_async_context(database.transaction())
        monkeypatch.setattr(database._lent, "_seconds", 0.01)
        with pytest.raises(Unavailable, match="TimeoutError"):
            await database.rows(ALL)
    assert await database.rows(ALL) == []
