"""Paging by ourselves through rows that were all read at once."""

from collections.abc import Callable, Sequence
from typing import Any

from segue.spi.numbered import Row
from segue.spi.operation import ListRecords, Page, RecordRead


def age(row: Row) -> list[str]:
    """Place a row by its creation; an id begins with it, too."""
    return [str(row.get("created_at") or ""), str(row["id"])]


def page(ask: ListRecords, rows: Sequence[Row], shown: Callable[[Row], RecordRead]) -> Page:
    """Give the rows after the last one that was given, so that none is lost when others go."""
    ordered = sorted(rows, key=age)
    after: list[str] = (ask.cursor or {}).get("after", [])
    begin = sum(1 for row in ordered if age(row) <= after)
    end = begin + ask.page_size
    return Page(
        records=tuple(shown(row) for row in ordered[begin:end]),
        next=_after(ordered, end) if end < len(ordered) else None,
        previous=_after(ordered, max(0, begin - ask.page_size)) if begin else None,
        total_count=len(ordered),
    )


def _after(ordered: Sequence[Row], count: int) -> dict[str, Any]:
    return {"after": age(ordered[count - 1])} if count else {"after": []}
