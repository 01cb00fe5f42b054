"""Listing sequences, page by page."""

from collections.abc import Mapping
from typing import Any

from segue.providers.apollo import paths, read
from segue.providers.apollo.graph import Record
from segue.spi import numbered
from segue.spi.errors import PlanRefused
from segue.spi.numbered import Walk
from segue.spi.operation import Answers, ListRecords, Page, Query, Read, RecordRead

CEILING = 50_000
"""Apollo shows no record beyond this one, whatever the page size [OAS]."""


def total_entries(answer: Any) -> int | None:
    """Say how many rows a list has; the counts of one endpoint are strings [OAS]."""
    paging = answer.get("pagination") if isinstance(answer, Mapping) else None
    total = paging.get("total_entries") if isinstance(paging, Mapping) else None
    return int(str(total)) if str(total).isdecimal() else None


def _rows(answer: Any) -> list[Record]:
    found = answer.get("emailer_campaigns") if isinstance(answer, Mapping) else None
    return [row for row in found or () if isinstance(row, Mapping) and row.get("id")]


WALK = Walk(
    largest=paths.LARGEST_PAGE,
    request=lambda _ask, number, size: paths.search(page=number, per_page=size),
    rows=_rows,
    total=total_entries,
    # No order is documented for this search, so there is none to go by [OAS].
    ceiling=CEILING,
)


def _reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    if ask.modified_after is not None:
        raise PlanRefused(
            "Apollo shows no time of change on sequences and has no filter for it;"
            " leave modified_after out and read every page.",
            capability="sequence.list.modified_after",
        )
    listed = [row for name in answers if name.startswith("page") for row in _rows(answers[name])]
    return (*numbered.reads(WALK, ask, answers), *read.labels_read(listed))


def _read(ask: ListRecords, answers: Answers) -> Page:
    labels = read.label_names(answers)

    def shown(row: Record) -> RecordRead:
        return read.sequence(row, labels), row

    return numbered.page(WALK, ask, answers, shown)


LIST_SEQUENCES = Query(reads=_reads, read=_read)
