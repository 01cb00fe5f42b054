"""Values of a record as the wire spells them, or nothing where Outreach gives another kind.

One odd value must not make a whole page unreadable.
"""

from typing import Any

from segue.kit import pointer
from segue.kit.clock import iso, parse_iso
from segue.spi.plan import identity


def text(value: Any) -> str | None:
    """Give a text as it is."""
    return value if isinstance(value, str) else None


def texts(value: Any) -> list[str]:
    """Give the texts of a list."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def flag(value: Any) -> bool | None:
    """Give a yes or a no."""
    return value if isinstance(value, bool) else None


def number(value: Any) -> int | float | None:
    """Give a number."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def count(value: Any) -> int:
    """Give a whole number; 0 where Outreach shows none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def time(value: Any) -> str | None:
    """Give a time in UTC with milliseconds."""
    found = parse_iso(value)
    return iso(found) if found else None


def points_to(record: Any, name: str) -> str | None:
    """Give the id that a to-one relationship points to; it may come with nothing inside [TAP]."""
    return identity(pointer.get(record, f"/relationships/{name}/data/id"))
