"""What requests cost: the whole team may spend 600 a minute (V S3, rate-limits page)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from segue.providers.salesloft.simulator.wire import as_number

PER_MINUTE = 600

SURCHARGES = ((500, 30), (250, 10), (150, 8), (100, 3))
"""The cost of a list request whose `page` lies above each bound; below all of them it is 1."""


def cost_of(query: Mapping[str, Sequence[str]]) -> int:
    """Return what one request costs."""
    pages = query.get("page")
    page = (as_number(pages[-1]) if pages else None) or 1
    return next((cost for above, cost in SURCHARGES if page > above), 1)


class Meter:
    """The team's spending in the present clock minute.

    The window starts with the minute of the answer's `Date` header: a client that waits by that
    header works (T S5).
    """

    def __init__(self, per_minute: int = PER_MINUTE) -> None:
        self.per_minute = per_minute
        self._minute = 0
        self._spent = 0

    def remaining(self, now: datetime) -> int:
        """Return what is left in the minute of `now`."""
        self._turn(now)
        return max(self.per_minute - self._spent, 0)

    def charge(self, now: datetime, cost: int) -> bool:
        """Spend `cost`; False, and nothing spent, when less is left."""
        if self.remaining(now) < cost:
            return False
        self._spent += cost
        return True

    def _turn(self, now: datetime) -> None:
        minute = int(now.timestamp() // 60)
        if minute > self._minute:
            self._minute, self._spent = minute, 0
