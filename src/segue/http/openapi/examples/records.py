"""Examples of accounts, contacts, users, mailboxes, sequence states and templates."""

from collections.abc import Mapping
from typing import Any

MOMENT = "2026-08-14T09:30:00.000Z"
TIMES: Mapping[str, Any] = {
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "last_modified_at": MOMENT,
}


def one(summary: str, value: Any) -> dict[str, Any]:
    """Name an example."""
    return {"plain": {"summary": summary, "value": value}}


def page(record: Mapping[str, Any]) -> dict[str, Any]:
    """Show a record as the first of many."""
    pagination = {"next": "eyJwIjoyfQ", "previous": None, "total_count": 31}
    return one("The first page", {"pagination": pagination, "records": [record]})


ACCOUNT = {
    "id": "11",
    "owner_id": "3",
    "name": "Tern Harbour",
    "domain": "tern.example",
    "is_deleted": False,
    **TIMES,
}
ACCOUNT_READ = one("An account", ACCOUNT)
ACCOUNT_PAGE = page(ACCOUNT)
_ACCOUNT = {"name": "Tern Harbour", "domain": "tern.example", "owner_id": "3"}
ACCOUNT_WRITE = one("An account", {"record": _ACCOUNT})
ACCOUNT_UPSERT = one("By its domain", {"record": _ACCOUNT, "upsert_on": {"domain": "tern.example"}})
ACCOUNT_SEARCH = one("By its name", {"filter": {"name": "Tern Harbour"}})

ADDRESS = {
    "street_1": "1 Quay Street",
    "street_2": None,
    "city": "Galway",
    "state": None,
    "postal_code": "H91",
    "country": "Ireland",
}
EMAILS = [{"email_address": "ada@tern.example", "email_address_type": "work"}]
PHONES = [{"phone_number": "+353 91 000000", "phone_number_type": "mobile"}]
CONTACT = {
    "id": "501",
    "owner_id": "3",
    "account_id": "11",
    "first_name": "Ada",
    "last_name": "Example",
    "job_title": "Harbour master",
    "address": ADDRESS,
    "email_addresses": EMAILS,
    "phone_numbers": PHONES,
    "open_count": 4,
    "click_count": 1,
    "reply_count": 1,
    "bounced_count": 0,
    "is_deleted": False,
    **TIMES,
}
CONTACT_READ = one("A contact", CONTACT)
CONTACT_PAGE = page(CONTACT)
_CONTACT = {
    "first_name": "Ada",
    "last_name": "Example",
    "job_title": "Harbour master",
    "address": {"city": "Galway", "country": "Ireland"},
    "email_addresses": EMAILS,
    "phone_numbers": PHONES,
    "account_id": "11",
}
CONTACT_WRITE = one("A contact", {"record": _CONTACT})
CONTACT_UPSERT = one(
    "By its e-mail address", {"record": _CONTACT, "upsert_on": {"email": "ada@tern.example"}}
)
CONTACT_SEARCH = one("By e-mail address", {"filter": {"emails": ["ada@tern.example"]}})

USER = {
    "id": "3",
    "first_name": "Sam",
    "last_name": "Example",
    "email": "sam@seller.example",
    "is_locked": False,
    "is_deleted": False,
    **TIMES,
}
USER_READ = one("A user", USER)
USER_PAGE = page(USER)

MAILBOX = {
    "id": "5",
    "email": "sam@seller.example",
    "user_id": "3",
    "is_disabled": False,
    "is_deleted": False,
    **TIMES,
}
MAILBOX_READ = one("A mailbox", MAILBOX)
MAILBOX_PAGE = page(MAILBOX)

STATE = {
    "id": "9001",
    "state": "active",
    "status": "active",
    "contact_id": "501",
    "sequence_id": "7",
    "mailbox_id": "5",
    "user_id": "3",
    "is_deleted": False,
    **TIMES,
}
STATE_READ = one("A sequence state", STATE)
STATE_PAGE = page(STATE)
_STATE = {"contact_id": "501", "sequence_id": "7", "mailbox_id": "5"}
STATE_CREATE = one("A contact", {"record": _STATE})
STATE_BATCH = one(
    "Two contacts", {"records": [_STATE, {**_STATE, "contact_id": "502", "allow": ["no_email"]}]}
)
STATE_SEARCH = one("Of a contact", {"filter": {"contact_id": "501"}})
ENROLLED = one("It was enrolled", {"record": {"id": "9001", "outcome": "enrolled"}, "warnings": []})
BATCH = one(
    "One is enrolled, one is not",
    {
        "records": [
            {
                "id": "9001",
                "contact_id": "501",
                "outcome": "enrolled",
                "reason": None,
                "detail": None,
            },
            {
                "id": None,
                "contact_id": "502",
                "outcome": "skipped",
                "reason": "opted_out",
                "detail": "The contact has opted out of e-mail.",
            },
        ],
        "warnings": [
            {
                "title": "Not every contact was enrolled",
                "detail": "This one is skipped (opted_out).",
                "problem_type": "PARTIAL_SUCCESS",
                "source": {"pointer": "/body/records/1"},
            }
        ],
    },
)

TEMPLATE = {
    "id": "42",
    "name": "Introduction",
    "subject": "Hello",
    "body": "<p>Hello</p>",
    "to": None,
    "cc": None,
    "bcc": None,
    "owner_id": "3",
    "is_archived": False,
    **TIMES,
}
TEMPLATE_READ = one("A template", TEMPLATE)
TEMPLATE_PAGE = page(TEMPLATE)

STEP_HELD = {
    "id": "21",
    "type": "call",
    "interval_seconds": 86_400,
    "order": 1,
    "task_note": "Ask about the trial",
}
STEP_READ = one("A step", STEP_HELD)
STEP_PAGE = page(STEP_HELD)

READINESS = one(
    "Not yet",
    {
        "sequence_id": "7",
        "ready": False,
        "checks": [
            {
                "name": "enabled",
                "ok": False,
                "detail": "The sequence is switched off.",
                "todo": "Activate it.",
            },
            {"name": "steps", "ok": True, "detail": "It has 4 steps.", "todo": None},
        ],
    },
)
PAGES: Mapping[str, Mapping[str, Any]] = {
    "AccountPage": ACCOUNT_PAGE,
    "ContactPage": CONTACT_PAGE,
    "StatePage": STATE_PAGE,
}
