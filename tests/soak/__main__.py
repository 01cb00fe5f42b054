"""`python -m tests.soak`: a mixed load for as long as is wanted, with nothing that grows."""

import argparse
import asyncio
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests import postgres

from .load import Load, Unexpected
from .sampling import Sample, judge, look, table
from .town import METRICS_TOKEN, Town, opened

MINUTE = 60
LOOK_SECONDS = 2
REFRESH_SECONDS = 75
"""Outreach gives no second token within a minute."""
REFRESHED = ("outreach", "salesloft")
"""Providers whose tokens end."""
WORKERS = 2
"""For each provider."""
TASKS = re.compile(r"^segue_tasks (\S+)$", re.MULTILINE)
MOST_TOLD = 20
LOUD = ("error", "critical")


@dataclass(slots=True, kw_only=True)
class Soak:
    """One run."""

    town: Town
    http: aiohttp.ClientSession
    rate: float
    """Things done in a second, by all workers together."""
    seconds: float
    counted: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    refreshes: int = 0
    began: float = field(default_factory=time.monotonic)
    took: float = 0

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began

    async def run(self, seed: int) -> None:
        """Load the server until the time is over."""
        loads = [
            Load(name, self.ask, random.Random(f"{seed} {name} {number}"), self.counted)
            for name in self.town.simulated
            for number in range(WORKERS)
        ]
        for load in loads:
            await load.begin()
        self.began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for load in loads:
                group.create_task(self._work(load, pause=len(loads) / self.rate))
            group.create_task(self._look())
            group.create_task(self._refresh())
        self.took = self.elapsed

    async def ask(
        self, provider: str, method: str, path: str, body: Any, headers: Mapping[str, str]
    ) -> tuple[int, Any, Mapping[str, str]]:
        """Send one request."""
        sent = {**self.town.headers(provider), **headers}
        async with self.http.request(
            method, self.town.url + path, json=body, headers=sent
        ) as response:
            told = await response.json(content_type=None)
            return response.status, told, response.headers

    async def _work(self, load: Load, pause: float) -> None:
        due = self.elapsed
        while self.elapsed < self.seconds:
            try:
                await load.once()
            except (Unexpected, AssertionError, aiohttp.ClientError) as error:
                self.wrong.append(f"{type(error).__name__}: {error}")
            due = max(due + pause, self.elapsed - 1)
            await asyncio.sleep(max(0, due - self.elapsed))

    async def _look(self) -> None:
        headers = {"authorization": f"Bearer {METRICS_TOKEN}"}
        while self.elapsed < self.seconds:
            async with self.http.get(f"{self.town.url}/metrics", headers=headers) as response:
                (tasks,) = TASKS.findall(await response.text())
            requests = sum(self.counted.values())
            self.samples.append(
                look(
                    self.town.pid, seconds=self.elapsed, tasks=int(float(tasks)), requests=requests
                )
            )
            await asyncio.sleep(LOOK_SECONDS)

    async def _refresh(self) -> None:
        """Let tokens end under the server's hands."""
        while self.elapsed < self.seconds:
            for name in REFRESHED:
                await self.town.simulated[name].fault("expired_token")
                self.refreshes += 1
            await asyncio.sleep(min(REFRESH_SECONDS, max(0, self.seconds - self.elapsed)))

    def report(self, warm: float) -> bool:
        """Print what was seen; true where nothing grew and nothing went wrong."""
        print("\n".join(table(self.samples)))
        total = sum(self.counted.values())
        shown = ", ".join(f"{name} {number:,}" for name, number in sorted(self.counted.items()))
        print(f"\n{total:,} requests in {self.took:.0f} s ({total / self.took:.1f}/s): {shown}")
        loud = [
            line
            for line in self.town.log.read_text("utf-8").splitlines()
            if json.loads(line)["level"] in LOUD
        ]
        print(f"{self.refreshes} tokens ended; {len(self.wrong)} errors; {len(loud)} in the log")
        print("\n".join((*self.wrong[:MOST_TOLD], *loud[:MOST_TOLD])))
        verdicts = judge(self.samples, warm=warm)
        print(f"after {warm:.0f} s of warming up, the first and the last fifth:")
        for one in verdicts:
            word = "GROWS" if one.bad else "flat"
            print(
                f"  {one.name:12} {one.first:>14,.0f} {one.last:>14,.0f} {one.growth:+.2%} {word}"
            )
        return not (self.wrong or loud or any(one.bad for one in verdicts))


async def soak(database_url: str, folder: Path, given: argparse.Namespace) -> bool:
    """Soak one server; true where it holds."""
    seconds = given.minutes * MINUTE
    async with opened(database_url, folder) as town, aiohttp.ClientSession() as http:
        run = Soak(town=town, http=http, rate=given.rate, seconds=seconds)
        await run.run(given.seed)
        ended = time.monotonic()
    print(f"ended within {time.monotonic() - ended:.1f} s")
    return run.report(warm=given.warm * seconds)


def main() -> int:
    """Read the command line, run, print; 1 where something grew or went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--rate", type=float, default=12, help="things done in a second")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--warm", type=float, default=0.25, help="part that is warming up")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="segue-soak-")))
        url = f"sqlite:///{folder}/segue.db"
        if given.database == "postgres":
            url = stack.enter_context(postgres.database(stack.enter_context(postgres.server())))
        return 0 if asyncio.run(soak(url, folder, given)) else 1


if __name__ == "__main__":
    sys.exit(main())
