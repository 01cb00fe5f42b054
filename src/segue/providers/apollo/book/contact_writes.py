"""Making and changing contacts: one documented call, and another for the owner."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from segue.model.contact import ContactWrite
from segue.model.warning import PlanWarning
from segue.providers.apollo.book import (
    addresses,
    by_email,
    emails,
    held,
    keywords,
    made,
    names,
    phones,
    routes,
)
from segue.providers.apollo.book.extras import TYPED, laid_over
from segue.providers.apollo.book.losses import adjusted
from segue.providers.apollo.book.upserts import the_one
from segue.providers.apollo.book.usable import require
from segue.providers.apollo.book.values import identity, record, same
from segue.spi.errors import PlanRefused
from segue.spi.numbered import Row
from segue.spi.operation import Answers, Create, Read, Update, Upsert, Write, no_reads
from segue.spi.plan import Call, Find, Lookup, Output, Plan
from segue.spi.upsert import not_found_again
from segue.spi.uses import used_by_contact

CONTACT = Output("contact", "/contact/id")

UNOWNED = adjusted(
    "/owner_id",
    None,
    "The contact kept the acting user as its owner",
    "Apollo refused the call that sets the owner of the new contact.",
)


@dataclass(frozen=True, slots=True)
class Body:
    """What one call sends, what it loses, and what has to be seen again."""

    sent: dict[str, Any]
    warnings: tuple[PlanWarning, ...]
    checks: dict[str, Any]


def _create(ask: Create, _answers: Answers) -> Plan:
    require(*used_by_contact(ask.record, changing=False))
    return _creation(ask.record, _new(ask.record))


def _new(given: ContactWrite, email: str | None = None) -> Body:
    """Make the body of a new contact; `email` stands in where the record has no address.

    `run_dedupe` is sent as false, its default: true would overwrite a contact that is alike [OAS].
    """
    named, lost = names.new(given)
    addressed, first = emails.new(given.email_addresses)
    numbers, second = phones.new(given.phone_numbers)
    place = addresses.new(given.address)
    standing = {} if email is None or addressed else {"email": email}
    typed = {**named, **standing, **addressed, **numbers, **place, "run_dedupe": False}
    body, third = laid_over("contact", typed, given.custom_fields)
    parts = addresses.expected(given.address, {}) if place else {}
    seen = {part: value for part, value in parts.items() if value}
    warnings = (*lost, *first, *second, *third)
    return Body(body, warnings, held.checks(body, given, seen))


def _creation(given: ContactWrite, body: Body, guard: Lookup | None = None) -> Plan:
    call = Call(
        name="contact",
        request=routes.make("contact", body.sent),
        makes="contact",
        id_at="/contact/id",
        lookup=made.lookup("contact", body.sent),
        guard=guard,
    )
    owner: tuple[Call, ...] = ()
    if given.owner_id is not None:
        request = routes.own(CONTACT, given.owner_id)
        owner = (Call(name="owner", request=request, repeatable=True, optional=UNOWNED),)
    # One client saw a contact merged by its address without the flag [CREA]. Only the answer tells.
    merged = {"made": Output("contact", "")} if body.sent.get("email") else {}
    return Plan(
        calls=(call, *owner, *_read_back(CONTACT, body.checks | merged, owned=bool(owner))),
        result=CONTACT,
        warnings=body.warnings,
    )


def _read_back(id: str | Output, checks: Mapping[str, Any], *, owned: bool) -> tuple[Find, ...]:
    if not checks:
        return ()
    answered = {"owned": Output("owner", "")} if owned else {}
    return (held.reading("contact", id, {**checks, **answered}),)


def _update_reads(ask: Update, _answers: Answers) -> tuple[Read, ...]:
    return (Read(name="contact", request=routes.one("contact", ask.id)),)


def _update(ask: Update, answers: Answers) -> Plan:
    require(*used_by_contact(ask.record, changing=True))
    row = record(answers["contact"], "contact")
    calls, warnings = _changes(ask.id, ask.record, row)
    return Plan(calls=calls, result=None, warnings=warnings)


def _changed(given: ContactWrite, row: Row) -> Body:
    fields = given.model_fields_set
    typed, warnings = names.changed(given, row)
    if "email_addresses" in fields:
        more, lost = emails.changed(given.email_addresses, row)
        typed, warnings = typed | more, (*warnings, *lost)
    if "phone_numbers" in fields:
        more, lost = phones.changed(given.phone_numbers, row)
        typed, warnings = typed | more, (*warnings, *lost)
    parts: dict[str, str | None] = {}
    if "address" in fields:
        more, lost = addresses.changed(given.address, row)
        typed, warnings = typed | more, (*warnings, *lost)
        parts = addresses.expected(given.address, row) if more else {}
    body, lost = laid_over("contact", typed, given.custom_fields, record(row, TYPED))
    return Body(body, (*warnings, *lost), held.checks(body, given, parts))


def _changes(
    id: str, given: ContactWrite, row: Row
) -> tuple[tuple[Call | Find, ...], tuple[PlanWarning, ...]]:
    body = _changed(given, row)
    calls: list[Call | Find] = []
    before = identity(row.get("owner_id"))
    owned = given.owner_id is not None and given.owner_id != before
    if given.owner_id is not None and owned:
        # Before the rest, since this one can be taken back where the rest is refused.
        undo = routes.own(id, before) if before else None
        request = routes.own(id, given.owner_id)
        calls.append(Call(name="owner", request=request, repeatable=True, undo=undo))
    if body.sent:
        request = routes.change("contact", id, body.sent)
        calls.append(Call(name="contact", request=request, repeatable=True))
    if calls:
        calls += _read_back(id, body.checks, owned=owned)
    return tuple(calls), body.warnings


def _upsert_reads(ask: Upsert, answers: Answers) -> tuple[Read, ...]:
    email = ask.on["email"]
    if not keywords.all_read("email", answers):
        return by_email.reads_for("email", email, answers)
    try:
        found = by_email.found_for("email", email, answers)
    except PlanRefused:
        # Planning says why.
        return ()
    # The rows of a search were seen without the parts of the address [OAS].
    return tuple(
        Read(name="contact", request=routes.one("contact", row["id"]))
        for row in found
        if len(found) == 1
    )


def _upsert(ask: Upsert, answers: Answers) -> Plan:
    require(("contact.upsert.email", ""), *used_by_contact(ask.record, changing=True))
    if the_one(by_email.found_for("email", ask.on["email"], answers), "contact") is None:
        body = _new(ask.record, ask.on["email"])
        if not same(str(body.sent.get("email")), ask.on["email"]):
            raise not_found_again("address", "/email_addresses")
        plan = _creation(ask.record, body, made.absence("contact", ask.on))
        return replace(plan, calls=(*plan.calls, made.listed("contact", CONTACT, ask.on)))
    row = record(answers["contact"], "contact")
    found = str(row["id"])
    calls, warnings = _changes(found, ask.record, row)
    if not calls:
        calls = (held.reading("contact", found, {}),)
    shows = next(call for call in calls if call.name != "owner")
    return Plan(calls=calls, result=Output(shows.name, "/contact/id"), warnings=warnings)


CREATE = Write(reads=no_reads, plan=_create)
UPDATE = Write(reads=_update_reads, plan=_update)
UPSERT = Write(reads=_upsert_reads, plan=_upsert)
