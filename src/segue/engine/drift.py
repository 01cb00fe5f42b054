"""How far a provider's clock stands from ours, learnt from the `Date` of its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

SECOND: Final = 1000


@dataclass(slots=True)
class Drift:
    """Milliseconds by which the provider's clock is ahead of ours: at least, and at most.

    `Date` has whole seconds [RFC 9110, 5.6.7], so each answer narrows it to a second and the time
    that the request took. Answers that contradict the ones before tell of a clock that was set.
    """

    ahead: int = 0
    """What is surely known of it, the least: by this clock no window of the provider's opens too
    early."""
    most: int | None = None

    def hear(self, dated: int, sent: int, received: int) -> None:
        """Learn from one answer; moments in milliseconds, `dated` of the provider's clock."""
        least, most = dated - received, dated + SECOND - sent
        if self.most is None or most < self.ahead or least > self.most:
            self.ahead, self.most = least, most
            return
        self.ahead = max(self.ahead, least)
        self.most = min(self.most, most)


def dated(headers: Mapping[str, str]) -> int | None:
    """Read an answer's `Date` in milliseconds since 1970; None where it has none."""
    return _dated(headers.get("date", ""))


@lru_cache(maxsize=64)
def _dated(text: str) -> int | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    moment = found if found.tzinfo else found.replace(tzinfo=UTC)
    return int(moment.timestamp()) * SECOND
