"""Finding at Salesloft what an enrolment or a removal has done there."""

from collections.abc import Mapping
from typing import Any

from segue.kit.clock import parse_iso
from segue.providers.salesloft.answers import records, text
from segue.providers.salesloft.enrolment.memberships import is_current, is_of
from segue.providers.salesloft.pages import stamp
from segue.spi.numbered import Row
from segue.spi.plan import Finder, Match


def membership(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find the membership of a person in a cadence: the one there is, by when it was last added.

    Adding a person again reuses the record and moves `added_at` [S1]. A person who has finished
    since still counts, or they would be added, and written to, twice. What the record was like
    before the call (`before`) is not what the call has made.
    """
    found = [
        row
        for row in records(answer)
        if is_of(row, asked["contact_id"], asked["sequence_id"])
        and (is_current(row) or stamp(row.get("added_at")) not in ("", None, asked["before"]))
    ]
    if not found:
        return ()
    latest = max(found, key=lambda row: (is_current(row), stamp(row.get("added_at")) or ""))
    return (_match(latest, made=True),)


def left(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Tell whether a membership has ended: its record stays, and says so [S1]."""
    return tuple(
        _match(row, made=False)
        for row in records(answer)
        if text(row.get("id")) == asked["id"] and row.get("currently_on_cadence") is False
    )


def _match(row: Row, *, made: bool) -> Match:
    made_at = parse_iso(row.get("added_at")) if made else None
    return Match(id=str(row["id"]), answer={"data": row}, made_at=made_at)


FINDERS: Mapping[str, Finder] = {"membership": membership, "left": left}
