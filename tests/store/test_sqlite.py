"""What only SQLite does: one writer, checkpoints, one server for a file."""

import asyncio
import itertools
import subprocess
import sys
import threading
from pathlib import Path

import pysqlite3
import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from segue.store import checkpoint, sqlite
from segue.store.database import connect
from segue.store.errors import Unavailable, Unusable
from segue.store.tables import leases

from .rows import ending

ADD = insert(leases).values(resource=bindparam("resource"), fence=1, expires_at=0)


@pytest.fixture
def engine() -> str:
    return "sqlite"


@pytest.fixture
def path(database_url):
    return Path(database_url.removeprefix("sqlite:///"))


async def until(predicate) -> None:
    """Wait for something that another task does."""
    async with asyncio.timeout(10):
        while not predicate():  # noqa: ASYNC110 (the other task tells nobody)
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_releases_with_the_wal_reset_bug_are_refused(version):
    """Such a release can corrupt the file."""
    with pytest.raises(Unusable, match=r"3\.51\.3 or later"):
        sqlite.refuse_old(version)


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 53, 4), pysqlite3.sqlite_version_info])
def test_releases_without_it_are_not(version):
    """The installed release would be refused."""
    sqlite.refuse_old(version)


async def test_a_second_server_is_refused_in_one_sentence(database_url):
    """Two servers would each think themselves alone on the file."""
    first = await connect(database_url, exclusive=True)
    with pytest.raises(Unusable, match=r"segue\.db: a SQLite file serves one .* PostgreSQL"):
        await connect(database_url, exclusive=True)
    await (await connect(database_url)).close()
    await first.close()
    await (await connect(database_url, exclusive=True)).close()


