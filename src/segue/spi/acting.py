"""Whom a credential acts as, and how much it may still ask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from segue.spi.operation import Get, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingUser:
    """The provider's user that a credential acts as; `id` is None where the provider tells none."""

    id: str | None
    raw: Mapping[str, Any] = field(default_factory=dict)


Who = Query[Get, ActingUser]
"""Asked with `ME`, by one cheap call that also proves that the credential works."""

ME: Final = Get(id="me")

Limits = Callable[[Mapping[str, str]], Mapping[str, Any]]
"""Reads the rate-limit windows out of an answer's headers, whose names are in lower case.

Gives ``daily``, ``hourly`` and ``other`` (by name), each window with ``limit``, ``remaining`` and,
where it is told, ``reset_time`` in seconds since 1970; an empty mapping where nothing is told.
"""


def window(limit: str | None, remaining: str | None, reset: str | None = None) -> dict[str, int]:
    """Read one window from the texts of its headers; empty unless both numbers are told.

    Of several numbers parted by commas the first counts.
    """
    told = {"limit": _number(limit), "remaining": _number(remaining), "reset_time": _number(reset)}
    if told["limit"] is None or told["remaining"] is None:
        return {}
    return {name: number for name, number in told.items() if number is not None}


def _number(text: str | None) -> int | None:
    first = (text or "").partition(",")[0].strip()
    return int(first) if first.isdecimal() and len(first) <= LONGEST_NUMBER else None


LONGEST_NUMBER: Final = 15
