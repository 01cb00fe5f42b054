"""A place for a test: a database with customers, a simulator, servers, and one clock for all."""

import asyncio
import base64
import itertools
import json
import math
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from segue.kit.canonical import encode
from segue.kit.clock import SystemClock
from segue.kit.ids import new_id
from segue.spi.provider import Provider
from segue.store import applications, connections, customers, keys
from segue.store.connections import Connection
from segue.store.database import connect
from segue.testing.simulated import Simulated
from segue.vault import Vault

from .servers import Rack, Server

SEALING_KEY = b"\x07" * 32
MOST_REPEATS = 12
LONGEST_WAIT = 120
"""Seconds: more than any lease or settle time, less than a token's life."""
HELD_LOOKS = 2000


@dataclass(frozen=True, slots=True)
class Answered:
    """What the API answered."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def retry_after(self) -> int | None:
        said = self.headers.get("retry-after")
        return None if said is None else int(said)

    @property
    def id(self) -> str:
        return str(self.body["record"]["id"])

    def __str__(self) -> str:
        return f"{self.status} Retry-After={self.retry_after} {json.dumps(self.body)[:900]}"


@dataclass(slots=True)
class Town:
    """One application's customers in one database, each used by one test."""

    url: str
    api_key: str
    application_id: str
    provider: Provider
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def environ(self) -> dict[str, str]:
        """The settings of a server on this database."""
        return {
            "SEGUE_DATABASE_URL": self.url,
            "SEGUE_ENCRYPTION_KEY": base64.b64encode(SEALING_KEY).decode(),
            "SEGUE_WAIT_SECONDS": "0.05",
        }

    async def customer(self, credential: Mapping[str, str]) -> str:
        """Add a customer with a connection to the provider."""
        database = await connect(self.url)
        try:
            name, now = f"customer-{next(self.numbers)}", SystemClock().now()
            application = self.application_id
            await customers.put(database, application, name, name=name, email=None, at=now)
            made = new_id("cn")
            sealed = Vault(SEALING_KEY).seal(encode(dict(credential)), bound_to=made)
            linked = Connection(made, application, name, self.provider.name, sealed, now, now)
            await connections.create(database, linked)
        finally:
            await database.close()
        return name


async def found(url: str, provider: Provider) -> Town:
    """Add an application with a key to a migrated database."""
    database = await connect(url)
    try:
        now = SystemClock().now()
        application = await applications.create(database, "crash", now)
        secret = f"segue_{secrets.token_urlsafe(32)}"
        await keys.issue(database, application.id, "crash", now, secret=secret)
    finally:
        await database.close()
    return Town(url, secret, application.id, provider)


@dataclass(slots=True, kw_only=True)
class Site:
    """One customer's way to one simulated provider, through servers that may be killed."""

    town: Town
    customer: str
    rack: Rack
    http: aiohttp.ClientSession
    simulated: Simulated
    offset: float = 0

    def start(self, **environ: str) -> Server:
        """Start a server process that reaches the simulator."""
        name = f"SEGUE_{self.town.provider.name.upper()}_API_URL"
        root = urlsplit(self.town.provider.api_url).path
        return self.rack.start(**{name: self.simulated.url + root, **environ})

    async def advance(self, seconds: float) -> None:
        """Move every clock: the servers' and the provider's."""
        self.offset += seconds
        self.rack.set_clock(self.offset)
        await self.simulated.advance(seconds)

    async def sequence(self, steps: int = 0) -> str:
        """Put a sequence with as many steps into the provider's account."""
        kind = "cadences" if self.town.provider.name == "salesloft" else "sequences"
        made = await self.simulated.seed({kind: [{"name": "Crash", "steps": steps}]})
        return str(made[kind][0]["id"])

    async def add(
        self, server: Server, sequence: str, record: Mapping[str, Any], key: str
    ) -> Answered:
        """Add a step, once asked."""
        path = f"/engagement/v2/sequences/{sequence}/sequence_steps"
        return await self.post(server, path, {"record": record}, key)

    async def post(self, server: Server, path: str, body: Any, key: str) -> Answered:
        """Ask for any write, once."""
        headers = {**self._headers(), "idempotency-key": key}
        async with self.http.post(server.url + path, json=body, headers=headers) as response:
            lowered = {name.lower(): value for name, value in response.headers.items()}
            return Answered(response.status, await response.json(), lowered)

    async def get(self, server: Server, path: str) -> Any:
        """Read anything; gives its body."""
        async with self.http.get(server.url + path, headers=self._headers()) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    def _headers(self) -> dict[str, str]:
        return {
            "x-api-key": self.town.api_key,
            "x-customer-id": self.customer,
            "x-provider-name": self.town.provider.name,
        }

    async def add_until_done(
        self, server: Server, sequence: str, record: Mapping[str, Any], key: str
    ) -> Answered:
        """Repeat the request as the answers say, moving the clocks instead of waiting."""
        said: list[Answered] = []
        for attempt in range(MOST_REPEATS):
            said.append(await self.add(server, sequence, record, key))
            if said[-1].status == 201:
                return said[-1]
            await self.advance(patience(said[-1], attempt))
        raise AssertionError("never done:\n" + "\n".join(map(str, said)) + self.rack.log[-4000:])

    async def held(self) -> None:
        """Wait until the provider holds a request."""
        for _ in range(HELD_LOOKS):
            if await self.simulated.ask("GET", "hold"):
                return
            await asyncio.sleep(0.002)
        raise AssertionError("nothing is held\n" + self.rack.log[-4000:])


def patience(answer: Answered, attempt: int) -> float:
    """Say how long a caller waits: what it was told, and longer each time, up to two minutes."""
    assert answer.status in {409, 429, 503, 504}, answer
    assert answer.retry_after is not None, answer
    if answer.status == 504:
        assert answer.body["errors"][0]["code"] == "OUTCOME_UNKNOWN", answer
    return max(answer.retry_after, min(LONGEST_WAIT, math.ldexp(4, attempt)))
