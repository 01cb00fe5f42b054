"""Listing sequences, page by page."""

from segue.providers.apollo import paths, read
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, ListRecords, Page, Query, Read

CEILING = 50_000
"""Apollo shows no record beyond this one, whatever the page size [OAS]."""


def _reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    if ask.modified_after is not None:
        raise PlanRefused(
            "Apollo shows no time of change on sequences and has no filter for it;"
            " leave modified_after out and read every page.",
            reason="unsupported",
        )
    page, per_page = _place(ask)
    if page * per_page > CEILING:
        raise PlanRefused(
            f"Apollo shows the first {CEILING} sequences only; no page after them can be read.",
            status=409,
            reason="display_ceiling",
        )
    wanted = (Read(name="page", request=paths.search(page=page, per_page=per_page)),)
    found = answers.get("page")
    if found is None:
        return wanted
    return (*wanted, *read.labels_read(list(found.get("emailer_campaigns") or ())))


def _place(ask: ListRecords) -> tuple[int, int]:
    if ask.cursor is None:
        return 1, min(ask.page_size, paths.LARGEST_PAGE)
    return int(ask.cursor["page"]), int(ask.cursor["per_page"])


def _read(ask: ListRecords, answers: Answers) -> Page:
    found = answers["page"]
    page, per_page = _place(ask)
    labels = read.label_names(answers)
    rows = found.get("emailer_campaigns") or ()
    paging = found.get("pagination") or {}
    total, pages = paging.get("total_entries"), paging.get("total_pages")
    more = len(rows) == per_page if pages is None else page < int(pages)
    return Page(
        records=tuple((read.sequence(row, labels), row) for row in rows),
        next={"page": page + 1, "per_page": per_page} if more else None,
        previous={"page": page - 1, "per_page": per_page} if page > 1 else None,
        total_count=None if total is None else int(total),
    )


LIST_SEQUENCES = Query(reads=_reads, read=_read)
