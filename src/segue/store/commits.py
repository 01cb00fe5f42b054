"""Transactions of SQLite's one writing connection, several of which may share a commit.

What is ready on the event loop at one moment is carried out in one transaction of SQLite's, each
part with a savepoint of its own, and nobody goes on before all of it is committed. It is committed
at the first turn of the loop that brings no further part: at once where there is one caller, and
where there are many with most of what they write together. A commit costs as much as several
statements, and with `synchronous` FULL as much as hundreds. A part that fails takes back its own
statements alone.

Only a server that has the file to itself shares: between one transaction and the next others get
their turn.
"""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Literal

from segue.store.errors import Unavailable
from segue.store.runner import Runner

Command = Callable[[str], None]
"""Runs what has no parameters and no rows; raises in our words."""

MOST: Final = 64
"""Parts that share a commit at most, so that the first is not kept waiting for ever."""

Opened = Literal["first", "part", "statement"]
"""How something was begun: first in its transaction, or within it, with a savepoint or without."""


class Commits:
    """The transactions of one connection, one after another."""

    def __init__(
        self,
        connection: Any,
        runner: Runner,
        *,
        begin: Callable[[], Any],
        command: Command,
        committed: Callable[[], None],
        shared: bool,
    ) -> None:
        self.lock = asyncio.Lock()
        """Whoever holds it has the connection alone, but for what waits for its commit."""
        self.runner = runner
        self.begin = begin
        self.command = command
        self._connection = connection
        self._committed = committed
        self._shared = shared
        self._waiting: list[asyncio.Future[None]] = []
        self._due = False
        self.writing: asyncio.Task[Any] | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing is begun, so that the connection shows what is committed alone."""
        return not self.lock.locked() and not self._waiting

    async def open(self, *, savepoint: bool) -> Opened:
        """Begin a transaction, or a part of the one that is open."""
        if not self._waiting:
            await self.begin()
            return "first"
        if not savepoint:
            return "statement"
        self.command("SAVEPOINT part")
        return "part"

    def keep(self, opened: Opened) -> asyncio.Future[None]:
        """End a part well; what is given is done once it is committed."""
        if not self._connection.in_transaction:
            raise self._taken_back()
        loop = asyncio.get_running_loop()
        waits = loop.create_future()
        if opened == "part":
            self.command("RELEASE part")
        self._waiting.append(waits)
        if not self._shared:
            self.commit()
        elif opened == "first":
            loop.call_soon(self._commit_soon, 1)
        return waits

    def undo(self, opened: Opened) -> None:
        """End a part badly, as if it had not begun."""
        if not self._connection.in_transaction:
            self._taken_back()
        elif opened == "first":
            self.command("ROLLBACK")
        elif opened == "part":
            self.command("ROLLBACK TO part")
            self.command("RELEASE part")

    def commit(self) -> None:
        """Commit what waits; called by whoever holds the lock, or finds that nobody does."""
        self._due = False
        if not self._waiting:
            return
        try:
            self.command("COMMIT")
        except Exception as error:  # noqa: BLE001 -- those who wait raise it
            if self._connection.in_transaction:
                self.command("ROLLBACK")
            self._end(error)
        else:
            self._end(None)
            self._committed()

    def ended(self) -> None:
        """Let go of the connection."""
        self.writing = None
        if self._due:
            self.commit()
        self.lock.release()

    def _commit_soon(self, seen: int) -> None:
        ready = len(self._waiting)
        if seen < ready < MOST:
            asyncio.get_running_loop().call_soon(self._commit_soon, ready)
        elif self.lock.locked():
            self._due = True
        else:
            self.commit()

    def _taken_back(self) -> Unavailable:
        """Tell everyone who waits that SQLite itself, as on a full disk, has rolled back."""
        error = Unavailable("SQLite has taken a transaction back.")
        self._end(error)
        return error

    def _end(self, error: BaseException | None) -> None:
        waiting, self._waiting = self._waiting, []
        for waits in waiting:
            if waits.done():
                continue
            if error is None:
                waits.set_result(None)
            else:
                waits.set_exception(error)


class Part:
    """What is committed as a whole, or not at all."""

    __slots__ = ("_commits", "_opened", "_savepoint")

    def __init__(self, commits: Commits, *, savepoint: bool = True) -> None:
        """One statement, which takes itself back where it fails, needs no `savepoint`."""
        self._commits = commits
        self._savepoint = savepoint
        self._opened: Opened = "first"

    async def __aenter__(self) -> Runner:
        commits, task = self._commits, asyncio.current_task()
        if commits.writing is not None and commits.writing is task:
            raise RuntimeError("A transaction is open: run its statements on it, not beside it.")
        await commits.lock.acquire()
        commits.writing = task
        try:
            self._opened = await commits.open(savepoint=self._savepoint)
        except BaseException:
            commits.ended()
            raise
        return commits.runner

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        raised: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        commits = self._commits
        try:
            if raised is None:
                committed = commits.keep(self._opened)
            else:
                commits.undo(self._opened)
        finally:
            commits.ended()
        if raised is None:
            await committed
