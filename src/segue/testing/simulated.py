"""Steering a simulator over its control endpoint."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from pydantic_core import from_json


def served_at(url: str, vendors: str) -> str:
    """Say where a simulator at `url` serves what the vendor serves at its own URL."""
    return url + urlsplit(vendors).path.rstrip("/")


class Simulated:
    """One simulator, by the URL it is served at."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self._http = http

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Send a control request; `ValueError` with the simulator's words when it is refused."""
        url = f"{self.url}/__simulator__/{path}"
        async with self._http.request(method, url, json=body) as response:
            said = from_json(await response.read())
            if not response.ok:
                raise ValueError(f"{method} {path}: {said}")
            return said

    async def reset(self) -> None:
        """Go back to the freshly seeded account, without faults, log and clock offset."""
        await self.ask("POST", "reset")

    async def seed(self, what: Mapping[str, Any]) -> Any:
        """Put rows in; gives their ids."""
        return await self.ask("POST", "seed", what)

    async def state(self) -> Any:
        """Give the whole state, by resource."""
        return (await self.ask("GET", "state"))["state"]

    async def switch(self, **positions: str) -> None:
        """Set switches."""
        await self.ask("POST", "switches", positions)

    async def fault(self, kind: str, **options: Any) -> str:
        """Arm a fault; gives its id."""
        return str((await self.ask("POST", "faults", {"kind": kind, **options}))["id"])

    async def advance(self, seconds: float) -> None:
        """Move the simulator's clock, and land what has come due."""
        await self.ask("POST", "clock", {"advance": seconds})

    async def requests(self, *, writes: bool = False) -> list[dict[str, Any]]:
        """List what was asked of the vendor; only what is not a reading when `writes`."""
        found: list[dict[str, Any]] = await self.ask("GET", "requests")
        return [entry for entry in found if not writes or not _reading(entry)]

    async def forget_requests(self) -> None:
        """Clear the log."""
        await self.ask("DELETE", "requests")


def _reading(entry: Mapping[str, Any]) -> bool:
    return entry["method"] == "GET" or str(entry["path"]).endswith("/search")
