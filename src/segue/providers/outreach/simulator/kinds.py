"""What values each kind of attribute takes, and the form in which rows hold them."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

LARGEST_INTEGER = 2**31 - 1
EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")

LISTS = frozenset({"strings", "emails"})
"""Kinds whose values are lists of strings."""

Complaint = str | None


def complaint(kind: str, value: Any) -> Complaint:
    """Return what is wrong with a value that is not null, or None."""
    return _COMPLAINTS[kind](value)


def stored(kind: str, value: Any) -> Any:
    """Return a good value as rows hold it."""
    return written_moment(_parsed(value)) if kind == "moment" and value is not None else value


def written_moment(moment: datetime) -> str:
    """Write a moment as every captured record has it: whole seconds, then `.000Z` [AB, AMP]."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _string(value: Any) -> Complaint:
    return None if isinstance(value, str) else "is invalid"


def _email(value: Any) -> Complaint:
    return None if isinstance(value, str) and EMAIL.fullmatch(value) else "is invalid"


def _integer(value: Any) -> Complaint:
    if not isinstance(value, int) or isinstance(value, bool):
        return "is not a number"
    return None if abs(value) <= LARGEST_INTEGER else f"must be less than {LARGEST_INTEGER + 1}"


def _number(value: Any) -> Complaint:
    good = isinstance(value, int | float) and not isinstance(value, bool)
    return None if good else "is not a number"


def _boolean(value: Any) -> Complaint:
    return None if isinstance(value, bool) else "is invalid"


def _strings(value: Any) -> Complaint:
    good = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return None if good else "is invalid"


def _emails(value: Any) -> Complaint:
    good = isinstance(value, list) and all(_email(item) is None for item in value)
    return None if good else "is invalid"


def _mapping(value: Any) -> Complaint:
    return None if isinstance(value, dict) else "is invalid"


def _date(value: Any) -> Complaint:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return "is not a valid date"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "is not a valid date"
    return None


def _moment(value: Any) -> Complaint:
    try:
        _parsed(value)
    except (TypeError, ValueError):
        return "is not a valid date and time"
    return None


def _parsed(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


_COMPLAINTS: Mapping[str, Callable[[Any], Complaint]] = {
    "string": _string,
    "email": _email,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "strings": _strings,
    "emails": _emails,
    "mapping": _mapping,
    "date": _date,
    "moment": _moment,
}
