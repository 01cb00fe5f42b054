"""One time for callers, servers and simulators, which goes on only when everybody waits."""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

AFTERWARDS = 0.4
"""Real seconds for which a caller who hung up keeps the time from going on: the server may still
be at its request, and a request that is under way while an hour passes is no caller's fault."""


@dataclass(slots=True)
class Moments:
    """Waiting without waiting: the next who is due is woken as soon as nobody asks anything.

    So no time passes while a request is under way, however slow the machine is, and a wait of two
    minutes costs a millisecond.
    """

    move: Callable[[float], Awaitable[None]]
    """Moves every clock forward."""
    passed: float = 0
    _busy: int = 0
    _leaps: float = 0
    _waiting: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _moving: asyncio.Task[None] | None = None

    @contextmanager
    def busy(self) -> Iterator[None]:
        """No time passes while the block lasts, but for `wait` in it."""
        self._busy += 1
        try:
            yield
        finally:
            self._leave()

    async def wait(self, seconds: float) -> None:
        """Wait, inside `busy`."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        due = (self.passed + seconds, next(self._numbers), woken)
        heapq.heappush(self._waiting, due)
        self._leave()
        try:
            await woken
        except BaseException:
            self._busy += 1
            raise

    async def afterwards(self) -> None:
        """Let real time pass, inside `busy`."""
        await asyncio.sleep(AFTERWARDS)

    def leap(self, seconds: float) -> None:
        """Let that much time pass at once, as soon as nobody asks anything."""
        self._leaps += seconds

    def _leave(self) -> None:
        self._busy -= 1
        if self._busy == 0 and self._waiting and (self._moving is None or self._moving.done()):
            self._moving = asyncio.ensure_future(self._go_on())

    async def _go_on(self) -> None:
        await asyncio.sleep(0)
        if self._busy == 0 and self._leaps:
            leap, self._leaps = self._leaps, 0
            await self.move(leap)
            self.passed += leap
        while self._busy == 0 and self._waiting:
            due, _, woken = heapq.heappop(self._waiting)
            if due > self.passed:
                # Nobody can begin to ask while this runs: whoever waits is woken below.
                await self.move(due - self.passed)
                self.passed = due
            if not woken.done():
                self._busy += 1
                woken.set_result(None)
