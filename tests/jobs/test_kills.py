"""A job of a thousand enrolments outlives the processes that carry it out.

Real processes and sockets, killed with SIGKILL; one clock for all, which is moved instead of waited
for.
"""

import asyncio
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from segue import registry
from segue.simulation.app import serve
from segue.simulation.host import Host
from segue.testing.simulated import Simulated
from tests.batch.sites import SITES
from tests.conftest import ENGINES
from tests.crash.servers import Rack, Server, Servers
from tests.crash.site import Site, found

CONTACTS = 1000
SITE = SITES["outreach"]
LOOKS = 1000
A_MOMENT = 0.1


@pytest.fixture(scope="module")
def parent() -> Iterator[Servers]:
    """The parent of the processes, which are ready in milliseconds."""
    started = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.jobs.parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert started.stdin is not None
    assert started.stdout is not None
    yield Servers(started)
    started.stdin.close()
    started.wait(30)
    started.stdout.close()


class JobRack(Rack):
    """Processes of two kinds."""

    def grow(self, kind: str, environ: dict[str, str]) -> Server:
        """Start a server or a worker."""
        names = {name: str(self.folder / name) for name in ("clock", "log")}
        order = {"environ": {**self.environ, **environ}, "kind": kind, **names}
        started = self.servers.order(start=order)
        self.running.append(Server(started["url"], started["pid"], self.servers))
        return self.running[-1]


@dataclass
class Works:
    """One customer, one simulated provider, and processes that come and go."""

    site: Site
    rack: JobRack
    environ: dict[str, str]
    server: Server | None = None
    contacts: list[str] = field(default_factory=list)

    def start(self, kind: str, **environ: str) -> Server:
        """Start a process."""
        return self.rack.grow(kind, self.environ | environ)

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the present server about jobs."""
        assert self.server is not None
        headers = {
            "x-api-key": self.site.town.api_key,
            "x-customer-id": self.site.customer,
            "x-provider-name": "outreach",
            "idempotency-key": "the job",
        }
        url = f"{self.server.url}/segue/v1/jobs{path}"
        async with self.site.http.request(method, url, json=body, headers=headers) as response:
            said = await response.json()
            assert response.status < 300, said
            return said

    async def prepared(self) -> dict[str, Any]:
        """Seed contacts and spell their job."""
        wanted = [dict(SITE.good(i)) for i in range(CONTACTS)]
        made = await self.site.simulated.seed({SITE.contacts: wanted})
        self.contacts = [str(one) for one in made[SITE.contacts]]
        state = await self.site.simulated.state()
        sequence = next(str(row["id"]) for row in state["sequences"] if row["enabled"])
        more = {"sequence_id": sequence, **SITE.mailbox(state)}
        records = [{"contact_id": contact, **more} for contact in self.contacts]
        return {"job": {"type": "enrol", "records": records}}

    async def until(self, id: str, enrolled: int) -> dict[str, Any]:
        """Look at the job until so many are enrolled, or it has ended.

        Where it waits, every clock is moved to when it goes on.
        """
        for _ in range(LOOKS):
            job: dict[str, Any] = await self.ask("GET", f"/{id}")
            if job["ended_at"] or job["outcomes"]["enrolled"] >= enrolled:
                return job
            if job["waiting"]:
                await self.site.advance(10)
            await asyncio.sleep(A_MOMENT)
        raise AssertionError(f"{job}\n{self.rack.log[-6000:]}")

    async def pass_time(self) -> None:
        """Let enough time pass for the dead to be taken for dead."""
        await self.site.advance(150)

    async def all_true(self, id: str) -> None:
        """Hold the job against the provider: everybody is in once, and told with the right id."""
        job = await self.ask("GET", f"/{id}")
        assert (job["state"], job["outcomes"]["enrolled"]) == ("done", CONTACTS), job
        told = (await self.ask("GET", f"/{id}/outcomes?page_size=1000"))["records"]
        state = await self.site.simulated.state()
        rows = {str(row["id"]): str(row["prospect"]) for row in state["sequenceStates"]}
        mine = Counter(contact for contact in rows.values() if contact in set(self.contacts))
        assert mine == Counter(self.contacts), "somebody is in twice, or not at all"
        assert [row["contact_id"] for row in told] == self.contacts
        assert all(rows[row["id"]] == row["contact_id"] for row in told)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated database."""
    if request.param == "sqlite":
        path = tmp_path / "segue.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    return str(request.getfixturevalue("module_postgres"))


@pytest.fixture
async def works(url: str, parent: Servers, tmp_path: Path) -> AsyncIterator[Works]:
    """A customer of a simulated Outreach."""
    provider = registry.load("outreach")
    town = await found(url, provider)
    with Host(serve(provider.simulator())) as host:
        async with aiohttp.ClientSession() as http:
            simulated = Simulated(host.url, http)
            customer = await town.customer(await simulated.ask("GET", "token"))
            rack = JobRack(parent, town.environ, tmp_path)
            site = Site(town=town, customer=customer, rack=rack, http=http, simulated=simulated)
            environ = {
                "SEGUE_OUTREACH_API_URL": f"{host.url}/api/v2",
                "SEGUE_WAIT_SECONDS": "2",
            }
            yield Works(site, rack, environ)
            rack.close()


async def test_a_thousand_enrolments_survive_two_kills(works: Works, url: str) -> None:
    """A restart would lose a job, forget what it did, or do it twice.

    On SQLite the server is killed that has accepted the job, and a fresh one goes on by itself. On
    PostgreSQL a worker is killed, and another one that was there before takes its job over.
    """
    apart = url.startswith("postgres")
    body = await works.prepared()
    works.server = works.start("server", SEGUE_JOBS="off" if apart else "on")
    carries = works.start("worker") if apart else works.server
    job = await works.ask("POST", "", body)
    assert job["state"] == "queued"
    for enrolled in (CONTACTS // 5, CONTACTS // 2):
        reached = await works.until(job["id"], enrolled)
        assert reached["state"] == "running", "it ended before the kill"
        heir = works.start("worker") if apart else None
        works.rack.kill(carries)
        if heir is None:
            works.server = heir = works.start("server")
        carries = heir
        await works.pass_time()
    await works.until(job["id"], CONTACTS + 1)
    await works.all_true(job["id"])
    assert works.rack.log.count("took a job over") == (2 if apart else 0)
    again = await works.ask("POST", "", body)
    assert (again["id"], again["state"]) == (job["id"], "done")
