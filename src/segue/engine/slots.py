"""Bounded concurrency for each connection: who waits for an answer goes first."""

import asyncio
from collections import deque
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
        slots = await self._take(destination)
        try:
            return await self.inner.send(destination, request)
        finally:
            self._leave(slots, destination)

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        slots = await self._take(destination)
        try:
            return await self.inner.raw(destination, request)
        finally:
            self._leave(slots, destination)

    async def _take(self, destination: Destination) -> _Slots:
        name, background = destination.connection_id, destination.background
        slots = self.held.get(name)
        if slots is None:
            slots = self.held[name] = _Slots()
        queue = slots.second if background else slots.first
        if not queue and self._room(slots, background=background):
            _enter(slots, background=background)
            return slots
        try:
            await self._wait(slots, queue, background=background)
        except BaseException:
            self._forget(slots, name)
            raise
        return slots

    def _leave(self, slots: _Slots, destination: Destination) -> None:
        self._give_back(slots, background=destination.background)
        self._forget(slots, destination.connection_id)

    def _forget(self, slots: _Slots, name: str) -> None:
        if not (slots.busy or slots.first or slots.second):
            self.held.pop(name, None)

    async def _wait(self, slots: _Slots, queue: Waiting, *, background: bool) -> None:
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        queue.append(turn)
        longest = self.longest_wait * (BEHIND if background else 1)
        timer = loop.call_later(longest, _give_up, turn)
        try:
            await turn
        except BaseException:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._give_back(slots, background=background)
            elif turn in queue:
                queue.remove(turn)
                self._let_in(slots)
            raise
        finally:
            timer.cancel()

    def _room(self, slots: _Slots, *, background: bool) -> bool:
        if slots.busy >= self.most:
            return False
        return not background or (not slots.first and slots.behind < max(1, self.most // 2))

    def _give_back(self, slots: _Slots, *, background: bool) -> None:
        slots.busy -= 1
        slots.behind -= background
        if slots.first or slots.second:
            self._let_in(slots)

    def _let_in(self, slots: _Slots) -> None:
        for queue, background in ((slots.first, False), (slots.second, True)):
            while queue and self._room(slots, background=background):
                turn = queue.popleft()
                if not turn.done():
                    _enter(slots, background=background)
                    turn.set_result(None)


def _give_up(turn: "asyncio.Future[None]") -> None:
    if not turn.done():
        turn.set_exception(Throttled("busy", SOON))


def _enter(slots: _Slots, *, background: bool) -> None:
    slots.busy += 1
    slots.behind += background
