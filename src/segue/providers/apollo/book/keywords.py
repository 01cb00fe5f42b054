"""Reading every page of a search that is not exact, within bounds.

A page is read before the next few, so that a search is never more than `AT_ONCE` calls at a time:
Apollo allows each route 50 to 200 calls a minute and 200 to 600 an hour [OAS].
"""

from collections.abc import Callable
from typing import Any

from segue.providers.apollo.book.values import paging, rows, unique
from segue.spi.errors import PlanRefused
from segue.spi.numbered import Row
from segue.spi.operation import Answers, Read
from segue.spi.plan import Request

AT_ONCE = 4
MOST_PAGES = 20
"""Of one search: 2,000 rows."""


def page_count(answer: Any) -> int:
    """Say how many pages a search has; no hits are 0 pages [VCR], of which one was read."""
    return max(1, paging(answer, "total_pages") or 1)


def reads(
    prefix: str, request: Callable[[int], Request], answers: Answers, *, most: int = MOST_PAGES
) -> tuple[Read, ...]:
    """Name the first page, and then the others, a few at a time; none where they are too many."""
    first = answers.get(name(prefix, 1))
    if first is None:
        return (Read(name=name(prefix, 1), request=request(1)),)
    count = page_count(first)
    if count > most:
        return ()
    done = sum(1 for page in range(1, count + 1) if name(prefix, page) in answers)
    return tuple(
        Read(name=name(prefix, page), request=request(page))
        for page in range(1, min(count, done + AT_ONCE) + 1)
    )


def all_read(prefix: str, answers: Answers) -> bool:
    """Tell whether nothing more will be read of a search."""
    first = answers.get(name(prefix, 1))
    if first is None:
        return False
    count = page_count(first)
    pages = (name(prefix, page) for page in range(1, count + 1))
    return count > MOST_PAGES or all(page in answers for page in pages)


def name(prefix: str, page: int) -> str:
    """Name the reading of a page."""
    return f"{prefix} {page}"


def too_many(what: str, first: Any, most: int) -> PlanRefused:
    """Say that a search brings more than is read to compare it."""
    return PlanRefused(
        f"Apollo brings {paging(first, 'total_entries')} {what}, of which at most {most * 100} are"
        " read to find the right one. Search for something rarer, or list everything.",
        status=409,
        reason="too_many_hits",
    )


def found(prefix: str, key: str, answers: Answers) -> list[Row]:
    """Give the rows of every page of a search, under their `key`.

    Raises `PlanRefused` 409 where there are more pages than are read, and where the list has
    changed its length between two pages, since a row may then have slipped by unseen.
    """
    first = answers[name(prefix, 1)]
    count = page_count(first)
    if count > MOST_PAGES:
        raise too_many(key, first, MOST_PAGES)
    pages = [answers[name(prefix, page)] for page in range(1, count + 1)]
    if len({paging(page, "total_entries") for page in pages}) > 1:
        raise PlanRefused(
            "The records that Apollo's search brings have changed while they were read. Ask again.",
            status=409,
            reason="changed_meanwhile",
        )
    return unique(row for page in pages for row in rows(page, key))
