"""Walking Salesloft's lists: by page number, what came first first, and what deep pages cost."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

from segue.kit.clock import parse_iso
from segue.model.warning import PlanWarning, WarningType
from segue.providers.salesloft import paths
from segue.providers.salesloft.answers import paging, records
from segue.spi import numbered
from segue.spi.numbered import Row, Walk
from segue.spi.operation import Answers, ListRecords, Page, Query, Read, RecordRead
from segue.spi.plan import Request, identity

CHEAP = 100
"""The last page number that costs one request [S3 rate-limits]."""
PRICES = ((CHEAP, 1), (150, 3), (250, 8), (500, 10))
DEAREST = 30

Narrow = Callable[[ListRecords], Mapping[str, Any]]
Shown = Callable[[Row], RecordRead]

FROM = "from"
"""Of a cursor: the time of the last change that was given, where the list begins from then on."""


def walk(
    resource: str,
    *,
    by: str = "created_at",
    largest: int = paths.LARGEST_PAGE,
    narrow: Narrow = lambda _ask: {},
) -> Walk:
    """Describe the list of a resource, sorted by the time `by`, earliest first.

    The default order, `updated_at` descending, moves records that change to the front, past a
    reader who is on the way to the end [S1].
    """

    def request(ask: ListRecords, number: int, size: int) -> Request:
        query: dict[str, Any] = {
            "per_page": size,
            "page": number,
            "sort_by": by,
            "sort_direction": "asc",
            "include_paging_counts": "true",
            **narrow(ask),
            **_changed(ask),
        }
        return Request(method="GET", path=("v2", resource), query=query)

    return Walk(
        largest=largest,
        request=request,
        rows=lambda answer: [_standing(row, by) for row in records(answer) if _is_known(row)],
        total=_total,
        key=lambda standing: standing["key"],
        dear=CHEAP,
    )


def _changed(ask: ListRecords) -> dict[str, str]:
    if base := (ask.cursor or {}).get(FROM):
        return {"updated_at[gte]": base}
    if ask.modified_after is None:
        return {}
    # Strictly after, compared to the microsecond [S1].
    return {"updated_at[gt]": ask.modified_after.isoformat(timespec="microseconds")}


def _is_known(row: Row) -> bool:
    return identity(row.get("id")) is not None


def _standing(row: Row, by: str) -> Row:
    # A record whose time has moved stands elsewhere in the list now, so that it no longer shows
    # where a reader was.
    key = stamp(row.get(by))
    return {"id": f"{row['id']} {key}", "key": key, "row": row}


def stamp(value: Any) -> str | None:
    """Spell a time so that texts compare as the times do; a time that is not there comes first.

    Times carry the offset of the team's zone [S6], which changes in summer, and ascending order
    puts nulls first [S1].
    """
    if value is None:
        return ""
    found = parse_iso(value)
    return found.astimezone(UTC).isoformat(timespec="microseconds") if found else None


def _total(answer: Any) -> int | None:
    counted = paging(answer).get("total_count")
    return counted if isinstance(counted, int) and not isinstance(counted, bool) else None


def reads(walk: Walk, ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    """Name the pages to read."""
    return numbered.reads(walk, ask, answers)


def page(walk: Walk, ask: ListRecords, answers: Answers, shown: Shown) -> Page:
    """Give the page, and say what it cost where that is more than one request for each read."""
    found = numbered.page(walk, ask, answers, lambda standing: shown(standing["row"]))
    numbers = [read.request.query["page"] for read in numbered.reads(walk, ask, answers)]
    return replace(found, warnings=(*found.warnings, *_dear(numbers)))


def changes(walk: Walk, ask: ListRecords, answers: Answers, shown: Shown) -> Page:
    """Give a page of a list that is sorted by `updated_at`.

    The page after begins at the time of the last record and not at a page number, as Salesloft
    advises for large teams [S3]: it costs one request at any depth, and what changes meanwhile
    comes again later and cannot push another record out of sight. There is no way back, and the
    length of the list is known on its first page only.
    """
    found = page(walk, ask, answers, shown)
    base = (ask.cursor or {}).get(FROM)
    if base is not None:
        found = replace(found, previous=None, total_count=None)
    if found.next is None:
        return found
    key = found.next.get("key")
    if not key or key == base:
        return replace(found, next={**found.next, FROM: base})
    return replace(found, next={**found.next, FROM: key, "seen": len(found.next["ties"])})


def query(walk: Walk, shown: Shown) -> Query[ListRecords, Page]:
    """Answer a list that needs nothing but its own pages."""
    return Query(
        reads=lambda ask, answers: reads(walk, ask, answers),
        read=lambda ask, answers: page(walk, ask, answers, shown),
    )


def price(number: int) -> int:
    """Say what reading the page with this number costs, of the team's 600 a minute [S3]."""
    return next((cost for last, cost in PRICES if number <= last), DEAREST)


def _dear(numbers: list[int]) -> tuple[PlanWarning, ...]:
    if max(numbers) <= CHEAP:
        return ()
    cost = sum(price(number) for number in numbers)
    named = " and ".join(str(number) for number in numbers)
    return (
        PlanWarning(
            problem_type=WarningType.PARTIAL_SUCCESS,
            title="A deep page is dear",
            detail=(
                f"Reading page {named} of Salesloft's list cost {cost} of the 600 requests a"
                f" minute that the whole team has; pages up to {CHEAP} cost 1 each. Nothing is"
                " missing. A larger page_size, or a filter, does not go as deep."
            ),
            pointer="",
        ),
    )
