"""People as our contacts."""

from collections.abc import Mapping

from segue.kit import pointer
from segue.model.contact import AddressRead, ContactRead, EmailAddressRead, PhoneNumberRead
from segue.providers.salesloft.book import emails, phones
from segue.providers.salesloft.book.values import (
    Record,
    count,
    filled,
    line,
    moment,
    own_id,
    reference,
)
from segue.spi.operation import RecordRead

MAPPED = frozenset(
    {
        *("id", "owner", "account", "first_name", "last_name", "title", "city", "state"),
        *("country", "email_address", "personal_email_address", "secondary_email_address"),
        *("phone", "home_phone", "mobile_phone", "counts", "created_at", "updated_at"),
    }
)

_DETAIL = "describes the person; our contacts have no field for it"
_CRM = "belongs to the CRM that Salesloft is joined to"
_DONE = "what was done with the person, not who they are"
_CADENCES = "read the person's sequence states instead"
_SETTING = "a setting of sending without a place in our model"

IGNORED: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("linkedin_url", "twitter_handle", "personal_website", "locale", "job_seniority"),
            *("locale_utc_offset", "work_city", "work_state", "work_country", "tags"),
            *("person_company_name", "person_company_website", "person_company_industry"),
            *("job_function", "phone_extension"),
        ),
        _DETAIL,
    ),
    **dict.fromkeys(
        (
            *("crm_id", "crm_url", "crm_object_type", "owner_crm_id", "account_crm_id"),
            "external_source",
        ),
        _CRM,
    ),
    **dict.fromkeys(
        (
            *("last_contacted_at", "last_contacted_type", "last_contacted_by", "last_replied_at"),
            *("starred", "untouched", "success_count", "hot_lead", "import"),
        ),
        _DONE,
    ),
    **dict.fromkeys(
        (
            *("cadences", "most_recent_cadence", "last_completed_step"),
            "last_completed_step_cadence",
        ),
        _CADENCES,
    ),
    **dict.fromkeys(
        ("do_not_contact", "contact_restrictions", "eu_resident", "bouncing"), _SETTING
    ),
    **dict.fromkeys(("display_name", "full_email_address"), "made from name and address"),
    "person_stage": "Salesloft's own classification",
    "custom_fields": "the team's own fields; read them from the raw record",
}


def show(person: Record) -> RecordRead:
    """Read a person."""
    changed = moment(person.get("updated_at"))
    read = ContactRead(
        id=own_id(person),
        owner_id=reference(person, "owner"),
        account_id=reference(person, "account"),
        first_name=line(person.get("first_name")),
        last_name=line(person.get("last_name")),
        job_title=line(person.get("title")),
        address=_address(person),
        email_addresses=_emails(person),
        phone_numbers=_phones(person),
        open_count=_counted(person, "emails_viewed"),
        click_count=_counted(person, "emails_clicked"),
        reply_count=_counted(person, "emails_replied_to"),
        bounced_count=_counted(person, "emails_bounced"),
        created_at=moment(person.get("created_at")),
        updated_at=changed,
        last_modified_at=changed,
    )
    return read, person


def _address(person: Record) -> AddressRead:
    return AddressRead(
        city=line(person.get("city")),
        state=line(person.get("state")),
        country=line(person.get("country")),
    )


def _emails(person: Record) -> list[EmailAddressRead]:
    return [
        EmailAddressRead(email_address=address, email_address_type=kind)
        for kind, place in emails.PLACES.items()
        if (address := filled(person.get(place)))
    ]


def _phones(person: Record) -> list[PhoneNumberRead]:
    return [
        PhoneNumberRead(phone_number=number, phone_number_type=kind)
        for kind, place in phones.PLACES.items()
        if (number := filled(person.get(place)))
    ]


def _counted(person: Record, name: str) -> int:
    return count(pointer.get(person, f"/counts/{name}"))
