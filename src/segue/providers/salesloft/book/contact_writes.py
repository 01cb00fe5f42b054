"""Making and changing people."""

from collections.abc import Mapping
from typing import Any

from segue.model.contact import AddressWrite, ContactWrite
from segue.model.warning import PlanWarning
from segue.providers.salesloft.answers import record, records
from segue.providers.salesloft.book import emails, owners, phones, requests
from segue.providers.salesloft.book.asked import given, only_one
from segue.providers.salesloft.book.custom import NEST, PERSON_KEYS, nests, placed, resent
from segue.providers.salesloft.book.finders import unless_changed
from segue.providers.salesloft.book.values import Record, filled, own_id, same_address
from segue.spi.custom import overlay
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, Create, Read, Update, Upsert, Write
from segue.spi.plan import Call, Lookup, Output, Plan
from segue.spi.plan import Request as Sent
from segue.spi.upsert import not_found_again

ID = "/data/id"

NAMES: Mapping[str, str] = {
    "first_name": "first_name",
    "last_name": "last_name",
    "job_title": "title",
    "owner_id": "owner_id",
    "account_id": "account_id",
}
PARTS = ("city", "state", "country")

Warnings = tuple[PlanWarning, ...]


def _create_reads(ask: Create, _answers: Answers) -> tuple[Read, ...]:
    return owners.reads(ask.record)


def _create(ask: Create, answers: Answers) -> Plan:
    return _creation(ask.record, answers, None)


def _creation(asked: ContactWrite, answers: Answers, key: str | None) -> Plan:
    mail = emails.created(asked.email_addresses or (), key)
    called, of_phones = phones.written(asked.phone_numbers or (), changing=False)
    typed = {**_plain(asked, answers, changing=False), **mail.body, **called}
    body, of_custom = overlay(typed, placed(asked.custom_fields, PERSON_KEYS), at=f"/{NEST}")
    _require_identity(asked, body)
    if key is not None and not same_address(body.get("email_address"), key):
        raise not_found_again("primary address", "/email_addresses")
    call = Call(
        name="person",
        request=requests.create("people", body),
        makes="person",
        id_at=ID,
        lookup=_lookup(body),
    )
    warnings = (*mail.warnings, *of_phones, *of_custom)
    return Plan(calls=(call,), result=Output("person", ID), warnings=warnings)


def _require_identity(asked: ContactWrite, body: Mapping[str, Any]) -> None:
    if filled(body.get("email_address")):
        return
    if filled(body.get("phone")) and filled(body.get("last_name")):
        return
    needs = (
        "Salesloft makes a person only with an e-mail address, or with a phone number of the type"
        " primary and a last name."
    )
    if asked.email_addresses:
        needs += " None of these addresses is primary: give one of them that type."
    raise PlanRefused(needs, pointer="/email_addresses", reason="email_required")


def _lookup(body: Mapping[str, Any]) -> Lookup:
    email = filled(body.get("email_address"))
    known = ("phone", "first_name", "last_name")
    return Lookup(
        request=_among(email),
        find="made_person",
        asked={"email_address": email, **{field: body.get(field) for field in known}},
        crowded=True,
    )


def _among(email: str | None) -> Sent:
    if email is not None:
        return requests.found("people", **requests.email_filter(email))
    # No filter for names or numbers is documented, so the newest people are looked through.
    return requests.found("people", sort_by="created_at", sort_direction="desc")


def _plain(asked: ContactWrite, answers: Answers, *, changing: bool) -> dict[str, Any]:
    typed = given(asked, NAMES, changing=changing)
    if "owner_id" in typed:
        typed["owner_id"] = owners.number(asked, answers)
    if typed.get("account_id") is not None:
        typed["account_id"] = int(typed["account_id"])
    named = {NAMES[field]: value for field, value in typed.items()}
    return {**named, **_address(asked, changing=changing)}


def _address(asked: ContactWrite, *, changing: bool) -> dict[str, str | None]:
    if isinstance(asked.address, AddressWrite):
        return given(asked.address, PARTS, changing=changing)
    cleared = changing and "address" in asked.model_fields_set
    return dict.fromkeys(PARTS) if cleared else {}


