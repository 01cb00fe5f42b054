"""Connections to PostgreSQL, kept open between two uses.

asyncpg's own pool starts a task for each connection that it is given back (0.32), which takes
longer than many a statement.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from segue.kit import room


class Lent:
    """At most `most` connections, the one that was used last first."""

    def __init__(self, connect: Callable[[], Awaitable[Any]], *, most: int, seconds: float) -> None:
        """`connect` makes one; `seconds` are how long to wait while all are in use."""
        self._connect = connect
        self._seconds = seconds
        self._room = asyncio.Semaphore(most)
        self._idle: list[Any] = []
        self._closed = False

    async def take(self) -> Any:
        """Give a connection that is nobody else's until it is given back.

        Raises TimeoutError where none has become free, and what `connect` raises.
        """
        await room.enter(self._room, self._seconds)
        try:
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_closed():
                    return connection
            return await self._connect()
        except BaseException:
            self._room.release()
            raise

    def give_back(self, connection: Any) -> None:
        """Let others have it, unless it was lost, is within a transaction still, or comes late."""
        self._room.release()
        if connection.is_closed():
            return
        if self._closed or connection.is_in_transaction():
            connection.terminate()
        else:
            self._idle.append(connection)

    async def close(self) -> None:
        """Close every connection; one that is in use, when it is given back."""
        self._closed = True
        while self._idle:
            await self._idle.pop().close()
