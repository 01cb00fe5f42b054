"""What is carried out together: all of it or nothing, on either engine."""

import asyncpg
import pytest
from sqlalchemy import bindparam, select, update

from segue.store.errors import Conflict, Unavailable
from segue.store.tables import budgets, leases, links
from segue.store.upsert import insert

LEASE = insert(leases).values(resource=bindparam("resource"), fence=1, expires_at=0)
HOLD = (
    update(leases).where(leases.c.resource == bindparam("held")).values(fence=bindparam("becomes"))
)
LINK = insert(links).values(
    connection_id="c", kind="k", object_id=bindparam("object_id"), write_id="w", created_at=1
)
SPEND = insert(budgets).values(
    connection_id=bindparam("connection_id"),
    scope="s",
    window_name="w",
    ends_at=0,
    spent=bindparam("spent"),
    granted=0,
    blocked_until=0,
)
HELD = select(leases.c.resource, leases.c.fence).order_by(leases.c.resource)
LINKED = select(links.c.object_id)
SPENT = select(budgets.c.spent)


class Overtaken(Exception):
    """The lease is another's."""


def hold(name, fence=2):
    """Change a row that has to be there."""

    async def part(tx):
        if not await tx.run(HOLD, held=name, becomes=fence):
            raise Overtaken

    return part


def link(object_id):
    return lambda tx: tx.run(LINK, object_id=object_id)


def spend(spent):
    return lambda tx: tx.run(SPEND, connection_id="c", spent=spent)


async def held(database):
    return {row["resource"]: row["fence"] for row in await database.rows(HELD)}


async def test_all_of_it_is_done(database):
    """A call would be sent that is not in the journal."""
    await database.run(LEASE, resource="a")
    await database.together(hold("a", 7), link("o"), spend(5))
    assert await held(database) == {"a": 7}
    assert await database.rows(LINKED) == [{"object_id": "o"}]
    assert await database.rows(SPENT) == [{"spent": 5}]


async def test_nothing_is_done_where_one_finds_nothing(database):
    """A process that was fenced out would still write to the journal."""
    with pytest.raises(Overtaken):
        await database.together(hold("not there"), link("o"), spend(5))
    with pytest.raises(Overtaken):
        await database.together(link("o"), spend(5), hold("not there"))
    assert await database.rows(LINKED) == []
    assert await database.rows(SPENT) == []


async def test_a_row_that_stands_already_is_a_conflict(database):
    """Two writes would own one thing."""
    await database.run(LEASE, resource="a")
    await database.run(LINK, object_id="o")
    with pytest.raises(Conflict):
        await database.together(hold("a"), spend(5), link("o"))
    assert await held(database) == {"a": 1}
    assert await database.rows(SPENT) == []


async def test_a_part_may_look(database):
    """What depends on a look would be told what is not so."""
    await database.run(LEASE, resource="a")

    async def raised(tx):
        (found,) = await tx.rows(HELD)
        await tx.run(HOLD, held="a", becomes=found["fence"] + 10)

    await database.together(link("o"), raised)
    assert await held(database) == {"a": 11}
    assert await database.rows(LINKED) == [{"object_id": "o"}]


async def test_parts_may_change_one_table_twice(database):
    """The second would be left out, since it saw the row as it was before."""
    await database.run(LEASE, resource="a")
    await database.together(hold("a", 5), link("o"), hold("a", 6), link("p"))
    assert await held(database) == {"a": 6}
    assert len(await database.rows(LINKED)) == 2


async def test_a_part_may_concern_many_rows(database):
    """What deletes old rows would fail."""
    for name in "ab":
        await database.run(LEASE, resource=name)
    everywhere = update(leases).values(fence=bindparam("becomes"))
    await database.together(lambda tx: tx.run(everywhere, becomes=9), link("o"))
    assert await held(database) == {"a": 9, "b": 9}
    assert len(await database.rows(LINKED)) == 1


@pytest.mark.postgres
class TestPostgres:
    """What it costs on PostgreSQL."""

    @pytest.fixture
    def engine(self) -> str:
        return "postgres"

    async def test_it_takes_one_round_trip(self, database, monkeypatch):
        """Each of a write's commits would take five to seven."""
        sent = []
        execute = asyncpg.Connection.execute

        async def counted(self, query, *args, **more):
            sent.append(query)
            return await execute(self, query, *args, **more)

        monkeypatch.setattr(asyncpg.Connection, "execute", counted)
        await database.run(LEASE, resource="a")
        sent.clear()
        await database.together(hold("a"), link("o"), spend(5))
        assert len(sent) == 1
        assert await held(database) == {"a": 2}

    async def test_a_lost_server_is_unavailable(self, database, monkeypatch):
        """A request would be answered with a driver's error."""

        async def lost(*_args, **_more):
            raise ConnectionResetError

        with monkeypatch.context() as patch:
            patch.setattr(asyncpg.Connection, "execute", lost)
            with pytest.raises(Unavailable):
                await database.together(spend(5))
