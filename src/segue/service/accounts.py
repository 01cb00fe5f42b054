"""Accounts: making, changing and finding them."""

from typing import Any

from segue.model.account import AccountMatch, AccountWrite
from segue.model.wire import Written
from segue.service import body
from segue.service.context import Services
from segue.service.records import Noun, given_of
from segue.service.searching import search_page
from segue.service.session import Session
from segue.spi.uses import used_by_account


class AccountWriteBody(Written):
    """The body of a request that makes or changes an account."""

    record: AccountWrite


class AccountUpsertBody(Written):
    """The body of a request that changes an account or makes it."""

    record: AccountWrite
    upsert_on: AccountMatch


class AccountSearchBody(Written):
    """The body of a search for accounts."""

    filter: AccountMatch


ACCOUNT = Noun(
    name="account",
    written=AccountWriteBody,
    upserted=AccountUpsertBody,
    used=used_by_account,
    ids={"owner_id": "user"},
)


async def search(
    services: Services, session: Session, given: dict[str, str], raw: bytes, *, raw_data: bool
) -> dict[str, Any]:
    """Find the accounts whose name, domain or both are equal to the filter's. Raises `Problem`."""
    body.parse(raw)
    asked = body.check(AccountSearchBody, raw)
    found = given_of(asked.filter)
    return await search_page(services, session, "account", given, found, raw_data=raw_data)
