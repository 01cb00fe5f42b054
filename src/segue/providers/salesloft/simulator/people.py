"""Reading `/v2/people`."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.simulator.attributes import written
from segue.providers.salesloft.simulator.book_rows import Person
from segue.providers.salesloft.simulator.listing import Listing, list_rows
from segue.providers.salesloft.simulator.people_listing import filters, is_new, sorts
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.users import sees
from segue.providers.salesloft.simulator.wire import (
    Refused,
    not_found,
    reference,
    single,
    stamp,
)
from segue.simulation.vendor import Answer

TEXTS = (
    "email_address",
    "secondary_email_address",
    "personal_email_address",
    "first_name",
    "last_name",
    "title",
    "phone",
    "phone_extension",
    "mobile_phone",
    "home_phone",
    "linkedin_url",
    "city",
    "state",
    "country",
    "work_city",
    "work_state",
    "work_country",
    "personal_website",
    "twitter_handle",
    "locale",
    "person_company_name",
    "person_company_website",
    "person_company_industry",
    "job_seniority",
)
COUNTS = (
    "emails_sent",
    "emails_viewed",
    "emails_clicked",
    "emails_replied_to",
    "emails_bounced",
    "calls",
)
OFFSETS = {
    "US/Eastern": -240,
    "US/Central": -300,
    "US/Mountain": -360,
    "US/Pacific": -420,
    "Europe/London": 60,
    "Europe/Berlin": 120,
}
"""Minutes from UTC by locale, in summer; another locale has none here."""


def render_person(request: Request, person: Person) -> Mapping[str, Any]:
    """Write a person (V S1, and what S5 adds); what is absent is null, not left out."""
    texts, email, current = person.texts, person.email, person.current
    return {
        "id": person.id,
        "created_at": stamp(person.created_at),
        "updated_at": stamp(person.updated_at),
        **{name: texts.get(name) for name in TEXTS},
        "display_name": person.name or email,
        "full_email_address": f"{person.name} <{email}>" if email and person.name else email,
        "locale_utc_offset": OFFSETS.get(texts.get("locale") or ""),
        "do_not_contact": person.do_not_contact,
        "eu_resident": person.eu_resident,
        "contact_restrictions": list(person.contact_restrictions),
        "bouncing": person.bouncing,
        "starred": request.caller.id in person.starred_by,
        "untouched": is_new(person),
        "success_count": person.success_count,
        **_contact(person),
        **_crm(person),
        **written(person),
        "counts": {name: person.counts.get(name, 0) for name in COUNTS},
        "account": reference("accounts", person.company.id if person.company else None),
        "owner": reference("users", person.owner.id if person.owner else None),
        "person_stage": reference("person_stages", person.stage.id if person.stage else None),
        "import": reference("imports", person.import_id),
        # The active ones only (V S1).
        "cadences": [reference("cadences", each.cadence.id) for each in current],
        **_steps(person),
        # Newer than the vendor's file (S5).
        "external_source": None,
        "hot_lead": None,
        "job_function": None,
    }


def _contact(person: Person) -> dict[str, Any]:
    by = person.last_contacted_by
    return {
        "last_contacted_at": stamp(person.last_contacted_at),
        "last_contacted_type": person.last_contacted_type,
        "last_contacted_by": reference("users", by.id if by else None),
        "last_replied_at": stamp(person.last_replied_at),
    }


def _crm(person: Person) -> dict[str, Any]:
    number = person.crm_id
    kind = "Lead" if number and number.startswith("00Q") else "Contact"
    return {
        "crm_id": number,
        "crm_url": f"https://na15.salesforce.com/{number}" if number else None,
        "crm_object_type": kind if number else None,
        "owner_crm_id": person.owner_crm_id,
        "account_crm_id": person.company.crm_id if person.company else None,
    }


def _steps(person: Person) -> dict[str, Any]:
    last = max(person.memberships, key=lambda each: each.added_at, default=None)
    step = last.last_step_id if last else None
    cadence = reference("cadences", last.cadence.id if last else None)
    return {
        "most_recent_cadence": cadence,
        "last_completed_step": reference("steps", step),
        "last_completed_step_cadence": cadence if step else None,
    }


LISTING: Listing[Person] = Listing(render=render_person, sorts=sorts(), filters=filters())


def find_person(request: Request) -> Person:
    """Return the person the path names, or 404: unknown, or hidden by group privacy (V S4)."""
    person = request.account.book.people.get(request.number)
    if person is None or not sees(request, person.owner):
        raise Refused(not_found())
    return person


def list_people(request: Request) -> Answer:
    """Answer `GET /v2/people`."""
    people = request.account.book.people.values()
    return list_rows(request, (p for p in people if sees(request, p.owner)), LISTING)


def show_person(request: Request) -> Answer:
    """Answer `GET /v2/people/{id}`."""
    return single(render_person(request, find_person(request)))
