"""This folder's operations, by row, and what they need in the manifest."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft import pages, paths
from segue.providers.salesloft.answers import record
from segue.providers.salesloft.book import accounts, finders, people, requests, users
from segue.providers.salesloft.book.account_writes import (
    CREATE_ACCOUNT,
    UPDATE_ACCOUNT,
    UPSERT_ACCOUNT,
    equal,
)
from segue.providers.salesloft.book.contact_writes import (
    CREATE_CONTACT,
    UPDATE_CONTACT,
    UPSERT_CONTACT,
)
from segue.providers.salesloft.book.emails import CLEARED
from segue.providers.salesloft.book.values import Record, same_address
from segue.spi.errors import ErrorRule
from segue.spi.operation import Answers, Get, Query, Read, RecordRead, Write
from segue.spi.plan import Finder, Request


def _one(request: Any, show: pages.Shown) -> Query[Get, RecordRead]:
    def reads(ask: Get, _answers: Answers) -> tuple[Read, ...]:
        found: Request = request(ask.id)
        return (Read(name="record", request=found),)

    def read(_ask: Get, answers: Answers) -> RecordRead:
        return show(record(answers["record"]))

    return Query(reads=reads, read=read)


def _has_address(person: Record, sought: Mapping[str, Any]) -> bool:
    return any(
        same_address(person.get(place), address)
        for place in CLEARED
        for address in sought["emails"]
    )


_ACCOUNTS = pages.Listing(resource="accounts")
_PEOPLE = pages.Listing(resource="people")
# Users cannot be sorted or filtered by a time, and without visible_only=false those who were
# deactivated are left out [S1].
_USERS = pages.Listing(
    resource="users",
    by="id",
    spell=pages.number,
    tells_changes=False,
    narrow=lambda _ask: {"visible_only": "false"},
)
_ACCOUNTS_FOUND = pages.Listing(
    resource="accounts",
    narrow=lambda ask: requests.account_filter(
        name=ask.filter.get("name"), domain=ask.filter.get("domain")
    ),
)
_PEOPLE_FOUND = pages.Listing(
    resource="people", narrow=lambda ask: requests.email_filter(*ask.filter["emails"])
)

WRITES: Mapping[str, Write[Any]] = {
    "account.create": CREATE_ACCOUNT,
    "account.update": UPDATE_ACCOUNT,
    "account.upsert": UPSERT_ACCOUNT,
    "contact.create": CREATE_CONTACT,
    "contact.update": UPDATE_CONTACT,
    "contact.upsert": UPSERT_CONTACT,
}
QUERIES: Mapping[str, Query[Any, Any]] = {
    "account.get": _one(requests.account, accounts.show),
    "account.list": pages.query(_ACCOUNTS, accounts.show),
    "account.search": pages.query(_ACCOUNTS_FOUND, accounts.show, equal),
    "contact.get": _one(requests.person, people.show),
    "contact.list": pages.query(_PEOPLE, people.show),
    "contact.search": pages.query(_PEOPLE_FOUND, people.show, _has_address),
    "user.get": _one(paths.user, users.show),
    "user.list": pages.query(_USERS, users.show),
    "mailbox.get": _one(paths.user, users.show_mailbox),
    "mailbox.list": pages.query(_USERS, users.show_mailbox),
}
FINDERS: Mapping[str, Finder] = finders.FINDERS
ERROR_RULES: tuple[ErrorRule, ...] = (
    # "has already been taken" [S7], "is already taken" [S4].
    ErrorRule(
        status=422, contains="taken", path=r"/v2/(?:accounts|people)\b", reason="already_exists"
    ),
)
"""Asked before the provider's general rules."""