async def test_a_killed_server_leaves_the_file_to_the_next(database_url):
    """After a crash the operator would have to delete a lock file by hand."""
    code = (
        "import asyncio, sys, os\n"
        "from segue.store.database import connect\n"
        "asyncio.run(connect(sys.argv[1], exclusive=True))\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, database_url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert await child.stdout.readline() == b"held\n"
    with pytest.raises(Unusable):
        await connect(database_url, exclusive=True)
    child.kill()
    await child.communicate()
    await (await connect(database_url, exclusive=True)).close()


async def test_what_was_committed_survives_a_kill(database_url):
    """The journal would forget a call that was sent."""
    code = (
        "import asyncio, os, signal, sys\n"
        "from segue.store.database import connect\n"
        "from segue.store.tables import leases\n"
        "from sqlalchemy import bindparam\n"
        "from sqlalchemy.dialects.postgresql import insert\n"
        "add = insert(leases).values(resource=bindparam('resource'), fence=1, expires_at=0)\n"
        "async def main():\n"
        "    db = await connect(sys.argv[1])\n"
        "    await db.run(add, resource='kept')\n"
        "    async with db.transaction() as tx:\n"
        "        await tx.run(add, resource='lost')\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", code, database_url)
    assert await child.wait() == -9
    database = await connect(database_url)
    assert await database.rows(select(leases.c.resource)) == [{"resource": "kept"}]
    await database.close()


async def test_a_wrong_synchronous_mode_is_refused(database_url):
    """A mode that loses commits could be set by a typing mistake."""
    with pytest.raises(Unusable, match="NORMAL, FULL"):
        await connect(database_url, synchronous="OFF")


@pytest.mark.parametrize(("synchronous", "mode"), [("NORMAL", 1), ("FULL", 2)])
async def test_the_connections_are_set_up(database_url, synchronous, mode):
    """Foreign keys would not hold, or the reader could write."""
    database = await connect(database_url, synchronous=synchronous)
    writer, reader = database._writer, database._reader
    assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert writer.execute("PRAGMA synchronous").fetchone() == (mode,)
    assert writer.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert writer.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)
    with pytest.raises(pysqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM leases")
    await database.close()


async def test_a_statement_beside_its_own_transaction_is_an_error(database):
    """The task would wait for itself for ever."""
    async with database.transaction() as tx:
        await tx.run(ADD, resource="a")
        with pytest.raises(RuntimeError, match="on it, not beside it"):
            await database.run(ADD, resource="b")


async def test_a_folder_that_is_not_there_makes_the_database_unavailable(tmp_path):
    """The operator would see a driver's error."""
    with pytest.raises(Unavailable, match=r"none/segue\.db"):
        await connect(f"sqlite:///{tmp_path}/none/segue.db")


async def test_a_file_that_is_no_database_is_unavailable(tmp_path):
    """The operator would see a driver's error."""
    (tmp_path / "segue.db").write_bytes(b"not a database, but long enough to be read as one" * 99)
    with pytest.raises(Unavailable, match="not a database"):
        await connect(f"sqlite:///{tmp_path}/segue.db")


async def test_the_loop_goes_on_while_another_process_writes(database, path):
    """A command that writes to the file would freeze the server."""
    other = pysqlite3.connect(str(path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(database.run(ADD, resource="a"))
    for _ in range(3):
        await asyncio.sleep(0)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    assert await waiting == 1


async def test_a_file_that_stays_locked_is_unavailable(database, path, monkeypatch):
    """A request would wait for ever."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)
    other = pysqlite3.connect(str(path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        await database.run(ADD, resource="a")
    other.close()
    assert await database.run(ADD, resource="a") == 1


async def test_a_long_log_is_copied_into_the_file(database, monkeypatch):
    """The log would grow for ever under load."""
    monkeypatch.setattr(checkpoint, "PAGES", 1)
    monkeypatch.setattr(checkpoint, "COMMITS", 1)
    monkeypatch.setattr(checkpoint, "IDLE_SECONDS", 3600)
    await database.run(ADD, resource="a")
    await until(
        lambda: not database._commits.lock.locked() and database._checkpoints.pending() == 0
    )


async def test_nobody_waits_while_most_of_a_long_log_is_copied(database, monkeypatch):
    """Every caller would wait for the disk each time that the log is long."""
    monkeypatch.setattr(checkpoint, "PAGES", 1)
    monkeypatch.setattr(checkpoint, "COMMITS", 1)
    monkeypatch.setattr(checkpoint, "IDLE_SECONDS", 3600)
    copy, begun, go_on = checkpoint._copy, threading.Event(), threading.Event()
    told = []

    def held(connection):
        if connection is not database._writer:
            begun.set()
            told.append(go_on.wait(10))
        copy(connection)

    monkeypatch.setattr(checkpoint, "_copy", held)
    await database.run(ADD, resource="a")
    await until(begun.is_set)
    for n in range(9):
        await database.run(ADD, resource=str(n))
    assert database._checkpoints.pending() > 0
    go_on.set()
    await until(
        lambda: not database._commits.lock.locked() and database._checkpoints.pending() == 0
    )
    assert told[0]


async def test_the_log_begins_anew_though_somebody_always_writes(database, monkeypatch):
    """The disk would fill up under load that never pauses."""
    monkeypatch.setattr(checkpoint, "PAGES", 1)
    monkeypatch.setattr(checkpoint, "COMMITS", 1)
    lengths = []
    for n in range(1000):
        await database.run(ADD, resource=str(n))
        await asyncio.sleep(0)
        lengths.append(database._writer.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()[1])
    assert any(after < before for before, after in itertools.pairwise(lengths))


async def test_an_idle_log_is_copied_into_the_file(database, monkeypatch):
    """The next writer after a pause would pay for the checkpoint."""
    monkeypatch.setattr(checkpoint, "IDLE_SECONDS", 0.01)
    await asyncio.gather(*(database.run(ADD, resource=str(n)) for n in range(20)))
    assert database._checkpoints.pending() > 0
    await until(
        lambda: not database._commits.lock.locked() and database._checkpoints.pending() == 0
    )


async def test_writes_and_reads_go_on_beside_checkpoints(database, monkeypatch):
    """A checkpoint could meet a commit on the writer's connection."""
    monkeypatch.setattr(checkpoint, "PAGES", 1)
    monkeypatch.setattr(checkpoint, "COMMITS", 1)
    for n in range(200):
        await database.run(ADD, resource=str(n))
        assert len(await database.rows(select(leases.c.resource))) == n + 1
    assert database._writer.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_closing_waits_for_a_checkpoint(database_url, monkeypatch):
    """A thread would use a connection that is closed."""
    monkeypatch.setattr(checkpoint, "PAGES", 1)
    monkeypatch.setattr(checkpoint, "COMMITS", 1)
    database = await connect(database_url)
    await database.run(ADD, resource="a")
    await database.close()


def test_a_closed_file_has_no_log_beside_it(database_url, path):
    """A copy of the file alone would lack the last commits."""

    async def write():
        database = await connect(database_url)
        await database.run(ADD, resource="a")
        await database.close()

    asyncio.run(write())
    assert {file.name for file in path.parent.iterdir()} == {path.name}


async def test_a_full_disk_is_unavailable_and_the_transaction_is_gone(database):
    """A write would be half stored, or told as a mistake of ours."""
    (pages,) = database._writer.execute("PRAGMA page_count").fetchone()
    database._writer.execute(f"PRAGMA max_page_count={pages}")
    async with ending(Unavailable, database.transaction()) as tx:
        for n in range(2000):
            await tx.run(ADD, resource=f"{n:099}")
    assert await database.rows(select(leases.c.resource)) == []
    database._writer.execute("PRAGMA max_page_count=100000")
    assert await database.run(ADD, resource="a") == 1
