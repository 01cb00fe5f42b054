"""How much a provider lets itself be asked: windows, scopes and costs, as data.

A budget belongs to a connection. Each request spends its cost in every window of its scope.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

from segue.spi.plan import Request

Headers = Mapping[str, str]
"""Of an answer, by lower-case names."""
Opens = Literal["clock", "request"]
"""`clock`: at each whole multiple of its length since 1970, in UTC. `request`: with the first
request after the one before has ended, unless the provider's headers tell its end."""

UNLIMITED: Final = 10**12
"""The limit of a window that does not limit."""
LONGEST_NUMBER: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What an answer's headers tell of a window; None for what they do not tell."""

    limit: int | None = None
    left: int | None = None
    ends: int | None = None
    """In seconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of time with a limit."""

    name: str
    length: timedelta
    limit: int
    """What holds until the provider tells another: rather too little than too much."""
    opens: Opens
    hear: Callable[[Headers], Heard]
    """Finds what an answer tells of this window."""
    place: tuple[str, ...]
    """Where the old wire's rate limits show it: ``daily``, ``hourly``, or ``other`` and a name."""


def _one(_request: Request) -> int:
    return 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one provider."""

    windows: tuple[Window, ...]
    """None where no limit is known."""
    scope: Callable[[Request], str]
    """Names what a request is counted with: requests of one scope share its windows. A segment of
    the path may be an output of a plan that has not been carried out."""
    scopes: tuple[str, ...] = ()
    """Those that are known before anything is asked."""
    cost: Callable[[Request], int] = _one
    """Units that a request spends, at least 1."""

    def told(self, headers: Headers) -> dict[str, Any]:
        """Spell what an answer tells as the old wire does; empty where it tells nothing.

        Each window has ``limit``, ``remaining`` and, where it is told, ``reset_time`` in seconds
        since 1970.
        """
        shown: dict[str, Any] = {}
        for window in self.windows:
            heard = window.hear(headers)
            if heard.left is None:
                continue
            limit = window.limit if heard.limit is None else heard.limit
            one = {"limit": limit, "remaining": heard.left}
            if heard.ends is not None:
                one["reset_time"] = heard.ends
            *outer, name = window.place
            place = shown
            for part in outer:
                place = place.setdefault(part, {})
            place[name] = one
        return shown


UNKNOWN: Final = Limits(windows=(), scope=lambda _request: "all")
"""Of a provider that tells no limit: nothing is held back until it answers 429."""


def heard(limit: str | None, left: str | None, ends: str | None = None) -> Heard:
    """Read a window from the texts of its headers; of several numbers, by commas, the first counts.

    What is no number is not told.
    """
    return Heard(limit=number(limit), left=number(left), ends=number(ends))


def number(text: str | None) -> int | None:
    """Read the first number of a header; None where there is none."""
    if text is None:
        return None
    first = text if text.isdecimal() else text.partition(",")[0].strip()
    return int(first) if first.isdecimal() and len(first) <= LONGEST_NUMBER else None
