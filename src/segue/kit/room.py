"""Waiting for room among what may run at one time."""

import asyncio


async def enter(room: asyncio.Semaphore, seconds: float) -> None:
    """Take a place, for which whoever calls gives one back; TimeoutError after so many seconds.

    Where there is room, no timer is set.
    """
    if not room.locked():
        await room.acquire()
        return
    async with asyncio.timeout(seconds):
        await room.acquire()
