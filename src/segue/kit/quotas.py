"""How often something may be done, by name: refilled steadily, and never more names than `most`."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic


class Quotas:
    """What each name may still do.

    `clock` tells seconds. Where there are more names than `most`, the one that was used the longest
    ago is forgotten, and begins anew: nobody fills the memory by using many.
    """

    def __init__(self, *, most: int = 10_000, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._clock = clock
        self._ends: OrderedDict[str, float] = OrderedDict()

    def take(self, name: str, *, rate: float, burst: float, cost: float = 1) -> float:
        """Use `cost` of what `name` has; gives 0, or the seconds until it has as much.

        `rate` is what comes back in a second, `burst` the most that there is at once. A cost of 0
        only asks, as if it were 1.
        """
        now, ends = self._clock(), self._ends
        # Each name is one moment: when all that it has used will have come back.
        free = max(ends.get(name, now), now)
        wait = free - now - (burst - (cost or 1)) / rate
        if wait > 0 or not cost:
            return max(wait, 0.0)
        ends[name] = free + cost / rate
        ends.move_to_end(name)
        if len(ends) > self._most:
            ends.popitem(last=False)
        return 0.0

    def __len__(self) -> int:
        return len(self._ends)
