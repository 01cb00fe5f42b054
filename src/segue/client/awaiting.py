"""The client whose calls are awaited."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self, TypeVar

import httpx2

from segue.client.answers import Page
from segue.client.call import Answer, Call, Lost
from segue.client.connection import Connection
from segue.client.operation import Async, DryAsync
from segue.client.paging import AsyncRecords
from segue.client.retries import RETRIES, Attempts, Retries
from segue.client.wiring import TIMEOUT, Server, answer, who

R = TypeVar("R")
T = TypeVar("T")


class AsyncSegue:
    """A Segue server, asked with one API key.

    `timeout`, in seconds, is how long one attempt waits for the network. `http` is there to set
    proxies, certificates or limits; one that is given is not closed here. `sleep` waits between
    attempts; on trio, give its own.
    """

    def __init__(
        self,
        url: str,
        api_key: str,
        *,
        retries: Retries = RETRIES,
        timeout: float = TIMEOUT,
        http: httpx2.AsyncClient | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._server = Server(url, api_key)
        self._retries = retries
        self._timeout = timeout
        self._http = httpx2.AsyncClient() if http is None else http
        self._owned = http is None
        self._sleep = sleep

    def connection(self, customer_id: str, provider_name: str) -> "AsyncConnection":
        """Name a customer's connection; nothing is asked yet."""
        return AsyncConnection(_Run(self, who(customer_id, provider_name)))

    async def run(self, call: Call[T], headers: Mapping[str, str]) -> T:
        """Ask until there is an answer to keep, and read it; raises `SegueError`."""
        attempts = Attempts(call, self._retries)
        while True:
            wait = attempts.learn(await self._send(call, headers, attempts.timeout(self._timeout)))
            if wait is None:
                return attempts.result()
            await self._sleep(wait)

    async def _send(
        self, call: Call[T], headers: Mapping[str, str], patience: float
    ) -> Answer | Lost:
        try:
            return answer(await self._http.request(**self._server.parts(call, headers, patience)))
        except httpx2.RequestError as error:
            return self._server.lost(error)

    async def close(self) -> None:
        """Close the connections that are kept open."""
        if self._owned:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncSegue({self._server.shown!r})"


@dataclass(frozen=True, slots=True)
class _Run:
    client: AsyncSegue
    headers: Mapping[str, str]
    dry: bool = False

    async def once(self, call: Call[T]) -> T:
        return await self.client.run(call, self.headers)

    def listed(self, call: Call[Page[R]]) -> AsyncRecords[R]:
        return AsyncRecords(call, self.once)


class AsyncConnection(Connection[Async]):
    """What a customer has at a provider."""

    def __init__(self, run: _Run) -> None:
        super().__init__(run)
        self.dry_run: Connection[DryAsync] = Connection(replace(run, dry=True))
        """The same, but writes only return what they would do."""
