"""What the tests ask of accounts, people and users, and what Salesloft answers them with."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from segue.model.account import AccountWrite
from segue.model.contact import ContactWrite
from segue.providers.salesloft import PROVIDER
from segue.spi.operation import Answers, Create, Get, Update, Upsert
from segue.spi.plan import Plan

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
GUID = "0863ed13-7120-479b-8650-206a3679e2fb"
HREF = "https://api.salesloft.com/v2"
MADE = "2026-01-29T18:00:41.190175-05:00"
CHANGED = "2026-07-01T06:12:41.102458-04:00"

ACCOUNT: dict[str, Any] = {
    "id": 75464484,
    "created_at": MADE,
    "updated_at": CHANGED,
    "archived_at": None,
    "name": "Acme",
    "domain": "acme.com",
    "conversational_name": None,
    "description": None,
    "phone": None,
    "website": None,
    "linkedin_url": None,
    "twitter_handle": None,
    "street": None,
    "city": None,
    "state": None,
    "postal_code": None,
    "country": None,
    "locale": None,
    "industry": "Software",
    "company_type": None,
    "founded": None,
    "revenue_range": None,
    "size": None,
    "crm_id": None,
    "crm_url": None,
    "crm_object_type": "account",
    "owner_crm_id": None,
    "do_not_contact": False,
    "prospector_engagement_level": None,
    "prospector_engagement_score": None,
    "last_contacted_at": None,
    "last_contacted_type": None,
    "last_contacted_by": None,
    "last_contacted_person": None,
    "company_stage": None,
    "account_tier": None,
    "custom_fields": {"Segment": "Mid"},
    "user_relationships": [],
    "tags": ["q3"],
    "counts": {"people": None},
    "owner": {"_href": f"{HREF}/users/49067", "id": 49067},
    "creator": {"_href": f"{HREF}/users/49067", "id": 49067},
}

PERSON: dict[str, Any] = {
    "id": 164510523,
    "created_at": MADE,
    "updated_at": CHANGED,
    "first_name": "Pat",
    "last_name": "Johnson",
    "display_name": "Pat Johnson",
    "email_address": "pat@acme.com",
    "full_email_address": "Pat Johnson <pat@acme.com>",
    "secondary_email_address": "pj@acme.com",
    "personal_email_address": "pat@home.example",
    "phone": "+1 404 555 0100",
    "phone_extension": None,
    "mobile_phone": "555-0101",
    "home_phone": None,
    "title": "SDR",
    "city": "Atlanta",
    "state": "GA",
    "country": None,
    "work_city": None,
    "work_state": None,
    "work_country": None,
    "linkedin_url": None,
    "personal_website": None,
    "twitter_handle": None,
    "locale": None,
    "locale_utc_offset": -240,
    "person_company_name": None,
    "person_company_website": None,
    "person_company_industry": None,
    "job_seniority": "unknown",
    "job_function": None,
    "do_not_contact": False,
    "bouncing": False,
    "eu_resident": False,
    "starred": False,
    "untouched": True,
    "success_count": 0,
    "hot_lead": False,
    "external_source": None,
    "contact_restrictions": [],
    "custom_fields": {"Persona": "Buyer"},
    "tags": [],
    "crm_id": None,
    "crm_url": None,
    "crm_object_type": None,
    "owner_crm_id": None,
    "account_crm_id": None,
    "last_contacted_at": None,
    "last_contacted_type": None,
    "last_contacted_by": None,
    "last_replied_at": None,
    "person_stage": None,
    "import": None,
    "cadences": [],
    "most_recent_cadence": None,
    "last_completed_step": None,
    "last_completed_step_cadence": None,
    "counts": {
        "emails_sent": 9,
        "emails_viewed": 5,
        "emails_clicked": 3,
        "emails_replied_to": 2,
        "emails_bounced": 1,
        "calls": 0,
    },
    "account": {"_href": f"{HREF}/accounts/75464484", "id": 75464484},
    "owner": {"_href": f"{HREF}/users/49067", "id": 49067},
}

USER: dict[str, Any] = {
    "id": 49067,
    "guid": GUID,
    "name": "Int User",
    "first_name": "Int",
    "last_name": "User",
    "email": "int@example.com",
    "job_role": None,
    "active": True,
    "time_zone": "US/Eastern",
    "locale_utc_offset": -240,
    "slack_username": None,
    "twitter_handle": None,
    "work_country": None,
    "seat_package": "premier",
    "manager_user_guid": None,
    "team_admin": True,
    "crm_connected": False,
    "local_dial_enabled": False,
    "click_to_call_enabled": False,
    "external_feature_flags": {},
    "_private_fields": {},
    "group": None,
    "team": {"id": 1},
    "role": {"id": "Admin"},
    "phone_client": {"id": 46885},
    "phone_number_assignment": None,
    "email_client_configured": True,
    "email_client_email_address": "int@client.example",
    "from_address": None,
    "sending_email_address": "int@sending.example",
    "bcc_email_address": None,
    "full_email_address": '"Int User" <int@example.com>',
    "email_signature": "",
    "email_signature_type": "html",
    "email_signature_click_tracking_disabled": False,
    "created_at": MADE,
    "updated_at": CHANGED,
}

OWNER = {"owner": {"data": USER}}


def listed(*records: Mapping[str, Any], **paging: Any) -> dict[str, Any]:
    """Answer a list."""
    told = {"total_count": len(records), "next_page": None, "prev_page": None, **paging}
    return {"data": list(records), "metadata": {"paging": told}}


def account_create(**record: Any) -> Create:
    return Create(record=AccountWrite(**record), write_id="wr_1", now=NOW)


def account_update(**record: Any) -> Update:
    return Update(id="75464484", record=AccountWrite(**record), write_id="wr_1", now=NOW)


def account_upsert(on: Mapping[str, str], **record: Any) -> Upsert:
    return Upsert(record=AccountWrite(**record), on=on, write_id="wr_1", now=NOW)


def contact_create(**record: Any) -> Create:
    return Create(record=ContactWrite(**record), write_id="wr_1", now=NOW)


def contact_update(**record: Any) -> Update:
    return Update(id="164510523", record=ContactWrite(**record), write_id="wr_1", now=NOW)


def contact_upsert(email: str, **record: Any) -> Upsert:
    return Upsert(record=ContactWrite(**record), on={"email": email}, write_id="wr_1", now=NOW)


def planned(operation: str, ask: Any, **answers: Any) -> Plan:
    """Plan a write; the reads that it names, and no other, must be among `answers`."""
    write = PROVIDER.writes[operation]
    assert {read.name for read in write.reads(ask, {})} == answers.keys()
    return write.plan(ask, answers)


def body(plan: Plan) -> Any:
    """Give the body of a plan's one call."""
    (call,) = plan.calls
    return call.request.body  # type: ignore[union-attr]


def shown(operation: str, record: Mapping[str, Any]) -> Any:
    """Read one record."""
    answers: Answers = {"record": {"data": record}}
    return PROVIDER.queries[operation].read(Get(id="1"), answers)[0]


def mails(*entries: tuple[str | None, str]) -> list[dict[str, Any]]:
    """Spell addresses, each with its type."""
    return [{"email_address": address, "email_address_type": kind} for kind, address in entries]


def numbers(*entries: tuple[str | None, str | None]) -> list[dict[str, Any]]:
    """Spell phone numbers, each with its type."""
    return [{"phone_number": number, "phone_number_type": kind} for kind, number in entries]
