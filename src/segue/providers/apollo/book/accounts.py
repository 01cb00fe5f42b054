"""Listing, reading and finding accounts."""

from segue.providers.apollo.book import keywords, read, routes, slices
from segue.providers.apollo.book.usable import no_time, require
from segue.providers.apollo.book.values import paging, record, rows, text, time
from segue.spi import numbered
from segue.spi.errors import PlanRefused
from segue.spi.numbered import Row, Walk
from segue.spi.operation import Answers, Get, ListRecords, Page, Query, Read, RecordRead

OLDEST_FIRST = Walk(
    largest=routes.LARGEST_PAGE,
    request=lambda _ask, number, size: routes.search("account", page=number, per_page=size),
    rows=lambda answer: rows(answer, "accounts"),
    total=lambda answer: paging(answer, "total_entries"),
    key=lambda row: time(row.get("created_at")),
    ceiling=routes.CEILING,
)


def shown(row: Row) -> RecordRead:
    """Give an account beside its own record."""
    return read.account(row), row


def _list_reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    no_time(ask, "account")
    return numbered.reads(OLDEST_FIRST, ask, answers)


def _list(ask: ListRecords, answers: Answers) -> Page:
    return numbered.page(OLDEST_FIRST, ask, answers, shown)


def _get_reads(ask: Get, _answers: Answers) -> tuple[Read, ...]:
    return (Read(name="account", request=routes.one("account", ask.id)),)


def _get(_ask: Get, answers: Answers) -> RecordRead:
    return shown(record(answers["account"], "account"))


def named_reads(name: str, answers: Answers) -> tuple[Read, ...]:
    """Name the readings that find the accounts of a name.

    Apollo looks for keywords in names, so that other names that hold these words come too [OAS].
    """
    return keywords.reads(
        "named",
        lambda page: routes.search("account", page=page, keywords=name),
        answers,
    )


def named(name: str, answers: Answers) -> list[Row]:
    """Give the accounts of exactly that name, but for spaces around it."""
    return [
        row
        for row in keywords.found("named", "accounts", answers)
        if (text(row.get("name")) or "").strip() == name.strip()
    ]


def _search_reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    require(*((f"account.search.{field}", f"/{field}") for field in ask.filter))
    return named_reads(_name(ask), answers)


def _search(ask: ListRecords, answers: Answers) -> Page:
    return slices.page(ask, named(_name(ask), answers), shown)


def _name(ask: ListRecords) -> str:
    name = str(ask.filter.get("name") or "")
    if not name.strip():
        raise PlanRefused("Give the name to search for.", pointer="/name")
    return name


LIST = Query(reads=_list_reads, read=_list)
GET = Query(reads=_get_reads, read=_get)
SEARCH = Query(reads=_search_reads, read=_search)
