"""Listing and reading users and mailboxes. Neither has a route for one by its id [OAS]."""

from segue.providers.apollo.book import keywords, read, routes, slices
from segue.providers.apollo.book.usable import no_time
from segue.providers.apollo.book.values import paging, rows, unique
from segue.spi import numbered
from segue.spi.errors import PlanRefused
from segue.spi.numbered import Row, Walk
from segue.spi.operation import (
    Answers,
    Get,
    ListRecords,
    Page,
    Query,
    Read,
    RecordRead,
)

MOST_PAGES = 50
"""Of the list of users that is read for one: 5,000 users."""


def _user(row: Row) -> RecordRead:
    return read.user(row), row


def _mailbox(row: Row) -> RecordRead:
    return read.mailbox(row), row


USERS = Walk(
    largest=routes.LARGEST_PAGE,
    request=lambda _ask, number, size: routes.users(number, size),
    rows=lambda answer: rows(answer, "users"),
    total=lambda answer: paging(answer, "total_entries"),
)


def _list_users_reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    no_time(ask, "user")
    return numbered.reads(USERS, ask, answers)


def _list_users(ask: ListRecords, answers: Answers) -> Page:
    return numbered.page(USERS, ask, answers, _user)


def _get_user_reads(ask: Get, answers: Answers) -> tuple[Read, ...]:
    if _user_row(ask, answers):
        return ()
    return keywords.reads("users", routes.users, answers, most=MOST_PAGES)


def _user_row(ask: Get, answers: Answers) -> Row | None:
    found = unique(row for answer in answers.values() for row in rows(answer, "users"))
    return next((row for row in found if row["id"] == ask.id), None)


def _get_user(ask: Get, answers: Answers) -> RecordRead:
    row = _user_row(ask, answers)
    first = answers[keywords.name("users", 1)]
    if row is None and keywords.page_count(first) > MOST_PAGES:
        raise keywords.too_many("users", first, MOST_PAGES)
    if row is None:
        raise PlanRefused("Apollo lists no user with this id.", status=404, reason="not_found")
    return _user(row)


def _mailboxes_reads(_ask: Get, _answers: Answers) -> tuple[Read, ...]:
    return (Read(name="mailboxes", request=routes.mailboxes()),)


def _get_mailbox(ask: Get, answers: Answers) -> RecordRead:
    for row in rows(answers["mailboxes"], "email_accounts"):
        if row["id"] == ask.id:
            return _mailbox(row)
    raise PlanRefused("Apollo lists no mailbox with this id.", status=404, reason="not_found")


def _list_mailboxes_reads(ask: ListRecords, _answers: Answers) -> tuple[Read, ...]:
    no_time(ask, "mailbox")
    return (Read(name="mailboxes", request=routes.mailboxes()),)


def _list_mailboxes(ask: ListRecords, answers: Answers) -> Page:
    return slices.page(ask, unique(rows(answers["mailboxes"], "email_accounts")), _mailbox)


LIST_USERS = Query(reads=_list_users_reads, read=_list_users)
GET_USER = Query(reads=_get_user_reads, read=_get_user)
LIST_MAILBOXES = Query(reads=_list_mailboxes_reads, read=_list_mailboxes)
GET_MAILBOX = Query(reads=_mailboxes_reads, read=_get_mailbox)
