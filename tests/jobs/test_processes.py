"""What a process does with jobs: DBOS with the first, none lost when it stops, none beside it."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pysqlite3
import pytest

from segue.app import work
from segue.config import Settings
from segue.engine.durable import BESIDE
from segue.service.working import Pace, working
from segue.store.errors import Unusable
from segue.store.lock import FileLock
from segue.store.tables import jobs
from segue.testing.world import World

from .conftest import Works, works_at

PACE = Pace(look=0.05, lease=3, nap=0.05)
LOOKS = 600
A_MOMENT = 0.05


async def until(works: Works, id: str, what: str) -> dict[str, Any]:
    """Look at a job until it is in a state, or waits."""
    for _ in range(LOOKS):
        job = await works.show(id)
        if job["state"] == what or (what == "waiting" and job["waiting"]):
            return job
        await asyncio.sleep(A_MOMENT)
    raise AssertionError(job)


def files(folder: Path) -> set[str]:
    """Name what there is."""
    return {path.name for path in folder.iterdir()}


def stored(path: Path) -> list[dict[str, Any]]:
    """Read what DBOS keeps of workflows."""
    connection = pysqlite3.connect(str(path) + BESIDE)
    try:
        cursor = connection.execute("SELECT * FROM workflow_status")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    finally:
        connection.close()


def test_commands_and_servers_start_without_dbos() -> None:
    """Every command would take a second longer and 70 MB more."""
    script = "import segue.app, segue.cli.serve, segue.cli.worker, segue.http.app, sys; "
    done = subprocess.run(
        [sys.executable, "-c", script + "print([it for it in sys.modules if it[:4] == 'dbos'])"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


async def test_a_job_outlives_the_server_that_accepted_it(
    outreach: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A restart would lose what waits, or a stop would take as long as the wait."""
    works = await works_at(outreach, 30)
    await outreach.simulated.fault("rate_limited", method="POST", path=works.site.path, after=10)
    async with working(outreach.services, PACE):
        assert f"segue.db{BESIDE}" not in files(tmp_path), "DBOS came without a job"
        id = (await works.create()).job["id"]  # noqa: A001 -- the job's
        waiting = await until(works, id, "waiting")
    assert 10 <= waiting["outcomes"]["enrolled"] < 30
    (row,) = await outreach.services.database.rows(jobs.select())
    assert (row["state"], row["worker"], row["seen_at"]) == ("running", None, None)
    (kept,) = stored(tmp_path / "segue.db")
    assert (kept["status"], kept["serialization"]) == ("PENDING", "portable_json")
    restarted = outreach.restarted()

    async with working(restarted.services, PACE):
        await outreach.clock.advance(3700)
        job = await until(works, id, "done")

    assert job["outcomes"]["enrolled"] == 30
    assert await works.enrolled() == set(works.contacts)
    quiet = [one for one in caplog.records if one.name == "dbos" and one.levelname != "WARNING"]
    assert quiet == []


async def test_what_has_ended_at_dbos_alone_is_gone_on_with(
    outreach: World, tmp_path: Path
) -> None:
    """A job whose workflow was lost, say by a restored backup, would stay open for ever."""
    works = await works_at(outreach, 5)
    id = (await works.create()).job["id"]  # noqa: A001 -- the job's
    async with working(outreach.services, PACE):
        await until(works, id, "done")
    connection = pysqlite3.connect(str(tmp_path / "segue.db") + BESIDE)
    connection.execute("UPDATE workflow_status SET status = 'ERROR'")
    connection.commit()
    connection.close()
    again = {"state": "running", "ended_at": None}
    await outreach.services.database.run(jobs.update().values(**again))

    async with working(outreach.restarted().services, PACE):
        await until(works, id, "done")


def test_a_worker_leaves_a_servers_file_alone(database_url: str, tmp_path: Path) -> None:
    """Two processes would write to one SQLite file."""
    held = FileLock(tmp_path / "segue.db.lock")
    try:
        with pytest.raises(Unusable, match="Another server uses"):
            work(Settings(database_url=database_url), lambda: None)
    finally:
        held.release()
