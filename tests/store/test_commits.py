"""Commits that transactions on SQLite share."""

import asyncio
import itertools

import pysqlite3
import pytest
from sqlalchemy import bindparam, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from segue.store.commits import MOST
from segue.store.database import connect
from segue.store.errors import Conflict, Unavailable
from segue.store.tables import leases

ADD = insert(leases).values(resource=bindparam("resource"), fence=1, expires_at=0)
ALL = select(leases.c.resource).order_by(leases.c.resource)


@pytest.fixture
def engine() -> str:
    return "sqlite"


@pytest.fixture
async def database(database_url):
    """The database of a server that has it to itself."""
    opened = await connect(database_url, exclusive=True)
    yield opened
    await opened.close()


@pytest.fixture
def commits(database):
    """What the database tells SQLite beside its statements."""
    told, tell = [], database._commits.command

    def kept(sql: str) -> None:
        told.append(sql)
        tell(sql)

    database._commits.command = kept
    return told


@pytest.fixture
def seen(database_url):
    """What another process sees."""
    other = pysqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    yield lambda: [name for (name,) in other.execute("SELECT resource FROM leases ORDER BY 1")]
    other.close()


async def add(database, *names, fails=None):
    """Write rows in one transaction, which fails at its end where it is told to."""
    async with database.transaction() as tx:
        for name in names:
            await tx.run(ADD, resource=name)
        if fails is not None:
            raise fails


async def test_what_runs_at_one_time_shares_a_commit(database, commits, seen):
    """A server with many callers would spend its time on commits."""
    await asyncio.gather(*(add(database, f"{n}a", f"{n}b") for n in range(9)))
    assert commits.count("COMMIT") == 1
    assert len(seen()) == 18


async def after(turns, database, name):
    """Write a row so many turns of the loop from now."""
    for _ in range(turns):
        await asyncio.sleep(0)
    await database.run(ADD, resource=name)


async def test_what_comes_turn_by_turn_shares_a_commit(database, commits):
    """A busy server would commit for every other caller, and read past an empty cache."""
    await asyncio.gather(*(after(n // 2, database, f"a{n}") for n in range(20)))
    assert commits.count("COMMIT") == 1


async def test_who_writes_alone_waits_for_nobody(database, commits):
    """A quiet server would hold each write back for callers that do not come."""
    writing = asyncio.create_task(add(database, "a"))
    for _ in range(4):
        await asyncio.sleep(0)
    assert commits.count("COMMIT") == 1
    await writing


async def test_a_commit_does_not_wait_for_ever(database, commits):
    """Where others never stop coming, the first would never be answered."""
    await asyncio.gather(*(after(n // 2, database, f"a{n}") for n in range(3 * MOST)))
    assert commits.count("COMMIT") >= 2


async def test_nobody_goes_on_before_the_commit(database, seen):
    """A call could be sent, or an answer given, whose journal entry a crash takes back."""

    async def looked(name):
        await database.run(ADD, resource=name)
        return name in seen()

    async def looked_after_many(name):
        await add(database, name)
        return name in seen()

    found = await asyncio.gather(*(looked(f"{n}a") for n in range(5)), looked_after_many("b"))
    assert all(found)


async def test_one_that_fails_takes_back_its_own_alone(database, commits):
    """One caller's fault would undo what others were told is done."""
    await add(database, "taken")
    commits.clear()
    first, second, single, third, last = await asyncio.gather(
        add(database, "a1", "a2"),
        add(database, "b1", fails=KeyError("b")),
        database.run(ADD, resource="taken"),
        add(database, "c1", "taken"),
        database.run(ADD, resource="d1"),
        return_exceptions=True,
    )
    assert (first, last) == (None, 1)
    assert isinstance(second, KeyError)
    assert isinstance(single, Conflict)
    assert isinstance(third, Conflict)
    assert commits.count("COMMIT") == 1
    assert [row["resource"] for row in await database.rows(ALL)] == ["a1", "a2", "d1", "taken"]


async def test_the_first_may_fail_too(database):
    """Those after it would run outside of any transaction."""
    failed, kept = await asyncio.gather(
        add(database, "a", fails=KeyError("a")), add(database, "b"), return_exceptions=True
    )
    assert (type(failed), kept) == (KeyError, None)
    assert [row["resource"] for row in await database.rows(ALL)] == ["b"]


async def test_what_is_not_committed_is_not_read(database):
    """A caller could be told what a crash takes back."""
    added = asyncio.create_task(add(database, "a"))
    while database._commits.idle:  # noqa: ASYNC110 (the other task tells nobody)
        await asyncio.sleep(0)
    assert await database.rows(ALL) == []
    await added
    assert len(await database.rows(ALL)) == 1


async def test_a_commit_that_fails_is_told_to_all_who_wait(database):
    """Somebody would be told that a write is journaled which is not."""
    tell = database._commits.command

    def failing(sql: str) -> None:
        if sql == "COMMIT":
            raise Unavailable("SQLite: disk I/O error.")
        tell(sql)

    database._commits.command = failing
    told = await asyncio.gather(*(add(database, str(n)) for n in range(3)), return_exceptions=True)
    assert [type(one) for one in told] == [Unavailable] * 3
    database._commits.command = tell
    assert await database.rows(ALL) == []
    await add(database, "a")


async def test_a_full_disk_fails_all_who_wait_or_none(database, seen):
    """Somebody would be told that a write is journaled which SQLite has taken back."""
    (pages,) = database._writer.execute("PRAGMA page_count").fetchone()
    database._writer.execute(f"PRAGMA max_page_count={pages}")
    many = [f"{n:099}" for n in range(2000)]
    first, second = await asyncio.gather(
        add(database, "a"), add(database, *many), return_exceptions=True
    )
    assert isinstance(second, Unavailable)
    assert seen() == ([] if isinstance(first, Unavailable) else ["a"])
    database._writer.execute("PRAGMA max_page_count=100000")
    await add(database, "b")
    assert "b" in seen()


async def test_one_who_is_stopped_while_waiting_stops_nobody_else(database, seen):
    """A request that is cancelled would take others' commits along."""
    stopped = asyncio.create_task(add(database, "a"))
    kept = asyncio.create_task(add(database, "b"))
    while not database._commits._waiting:  # noqa: ASYNC110 (the other task tells nobody)
        await asyncio.sleep(0)
    stopped.cancel()
    await kept
    with pytest.raises(asyncio.CancelledError):
        await stopped
    assert "b" in seen()


async def test_a_command_gets_its_turn_beside_a_busy_server(database, database_url):
    """An operator could not revoke a key of a server under load."""
    ended = asyncio.Event()

    async def busy(name):
        for n in itertools.count():
            if ended.is_set():
                return
            await database.run(ADD, resource=f"{name}-{n}")

    def revoke():
        other = pysqlite3.connect(
            database_url.removeprefix("sqlite:///"), isolation_level=None, timeout=60
        )
        other.execute("INSERT INTO leases (resource, fence, expires_at) VALUES ('ours', 1, 0)")
        other.close()

    callers = [asyncio.create_task(busy(name)) for name in "abcdefgh"]
    await asyncio.to_thread(revoke)
    ended.set()
    await asyncio.gather(*callers)
    assert await database.row(ALL.where(leases.c.resource == literal_column("'ours'")))


async def test_beside_others_every_transaction_is_committed_at_once(database_url):
    """Two processes with one file would keep each other out."""
    beside = await connect(database_url)
    await asyncio.gather(*(add(beside, str(n)) for n in range(3)))
    assert not beside._commits._waiting
    assert len(await beside.rows(ALL)) == 3
    await beside.close()
