"""Writing `/v2/people` and `/v2/person_upserts`."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.simulator.attributes import (
    CRM_KEYS,
    apply_lists,
    check_attributes,
    check_crm,
    check_reference,
    taken,
    writes_crm_id,
)
from segue.providers.salesloft.simulator.book_rows import Person
from segue.providers.salesloft.simulator.enrolment import take_off_all
from segue.providers.salesloft.simulator.people import TEXTS, find_person, render_person
from segue.providers.salesloft.simulator.people_listing import SENIORITIES, any_case
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.shapes import Key, complain
from segue.providers.salesloft.simulator.upserts import upserted
from segue.providers.salesloft.simulator.users import sees
from segue.providers.salesloft.simulator.wire import ZONE, Complaints, single
from segue.simulation.vendor import Answer

CRM_PREFIXES = ("00Q", "003")
RESTRICTIONS = ("call", "email", "message")
KEYS = (
    *(Key(name, nullable=True) for name in TEXTS if name != "job_seniority"),
    Key("job_seniority", nullable=True, choices=SENIORITIES),
    Key("do_not_contact", "boolean"),
    # Writable since the vendor's file (V S4).
    Key("eu_resident", "boolean"),
    Key("contact_restrictions", "array", nullable=True),
    Key("tags", "array", nullable=True),
    Key("custom_fields", "object", nullable=True),
    *(Key(name, "integer", nullable=True) for name in ("account_id", "owner_id", "import_id")),
    Key("person_stage_id", "integer", nullable=True),
    *CRM_KEYS,
)
CREATE = (*KEYS, Key("autotag_date", "boolean"))
UPSERT = (*KEYS, Key("upsert_key"), Key("id", "integer"))


def create_person(request: Request) -> Answer:
    """Answer `POST /v2/people`."""
    person = take_person(request, request.fields(CREATE), CREATE)
    return single(render_person(request, person), int(request.switches["created_status"]))


def update_person(request: Request) -> Answer:
    """Answer `PUT /v2/people/{id}`: only the fields sent change."""
    person = find_person(request)
    take_person(request, request.fields(KEYS), KEYS, person)
    return single(render_person(request, person))


def delete_person(request: Request) -> Answer:
    """Answer `DELETE /v2/people/{id}`; it can be repeated, and memberships stay (V S1)."""
    book = request.account.book
    person = book.people.get(request.number)
    if person is not None and sees(request, person.owner):
        take_off_all([person], request.now)
        book.unlist(person)
        person.deleted = True
    return Answer(204)


def upsert_person(request: Request) -> Answer:
    """Answer `POST /v2/person_upserts`."""
    sent, book = request.fields(UPSERT), request.account.book
    people = book.people.values()
    person: Person | None = upserted(
        request,
        sent,
        {
            "id": lambda number: [p for p in people if p.id == number],
            "crm_id": lambda number: [p for p in people if p.crm_id == number],
            "email_address": lambda address: book.addressed(
                str(address), any_case=any_case(request)
            ),
        },
    )
    status = 200 if person else int(request.switches["created_status"])
    kind = "update" if person else "create"
    saved = take_person(request, sent, UPSERT, person)
    return single({"person": render_person(request, saved), "upsert_type": kind}, status)


def take_person(
    request: Request,
    sent: Mapping[str, Any],
    keys: tuple[Key, ...] = CREATE,
    person: Person | None = None,
) -> Person:
    """Create or change a person, or raise `Refused` and leave everything as it was."""
    request.refuse(_complaints(request, sent, keys, person))
    book, now = request.account.book, request.now
    if person is None:
        caller_owns = request.switches["default_owner"] == "caller"
        person = Person(book.next_id("people"), now, now)
        person.owner = request.caller if caller_owns else None
    else:
        book.unlist(person)
    _apply(request, person, sent)
    person.updated_at = now
    book.enlist(person)
    if person.do_not_contact:
        # "If this person is currently in a cadence, they will be removed" (V S1).
        take_off_all([person], now)
    return person


def _complaints(
    request: Request, sent: Mapping[str, Any], keys: tuple[Key, ...], person: Person | None
) -> Complaints:
    account, book = request.account, request.account.book
    complaints = check_attributes(request, sent, keys, "person")
    check_reference(sent, "owner_id", account.users, complaints)
    check_reference(sent, "account_id", book.companies, complaints)
    check_reference(sent, "person_stage_id", account.person_stages, complaints)
    check_crm(request, sent, CRM_PREFIXES, complaints)
    limits = sent.get("contact_restrictions")
    if isinstance(limits, list) and any(limit not in RESTRICTIONS for limit in limits):
        complain(complaints, "contact_restrictions", f"must be any of: {', '.join(RESTRICTIONS)}")
    if request.switches["first_name"] == "required" and not _text(sent, person, "first_name"):
        complain(complaints, "first_name", "is required")
    if not complaints:
        _check_unique(request, sent, person, complaints)
    return complaints


def _text(sent: Mapping[str, Any], person: Person | None, name: str) -> str | None:
    value = sent[name] if name in sent else person.texts.get(name) if person else None
    return value if value and str(value).strip() else None


def _check_unique(
    request: Request, sent: Mapping[str, Any], person: Person | None, complaints: Complaints
) -> None:
    """Either the address, or phone with last name, is a person's unique look-up (V S1)."""
    book = request.account.book
    email, phone = _text(sent, person, "email_address"), _text(sent, person, "phone")
    last_name = _text(sent, person, "last_name")
    if email is not None:
        others = book.addressed(email, any_case=any_case(request))
        if any(each is not person for each in others) and not request.account.team.duplicate_emails:
            complain(complaints, "email_address", taken(request))
    elif phone is None or last_name is None:
        complain(complaints, "email_address", "or phone and last_name is required")
    elif any(each is not person for each in book.reachable(phone, last_name)):
        complain(complaints, "phone", taken(request))


def _apply(request: Request, person: Person, sent: Mapping[str, Any]) -> None:
    account = request.account
    person.texts.update({name: sent[name] for name in TEXTS if name in sent})
    person.do_not_contact = sent.get("do_not_contact", person.do_not_contact)
    person.eu_resident = sent.get("eu_resident", person.eu_resident)
    person.import_id = sent.get("import_id", person.import_id)
    if "contact_restrictions" in sent:
        person.contact_restrictions = list(sent["contact_restrictions"] or ())
    if "owner_id" in sent:
        person.owner = account.users.get(sent["owner_id"])
    if "account_id" in sent:
        person.company = account.book.companies.get(sent["account_id"])
    if "person_stage_id" in sent:
        person.stage = account.person_stages.get(sent["person_stage_id"])
    if "crm_id" in sent and writes_crm_id(request, CRM_PREFIXES):
        person.crm_id = sent["crm_id"]
    apply_lists(request, person, sent, "person")
    if sent.get("autotag_date"):
        day = request.now.astimezone(ZONE).strftime("%Y-%m-%d")
        person.tags.append(account.book.tag(day))
