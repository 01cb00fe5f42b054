"""A clock that tests move."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

Moved = Callable[[float], Awaitable[object]]


class MovableClock:
    """The real time plus an offset. Waiting moves it at once instead of taking time.

    Everything in `followers` is moved along, so that a simulator's clock keeps step.
    """

    def __init__(self) -> None:
        self._offset = timedelta(0)
        self.followers: list[Moved] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    async def sleep(self, seconds: float) -> None:
        await self.advance(seconds)
        await asyncio.sleep(0)

    async def advance(self, seconds: float) -> None:
        """Move on by `seconds`."""
        self._offset += timedelta(seconds=seconds)
        for move in self.followers:
            await move(seconds)
