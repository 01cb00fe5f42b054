"""When SQLite's write-ahead log is copied back into the file.

A long log is copied in two goes, in a thread because they wait for the disk: most of it on a
connection of its own while others write, and then what they wrote meanwhile on the writing one,
while nobody does. Only a log that is copied whole begins anew, and otherwise grows for as long as
somebody writes.

Releases before 3.51.3 could corrupt a file that two connections wrote and checkpointed at one
moment (sqlite.org/wal.html, "the WAL-reset bug"): `sqlite.refuse_old` has none of them.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import pysqlite3

from segue.store.commits import Commits

PAGES: Final = 8192
IDLE_SECONDS: Final = 0.5
COMMITS: Final = 64


class Checkpoints:
    """Runs a checkpoint when the log is long, or when nothing has been written for a while."""

    def __init__(self, connection: Any, commits: Commits, another: Callable[[], Any]) -> None:
        self._connection = connection
        self._another = another
        self._beside: Any = None
        self._shared = commits
        self._commits = 0
        self._timer: asyncio.TimerHandle | None = None
        self._running: asyncio.Task[None] | None = None

    def committed(self) -> None:
        """Count one commit; called by whoever holds the lock."""
        self._commits += 1
        if self._timer is None:
            self._wait()
        if self._commits % COMMITS == 0 and self.pending() >= PAGES:
            self._start(long=True)

    def pending(self) -> int:
        """Count the log's pages that are not in the file yet."""
        busy, pages, copied = self._connection.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
        return 0 if busy else int(pages) - int(copied)

    async def stop(self) -> None:
        """Start no more checkpoints and wait for the one that runs."""
        if self._timer is not None:
            self._timer.cancel()
        if self._running is not None:
            await asyncio.wait([self._running])
        if self._beside is not None:
            self._beside.close()

    def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(IDLE_SECONDS, self._idle, self._commits)

    def _idle(self, seen: int) -> None:
        self._timer = None
        if seen == self._commits:
            self._start()
        else:
            self._wait()

    def _start(self, *, long: bool = False) -> None:
        if self._running is None or self._running.done():
            self._running = asyncio.get_running_loop().create_task(self._run(long=long))

    async def _run(self, *, long: bool) -> None:
        if long:
            await asyncio.to_thread(self._copy_beside)
        async with self._shared.lock:
            self._shared.commit()
            await asyncio.to_thread(_copy, self._connection)

    def _copy_beside(self) -> None:
        # What this leaves over, on a full disk say, is the other go's to copy or to fail at.
        with suppress(pysqlite3.Error):
            if self._beside is None:
                self._beside = self._another()
            _copy(self._beside)


def _copy(connection: Any) -> None:
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
