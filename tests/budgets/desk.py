"""A provider's simulator at the other end of a transport, on a clock that is stepped."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from segue import registry
from segue.engine.transport import Answer, Destination, RawRequest, pairs_of, path_of
from segue.kit.clock import Clock
from segue.simulation.vendor import Asked
from segue.spi.plan import Request
from segue.spi.provider import Provider

TOO_MANY = 429


@dataclass(slots=True)
class Behind:
    """The provider's clock, some seconds ahead of ours."""

    clock: Clock
    ahead: float = 0

    def now(self) -> datetime:
        return self.clock.now() + timedelta(seconds=self.ahead)


@dataclass(slots=True, kw_only=True)
class Desk:
    """Asks the simulator after some latency, and answers after some more."""

    vendor: Any
    clock: Clock
    random: random.Random
    latency: tuple[float, float] = (0.02, 0.15)
    ahead: float = 0
    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    """When requests came in, by the provider's clock."""

    async def send(self, destination: Destination, request: Request) -> Answer:
        query: dict[str, list[str]] = {}
        for name, value in pairs_of(request.query):
            query.setdefault(name, []).append(value)
        path = destination.api_url.removeprefix("https://x.invalid") + path_of(request)
        return await self._ask(destination, Asked(request.method, path, query, {}, request.body))

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        url = urlsplit(request.url)
        query = parse_qs(url.query)
        return await self._ask(destination, Asked(request.method, url.path, query, {}))

    async def _ask(self, destination: Destination, asked: Asked) -> Answer:
        made = destination.provider.headers(destination.credential)
        headers = {name.lower(): value for name, value in made.items()}
        headers["content-type"] = destination.provider.media_type
        await self.clock.sleep(self.random.uniform(*self.latency))
        theirs = Behind(self.clock, self.ahead)
        self.times.append(theirs.now().timestamp())
        told = self.vendor.answer(
            Asked(asked.method, asked.path, asked.query, headers, asked.body), theirs
        )
        self.statuses[told.status] += 1
        await self.clock.sleep(self.random.uniform(*self.latency))
        lowered = {name.lower(): value for name, value in told.headers.items()}
        text = told.encoded().decode()
        return Answer(status=told.status, body=told.body, text=text, headers=lowered)


def customer(provider: Provider, vendor: Any, *, background: bool = False) -> Destination:
    """A connection to the simulator, under a credential that works."""
    path = provider.api_url.partition("//")[2].partition("/")[2]
    return Destination(
        connection_id="cn_1",
        provider=provider,
        api_url=f"https://x.invalid/{path}".rstrip("/"),
        credential=vendor.token(),
        background=background,
    )


def provider(name: str) -> Provider:
    """An installed provider."""
    return registry.load(name)
