"""The transport that spends a connection's budget before each request, and waits where it is empty.

What is left is kept in the database for all processes. Each takes a few units at a time, so that
few requests pay for a statement. What the provider's headers tell counts where it is less than what
is thought to be left, since others may use the same budget; a 429 stops a whole scope, in every
process, for as long as it says.
"""

import asyncio
import random as randomness
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

import structlog

from segue.engine.drift import dated
from segue.engine.heard import News, hear
from segue.engine.share import SHORTEST_WAIT, Share, Spent, share_of
from segue.engine.transport import (
    Answer,
    Destination,
    NotSent,
    RawRequest,
    Throttled,
    Transport,
)
from segue.kit.clock import Clock, millis
from segue.spi.plan import Request
from segue.store import budgets
from segue.store.errors import StoreError
from segue.store.runner import Database

SECOND: Final = 1000
SPREAD: Final = 2.0
"""Seconds over which those that have waited for the same moment come back."""
ASKED_EVERY: Final = SECOND
"""Milliseconds after which a process that knows of nothing left asks the database again."""
IDLE: Final = 1.0
"""Real seconds after which units that nobody uses are given back."""
MOST: Final = 10_000
"""Shares that are remembered: a connection has one for each scope in use."""


@dataclass(slots=True, kw_only=True)
class Budgeted:
    """Spends before it sends. A request waits at most `longest_wait` seconds, by the clock.

    Raises `Throttled` with the seconds until there is room, as soon as these are known to be more.
    Background requests stand behind those that somebody waits for, and leave a reserve to them.
    """

    inner: Transport
    database: Database
    clock: Clock
    longest_wait: float = 5.0
    random: Callable[[], float] = randomness.random
    shares: dict[tuple[str, str], Share] = field(default_factory=dict)
    _giving: set["asyncio.Task[None]"] = field(default_factory=set)

    async def send(self, destination: Destination, request: Request) -> Answer:
        share, spent = await self._spend(destination, request)
        return await self._hear(share, spent, self.inner.send(destination, request))

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        share, spent = await self._spend(destination, spelled_out(destination, request))
        return await self._hear(share, spent, self.inner.raw(destination, request))

    async def close(self) -> None:
        """Give back what was taken and is not used."""
        shares = list(self.shares.values())
        self.shares.clear()
        for share in shares:
            if share.timer is not None:
                share.timer.cancel()
            if share.portion:
                await self._give_back(share)
        if self._giving:
            await asyncio.wait(self._giving)

    async def _hear(self, share: Share, spent: Spent, sending: Awaitable[Answer]) -> Answer:
        try:
            answer = await sending
        except NotSent:
            share.refund(spent)
            raise
        except BaseException:
            share.answered(spent, None)
            raise
        at, when = self.clock.now(), dated(answer.headers)
        received = millis(at)
        share.answered(spent, when)
        if when is not None:
            share.drift.hear(when, spent.sent, received)
        told = hear(share, spent, answer, at, received + share.drift.ahead)
        if told is not None:
            await self._write_down(share, told)
        return answer

    def _share(self, destination: Destination, scope: str) -> Share:
        key = (destination.connection_id, scope)
        share = self.shares.get(key)
        if share is None:
            if len(self.shares) >= MOST:
                self.shares = {key: one for key, one in self.shares.items() if not one.idle}
            share = self.shares[key] = share_of(*key, destination.provider.limits)
        return share

    def _now(self, share: Share) -> int:
        return millis(self.clock.now()) + share.drift.ahead

    async def _spend(self, destination: Destination, request: Request) -> tuple[Share, Spent]:
        limits, background = destination.provider.limits, destination.background
        share, asked = self._share(destination, limits.scope(request)), limits.cost(request)
        patience = self.longest_wait
        while True:
            cost = share.cost(asked)
            spent = self._from_memory(share, cost, background=background)
            if spent is None:
                spent = await self._in_turn(share, cost, background=background)
            if isinstance(spent, Spent):
                return share, spent
            wait = max(spent, SHORTEST_WAIT) / SECOND
            if wait > patience:
                raise Throttled("budget", wait)
            wait += min(SPREAD, patience - wait) * self.random()
            begun = self.clock.now()
            share.waiting += not background
            try:
                await self.clock.sleep(wait)
            finally:
                share.waiting -= not background
            patience -= max((self.clock.now() - begun).total_seconds(), wait)

    async def _in_turn(self, share: Share, cost: int, *, background: bool) -> Spent | int:
        """Spend what the database gives, or tell in how many milliseconds to try again."""
        async with share.turn:
            found = self._from_memory(share, cost, background=background)
            if found is None:
                await self._take(share, cost, background=background)
                found = self._from_memory(share, cost, background=background)
        return SHORTEST_WAIT if found is None else found

    def _from_memory(self, share: Share, cost: int, *, background: bool) -> Spent | int | None:
        """Spend, or tell how long to wait; None where only the database can tell."""
        now = self._now(share)
        if share.blocked > now:
            return share.blocked - now
        if spent := share.spend(now, cost, background=background):
            return spent
        wait = share.wait(now, cost, background=background)
        if wait == 0 or now - share.asked_at >= ASKED_EVERY:
            return None
        return (None if background else share.probe(now)) or wait

    async def _take(self, share: Share, cost: int, *, background: bool) -> None:
        now = self._now(share)
        seen, wish = share.seen(now, background=background), share.wish(now, cost)
        # What it gives back is nobody's from here on, also where nobody learns how it ended.
        share.portion = 0
        try:
            standings = await budgets.take(self.database, seen, wish)
        except StoreError:
            raise NotSent("the database that keeps its budget is lost") from None
        share.take(now, seen, standings)
        if share.timer is None:
            self._watch(share)

    async def _write_down(self, share: Share, told: News) -> None:
        """Let other processes know; a database that is lost loses it."""
        try:
            if told.blocked:
                until = share.blocked
                await budgets.block(self.database, share.connection_id, share.scope, until)
            for pane, seen in told.known:
                standing = await budgets.learn(self.database, seen, ends=pane.ends)
                if standing is not None:
                    pane.stand(standing, self._now(share))
            for pane, seen in told.reopened:
                await budgets.reopen(self.database, seen, used=pane.floor, ends=pane.ends)
        except StoreError as error:
            structlog.get_logger().warning(
                "a budget was not written down",
                connection_id=share.connection_id,
                error=str(error),
            )

    def _watch(self, share: Share) -> None:
        loop = asyncio.get_running_loop()
        share.timer = loop.call_later(IDLE, self._idle, share)

    def _idle(self, share: Share) -> None:
        """Look whether what was taken is still used."""
        share.timer = None
        if share.used or share.under_way or share.turn.locked():
            share.used = False
            self._watch(share)
        elif share.portion:
            task = asyncio.get_running_loop().create_task(self._give_back(share))
            self._giving.add(task)
            task.add_done_callback(self._giving.discard)

    async def _give_back(self, share: Share) -> None:
        async with share.turn:
            now = self._now(share)
            portion, share.portion = share.portion, 0
            share.begin()
            try:
                for pane, seen in zip(share.panes, share.seen(now), strict=True):
                    if not seen.known:
                        continue
                    standing = await budgets.give_back(self.database, seen, portion)
                    if standing is not None:
                        pane.stand(standing, now)
            except StoreError as error:
                structlog.get_logger().warning(
                    "a budget was not given back",
                    connection_id=share.connection_id,
                    error=str(error),
                )


def spelled_out(destination: Destination, request: RawRequest) -> Request:
    """Read a caller's own request as one of ours, for its scope and its cost."""
    url = urlsplit(request.url)
    root = urlsplit(destination.api_url).path.rstrip("/")
    path = url.path.removeprefix(root) if url.path.startswith(f"{root}/") else url.path
    segments = tuple(unquote(part) for part in path.split("/") if part)
    return Request(method=request.method, path=segments, query=parse_qs(url.query))
