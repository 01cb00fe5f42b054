"""Lists, page by page, and single records.

Outreach walks by key: a page names the next one by a token that holds what the list is sorted by
and an id [AB-ISS], so a record that goes meanwhile moves nothing. Sorted by a time that only
grows, what is made or changed meanwhile comes at the end and is never missed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from segue.kit import pointer
from segue.kit.clock import iso
from segue.providers.outreach.documents import LARGEST_PAGE, Record, one, records
from segue.providers.outreach.pages import missing, token
from segue.spi.operation import Answers, Get, ListRecords, Page, Query, Read, RecordRead
from segue.spi.plan import Request

FROM_THE_SECOND = (
    "what changed at or after the second of that moment; Outreach tells no finer times"
)

Filters = Callable[[Mapping[str, Any]], Mapping[str, str]]
"""Spells a search's filter as query parameters, which the vendor compares exactly."""


def getting(collection: str, shown: Callable[[Record], Any]) -> Query[Get, RecordRead]:
    """Read one record of a collection."""

    def read(_ask: Get, answers: Answers) -> RecordRead:
        record = pointer.get(answers["record"], "/data")
        return shown(record), record

    return Query(
        reads=lambda ask, answers: missing(
            (Read(name="record", request=one(collection, int(ask.id))),), answers
        ),
        read=read,
    )


def listing(
    collection: str,
    shown: Callable[[Record], Any],
    filters: Filters = lambda _filter: {},
) -> Query[ListRecords, Page]:
    """List or search a collection that can be sorted and filtered by `createdAt`, `updatedAt`."""
    return Query(
        reads=lambda ask, answers: missing(
            (Read(name="page", request=request(collection, ask, filters(ask.filter))),), answers
        ),
        read=lambda ask, answers: page(ask, answers, shown),
    )


def request(collection: str, ask: ListRecords, filters: Mapping[str, str]) -> Request:
    """Ask for one page."""
    cursor, since = ask.cursor or {}, _since(ask)
    query: dict[str, Any] = {
        **filters,
        "sort": "updatedAt" if since else "createdAt",
        # Giving page[size] selects paging by key [AMP]; whether it counts is always said [AE-life].
        "page[size]": str(min(ask.page_size, LARGEST_PAGE)),
        "count": "true",
    }
    if since:
        query["filter[updatedAt]"] = f"{since}..inf"
    for name in ("after", "before"):
        if name in cursor:
            query[f"page[{name}]"] = cursor[name]
    return Request(method="GET", path=(collection,), query=query)


def page(ask: ListRecords, answers: Answers, shown: Callable[[Record], Any]) -> Page:
    """Read a page, with cursors to its neighbours."""
    answer = answers["page"]
    return Page(
        records=tuple((shown(record), record) for record in records(answer)),
        next=_cursor(ask, answer, "next", "after"),
        previous=_cursor(ask, answer, "prev", "before"),
        total_count=_total(answer),
    )


def _since(ask: ListRecords) -> str | None:
    """Give the first moment that counts. A range includes its ends [SG].

    Outreach's times are whole seconds [AB, AMP]: a record that changes late in a second reads as
    one that was given early in it, so the whole second is asked for again.
    """
    if ask.cursor:
        kept = ask.cursor.get("since")
        return str(kept) if kept else None
    after = ask.modified_after
    return iso(after.replace(microsecond=0)) if after else None


def _cursor(ask: ListRecords, answer: Any, direction: str, name: str) -> dict[str, str] | None:
    found = token(answer, direction, f"page[{name}]")
    if found is None:
        return None
    since = _since(ask)
    return {name: found, **({"since": since} if since else {})}


def _total(answer: Any) -> int | None:
    # Above two millions, or under load, the count is cut and says so [AE-conv].
    if pointer.get(answer, "/meta/count_truncated"):
        return None
    found = pointer.get(answer, "/meta/count")
    return found if isinstance(found, int) else None
