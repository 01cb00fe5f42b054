"""Walking Salesloft's lists: by page number, what came first first, and what deep pages cost.

With `modified_after` a list goes by `updated_at`, and each page begins at the last change given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from segue.kit.clock import parse_iso
from segue.model.warning import PlanWarning, WarningType
from segue.providers.salesloft import paths
from segue.providers.salesloft.answers import paging, records
from segue.spi import numbered
from segue.spi.errors import PlanRefused
from segue.spi.numbered import Row, Walk
from segue.spi.operation import Answers, ListRecords, Page, Query, Read, RecordRead
from segue.spi.plan import Request, identity

CHEAP = 100
"""The last page number that costs one request [S3 rate-limits]."""
PRICES = ((CHEAP, 1), (150, 3), (250, 8), (500, 10))
DEAREST = 30
DEEP = "a page after the 100th costs 3 to 30 of the team's 600 requests a minute, with a warning"

Keep = Callable[[Row, Mapping[str, Any]], bool]
Shown = Callable[[Row], RecordRead]

CHANGED = "updated_at"
FROM = "from"
"""Of a cursor: the time of the last change that was given, where the list begins from then on."""


def stamp(value: Any) -> str | None:
    """Spell a time so that texts compare as the times do; a time that is not there comes first.

    Times carry the offset of the team's zone [S6], which changes in summer, and ascending order
    puts nulls first [S1].
    """
    if value is None:
        return ""
    found = parse_iso(value)
    return found.astimezone(UTC).isoformat(timespec="microseconds") if found else None


def number(value: Any) -> str:
    """Spell an id so that texts compare as the numbers do."""
    return str(value).zfill(20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list of Salesloft's.

    The default order, `updated_at` descending, moves records that change to the front, past a
    reader who is on the way to the end [S1].
    """

    resource: str
    by: str = "created_at"
    """What the whole list is sorted by, ascending."""
    spell: Callable[[Any], str | None] = stamp
    """Spells `by` as text that compares as Salesloft sorts."""
    tells_changes: bool = True
    """Whether it can be sorted and filtered by `updated_at`."""
    largest: int = paths.LARGEST_PAGE
    narrow: Callable[[ListRecords], Mapping[str, Any]] = lambda _ask: {}


def _walk(listing: Listing, ask: ListRecords) -> Walk:
    # Among what has changed after a moment, a record may appear while the list is read: by
    # `created_at` it could appear behind the reader, by `updated_at` it comes at the end.
    since = ask.modified_after is not None
    if since and not listing.tells_changes:
        raise PlanRefused(
            f"Salesloft cannot list {listing.resource} by the time of their change; leave"
            " modified_after out and read every page."
        )
    by, spell = (CHANGED, stamp) if since else (listing.by, listing.spell)

    def request(ask: ListRecords, number: int, size: int) -> Request:
        query: dict[str, Any] = {
            "per_page": size,
            "page": number,
            "sort_by": by,
            "sort_direction": "asc",
            "include_paging_counts": "true",
            **listing.narrow(ask),
            **_changed(ask),
        }
        return Request(method="GET", path=("v2", listing.resource), query=query)

    return Walk(
        largest=listing.largest,
        request=request,
        rows=lambda answer: [row for row in records(answer) if identity(row.get("id")) is not None],
        total=_total,
        key=lambda row: spell(row.get(by)),
        dear=CHEAP,
    )


def _changed(ask: ListRecords) -> dict[str, str]:
    if base := (ask.cursor or {}).get(FROM):
        return {"updated_at[gte]": base}
    if ask.modified_after is None:
        return {}
    # Strictly after, compared to the microsecond [S1].
    return {"updated_at[gt]": ask.modified_after.isoformat(timespec="microseconds")}


def _total(answer: Any) -> int | None:
    counted = paging(answer).get("total_count")
    return counted if isinstance(counted, int) and not isinstance(counted, bool) else None


def reads(listing: Listing, ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    """Name the pages to read."""
    return numbered.reads(_walk(listing, ask), ask, answers)


def page(listing: Listing, ask: ListRecords, answers: Answers, shown: Shown) -> Page:
    """Give the page, and say what it cost where that is more than one request for each read.

    With `modified_after` there is no way back, and the length of the list is known on its first
    page only.
    """
    walk = _walk(listing, ask)
    found = numbered.page(walk, ask, answers, shown)
    numbers = [read.request.query["page"] for read in numbered.reads(walk, ask, answers)]
    found = replace(found, warnings=(*found.warnings, *_dear(numbers)))
    return found if ask.modified_after is None else _rebased(found, ask)


def _rebased(found: Page, ask: ListRecords) -> Page:
    # The page after begins at the time of the last record and not at a page number, as Salesloft
    # advises for large teams [S3]: it costs one request at any depth, and what changes meanwhile
    # comes again later and cannot push another record out of sight.
    base = (ask.cursor or {}).get(FROM)
    if base is not None:
        found = replace(found, previous=None, total_count=None)
    if found.next is None:
        return found
    key = found.next.get("key")
    if not key or key == base:
        return replace(found, next={**found.next, FROM: base})
    return replace(found, next={**found.next, FROM: key, "seen": len(found.next["ties"])})


def query(listing: Listing, shown: Shown, keep: Keep | None = None) -> Query[ListRecords, Page]:
    """Answer a list, or a search: of what Salesloft finds, only what `keep` says is equal.

    The total of a search is told where it is all on one page.
    """

    def read(ask: ListRecords, answers: Answers) -> Page:
        found = page(listing, ask, answers, shown)
        if keep is None:
            return found
        kept = tuple(record for record in found.records if keep(record[1], ask.filter))
        alone = found.next is None and not (ask.cursor or {}).get("seen")
        return replace(found, records=kept, total_count=len(kept) if alone else None)

    return Query(reads=lambda ask, answers: reads(listing, ask, answers), read=read)


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
                " missing. With a larger page_size, or a filter, fewer pages are needed."
            ),
            pointer="",
        ),
    )
