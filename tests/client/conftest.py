"""Both clients against a scripted server, with a clock that only waiting moves."""

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest

from segue.cli.sandbox import Sandbox, open_sandbox
from segue.client import AsyncSegue, Retries, Segue

from .scripted import API_KEY, Scripted, serve


@dataclass
class Time:
    """A clock for `Retries`."""

    at: float = 0.0
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += seconds

    async def sleep_awaited(self, seconds: float) -> None:
        self.sleep(seconds)


@dataclass
class Rig:
    """One kind of client, the server that it asks, and how long it waited."""

    kind: str
    server: Scripted
    time: Time
    stack: AsyncExitStack

    async def open(self, url: str | None = None, api_key: str = API_KEY, **options: Any) -> Any:
        """Give a client; `options` are those of `Retries`, `timeout` and `http`."""
        own = {name: options.pop(name) for name in ("timeout", "http") if name in options}
        own.setdefault("http", await self._pool())
        retries = Retries(**{"now": self.time.now, "random": lambda: 1.0, **options})
        at = url or self.server.url
        if self.kind == "sync":
            blocking = Segue(at, api_key, retries=retries, sleep=self.time.sleep, **own)
            return self.stack.enter_context(blocking)
        awaited = AsyncSegue(at, api_key, retries=retries, sleep=self.time.sleep_awaited, **own)
        return await self.stack.enter_async_context(awaited)

    async def _pool(self) -> httpx2.Client | httpx2.AsyncClient:
        """A pool without certificates: reading them takes longer than most tests."""
        if self.kind == "sync":
            return self.stack.enter_context(httpx2.Client(verify=False))
        return await self.stack.enter_async_context(httpx2.AsyncClient(verify=False))

    async def connect(self, **options: Any) -> Any:
        """Give a connection."""
        return (await self.open(**options)).connection("customer-1", "outreach")


@pytest.fixture
def server() -> Iterator[Scripted]:
    """A server that says what it is told to."""
    with serve() as scripted:
        yield scripted


@pytest.fixture(params=["sync", "async"])
async def rig(request: pytest.FixtureRequest, server: Scripted) -> AsyncIterator[Rig]:
    """Every test that asks for it runs with the blocking client and with the awaited one."""
    async with AsyncExitStack() as stack:
        yield Rig(request.param, server, Time(), stack)


@pytest.fixture
def settled() -> Callable[[Any], Any]:
    """Awaits what is to be awaited."""

    async def settle(value: Any) -> Any:
        return await value if inspect.isawaitable(value) else value

    return settle


@pytest.fixture
def gathered() -> Callable[[Any], Any]:
    """Iterates to the end, in either way."""

    async def gather(values: Any) -> list[Any]:
        if hasattr(values, "__aiter__"):
            return [each async for each in values]
        return list(values)

    return gather


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """The real server, with a customer connected to every simulator."""
    async with open_sandbox() as opened:
        yield opened
