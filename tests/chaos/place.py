"""Where a campaign runs: a database, its servers, the simulators, one customer of each."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from segue import registry
from segue.kit.canonical import digest, encode
from segue.kit.clock import SystemClock
from segue.kit.ids import new_id
from segue.simulation.app import serve
from segue.simulation.host import Host
from segue.store import applications, connections, customers, keys, provider_apps
from segue.store.connections import Connection, Renewal
from segue.store.database import connect
from segue.store.errors import StoreError
from segue.store.provider_apps import ProviderApp
from segue.store.runner import Database
from segue.testing.simulated import Simulated, served_at
from segue.testing.world import CLIENT_ID, CLIENT_SECRET
from segue.vault import Vault
from tests.crash.servers import Rack, Server, Servers

from .asks import Ask

SEALING_KEY = b"\x07" * 32
CUSTOMER = "chaos"
TRIES = 200
IDLE_SECONDS = 1


@dataclass(slots=True, kw_only=True)
class Place:
    """Everything that a campaign needs, and can break."""

    url: str
    api_key: str
    application: str
    racks: list[Rack]
    simulated: Mapping[str, Simulated]
    servers: list[Server] = field(default_factory=list)
    offset: float = 0
    skews: list[float] = field(default_factory=list)
    """How far each server's clock is from the simulators'."""
    orders: asyncio.Lock = field(default_factory=asyncio.Lock)
    """The parent of the servers takes one order at a time."""

    async def start(self) -> None:
        """Start every server."""
        self.skews = [0.0] * len(self.racks)
        for rack in self.racks:
            self.servers.append(await asyncio.to_thread(rack.start))

    async def replace(self, number: int) -> None:
        """Kill -9 a server and start another in its place."""
        async with self.orders:
            rack = self.racks[number]
            await asyncio.to_thread(rack.kill, self.servers[number])
            self.servers[number] = await asyncio.to_thread(rack.start)

    async def move(self, seconds: float) -> None:
        """Move every clock."""
        self.offset += seconds
        self.set_clocks()
        for each in self.simulated.values():
            await each.advance(seconds)

    def set_clocks(self) -> None:
        """Tell the servers what time it is."""
        for rack, skew in zip(self.racks, self.skews, strict=True):
            rack.set_clock(self.offset + skew)

    def write_id(self, ask: Ask) -> str:
        """Name a write as Segue does, for those whose callers never heard of it."""
        scope = [self.application, CUSTOMER, ask.provider, ask.key]
        return f"wr_{digest(scope)[:32]}"

    async def reconnect(self, provider: str) -> None:
        """Bring a new credential, as a customer does who is asked to connect again."""
        credential = await self.simulated[provider].ask("GET", "token")
        for _ in range(TRIES):
            try:
                await self._renew(provider, credential)
            except (StoreError, OSError):
                await asyncio.sleep(0.05)
                continue
            return
        raise AssertionError("the database does not come back")

    async def _renew(self, provider: str, credential: Mapping[str, str]) -> None:
        database = await connect(self.url)
        try:
            found = await connections.get(database, self.application, CUSTOMER, provider)
            assert found is not None
            sealed = Vault(SEALING_KEY).seal(encode(dict(credential)), bound_to=found.id)
            at = SystemClock().now() + timedelta(seconds=self.offset + self.skews[0])
            becomes = Renewal(credential=sealed, at=at)
            await connections.replace_credential(
                database, found.id, was=found.credential, becomes=becomes
            )
        finally:
            await database.close()


@asynccontextmanager
async def opened(url: str, servers: Servers, folder: Path, *, many: int) -> AsyncIterator[Place]:
    """Open a place on a migrated, empty database, with as many servers as are wanted."""
    async with AsyncExitStack() as stack:
        # Simulators close what has been idle for 5 s, and a POST then is not sent again.
        kept = aiohttp.TCPConnector(keepalive_timeout=IDLE_SECONDS)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=kept))
        simulated = {}
        for name in registry.names():
            host = stack.enter_context(Host(serve(registry.load(name).simulator())))
            simulated[name] = Simulated(host.url, http)
        application, api_key = await settle(url, simulated)
        environ = environ_of(url, simulated)
        racks = []
        for number in range(many):
            own = folder / f"server-{number}"
            own.mkdir(parents=True)
            racks.append(Rack(servers, environ, own))
            stack.callback(racks[-1].close)
        place = Place(
            url=url, api_key=api_key, application=application, racks=racks, simulated=simulated
        )
        await place.start()
        yield place


def environ_of(url: str, simulated: Mapping[str, Simulated]) -> dict[str, str]:
    environ = {
        "SEGUE_DATABASE_URL": url,
        "SEGUE_ENCRYPTION_KEY": base64.b64encode(SEALING_KEY).decode(),
        "SEGUE_WAIT_SECONDS": "0.5",
        "SEGUE_PROVIDER_TIMEOUT_SECONDS": "3",
        "SEGUE_RECOVERY_SECONDS": "0.5",
    }
    for name, each in simulated.items():
        provider = registry.load(name)
        environ[f"SEGUE_{name.upper()}_API_URL"] = served_at(each.url, provider.api_url)
        if provider.oauth is not None:
            auth = each.url + urlsplit(provider.auth_url).path
            environ[f"SEGUE_{name.upper()}_AUTH_URL"] = auth
    return environ


async def settle(url: str, simulated: Mapping[str, Simulated]) -> tuple[str, str]:
    """Add an application with a key, OAuth clients, and a customer connected to everything."""
    database = await connect(url)
    try:
        now = SystemClock().now()
        owner = (await applications.create(database, "chaos", now)).id
        secret = f"segue_{secrets.token_urlsafe(32)}"
        await keys.issue(database, owner, "chaos", now, secret=secret)
        await customers.put(database, owner, CUSTOMER, name=CUSTOMER, email=None, at=now)
        for name, each in simulated.items():
            await _join(database, owner, name, await each.ask("GET", "token"))
    finally:
        await database.close()
    return owner, secret


async def _join(database: Database, owner: str, name: str, credential: Mapping[str, str]) -> None:
    now, vault = SystemClock().now(), Vault(SEALING_KEY)
    made = new_id("cn")
    sealed = vault.seal(encode(dict(credential)), bound_to=made)
    await connections.create(database, Connection(made, owner, CUSTOMER, name, sealed, now, now))
    if registry.load(name).oauth is not None:
        app = new_id("pa")
        kept = vault.seal(CLIENT_SECRET.encode(), bound_to=app)
        await provider_apps.put(
            database, ProviderApp(app, owner, name, CLIENT_ID, kept, (), now, now)
        )
