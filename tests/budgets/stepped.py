"""A clock that moves when nobody can go on without it, from one waking to the next."""

import asyncio
import heapq
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

A_MOMENT = 0.001
"""Real seconds: SQLite's file may be at its checkpoint."""
Found = TypeVar("Found")
START = datetime(2026, 8, 3, 9, 30, 17, 400_000, UTC)


class SteppedClock:
    """Stands still while anything runs. All that is awaited besides it must not take real time."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._wakes: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        wake = asyncio.get_running_loop().create_future()
        at = self._now + timedelta(seconds=max(seconds, 0))
        heapq.heappush(self._wakes, (at, next(self._numbers), wake))
        await wake

    async def run(self, seconds: float) -> None:
        """Let so much time pass."""
        end = self._now + timedelta(seconds=seconds)
        await _settled()
        while self._wakes and self._wakes[0][0] <= end:
            at, _, wake = heapq.heappop(self._wakes)
            self._now = max(self._now, at)
            if not wake.done():
                wake.set_result(None)
            await _settled()
        self._now = end

    async def until(self, coming: Coroutine[Any, Any, Found]) -> Found:
        """Let time pass until something is done."""
        task = asyncio.create_task(coming)
        await _settled()
        while not task.done():
            if self._wakes:
                await self.run((self._wakes[0][0] - self._now).total_seconds())
            else:
                await asyncio.sleep(A_MOMENT)
        return await task


async def _settled() -> None:
    """Let everything else run until it waits for the clock."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(0)
    while loop._ready:  # noqa: ASYNC110 -- nothing tells when everything waits
        await asyncio.sleep(0)
