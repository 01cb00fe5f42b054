"""Bounded concurrency for each connection: who waits for an answer goes first."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from segue.engine.transport import Answer, Destination, RawRequest, Throttled, Transport
from segue.spi.plan import Request

BEHIND: Final = 2
"""How many times as long background work waits for a slot."""
SOON: Final = 1.0
"""Seconds. Slots come free with each answer; nobody knows when the next one comes."""

Waiting = deque["asyncio.Future[None]"]


@dataclass(slots=True)
class _Slots:
    """One connection's requests that are under way, and those that wait."""

    busy: int = 0
    behind: int = 0
    """How many of the busy ones are background."""
    first: Waiting = field(default_factory=deque)
    second: Waiting = field(default_factory=deque)

    @property
    def unused(self) -> bool:
        return not (self.busy or self.first or self.second)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """A transport that has at most `most` requests of a connection under way, in this process.

    Background work has at most half of them, and only those that nobody waits for. Raises
    `Throttled` after `longest_wait` real seconds, background work after twice as many.
    """

    inner: Transport
    most: int = 10
    longest_wait: float = 5.0
    held: dict[str, _Slots] = field(default_factory=dict)

    async def send(self, destination: Destination, request: Request) -> Answer:
        async with self._slot(destination):
            return await self.inner.send(destination, request)

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        async with self._slot(destination):
            return await self.inner.raw(destination, request)

    @asynccontextmanager
    async def _slot(self, destination: Destination) -> AsyncIterator[None]:
        name, background = destination.connection_id, destination.background
        slots = self.held.setdefault(name, _Slots())
        try:
            await self._take(slots, background=background)
            try:
                yield
            finally:
                self._give_back(slots, background=background)
        finally:
            if slots.unused:
                self.held.pop(name, None)

    async def _take(self, slots: _Slots, *, background: bool) -> None:
        queue = slots.second if background else slots.first
        if not queue and self._room(slots, background=background):
            _enter(slots, background=background)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            async with asyncio.timeout(self.longest_wait * (BEHIND if background else 1)):
                await turn
        except BaseException as error:
            if turn in queue:
                queue.remove(turn)
                self._let_in(slots)
            elif not turn.cancelled():
                self._give_back(slots, background=background)
            if isinstance(error, TimeoutError):
                raise Throttled("busy", SOON) from None
            raise

    def _room(self, slots: _Slots, *, background: bool) -> bool:
        if slots.busy >= self.most:
            return False
        return not background or (not slots.first and slots.behind < max(1, self.most // 2))

    def _give_back(self, slots: _Slots, *, background: bool) -> None:
        slots.busy -= 1
        slots.behind -= background
        self._let_in(slots)

    def _let_in(self, slots: _Slots) -> None:
        for queue, background in ((slots.first, False), (slots.second, True)):
            while queue and self._room(slots, background=background):
                turn = queue.popleft()
                if not turn.done():
                    _enter(slots, background=background)
                    turn.set_result(None)


def _enter(slots: _Slots, *, background: bool) -> None:
    slots.busy += 1
    slots.behind += background
