"""Where a soak happens: simulators with room for very many requests, a database, a server."""

from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from segue import registry
from segue.store import migrate
from segue.testing.simulated import Simulated
from tests.chaos.place import CUSTOMER, environ_of, settle

from .processes import server, simulator

METRICS_TOKEN = "a-token-for-scraping-0123456789"
PLENTY = 10**9
IDLE_SECONDS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A server that is asked, and what it asks."""

    url: str
    pid: int
    api_key: str
    simulated: Mapping[str, Simulated]
    log: Path

    def headers(self, provider: str) -> dict[str, str]:
        """Give the three headers of a caller."""
        return {
            "x-api-key": self.api_key,
            "x-customer-id": CUSTOMER,
            "x-provider-name": provider,
        }


@asynccontextmanager
async def opened(database_url: str, folder: Path) -> AsyncIterator[Town]:
    """Start everything on an empty database."""
    await migrate.upgrade(database_url)
    # Simulators close what has been idle for 5 s, and a POST then is not sent again.
    kept = aiohttp.TCPConnector(keepalive_timeout=IDLE_SECONDS)
    with ExitStack() as stack:
        urls = {name: stack.enter_context(simulator(name, folder)) for name in registry.names()}
        async with aiohttp.ClientSession(connector=kept) as http:
            simulated = {name: Simulated(url, http) for name, url in urls.items()}
            for each in simulated.values():
                await _make_room(each)
            _, api_key = await settle(database_url, simulated)
            environ = {
                **environ_of(database_url, simulated),
                "SEGUE_WAIT_SECONDS": "5",
                "SEGUE_PROVIDER_TIMEOUT_SECONDS": "30",
                "SEGUE_RECOVERY_SECONDS": "30",
                "SEGUE_KEY_REQUESTS_PER_SECOND": "0",
                "SEGUE_STRANGER_REQUESTS_PER_MINUTE": "0",
                "SEGUE_METRICS": "token",
                "SEGUE_METRICS_TOKEN": METRICS_TOKEN,
                "SEGUE_LOG_LEVEL": "warning",
            }
            path = folder / "server.log"
            log = stack.enter_context(path.open("wb"))
            url, pid = stack.enter_context(server(environ, log))
            yield Town(url=url, pid=pid, api_key=api_key, simulated=simulated, log=path)


async def _make_room(simulated: Simulated) -> None:
    """Lift a simulator's rate limits, which its headers then tell; each has a way of its own."""
    ways: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("seed", {"per_hour": PLENTY}),
        ("seed", {"cost_per_minute": PLENTY}),
        ("switches", {"plan": "unlimited"}),
    )
    taken = 0
    for path, what in ways:
        try:
            await simulated.ask("POST", path, what)
        except ValueError:
            continue
        taken += 1
    assert taken == 1, f"{taken} ways to lift the limits of {simulated.url}"
