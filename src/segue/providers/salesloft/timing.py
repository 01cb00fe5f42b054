"""Where a step falls in a cadence.

A cadence counts days from its own start, 1-based (`day`, [S2]); only an automated e-mail may also
wait within its day, in whole minutes from 0 to 720 (`delay_time`, [S2] [S11]).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DAY = 86_400
"""Seconds in a day."""
MINUTE = 60
LONGEST_DELAY = 720
"""Minutes: the longest `delay_time`."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a cadence: `day` from 1, and `minutes` into it, 0 to 720."""

    day: int
    minutes: int = 0

    @property
    def seconds(self) -> int:
        """Seconds from the start of the cadence."""
        return (self.day - 1) * DAY + self.minutes * MINUTE


def place(previous: int, asked: float, *, automated: bool) -> Place:
    """Find the first place that is at least `asked` seconds after `previous`.

    `previous` is in seconds from the start of the cadence. Without `automated`, only the start of
    a day is a place.
    """
    days, rest = divmod(previous + math.ceil(asked), DAY)
    minutes = math.ceil(rest / MINUTE)
    if rest and not (automated and minutes <= LONGEST_DELAY):
        return Place(days + 2)
    return Place(days + 1, minutes)


def placed(group: Mapping[str, Any]) -> int:
    """Say where a step group stands, in seconds from the start of the cadence.

    A group sent at a time of day (`at_time`) counts as standing at the start of its day.
    """
    settings = group.get("automated_settings")
    if not group.get("automated") or not isinstance(settings, Mapping):
        settings = {}
    delay = 0 if settings.get("send_type") == "at_time" else whole(settings.get("delay_time"), 0)
    return Place(max(whole(group.get("day"), 1), 1), max(delay, 0)).seconds


def whole(value: Any, default: int) -> int:
    """Read a whole number that Salesloft gives as a number or as text ([S5]: `step_number`)."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return default
