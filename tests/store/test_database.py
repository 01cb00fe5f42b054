"""What every runner promises, on both engines."""

import asyncio

import pytest
from sqlalchemy import bindparam, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert

from segue.store.database import connect
from segue.store.errors import Conflict, Missing, Unusable
from segue.store.tables import applications, customers, leases, links

from .rows import ending

ADD = insert(leases).values(
    resource=bindparam("resource"), fence=bindparam("fence"), holder=None, expires_at=0
)
GET = select(leases).where(leases.c.resource == bindparam("resource"))
COUNT = select(func.count().label("count")).select_from(leases)
GROW = update(leases).values(fence=leases.c.fence + literal_column("1"))
SET = update(leases).where(leases.c.resource == bindparam("of")).values(fence=bindparam("fence"))
TWICE = select(leases.c.resource).where(
    leases.c.fence >= bindparam("bound"), leases.c.expires_at <= bindparam("bound")
)
CONSTANT = select(leases.c.resource).where(leases.c.fence > 1, leases.c.holder.is_(None))
ADDED = insert(leases).values(resource="made", fence=1, expires_at=0).returning(leases.c.fence)


class Given(Exception):
    """What a test raises inside a transaction."""


async def count(db) -> int:
    return (await db.row(COUNT))["count"]


async def test_a_row_comes_back_as_it_was_put(database):
    """Nothing could be stored if values changed on their way."""
    await database.run(ADD, resource="é /%:x", fence=2**62)
    row = await database.row(GET, resource="é /%:x")
    assert row == {
        "resource": "é /%:x",
        "holder": None,
        "write_id": None,
        "fence": 2**62,
        "expires_at": 0,
    }


async def test_no_row_is_none_or_an_empty_list(database):
    """A caller would take nothing for something."""
    assert await database.row(GET, resource="none") is None
    assert await database.rows(GET, resource="none") == []


async def test_run_counts_the_rows_it_changed(database):
    """Fences and claims are decided by that number."""
    assert await database.run(ADD, resource="a", fence=1) == 1
    assert await database.run(ADD, resource="b", fence=1) == 1
    assert await database.run(GROW) == 2
    assert await database.run(SET, of="none", fence=1) == 0


async def test_a_parameter_may_stand_twice_and_constants_need_no_value(database):
    """Statements would get another parameter's value."""
    await database.run(ADD, resource="a", fence=5)
    assert await database.rows(TWICE, bound=5) == [{"resource": "a"}]
    assert await database.rows(TWICE, bound=6) == []
    assert await database.rows(CONSTANT) == [{"resource": "a"}]


async def test_a_missing_parameter_is_named(database):
    """A mistake of ours would be sent to the database as null."""
    with pytest.raises(KeyError, match="resource"):
        await database.row(GET)


async def test_what_returns_rows_may_write_outside_a_transaction(database):
    """An upsert that returns its row would go to the connection that only reads."""
    assert await database.row(ADDED) == {"fence": 1}
    assert await count(database) == 1


async def test_a_transaction_is_kept_whole_or_not_at_all(database):
    """A call could be started without the lease's renewal being stored."""
    async with database.transaction() as tx:
        await tx.run(ADD, resource="a", fence=1)
        await tx.run(ADD, resource="b", fence=1)
    async with ending(Given, database.transaction()) as tx:
        await tx.run(ADD, resource="c", fence=1)
        assert await count(tx) == 3
        raise Given
    assert await count(database) == 2


async def test_a_transaction_is_not_seen_before_it_is_kept(database):
    """Another request could act on a plan that is then rolled back."""
    async with database.transaction() as tx:
        await tx.run(ADD, resource="a", fence=1)
        assert await count(database) == 0
    assert await count(database) == 1


async def test_a_cancelled_transaction_leaves_nothing_and_the_next_one_runs(database):
    """A client that hangs up would block every other write."""
    entered = asyncio.Event()

    async def forever():
        async with database.transaction() as tx:
            await tx.run(ADD, resource="a", fence=1)
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(forever())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await database.run(ADD, resource="a", fence=1) == 1


async def test_transactions_at_once_lose_no_update(database):
    """Two writers would overwrite each other."""
    await database.run(ADD, resource="a", fence=0)

    async def grow():
        async with database.transaction() as tx:
            await tx.run(GROW)

    await asyncio.gather(*(grow() for _ in range(30)))
    assert (await database.row(GET, resource="a"))["fence"] == 30


async def test_a_taken_key_is_a_conflict(database):
    """A second write with one idempotency key would look like a lost database."""
    await database.run(ADD, resource="a", fence=1)
    with pytest.raises(Conflict):
        await database.run(ADD, resource="a", fence=1)
    async with ending(Conflict, database.transaction()) as tx:
        await tx.run(ADD, resource="a", fence=1)
    assert await count(database) == 1


async def test_a_dangling_reference_is_missing(database):
    """A customer could be added to an application that does not exist."""
    row = {"application_id": "none", "id": "c", "name": "n", "email": None}
    with pytest.raises(Missing):
        await database.run(insert(customers), **row, created_at=0, updated_at=0)


async def test_mistakes_of_ours_are_not_translated(database):
    """A wrong statement would be retried for ever as a lost database."""
    with pytest.raises(Exception, match="created_at") as caught:
        await database.run(insert(applications).values(id="a", name="n"))
    assert "Unavailable" not in caught.type.__name__


@pytest.mark.parametrize(
    "url", ["mysql://h/d", "sqlite://", "sqlite:///", "sqlite:///:memory:", "segue.db", ""]
)
async def test_a_url_that_names_no_database_is_refused(url):
    """A typing mistake would start an empty database somewhere else."""
    with pytest.raises(Unusable, match="postgresql://"):
        await connect(url)


async def test_the_dialect_is_told(database, engine):
    """The little that differs between engines is chosen by it."""
    assert database.dialect == {"sqlite": "sqlite", "postgres": "postgresql"}[engine]


async def test_binary_values_come_back_as_bytes(database):
    """Sealed values would not open."""
    await database.run(
        insert(links), connection_id="c", kind="k", object_id="o", write_id="w", created_at=0
    )
    assert await database.run(links.delete()) == 1
