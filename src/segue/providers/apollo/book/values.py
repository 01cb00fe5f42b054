"""Reading single values of Apollo's rows, whatever stands in their place."""

from collections.abc import Iterable, Mapping
from typing import Any

from segue.kit.clock import iso, parse_iso
from segue.spi.numbered import Row


def rows(answer: Any, key: str) -> list[Row]:
    """Give the rows of a list that are records with an id."""
    found = answer.get(key) if isinstance(answer, Mapping) else None
    return [row for row in records(found) if identity(row.get("id")) is not None]


def records(value: Any) -> list[Row]:
    """Give the records of a list; what is none is left out."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def record(answer: Any, key: str) -> Row:
    """Give the record under a key; an empty one where there is none."""
    found = answer.get(key) if isinstance(answer, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def text(value: Any) -> str | None:
    """Give a text; None for an empty one, which is how a cleared field reads."""
    return value if isinstance(value, str) and value.strip() else None


def identity(value: Any) -> str | None:
    """Give an id; None for what is none."""
    return text(value)


def time(value: Any) -> str | None:
    """Give a moment as the wire spells it. Apollo writes both ``Z`` and ``+00:00`` [VCR]."""
    moment = parse_iso(value)
    return iso(moment) if moment else None


def number(value: Any) -> int | None:
    """Give a count. The users' pages have theirs as text [OAS][SG]."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def paging(answer: Any, key: str) -> int | None:
    """Give a count of a list's `pagination`."""
    return number(record(answer, "pagination").get(key))


def unique(found: Iterable[Row]) -> list[Row]:
    """Give each record once. Rows can repeat across pages [CREA]."""
    kept: dict[str, Row] = {}
    for row in found:
        kept.setdefault(str(row["id"]), row)
    return list(kept.values())


def same(one: str, other: str) -> bool:
    """Compare two e-mail addresses."""
    return one.strip().casefold() == other.strip().casefold()
