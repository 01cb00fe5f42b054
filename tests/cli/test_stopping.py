"""A server that is told to stop while a write is under way, as a process of its own."""

import asyncio
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import httpx2
import pytest

from segue import registry
from segue.simulation.app import serve
from segue.simulation.host import Host
from segue.testing.simulated import Simulated
from tests.crash.site import Town, found

from .test_serve import SEGUE, logged

STEP = {"type": "call", "interval_seconds": 86_400}
MADE = "/sequenceSteps$"
LOOKS = 500
ENDED = 20
"""Seconds after which a server that does not end has failed to."""


@dataclass
class Stage:
    """One customer of a simulated Outreach, and where its servers run."""

    town: Town
    customer: str
    simulated: Simulated
    folder: Path

    @contextmanager
    def server(self, **settings: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
        """Run a server; gives its process and URL."""
        root = urlsplit(self.town.provider.api_url).path
        environ = {
            **self.town.environ,
            "SEGUE_WAIT_SECONDS": "5",
            "SEGUE_OUTREACH_API_URL": self.simulated.url + root,
            **settings,
        }
        child = subprocess.Popen(
            [SEGUE, "serve", "--port", "0"],
            cwd=self.folder,
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield child, logged(child, "serving")["url"]
        finally:
            child.kill()
            child.communicate()

    async def add(self, url: str, sequence: str) -> httpx2.Response:
        """Ask for a step, always with the same key."""
        headers = {
            "x-api-key": self.town.api_key,
            "x-customer-id": self.customer,
            "x-provider-name": "outreach",
            "idempotency-key": "the one step",
        }
        async with httpx2.AsyncClient(base_url=url, headers=headers, timeout=60) as caller:
            path = f"/engagement/v2/sequences/{sequence}/sequence_steps"
            return await caller.post(path, json={"record": STEP})

    async def sequence(self) -> str:
        """Make an empty sequence."""
        made = await self.simulated.seed({"sequences": [{"name": "Stop", "steps": 0}]})
        return str(made["sequences"][0]["id"])

    async def held(self) -> None:
        """Wait until the provider holds a request."""
        for _ in range(LOOKS):
            if await self.simulated.ask("GET", "hold"):
                return
            await asyncio.sleep(0.02)
        raise AssertionError("nothing is held")

    async def made(self) -> int:
        """Count the requests that made a step."""
        sent = await self.simulated.requests(writes=True)
        return sum(one["path"].endswith("/sequenceSteps") for one in sent)


@pytest.fixture
async def stage(migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    """A customer in a database of its own."""
    database, provider = tmp_path / "segue.db", registry.load("outreach")
    shutil.copy(migrated_sqlite, database)
    town = await found(f"sqlite:///{database}", provider)
    with Host(serve(provider.simulator())) as host:
        # A server may take longer to start than the simulator keeps a connection.
        anew = aiohttp.TCPConnector(force_close=True)
        async with aiohttp.ClientSession(connector=anew) as http:
            simulated = Simulated(host.url, http)
            customer = await town.customer(await simulated.ask("GET", "token"))
            yield Stage(town, customer, simulated, tmp_path)


async def refused(url: str) -> None:
    """Wait until a server takes no new connection."""
    host, port = url.removeprefix("http://").split(":")
    for _ in range(LOOKS):
        try:
            _, writer = await asyncio.open_connection(host, int(port))
        except ConnectionError:
            return
        writer.close()
        await asyncio.sleep(0.02)
    raise AssertionError("it goes on taking requests")


async def asked(stage: Stage, url: str, sequence: str) -> "asyncio.Task[Any]":
    """Ask for a step, whose making the provider holds."""
    await stage.simulated.fault("hold_after", method="POST", path=MADE)
    asking = asyncio.create_task(stage.add(url, sequence))
    await stage.held()
    return asking


async def test_what_is_under_way_is_finished(stage: Stage) -> None:
    """Each new version would cut writes off in the middle."""
    sequence = await stage.sequence()
    with stage.server(SEGUE_GRACE_SECONDS="60") as (child, url):
        asking = await asked(stage, url, sequence)
        child.send_signal(signal.SIGTERM)
        await refused(url)
        assert not asking.done()
        await stage.simulated.ask("POST", "hold/release")
        answer = await asking
        assert (answer.status_code, answer.headers["connection"]) == (201, "close")
        assert await asyncio.to_thread(child.wait, ENDED) == 0
    assert await stage.made() == 1


async def test_what_takes_too_long_is_left_to_a_repeat(stage: Stage) -> None:
    """A stop would hang on a slow provider, or the write be lost, or be made twice."""
    sequence = await stage.sequence()
    with stage.server(SEGUE_GRACE_SECONDS="1") as (child, url):
        asking = await asked(stage, url, sequence)
        child.send_signal(signal.SIGTERM)
        answer = await asking
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["meta"]["reason"]) == (503, "stopping")
        assert answer.headers["idempotency-key"] == "the one step"
        assert answer.headers["retry-after"] == "1"
        assert await asyncio.to_thread(child.wait, ENDED) == 0
    with stage.server() as (_, url):
        again = await stage.add(url, sequence)
    assert again.status_code == 201, again.text
    assert await stage.made() == 1
