"""What `/v2/people` can be filtered and sorted by."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from segue.providers.salesloft.simulator.book_filters import (
    contacted,
    custom_fields,
    excluding,
    owner_active,
    owner_id,
    partial,
    tag_ids,
    text,
)
from segue.providers.salesloft.simulator.book_rows import Person
from segue.providers.salesloft.simulator.filters import (
    Filter,
    among,
    between,
    boolean,
    equal,
    having,
    read_several,
    ruled,
    whole,
)
from segue.providers.salesloft.simulator.request import Request

SENIORITIES = (
    "director",
    "executive",
    "individual_contributor",
    "manager",
    "vice_president",
    "unknown",
)
CALLED = {"can_email": "email", "can_call": "call", "can_text": "message"}
"""The filters by means of contact, and the restriction that rules each out."""


def is_new(person: Person) -> bool:
    """Tell whether a person is on no cadence and was never contacted (V S1)."""
    return not person.current and person.last_contacted_at is None


def any_case(request: Request) -> bool:
    """Tell whether e-mail addresses are compared in any case."""
    return request.switches["email_case"] == "ignored"


def _seniority(text: str) -> str:
    if text not in SENIORITIES:
        raise ValueError(f"must be one of: {', '.join(SENIORITIES)}")
    return text


def _addressed(request: Request, person: Person, addresses: Sequence[str | None]) -> bool:
    if person.email is None or not any_case(request):
        return person.email in addresses
    return person.email.lower() in [address.lower() for address in addresses if address]


def _starred(request: Request, person: Person, guids: Sequence[str]) -> bool:
    users = request.account.users
    return any(users[number].guid in guids for number in person.starred_by)


def _reachable(means: str) -> Filter[Person]:
    return equal(
        lambda person: not person.do_not_contact and means not in person.contact_restrictions,
        boolean,
    )


def filters() -> Mapping[str, Filter[Person]]:
    """Return the filters by name: the vendor's, then those that third parties found."""
    return {
        "ids": among(lambda person: person.id, whole),
        "created_at": between(lambda person: person.created_at),
        "updated_at": between(lambda person: person.updated_at),
        "last_contacted": contacted(lambda person: person.last_contacted_at),
        "email_addresses": Filter(read_several, _addressed),
        "owned_by_guid": among(lambda person: person.owner.guid if person.owner else None),
        "owner_id": among(owner_id, whole),
        "owner_is_active": equal(owner_active, boolean),
        "owner_crm_id": excluding(lambda person: person.owner_crm_id),
        "person_stage_id": among(lambda row: row.stage.id if row.stage else None, whole),
        "crm_id": among(lambda person: person.crm_id),
        "do_not_contact": equal(lambda person: person.do_not_contact, boolean),
        **{name: _reachable(means) for name, means in CALLED.items()},
        "account_id": among(lambda row: row.company.id if row.company else None, whole),
        "custom_fields": custom_fields(),
        "import_id": among(lambda person: person.import_id, whole),
        "job_seniority": among(lambda person: person.texts.get("job_seniority"), _seniority),
        "tag_id": having(tag_ids, whole),
        "cadence_id": having(lambda row: [each.cadence.id for each in row.current], whole),
        "starred_by_guid": Filter(read_several, _starred),
        "replied": equal(lambda person: person.last_replied_at is not None, boolean),
        "bounced": equal(lambda person: person.bouncing, boolean),
        "success": equal(lambda person: person.success_count > 0, boolean),
        "eu_resident": equal(lambda person: person.eu_resident, boolean),
        **{name: partial(name) for name in ("title", "country", "state", "city")},
        "new": equal(is_new, boolean),
        "phone_number": ruled(boolean, lambda _, row, has: bool(row.texts.get("phone")) is has),
        "locales": text("locale", null="Null"),
        # Not in the vendor's file, and work (T S7, S8). `search` and `phone` do not.
        **{name: text(name) for name in ("first_name", "last_name", "person_company_name")},
    }


def sorts() -> Mapping[str, Callable[[Person], Any]]:
    """Return the values to sort by, by name (V S1)."""

    def counted(name: str) -> Callable[[Person], int]:
        return lambda person: person.counts.get(name, 0)

    return {
        "created_at": lambda person: person.created_at,
        "updated_at": lambda person: person.updated_at,
        "last_contacted_at": lambda person: person.last_contacted_at,
        "name": lambda person: person.name or person.email,
        "title": lambda person: person.texts.get("title"),
        "job_seniority": lambda person: person.texts.get("job_seniority"),
        "call_count": counted("calls"),
        "sent_emails": counted("emails_sent"),
        "clicked_emails": counted("emails_clicked"),
        "replied_emails": counted("emails_replied_to"),
        "viewed_emails": counted("emails_viewed"),
        "account": lambda row: row.company.texts.get("name") if row.company else None,
        "cadence_stage_name": lambda row: row.stage.name if row.stage else None,
    }
