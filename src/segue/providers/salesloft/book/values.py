"""Salesloft's values as ours. A value of an odd kind reads as none: it never spoils a page."""

from collections.abc import Mapping
from typing import Any

from segue.kit import pointer
from segue.kit.clock import iso, parse_iso
from segue.spi.plan import identity

Record = Mapping[str, Any]


def own_id(record: Record) -> str:
    """Spell a record's id. Raises `ValueError` where it has none."""
    found = identity(record.get("id"))
    if found is None:
        raise ValueError("a record without an id")
    return found


def reference(record: Record, field: str) -> str | None:
    """Spell the id of an embedded reference, ``{"id": 1, "_href": "..."}`` [S1]."""
    return identity(pointer.get(record, f"/{field}/id"))


def line(value: Any) -> str | None:
    """Give a text; None for anything else."""
    return value if isinstance(value, str) else None


def filled(value: Any) -> str | None:
    """Give a text that holds something; None for anything else."""
    return line(value) or None


def moment(value: Any) -> str | None:
    """Spell a time in UTC. Salesloft's have microseconds and the team's own offset [S6]."""
    found = parse_iso(value)
    return iso(found) if found else None


def count(value: Any) -> int:
    """Give a number of things; 0 where Salesloft shows none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def flag(value: Any) -> bool | None:
    """Give a switch; None where Salesloft does not tell."""
    return value if isinstance(value, bool) else None


def same_address(one: Any, other: Any) -> bool:
    """Tell whether two e-mail addresses or domains are equal; their case means nothing."""
    return (
        isinstance(one, str)
        and isinstance(other, str)
        and bool(one)
        and one.casefold() == other.casefold()
    )
