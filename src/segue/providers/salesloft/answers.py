"""Taking Salesloft's answers out of their envelope, ``{"data": ..., "metadata": ...}``."""

from collections.abc import Mapping
from typing import Any

from segue.kit import pointer
from segue.spi.errors import PlanRefused


def record(answer: Any) -> Mapping[str, Any]:
    """Give the one record of an answer; refuses (502) an answer without one."""
    found = pointer.get(answer, "/data")
    if not isinstance(found, Mapping):
        raise _unreadable("a record")
    return found


def records(answer: Any) -> list[Mapping[str, Any]]:
    """Give the records of a list; refuses (502) an answer without a list."""
    found = pointer.get(answer, "/data")
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise _unreadable("a list of records")
    return found


def paging(answer: Any) -> Mapping[str, Any]:
    """Give the paging block of a list; empty where there is none, as recorded for users [S6]."""
    found = pointer.get(answer, "/metadata/paging")
    return found if isinstance(found, Mapping) else {}


def total(answer: Any) -> int:
    """Say how many records a list has in all, whatever its page holds."""
    counted = paging(answer).get("total_count")
    if isinstance(counted, int):
        return counted
    raise _unreadable("a count of its records")


def text(value: Any) -> str | None:
    """Spell an id or a text; None stays None."""
    return None if value is None else str(value)


def _unreadable(what: str) -> PlanRefused:
    return PlanRefused(
        f"Salesloft answered without {what}.", status=502, reason="unreadable_answer"
    )
