"""Contacts: making, changing and finding them."""

from typing import Any

from segue.model.contact import ContactFilter, ContactMatch, ContactWrite
from segue.model.wire import Written
from segue.service import body
from segue.service.context import Services
from segue.service.records import Noun
from segue.service.searching import search_page
from segue.service.session import Session
from segue.spi.uses import used_by_contact


class ContactWriteBody(Written):
    """The body of a request that makes or changes a contact."""

    record: ContactWrite


class ContactUpsertBody(Written):
    """The body of a request that changes a contact or makes it."""

    record: ContactWrite
    upsert_on: ContactMatch


class ContactSearchBody(Written):
    """The body of a search for contacts."""

    filter: ContactFilter


CONTACT = Noun(
    name="contact",
    written=ContactWriteBody,
    upserted=ContactUpsertBody,
    used=used_by_contact,
    ids={"owner_id": "user", "account_id": "account"},
)


async def search(
    services: Services, session: Session, given: dict[str, str], raw: bytes, *, raw_data: bool
) -> dict[str, Any]:
    """Find the contacts that have one of the filter's addresses. Raises `Problem`."""
    body.parse(raw)
    asked = body.check(ContactSearchBody, raw)
    found = {"emails": list(dict.fromkeys(asked.filter.emails))}
    return await search_page(services, session, "contact", given, found, raw_data=raw_data)
