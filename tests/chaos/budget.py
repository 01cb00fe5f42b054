"""`python -m tests.chaos.budget`: one Salesloft team's minutes, spent by four servers at once.

Real `segue serve` processes on PostgreSQL, real sockets, real minutes. Jobs enrol in the background
while callers read pages that cost more than one. It fails where the simulator has to answer 429,
where less than 95% of a whole minute is used, or where a caller waits longer than the limit.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from segue import registry
from segue.simulation.app import serve
from segue.simulation.host import Host
from segue.store import migrate
from segue.testing.simulated import Simulated
from tests import postgres
from tests.batch.sites import SITES
from tests.crash.site import Town, found

SEGUE = Path(sys.executable).with_name("segue")
SITE = SITES["salesloft"]
MINUTE = 60
LIMIT = 600
LEAST = 0.95
WAIT = 5.0
WORK = 2.0
"""Seconds that a crowded machine may take for a request beside what it waits for the budget."""
PAGES = (1, 1, 1, 1, 1, 1, 20, 120)
PAUSE = 0.8
"""Seconds between two callers, on average: a sixth of the budget."""
START_SECONDS = 60
SEED_AT_ONCE = 1000
Asking = tuple[aiohttp.ClientSession, str, Mapping[str, str]]


@dataclass(slots=True)
class Seen:
    """What the simulator was asked, and what callers were told."""

    spent: Counter[int] = field(default_factory=Counter)
    """By minute."""
    refused: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    longest: float = 0

    def watch(self, vendor: Any) -> None:
        """Look at every charge of the simulator's meter."""
        charge = vendor.meter.charge

        def charging(now: Any, cost: int) -> bool:
            done: bool = charge(now, cost)
            if done:
                self.spent[int(now.timestamp() // MINUTE)] += cost
            else:
                self.refused += 1
            return done

        vendor.meter.charge = charging

    def faults(self, whole: range) -> list[str]:
        """Say what was not as it has to be."""
        found = []
        if self.refused:
            found.append(f"the simulator had to answer 429 {self.refused} times")
        found += [
            f"only {self.spent[minute]} of {LIMIT} units were used in a minute"
            for minute in whole
            if self.spent[minute] < LEAST * LIMIT
        ]
        if self.longest > WAIT + WORK:
            found.append(f"a caller waited {self.longest:.1f} s")
        if strange := set(self.answers) - {200, 429}:
            found.append(f"callers were answered {sorted(strange)}")
        return found


def main() -> int:
    """Read the command line, run, print; 1 where anything is not as it has to be."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.budget")
    parser.add_argument("--minutes", type=int, default=2, help="whole minutes that count")
    parser.add_argument("--servers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="segue-budget-")))
        server = stack.enter_context(postgres.server())
        url = stack.enter_context(postgres.database(server))
        vendor = registry.load("salesloft").simulator()
        seen = Seen()
        seen.watch(vendor)
        host = stack.enter_context(Host(serve(vendor)))
        whole = asyncio.run(run(url, host.url, folder, seen, given))
    used = [seen.spent[minute] for minute in whole]
    print(
        f"{given.servers} servers, seed {given.seed}: used {used} of {LIMIT} a minute,"
        f" {seen.refused} refused by the simulator, callers {dict(seen.answers)},"
        f" longest {seen.longest:.2f} s"
    )
    faults = seen.faults(whole)
    for fault in faults:
        print(f"NOT SO: {fault}", file=sys.stderr)
    return 1 if faults else 0


async def run(
    url: str, simulator: str, folder: Path, seen: Seen, given: argparse.Namespace
) -> range:
    """Bring the load on; gives the minutes that were whole."""
    await migrate.upgrade(url)
    town = await found(url, registry.load("salesloft"))
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession())
        simulated = Simulated(simulator, http)
        customer = await town.customer(await simulated.ask("GET", "token"))
        environ = {
            **town.environ,
            "SEGUE_SALESLOFT_API_URL": simulator,
            "SEGUE_WAIT_SECONDS": str(WAIT),
        }
        homes = [Path(tempfile.mkdtemp(dir=folder)) for _ in range(given.servers)]
        starting = [stack.enter_async_context(_serving(environ, home)) for home in homes]
        urls = [await one for one in starting]
        headers = _headers(town, customer)
        asks: list[Asking] = [(http, each, headers) for each in urls]
        await _employ(asks, simulated, (given.minutes + 1) * LIMIT)
        first = int(time.time() // MINUTE) + 1
        whole = range(first, first + given.minutes)
        callers = asyncio.create_task(_call(asks, seen, random.Random(given.seed)))
        await asyncio.sleep(whole.stop * MINUTE - time.time())
        callers.cancel()
        await asyncio.wait({callers})
        if not callers.cancelled() and (error := callers.exception()):
            raise error
    return whole


def _headers(town: Town, customer: str) -> dict[str, str]:
    return {
        "x-api-key": town.api_key,
        "x-customer-id": customer,
        "x-provider-name": "salesloft",
    }


async def _employ(asks: list[Asking], simulated: Simulated, contacts: int) -> None:
    """Give every server a job that enrols some of as many contacts."""
    ids: list[str] = []
    for start in range(0, contacts, SEED_AT_ONCE):
        wanted = [dict(SITE.good(i)) for i in range(start, min(start + SEED_AT_ONCE, contacts))]
        ids += [str(one) for one in (await simulated.seed({SITE.contacts: wanted}))[SITE.contacts]]
    made = await simulated.seed({"cadences": [{"name": "Budget", "steps": 1, "active": True}]})
    sequence = str(made["cadences"][0]["id"])
    for number, (http, url, headers) in enumerate(asks):
        records = [{"contact_id": id, "sequence_id": sequence} for id in ids[number :: len(asks)]]  # noqa: A001
        body = {"job": {"type": "enrol", "records": records}}
        key = {"idempotency-key": f"job {number}"}
        async with http.post(f"{url}/segue/v1/jobs", json=body, headers={**headers, **key}) as told:
            if told.status >= 300:
                raise AssertionError(await told.text())


async def _call(asks: list[Asking], seen: Seen, seed: random.Random) -> None:
    async with asyncio.TaskGroup() as group:
        while True:
            await asyncio.sleep(seed.expovariate(1 / PAUSE))
            group.create_task(_one(seed.choice(asks), seen, seed.choice(PAGES)))


async def _one(asking: Asking, seen: Seen, page: int) -> None:
    http, url, headers = asking
    body = {"method": "GET", "path": "/v2/people", "query": {"page": page, "per_page": 1}}
    begun = time.monotonic()
    async with http.post(f"{url}/actions/v2/passthrough", json=body, headers=headers) as told:
        said = await told.json()
    seen.longest = max(seen.longest, time.monotonic() - begun)
    seen.answers[said["status"] if told.status == 200 else told.status] += 1


@asynccontextmanager
async def _serving(environ: Mapping[str, str], folder: Path) -> AsyncIterator[str]:
    """Run one server while the block lasts; gives its URL."""
    log = folder / "log"
    with log.open("wb") as written:
        child = await asyncio.create_subprocess_exec(
            *(SEGUE, "serve", "--port", "0"),
            cwd=folder,
            env={**os.environ, **environ},
            stdout=written,
            stderr=written,
        )
    try:
        async with asyncio.timeout(START_SECONDS):
            while (url := _url(log)) is None:
                if child.returncode is not None:
                    raise AssertionError(log.read_text())
                await asyncio.sleep(0.05)
        yield url
    finally:
        if child.returncode is None:
            child.terminate()
        await child.wait()


def _url(log: Path) -> str | None:
    for line in log.read_text().splitlines():
        if line.startswith("{") and (told := json.loads(line))["event"] == "serving":
            return str(told["url"])
    return None


if __name__ == "__main__":
    sys.exit(main())
