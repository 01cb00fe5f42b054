"""A customer, a simulated provider, and processes that carry its jobs out and come and go."""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from segue import registry
from segue.kit.clock import parse_iso
from segue.simulation.app import serve
from segue.simulation.host import Host
from segue.testing.simulated import Simulated
from tests.batch.sites import SITES
from tests.crash.servers import Rack, Server, Servers
from tests.crash.site import Site, found

SITE = SITES["outreach"]
LOOKS = 20_000
A_SEED = 1000
A_MOMENT = 0.2


@contextmanager
def parent_of_processes() -> Iterator[Servers]:
    """Start the parent of the processes, which are ready in milliseconds then."""
    started = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.jobs.parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert started.stdin is not None
    assert started.stdout is not None
    try:
        yield Servers(started)
    finally:
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

    async def prepared(self, contacts: int) -> dict[str, Any]:
        """Seed contacts and spell their job."""
        for first in range(0, contacts, A_SEED):
            last = min(first + A_SEED, contacts)
            wanted = [dict(SITE.good(i)) for i in range(first, last)]
            made = await self.site.simulated.seed({SITE.contacts: wanted})
            self.contacts += [str(one) for one in made[SITE.contacts]]
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
                await self._wait(job["waiting"]["until"])
            await asyncio.sleep(A_MOMENT)
        raise AssertionError(f"{job}\n{self.rack.log[-6000:]}")

    async def _wait(self, until: str) -> None:
        moment = parse_iso(until)
        assert moment is not None
        left = (moment - datetime.now(UTC)).total_seconds() - self.site.offset
        if left > 0:
            await self.site.advance(left + 0.1)

    async def pass_time(self) -> None:
        """Let enough time pass for the dead to be taken for dead."""
        await self.site.advance(150)

    async def outcomes(self, id: str) -> list[dict[str, Any]]:
        """Read what became of every contact."""
        found: list[dict[str, Any]] = []
        after = ""
        while True:
            page = await self.ask("GET", f"/{id}/outcomes?page_size=1000{after}")
            found += page["records"]
            if page["pagination"]["next"] is None:
                return found
            after = f"&cursor={page['pagination']['next']}"

    async def all_true(self, id: str) -> None:
        """Hold the job against the provider: everybody is in once, and told with the right id."""
        job = await self.ask("GET", f"/{id}")
        assert (job["state"], job["outcomes"]["enrolled"]) == ("done", len(self.contacts)), job
        told = await self.outcomes(id)
        state = await self.site.simulated.state()
        rows = {str(row["id"]): str(row["prospect"]) for row in state["sequenceStates"]}
        wanted = set(self.contacts)
        mine = Counter(contact for contact in rows.values() if contact in wanted)
        assert mine == Counter(self.contacts), "somebody is in twice, or not at all"
        assert [row["contact_id"] for row in told] == self.contacts
        assert all(rows[row["id"]] == row["contact_id"] for row in told)

    async def survive(self, contacts: int, kills: int, *, apart: bool) -> None:
        """Have a job carried out while its processes are killed, and hold it against the provider.

        `apart`: a worker is killed, and another one that was there before takes its job over.
        Otherwise the server is killed that has accepted the job, and a fresh one goes on by itself.
        """
        body = await self.prepared(contacts)
        self.server = self.start("server", SEGUE_JOBS="off" if apart else "on")
        carries = self.start("worker") if apart else self.server
        job = await self.ask("POST", "", body)
        assert job["state"] == "queued"
        for n in range(kills):
            reached = await self.until(job["id"], contacts * (n + 1) // (kills + 2))
            assert reached["state"] == "running", "it ended before the kill"
            heir = self.start("worker") if apart else None
            self.rack.kill(carries)
            if heir is None:
                self.server = heir = self.start("server")
            carries = heir
            await self.pass_time()
        await self.until(job["id"], contacts + 1)
        await self.all_true(job["id"])
        assert self.rack.log.count("took a job over") == (kills if apart else 0)
        again = await self.ask("POST", "", body)
        assert (again["id"], again["state"]) == (job["id"], "done")


@asynccontextmanager
async def works_on(url: str, parent: Servers, folder: Path) -> AsyncIterator[Works]:
    """Make a customer of a simulated Outreach in a migrated database."""
    provider = registry.load("outreach")
    town = await found(url, provider)
    with Host(serve(provider.simulator())) as host:
        async with aiohttp.ClientSession() as http:
            simulated = Simulated(host.url, http)
            customer = await town.customer(await simulated.ask("GET", "token"))
            rack = JobRack(parent, town.environ, folder)
            site = Site(town=town, customer=customer, rack=rack, http=http, simulated=simulated)
            environ = {
                "SEGUE_OUTREACH_API_URL": f"{host.url}/api/v2",
                "SEGUE_WAIT_SECONDS": "2",
            }
            try:
                yield Works(site, rack, environ)
            finally:
                rack.close()
