"""Listing and reading contacts."""

from segue.providers.apollo.book import changed, read, routes
from segue.providers.apollo.book.values import paging, record, rows, time
from segue.spi import numbered
from segue.spi.numbered import Row, Walk
from segue.spi.operation import Answers, Get, ListRecords, Page, Query, Read, RecordRead

OLDEST_FIRST = Walk(
    largest=routes.LARGEST_PAGE,
    request=lambda _ask, number, size: routes.search("contact", page=number, per_page=size),
    rows=lambda answer: rows(answer, "contacts"),
    total=lambda answer: paging(answer, "total_entries"),
    key=lambda row: time(row.get("created_at")),
    ceiling=routes.CEILING,
)


def shown(row: Row) -> RecordRead:
    """Give a contact beside its own record."""
    return read.contact(row), row


def _list_reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    if ask.modified_after is not None:
        return changed.reads(ask, answers)
    return numbered.reads(OLDEST_FIRST, ask, answers)


def _list(ask: ListRecords, answers: Answers) -> Page:
    if ask.modified_after is not None:
        return changed.page(ask, answers, shown)
    return numbered.page(OLDEST_FIRST, ask, answers, shown)


def _get_reads(ask: Get, _answers: Answers) -> tuple[Read, ...]:
    return (Read(name="contact", request=routes.one("contact", ask.id)),)


def _get(_ask: Get, answers: Answers) -> RecordRead:
    return shown(record(answers["contact"], "contact"))


LIST = Query(reads=_list_reads, read=_list)
GET = Query(reads=_get_reads, read=_get)
