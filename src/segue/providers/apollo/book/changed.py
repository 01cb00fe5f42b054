"""Listing the contacts that have changed since a moment.

Apollo has no such filter, but sorts by `contact_updated_at` and shows it on every row [OAS][SG].
The list is walked from the latest change down to that moment. A contact that changes meanwhile
moves to the front, past the reader. So a walk of more than one page ends with another one, down to
the latest change that the first began with, and so on until none has happened.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from segue.kit.clock import iso, millis, parse_iso
from segue.providers.apollo.book import routes
from segue.providers.apollo.book.values import rows
from segue.spi import numbered
from segue.spi.numbered import Row, Walk
from segue.spi.operation import Answers, ListRecords, Page, Read, RecordRead

END_OF_TIME = 10**14
"""More milliseconds than any moment has, and of as many digits as what is left when one is taken
from it."""


def _backwards(row: Row) -> str | None:
    changed = parse_iso(row.get("updated_at"))
    return None if changed is None else f"{END_OF_TIME - millis(changed):015}"


LATEST_FIRST = Walk(
    largest=routes.LARGEST_PAGE,
    request=lambda _ask, number, size: routes.search(
        "contact", page=number, per_page=size, by=routes.UPDATED, ascending=False
    ),
    rows=lambda answer: rows(answer, "contacts"),
    total=lambda _answer: None,
    key=_backwards,
    ceiling=routes.CEILING,
)


def reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    """Name the page that the walk has come to."""
    return numbered.reads(LATEST_FIRST, _walked(ask), answers)


def page(ask: ListRecords, answers: Answers, shown: Callable[[Row], RecordRead]) -> Page:
    """Give the contacts of one page that changed after the moment."""
    found = numbered.page(LATEST_FIRST, _walked(ask), answers, shown)
    since = _since(ask)
    given = [(each, changed) for each in found.records if (changed := _changed(each))]
    fresh = tuple(each for each, changed in given if changed > since)
    ended = found.next is None or len(fresh) < len(given)
    return Page(
        records=fresh,
        next=_next(ask, found.next, [changed for _, changed in given], ended=ended),
        warnings=found.warnings,
    )


def _walked(ask: ListRecords) -> ListRecords:
    return ListRecords(page_size=ask.page_size, cursor=(ask.cursor or {}).get("walk"))


def _since(ask: ListRecords) -> datetime:
    since = parse_iso((ask.cursor or {}).get("since")) or ask.modified_after
    if since is None:
        raise ValueError("a list of changes needs a moment")
    return since


def _changed(each: RecordRead) -> datetime | None:
    return parse_iso(each[1].get("updated_at"))


def _next(ask: ListRecords, walk: Any, seen: list[datetime], *, ended: bool) -> Any:
    cursor = ask.cursor or {}
    began = cursor.get("began") or (iso(max(seen)) if seen else None)
    if not ended:
        return {"walk": walk, "since": _since(ask).isoformat(), "began": began}
    if cursor.get("walk") is None or began is None:
        return None
    return {"walk": None, "since": began}
