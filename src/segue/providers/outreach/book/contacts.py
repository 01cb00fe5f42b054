"""Making and changing contacts, which Outreach calls prospects."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from segue.kit import pointer
from segue.model.contact import ContactWrite, EmailAddress
from segue.model.warning import PlanWarning
from segue.providers.outreach import documents
from segue.providers.outreach.book import (
    addresses,
    emails,
    finders,
    matches,
    phones,
    read,
    searching,
    sending,
)
from segue.providers.outreach.documents import Record, attributes, many
from segue.providers.outreach.pages import collected, complete, missing, walk
from segue.spi.custom import overlay
from segue.spi.operation import Answers, Create, Read, Update, Upsert
from segue.spi.plan import Call, Find, Output, Plan
from segue.spi.upsert import not_found_again

NAMES = {"first_name": "firstName", "last_name": "lastName", "job_title": "title"}
LINKS = {"owner_id": "owner", "account_id": "account"}
LISTS = frozenset({"email_addresses", "phone_numbers"})
RESULT = Output("contact", "/data/id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What is sent of a prospect itself."""

    attributes: dict[str, Any]
    links: sending.Links
    warnings: tuple[PlanWarning, ...]


# Making -----------------------------------------------------------------------------------------


def plan_create(ask: Create, _answers: Answers) -> Plan:
    """Make a contact."""
    return _made(ask.record, ask.record.email_addresses, ask.now)


def _made(record: ContactWrite, entries: list[EmailAddress] | None, now: datetime) -> Plan:
    asked, twice = emails.wanted(entries)
    first, calls, warnings = emails.made(asked)
    sent = _sent(record, {"emails": first} if first else {}, changing=False)
    prospect = Call(
        name="contact",
        request=sending.create("prospects", "prospect", sent.attributes, sent.links),
        makes="prospect",
        id_at="/data/id",
        lookup=finders.made_contact(sent.attributes, now=now),
        undo=documents.delete("prospects", RESULT) if calls else None,
    )
    return Plan((prospect, *calls), RESULT, (*twice, *warnings, *sent.warnings))


def _sent(
    record: ContactWrite, more: Record, *, changing: bool, held: Record | None = None
) -> Sent:
    """Give what is sent: names, address, numbers, and last the caller's own fields."""
    typed = {**sending.named(record, NAMES, changing=changing), **more}
    warnings: tuple[PlanWarning, ...] = ()
    if record.address is not None:
        typed |= sending.named(record.address, read.STREET, changing=changing)
    elif changing and "address" in record.model_fields_set:
        typed |= dict.fromkeys(read.STREET.values())
    if "phone_numbers" in record.model_fields_set:
        arrays, warnings = phones.sent(record.phone_numbers, held)
        typed |= arrays
    full, replaced = overlay(typed, record.custom_fields, at="/custom_fields")
    links = sending.linked(record, LINKS, changing=changing)
    return Sent(attributes=full, links=links, warnings=(*warnings, *replaced))


# Changing ---------------------------------------------------------------------------------------


def update_reads(ask: Update, answers: Answers) -> tuple[Read, ...]:
    """Read the prospect where its lists are changed or nothing is, and its addresses."""
    record = ask.record
    sent = _sent(record, {}, changing=True)
    if not LISTS & record.model_fields_set and (sent.attributes or sent.links):
        return ()
    there = Read(name="contact", request=documents.one("prospects", int(ask.id)))
    return missing((there, *_address_reads(int(ask.id), record, answers)), answers)


def _address_reads(id: int, record: ContactWrite, answers: Answers) -> tuple[Read, ...]:
    if "email_addresses" not in record.model_fields_set:
        return ()
    # The filter is the one of the link that Outreach gives itself [AMP].
    return walk("emails", many("emailAddresses", {"filter[prospect][id]": id}), answers)


def plan_update(ask: Update, answers: Answers) -> Plan:
    """Change what the record gives."""
    there = pointer.get(answers.get("contact"), "/data") or {}
    calls, warnings = _changed(int(ask.id), ask.record, there, answers)
    return Plan(calls, result=None, warnings=warnings)


def _changed(
    id: int, record: ContactWrite, there: Record, answers: Answers
) -> tuple[tuple[Call, ...], tuple[PlanWarning, ...]]:
    """Change addresses where that can be taken back, then the prospect; remove addresses last."""
    change = emails.Change()
    if "email_addresses" in record.model_fields_set:
        held = addresses.held(collected("emails", answers))
        change = emails.changed(record.email_addresses, held, id)
    sent = _sent(record, {}, changing=True, held=attributes(there))
    patch: tuple[Call, ...] = ()
    if sent.attributes or sent.links:
        before = sending.restored(there, sent.attributes, sent.links)
        patch = (
            Call(
                name="contact",
                request=sending.change("prospects", "prospect", id, sent.attributes, sent.links),
                repeatable=True,
                undo=sending.change("prospects", "prospect", id, *before) if change.last else None,
            ),
        )
    return (*change.first, *patch, *change.last), (*change.warnings, *sent.warnings)


# Either -----------------------------------------------------------------------------------------


def _equal(ask: Upsert, answers: Answers) -> list[Record]:
    address = ask.on["email"].casefold()
    return [
        record
        for record in collected("found", answers)
        if address in read.addresses(record) and not read.deleted(record)
    ]


def _with(address: str, record: ContactWrite) -> list[EmailAddress] | None:
    """Give a new contact's addresses, among which that one has to be if there are any."""
    given = record.email_addresses
    if given and address.casefold() not in {each.email_address.casefold() for each in given}:
        raise not_found_again("address", "/email_addresses")
    return given


def upsert_reads(ask: Upsert, answers: Answers) -> tuple[Read, ...]:
    """Read the prospects with that address, and then the addresses of the one there is."""
    request = many("prospects", searching.contacts([ask.on["email"]]))
    wanted = walk("found", request, answers)
    if complete("found", answers) and len(found := _equal(ask, answers)) == 1:
        wanted += _address_reads(int(found[0]["id"]), ask.record, answers)
    return missing(wanted, answers)


def plan_upsert(ask: Upsert, answers: Answers) -> Plan:
    """Change the one contact that has the address, or make it."""
    there = matches.only(_equal(ask, answers), "contact")
    if there is None:
        own = [EmailAddress(email_address=ask.on["email"], email_address_type=None)]
        return _made(ask.record, _with(ask.on["email"], ask.record) or own, ask.now)
    calls, warnings = _changed(int(there["id"]), ask.record, there, answers)
    shown: tuple[Find, ...] = ()
    if not any(call.name == "contact" for call in calls):
        shown = (matches.unchanged("contact", "prospects", int(there["id"])),)
    return Plan((*shown, *calls), RESULT, warnings)