def _update_reads(ask: Update, _answers: Answers) -> tuple[Read, ...]:
    person = Read(name="person", request=requests.person(ask.id))
    return (*((person,) if _rests_on_held(ask.record) else ()), *owners.reads(ask.record))


def _rests_on_held(asked: ContactWrite) -> bool:
    return emails.stands_in(asked.email_addresses) or nests(asked.custom_fields, PERSON_KEYS)


def _update(ask: Update, answers: Answers) -> Plan:
    held = record(answers["person"]) if "person" in answers else {}
    body, warnings = _changes(ask.record, held, answers, None)
    calls = (_put(ask.id, ask.record, held, body),) if body else ()
    return Plan(calls=calls, result=None, warnings=warnings)


def _changes(
    asked: ContactWrite, held: Record, answers: Answers, key: str | None
) -> tuple[dict[str, Any], Warnings]:
    mailed, of_mail = _emails(asked, held, key)
    called, of_phones = _phones(asked)
    typed = {**_plain(asked, answers, changing=True), **mailed, **called}
    custom = placed(asked.custom_fields, PERSON_KEYS, held.get(NEST))
    body, of_custom = overlay(typed, custom, at=f"/{NEST}")
    return body, (*of_mail, *of_phones, *of_custom)


def _emails(
    asked: ContactWrite, held: Record, key: str | None
) -> tuple[Mapping[str, str | None], Warnings]:
    if asked.email_addresses:
        written = emails.changed(asked.email_addresses, held, key)
        return written.body, tuple(written.warnings)
    return (emails.CLEARED if "email_addresses" in asked.model_fields_set else {}), ()


def _phones(asked: ContactWrite) -> tuple[Mapping[str, str | None], Warnings]:
    if asked.phone_numbers:
        return phones.written(asked.phone_numbers, changing=True)
    return (phones.CLEARED if "phone_numbers" in asked.model_fields_set else {}), ()


def _put(person_id: str, asked: ContactWrite, held: Record, body: Mapping[str, Any]) -> Call:
    rests: dict[str, list[Any]] = {}
    if not body:
        # An upsert that changes nothing: its answer tells the id.
        body = {emails.PRIMARY: held[emails.PRIMARY]}
        rests[emails.PRIMARY] = [held[emails.PRIMARY]]
    if emails.stands_in(asked.email_addresses) and emails.SECONDARY in body:
        # The place was free, or held the address already.
        rests[emails.SECONDARY] = [held.get(emails.SECONDARY), body[emails.SECONDARY]]
    again = resent(asked.custom_fields, PERSON_KEYS, held.get(NEST))
    return Call(
        name="person",
        request=requests.change("people", person_id, {**body}),
        repeatable=True,
        guard=unless_changed(requests.person(person_id), rests, again),
    )


def _upsert_reads(ask: Upsert, _answers: Answers) -> tuple[Read, ...]:
    wanted = requests.email_filter(ask.on["email"])
    search = Read(name="matches", request=requests.found("people", **wanted))
    return (search, *owners.reads(ask.record))


def _upsert(ask: Upsert, answers: Answers) -> Plan:
    key = ask.on["email"]
    found = records(answers["matches"])
    # Of a person's addresses this is the one that Salesloft keeps unique [S1].
    matches = [one for one in found if same_address(one.get("email_address"), key)]
    held = only_one(matches, ask.on)
    if held is None:
        return _creation(ask.record, answers, key)
    body, warnings = _changes(ask.record, held, answers, key)
    call = _put(own_id(held), ask.record, held, body)
    return Plan(calls=(call,), result=Output("person", ID), warnings=warnings)


CREATE_CONTACT: Write[Create] = Write(reads=_create_reads, plan=_create)
UPDATE_CONTACT: Write[Update] = Write(reads=_update_reads, plan=_update)
UPSERT_CONTACT: Write[Upsert] = Write(reads=_upsert_reads, plan=_upsert)
