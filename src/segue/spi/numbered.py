"""Walking lists whose pages have numbers, without losing a row when rows come and go meanwhile.

A page number counts rows from the start, so that a row deleted before it moves every later row to
the left, past the reader. Every page read here begins at the latest with the last row that the
caller has got: its number and size are chosen so. That row shows where to go on, unless it has
another key than when it was given: then it has moved, and what stood behind it has not. Where it
has gone or moved, the key that it had shows the place, and while that is not on the page, the page
before is read again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from segue.model.warning import PlanWarning, WarningType
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, ListRecords, Page, Query, Read, RecordRead
from segue.spi.plan import Request

Row = Mapping[str, Any]

MOST_TIES = 100
"""Rows of one moment that a cursor names. Where more were made at once and the last one is deleted
during the walk, some of them may come twice."""
MOST_BACK = 3
"""Pages before that are read again before the walk admits that rows may be missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One list of a vendor."""

    largest: int
    """Most rows of a page."""
    request: Callable[[ListRecords, int, int], Request]
    """Makes the request for a page's number and size; it names an order, oldest first, where the
    vendor can sort."""
    rows: Callable[[Any], list[Row]]
    total: Callable[[Any], int | None]
    """How many rows the list has, where the vendor tells."""
    key: Callable[[Row], str | None] = lambda _row: None
    """What the list is sorted by, as text that compares as the vendor sorts; None where it cannot
    sort. It may change: a row whose key grows while the list is walked comes again."""
    ceiling: int | None = None
    """The vendor shows no row beyond this one."""
    dear: int | None = None
    """Pages with a larger number cost more: instead of one of them, the largest page is read that
    brings as much."""


@dataclass(frozen=True, slots=True)
class Window:
    """One page as it is asked for."""

    number: int
    size: int

    @property
    def first(self) -> int:
        """How many rows stand before it."""
        return (self.number - 1) * self.size


def window(
    seen: int, wanted: int, largest: int, ceiling: int | None = None, *, low: bool = False
) -> Window | None:
    """Choose the page that holds row `seen` and the most of the `wanted` rows after it.

    Rows count from 1, so that row `seen` is the last one that the caller has; 0 is the start. None
    where no such page ends before the ceiling. Of pages that bring as much the smallest is chosen;
    with `low` the largest, whose number is the lowest.
    """
    wanted = min(wanted, largest)
    best: Window | None = Window(1, wanted) if seen == 0 else None
    brings = wanted if seen == 0 else 0
    sizes = range(2, largest + 1)
    for size in reversed(sizes) if low else sizes:
        candidate = Window(max(0, seen - 1) // size + 1, size)
        fresh = min(candidate.first + size - seen, wanted)
        if fresh > brings and (ceiling is None or candidate.first + size <= ceiling):
            best, brings = candidate, fresh
    return best


def reads(walk: Walk, ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    """Name the page, and after it the pages before it that have to be read again."""
    at = _place(walk, ask)
    wanted = [_read(walk, ask, "page", at)]
    for back in range(1, at.number):
        behind = [_name(n) for n in range(back)]
        if not all(name in answers for name in behind) or _found(walk, ask, answers, back):
            break
        if back > MOST_BACK:
            break
        wanted.append(_read(walk, ask, _name(back), Window(at.number - back, at.size)))
    return tuple(wanted)


def _name(back: int) -> str:
    return f"page -{back}" if back else "page"


def _read(walk: Walk, ask: ListRecords, name: str, at: Window) -> Read:
    return Read(name=name, request=walk.request(ask, at.number, at.size))


def _place(walk: Walk, ask: ListRecords) -> Window:
    seen = int((ask.cursor or {}).get("seen", 0))
    found = window(seen, _wanted(walk, ask), walk.largest, walk.ceiling)
    if found is None:
        raise PlanRefused(
            f"The provider shows the first {walk.ceiling} records only; no page after them can be"
            " read. Narrow the list with a filter.",
            status=409,
            reason="display_ceiling",
        )
    if walk.dear is not None and found.number > walk.dear:
        return window(seen, _wanted(walk, ask), walk.largest, walk.ceiling, low=True) or found
    return found


def _wanted(walk: Walk, ask: ListRecords) -> int:
    size = (ask.cursor or {}).get("size", ask.page_size)
    return min(int(size), walk.largest)


def _found(walk: Walk, ask: ListRecords, answers: Answers, pages: int) -> bool:
    """Tell whether the pages read so far show where to go on."""
    last = (ask.cursor or {}).get("last")
    if last is None:
        return True
    rows = _collected(walk, answers, pages)
    if _passed(walk, rows, ask) is not None:
        return True
    key = (ask.cursor or {}).get("key")
    first = walk.key(rows[0]) if rows else None
    return key is not None and first is not None and first < key


def _passed(walk: Walk, rows: list[Row], ask: ListRecords) -> int | None:
    """Count the rows up to the last one that was given; None where it has gone or moved."""
    cursor = ask.cursor or {}
    for count, row in enumerate(rows, 1):
        if str(row["id"]) == cursor.get("last") and walk.key(row) == cursor.get("key"):
            return count
    return None


def _collected(walk: Walk, answers: Answers, pages: int) -> list[Row]:
    found: dict[str, Row] = {}
    for back in range(pages - 1, -1, -1):
        for row in walk.rows(answers[_name(back)]) if _name(back) in answers else ():
            found.setdefault(str(row["id"]), row)
    return list(found.values())


def page(
    walk: Walk, ask: ListRecords, answers: Answers, shown: Callable[[Row], RecordRead]
) -> Page:
    """Give the rows after the last one, and cursors to the neighbours."""
    cursor = ask.cursor or {}
    seen, wanted = int(cursor.get("seen", 0)), _wanted(walk, ask)
    pages = sum(1 for name in answers if name == "page" or name.startswith("page -"))
    rows, at = _collected(walk, answers, pages), _place(walk, ask)
    fresh, start, sure = _fresh(walk, ask, rows, at, pages)
    given = fresh[:wanted]
    total = walk.total(answers["page"])
    reached = start + len(given)
    full = len(walk.rows(answers["page"])) >= at.size
    more = len(fresh) > len(given) or (full and (total is None or reached < total))
    return Page(
        records=tuple(shown(row) for row in given),
        next=_next(walk, given, reached, wanted, cursor) if more else None,
        previous={"seen": max(0, seen - wanted), "size": wanted} if seen else None,
        total_count=total,
        warnings=(*(() if sure else (_MOVED,)), *_ceiling(walk, total)),
    )


def _fresh(
    walk: Walk, ask: ListRecords, rows: list[Row], at: Window, pages: int
) -> tuple[list[Row], int, bool]:
    """Give the rows not seen yet, how many stand before them, and whether none can be missing."""
    cursor = ask.cursor or {}
    seen, last, key = int(cursor.get("seen", 0)), cursor.get("last"), cursor.get("key")
    begin = at.first - (pages - 1) * at.size
    if last is None:
        skipped = max(0, seen - begin)
        return rows[skipped:], begin + skipped, True
    passed = _passed(walk, rows, ask)
    if passed is not None:
        return rows[passed:], begin + passed, True
    if key is not None:
        ties = set(cursor.get("ties", ()))
        fresh = [row for row in rows if _after(walk, row, key, ties)]
        before = begin + len(rows) - len(fresh)
        first = walk.key(rows[0]) if rows else None
        return fresh, before, begin == 0 or (first is not None and first < key)
    if begin == 0 and rows:
        return rows, 0, False
    skipped = min(max(0, seen - begin), len(rows))
    return rows[skipped:], begin + skipped, False


def _after(walk: Walk, row: Row, key: str, ties: set[str]) -> bool:
    own = walk.key(row)
    return own is None or own > key or (own == key and str(row["id"]) not in ties)


def _next(
    walk: Walk, given: list[Row], reached: int, wanted: int, cursor: Mapping[str, Any]
) -> dict[str, Any]:
    if not given:
        # Rows inserted before the last one have moved it to the end of what was read.
        return {**cursor, "seen": reached}
    last = given[-1]
    key = walk.key(last)
    before = cursor.get("ties", ()) if cursor.get("key") == key else ()
    ties = [*before, *(str(row["id"]) for row in given if walk.key(row) == key)][-MOST_TIES:]
    return {
        "seen": reached,
        "size": wanted,
        "last": str(last["id"]),
        **({"key": key, "ties": ties} if key is not None else {}),
    }


def query(walk: Walk, shown: Callable[[Row], RecordRead]) -> Query[ListRecords, Page]:
    """Answer a list that needs nothing but its own pages."""
    return Query(
        reads=lambda ask, answers: reads(walk, ask, answers),
        read=lambda ask, answers: page(walk, ask, answers, shown),
    )


_MOVED = PlanWarning(
    problem_type=WarningType.PARTIAL_SUCCESS,
    title="The list changed while it was read",
    detail="The last record of the page before is no longer where it was, and nothing near shows"
    " where to go on: some records may be missing here, or come twice. Read the list again to be"
    " sure.",
    pointer="",
)


def _ceiling(walk: Walk, total: int | None) -> tuple[PlanWarning, ...]:
    if walk.ceiling is None or total is None or total <= walk.ceiling:
        return ()
    return (
        PlanWarning(
            problem_type=WarningType.PARTIAL_SUCCESS,
            title="The list is longer than the provider shows",
            detail=f"It has {total} records, of which only the first {walk.ceiling} can be read.",
            pointer="",
        ),
    )
