"""How Salesloft writes records, references, times and errors."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from segue.simulation.vendor import Answer

API = "https://api.salesloft.com/v2"
"""Where `_href` points: absolute, without `.json`, whatever host was asked (V S1)."""

ZONE = timezone(timedelta(hours=-4))
"""Recorded answers carry the team's offset, never Z (L S6)."""

MOST_DIGITS = 18

NO_ROUTE = """<!DOCTYPE html>
<html>
<head><title>The page you were looking for doesn't exist (404)</title></head>
<body><h1>The page you were looking for doesn't exist.</h1></body>
</html>
"""

Complaints = dict[str, list[str]]
"""Messages by field, in the order they were found."""


class Refused(Exception):
    """A request is answered with an error and nothing is applied."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def as_number(text: str) -> int | None:
    """Read an id or a page number; None for anything else, however many digits it has."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def stamp(moment: datetime | None) -> str | None:
    """Write a time as Salesloft does: microseconds and an offset that is not UTC."""
    return None if moment is None else moment.astimezone(ZONE).isoformat(timespec="microseconds")


def reference(kind: str, id: int | str | None) -> dict[str, Any] | None:
    """Write a reference to a record of the public API; an absent one is null."""
    return None if id is None else {"id": id, "_href": f"{API}/{kind}/{id}"}


def unlinked(id: int | str | None) -> dict[str, Any] | None:
    """Write a reference to a record outside the public API: it has no `_href`."""
    return None if id is None else {"id": id}


def single(record: Mapping[str, Any], status: int = 200) -> Answer:
    """Answer with one record."""
    return Answer(status, {"data": record})


def not_found() -> Answer:
    """Answer for an id that is unknown or not visible; the text is ours."""
    return Answer(404, {"error": "Not Found"})


def no_route() -> Answer:
    """Answer for a path that does not exist: a web page, not JSON (T S7, S8)."""
    return Answer(404, NO_ROUTE, media_type="text/html; charset=utf-8")


def malformed(reason: str) -> Answer:
    """Answer for a body that cannot be read; the shape is what a client parses (T S2, S6)."""
    return Answer(400, {"status": 400, "error": reason})


def forbidden() -> Answer:
    """Answer when a scope is missing; the words are those seen in the field (T S7)."""
    return Answer(403, {"error": "The token does not have the required scopes"})


def invalid(complaints: Mapping[str, Sequence[str]], switches: Mapping[str, str]) -> Answer:
    """Answer 422 with the messages by field."""
    plain = switches["error_values"] == "strings"
    errors: dict[str, Any] = {
        key: ", ".join(texts) if plain else list(texts) for key, texts in complaints.items()
    }
    return Answer(422, {"errors": _nested(errors) if _nests(switches) else errors})


def _nests(switches: Mapping[str, str]) -> bool:
    return switches["nested_error_keys"] == "nested"


def _nested(errors: Mapping[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for key, texts in errors.items():
        *parents, last = key.split(".")
        branch = tree
        for parent in parents:
            grown = branch.setdefault(parent, {})
            branch = grown if isinstance(grown, dict) else branch
        branch[last] = texts
    return tree
