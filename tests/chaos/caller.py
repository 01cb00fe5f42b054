"""A caller of the API: asks, hears, waits as told, and asks again with the same key."""

import asyncio
import random
from dataclasses import dataclass

import aiohttp

from .asks import Ask
from .moments import Moments
from .oracle import Heard, Told, verdict
from .place import CUSTOMER, Place

LONGEST_REQUEST = 60
UNAUTHORIZED = 401
NOT_FOUND = 404
MOST_REPEATS = 14
LONGEST_WAIT = 180.0


@dataclass(slots=True, kw_only=True)
class Caller:
    """Asks the servers of a place."""

    place: Place
    http: aiohttp.ClientSession
    moments: Moments
    rng: random.Random
    reconnecting: asyncio.Lock
    reconnected: int = 0

    async def ask(self, ask: Ask, told: Told) -> Heard:
        """Ask once, one of the servers."""
        number = self.rng.randrange(len(self.place.servers))
        server = self.place.servers[number]
        try:
            heard = await self._ask(ask, server.url, f"server {number}")
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            heard = Heard(status=0, body=f"{type(error).__name__}: {error}", by=f"server {number}")
        told.heard.append(heard)
        return heard

    async def _ask(self, ask: Ask, url: str, by: str) -> Heard:
        headers = {
            "x-api-key": self.place.api_key,
            "x-customer-id": CUSTOMER,
            "x-provider-name": ask.provider,
            "idempotency-key": ask.key,
        }
        body = {} if ask.body is None else {"json": ask.body}
        path = f"{url}/engagement/v2{ask.path}"
        limit = aiohttp.ClientTimeout(total=LONGEST_REQUEST)
        async with self.http.request(
            ask.method, path, headers=headers, timeout=limit, **body
        ) as response:
            said = await response.json(content_type=None)
            wait = response.headers.get("retry-after")
            return Heard(
                status=response.status,
                body=said,
                retry_after=None if wait is None else int(wait),
                replayed=response.headers.get("idempotent-replayed") == "true",
                by=by,
            )

    async def hang_up(self, ask: Ask, told: Told) -> None:
        """Ask and go away before there is an answer, or just after."""
        asking = asyncio.ensure_future(self.ask(ask, told))
        await asyncio.wait({asking}, timeout=self.rng.uniform(0.0, 0.06))
        if asking.done():
            return
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        told.heard.append(Heard(status=0, body="hung up"))
        await self.moments.afterwards()

    async def until_final(self, ask: Ask, told: Told) -> None:
        """Repeat as the answers say until one of them is final."""
        for attempt in range(MOST_REPEATS):
            heard = await self.ask(ask, told)
            if (final := verdict(heard)) is not None:
                told.final = final
                return
            if heard.status == UNAUTHORIZED:
                await self._reconnect(ask.provider)
            backoff = min(LONGEST_WAIT, 2.0**attempt)
            if heard.retry_after is None:
                await self.moments.wait(backoff)
            else:
                await self.moments.wait(max(float(heard.retry_after), backoff / 4))

    async def _reconnect(self, provider: str) -> None:
        async with self.reconnecting:
            await self.place.reconnect(provider)
            self.reconnected += 1

    async def standing(self, ask: Ask) -> str:
        """Ask what Segue says of a write: its state, or `none` where it knows of none."""
        write = self.place.write_id(ask)
        url = f"{self.place.servers[0].url}/segue/v1/writes/{write}"
        async with self.http.get(url, headers={"x-api-key": self.place.api_key}) as response:
            if response.status == NOT_FOUND:
                return "none"
            return str((await response.json(content_type=None))["state"])
