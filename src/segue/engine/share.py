"""What one process holds of a connection's budget, and what it knows of the rest."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from segue.engine.drift import Drift
from segue.spi.limits import Limits, Window
from segue.store.budgets import Seen, Standing, Wish

RESERVE: Final = 4
"""A quarter of a window is kept from background work when it opens, and nothing when it ends."""
PORTIONS: Final = 16
"""A process takes at most one part in so many of what is left, so that the last ones are small."""
FIRST: Final = 3
"""Units that it takes first of a large limit: a write's two reads and its call. Of a small one it
takes a unit, since the last ones are left over where others hold them."""
MANY: Final = 3000
"""Units that make a limit large."""
LARGEST: Final = 32
"""Units that it takes at once at most."""
SLACK: Final = 50
"""One part in so many of a limit: what headers tell is written down at once where it is more."""
PROBES: Final = 20
"""How often in its length a window is asked whether it is over, where nobody knows its end."""
SHORTEST_WAIT: Final = 10
"""Milliseconds."""


@dataclass(slots=True, kw_only=True)
class Pane:
    """One window, as this process last knew it; moments in milliseconds of the provider's time."""

    window: Window
    limit: int
    length: int
    ends: int = 0
    since: int = 0
    """When this process first knew of it."""
    told: bool = False
    """Whether the provider has told the limit."""
    timed: bool = False
    """Whether the provider has told the end."""
    settled: bool = True
    """Whether a window that opens with a request has surely opened at the provider."""
    spent: int = 0
    """By all processes."""
    floor: int = 0
    """At least so much is used up, the provider says."""
    foreign: bool = False
    """Whether others than Segue have been seen to use it up."""

    @property
    def left(self) -> int:
        """Units that no process has taken."""
        return self.limit - max(self.spent, self.floor)

    def reserve(self, now: int) -> int:
        """Units that background work leaves alone."""
        lasts = min(max(self.ends - now, 0), self.length)
        return self.limit * lasts // (RESERVE * self.length)

    @property
    def uncertain(self) -> bool:
        """Whether it may be over before its end is known to have come."""
        return self.window.opens == "request" and self.foreign and not self.timed

    def opening(self, now: int) -> int:
        """Say when the window that would open now would end."""
        if self.window.opens == "clock":
            return (now // self.length + 1) * self.length
        return now + self.length

    def turn(self, now: int, ends: int) -> None:
        """Begin a new window."""
        self.ends, self.since, self.spent, self.floor = ends, now, 0, 0
        self.timed = self.foreign = False
        self.settled = self.window.opens == "clock"

    def stand(self, standing: Standing, now: int) -> None:
        """Take over what the database has."""
        if abs(standing.ends - self.ends) >= self.length // 2:
            self.turn(now, standing.ends)
        self.ends, self.spent = standing.ends, standing.spent
        if standing.limit is not None:
            self.limit, self.told = max(1, standing.limit), True

    def wait(self, now: int, cost: int, portion: int, *, background: bool) -> int:
        """Milliseconds until it has room again, if nobody else spends; 0 where it has some."""
        room = self.left + portion - cost
        if self.ends <= now or (room >= 0 and not background):
            return 0
        if room < 0:
            return self.ends - now
        lasts = room * RESERVE * self.length // max(1, self.limit)
        return max(0, self.ends - now - lasts)


@dataclass(slots=True, kw_only=True, eq=False)
class Spent:
    """What one request has spent."""

    cost: int
    at: int
    """By the provider's clock."""
    sent: int
    """By ours."""
    probe: bool = False
    """Whether it only asks whether a window is over."""
    carried: bool = False
    """Whether a window that opened while it was under way has it too, since it may count it."""


@dataclass(slots=True, kw_only=True)
class Share:
    """The windows of one scope of one connection."""

    connection_id: str
    scope: str
    panes: tuple[Pane, ...]
    portion: int = 0
    """Units taken and not spent, of every window alike."""
    under_way: set["Spent"] = field(default_factory=set)
    """Requests that have not been answered."""
    blocked: int = 0
    """Until then the provider has said no."""
    asks: int = field(init=False)
    """How large a portion is taken next."""
    asked_at: int = 0
    """When the database was last asked."""
    probed_at: int = 0
    waiting: int = 0
    """Interactive requests that wait."""
    used: bool = False
    drift: Drift = field(default_factory=Drift)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    timer: asyncio.TimerHandle | None = None

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Take little at first."""
        large = all(pane.limit >= MANY for pane in self.panes)
        self.asks = FIRST if large else 1

    @property
    def idle(self) -> bool:
        """Whether nothing would be lost by forgetting it."""
        return not (self.portion or self.under_way or self.waiting or self.turn.locked())

    def cost(self, cost: int) -> int:
        """Say what a request spends here: at least a unit, and not more than there ever is."""
        for pane in self.panes:
            cost = min(cost, pane.limit)
        return max(1, cost)

    def spend(self, now: int, cost: int, *, background: bool) -> Spent | None:
        """Spend units of the portion; None where it has too few."""
        if not self.panes:
            return self._sent(now, 0)
        if self.portion < cost:
            return None
        for pane in self.panes:
            if pane.ends <= now:
                return None
        if background and not self._spare(now, cost):
            return None
        self.portion -= cost
        self.used = True
        return self._sent(now, cost)

    def probe(self, now: int) -> Spent | None:
        """Ask beyond what is left, now and then, where a window may have ended that others opened.

        None where that is not so: when Segue has opened it, or the provider has told its end.
        """
        empty = [pane for pane in self.panes if pane.ends > now and pane.left <= 0]
        if not empty or not all(pane.uncertain for pane in empty):
            return None
        if now - self.probed_at < max(pane.length for pane in empty) // PROBES:
            return None
        self.probed_at = now
        return self._sent(now, 0, probe=True)

    def _sent(self, now: int, cost: int, *, probe: bool = False) -> Spent:
        spent = Spent(cost=cost, at=now, sent=now - self.drift.ahead, probe=probe)
        self.under_way.add(spent)
        return spent

    def _spare(self, now: int, cost: int) -> bool:
        if self.waiting:
            return False
        return all(pane.left + self.portion - cost >= pane.reserve(now) for pane in self.panes)

    def wait(self, now: int, cost: int, *, background: bool) -> int:
        """Milliseconds until there may be room; 0 where there may be some now."""
        if not self.panes:
            return 0
        found = max(
            pane.wait(now, cost, self.portion, background=background) for pane in self.panes
        )
        if background and self.waiting:
            return max(found, SHORTEST_WAIT * 10)
        return found

    def seen(self, now: int, *, background: bool = False) -> list[Seen]:
        """Say how this process knows the windows."""
        under_way = sum(spent.cost for spent in self.under_way)
        return [self._seen(pane, now, under_way, background=background) for pane in self.panes]

    def _seen(self, pane: Pane, now: int, under_way: int, *, background: bool) -> Seen:
        if pane.ends > now:
            reserve = pane.reserve(now) if background else 0
            return self.known(pane, back=self.portion, reserve=reserve)
        return Seen(
            connection_id=self.connection_id,
            scope=self.scope,
            window=pane.window.name,
            length=pane.length,
            ends=pane.opening(now),
            known=False,
            carry=under_way,
            reserve=pane.limit // RESERVE if background else 0,
            limit=pane.limit,
            told=pane.told,
        )

    def known(self, pane: Pane, *, back: int = 0, reserve: int = 0) -> Seen:
        """Say how this process knows a window that lasts."""
        return Seen(
            connection_id=self.connection_id,
            scope=self.scope,
            window=pane.window.name,
            length=pane.length,
            ends=pane.ends,
            back=back,
            reserve=reserve,
            floor=pane.floor,
            limit=pane.limit,
            told=pane.told,
        )

    def wish(self, now: int, cost: int) -> Wish:
        """Say how much to take: a little at first, then more, and less when less is left."""
        left = min(pane.left if pane.ends > now else pane.limit for pane in self.panes)
        ask = max(cost, min(self.asks, LARGEST, (left + self.portion) // PORTIONS))
        self.asks = min(self.asks * 2, LARGEST)
        return Wish(now=now, need=cost, ask=ask)

    def take(self, now: int, seen: list[Seen], standings: tuple[Standing, ...]) -> None:
        """Take over what the database has given."""
        for pane, was, standing in zip(self.panes, seen, standings, strict=True):
            if not was.known:
                pane.turn(now, was.ends)
                for spent in self.under_way:
                    spent.carried = True
            pane.stand(standing, now)
            self.blocked = max(self.blocked, standing.blocked)
        self.asked_at = now
        self.portion += min(standing.granted for standing in standings)

    def answered(self, spent: Spent, dated: int | None) -> None:
        """Note that a request is no longer under way.

        What was carried into a window and turns out to have been counted before it is free again.
        """
        self.under_way.discard(spent)
        if spent.carried and dated is not None and len(self.panes) == 1:
            (pane,) = self.panes
            if dated < pane.ends - pane.length:
                self.portion += spent.cost

    def refund(self, spent: Spent) -> None:
        """Take back what a request has spent that was never sent."""
        self.under_way.discard(spent)
        if spent.carried or all(pane.since <= spent.at for pane in self.panes):
            self.portion += spent.cost


def share_of(connection_id: str, scope: str, limits: Limits) -> Share:
    """Make what a process begins with."""
    panes = tuple(
        Pane(window=window, limit=window.limit, length=round(window.length.total_seconds() * 1000))
        for window in limits.windows
    )
    return Share(connection_id=connection_id, scope=scope, panes=panes)
