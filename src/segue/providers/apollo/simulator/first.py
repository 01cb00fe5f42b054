"""The account a simulator starts with: a team of four, three schedules, three mailboxes."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from segue.providers.apollo.simulator.account import Account, Row
from segue.providers.apollo.simulator.book import Book
from segue.providers.apollo.simulator.mailboxes import add_mailbox
from segue.providers.apollo.simulator.population import populate
from segue.providers.apollo.simulator.population_enrolments import enrol_population
from segue.providers.apollo.simulator.resources.stages import (
    ACCOUNT_STAGES,
    CONTACT_STAGES,
    account_stage,
    contact_stage,
)
from segue.providers.apollo.simulator.seeding import seed
from segue.providers.apollo.simulator.stamps import offset, zulu

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_PEOPLE = (
    {"first_name": "Robin", "last_name": "Vale", "email": "robin@mail.example", "admin": True},
    {"first_name": "Kim", "last_name": "Sørensen", "email": "kim@mail.example", "admin": True},
    {"first_name": "Noor", "last_name": "Haddad", "email": "noor@mail.example"},
    # Someone invited who has not come yet: no names at all [OAS].
    {"email": "invited@mail.example"},
    {"first_name": "Gone", "last_name": "Away", "email": "gone@mail.example", "deleted": True},
)
_SEQUENCES: tuple[dict[str, Any], ...] = (
    {"name": "Cold outbound", "active": True, "steps": 3, "labels": ["Outbound"]},
    {
        "name": "Inbound follow-up",
        "steps": [
            {"type": "auto_email", "subject": "Your request", "body_html": "<div>Hello</div>"},
            {"type": "call", "wait_time": 2, "note": "Ask what they need", "priority": "high"},
            {"type": "action_item", "wait_time": 4, "wait_mode": "hour", "note": "Send the deck"},
            {"type": "linkedin_step_connect", "wait_time": 1, "body_html": "Glad to connect"},
        ],
    },
    {"name": "Nothing yet"},
    {"name": "Last year", "archived": True, "steps": 1},
    {"name": "Renewals", "active": True, "steps": 2, "visibility": "everyone"},
    {"name": "Partner news", "steps": 3, "labels": ["Partners"]},
)
_LISTS = (
    {"name": "Q3", "modality": "contacts"},
    {"name": "Trade fair visitors", "modality": "contacts"},
    {"name": "Target accounts", "modality": "accounts"},
)
_FIELDS: tuple[dict[str, Any], ...] = (
    {"label": "Renewal date", "modality": "contact", "type": "date"},
    {"label": "Favourite topic", "modality": "contact", "meta": {"max_length": 120}},
    {"label": "Tier", "modality": "contact", "type": "picklist", "options": ["A", "B", "C"]},
    {"label": "Plan", "modality": "account", "type": "picklist", "options": ["Free", "Pro", "Max"]},
    {"label": "Region", "modality": "account"},
)
FOUNDED = datetime(2025, 6, 2, 8, tzinfo=UTC)
"""When everything in the account was made that has no date of its own, so that ids stay alike."""


def first_account(now: datetime) -> Account:
    """Make the account. Its only dates to come are those of a dated sequence, a year from `now`."""
    account = _team(now)
    account.book = _inhabited().copy()
    return account


@cache
def _inhabited() -> Book:
    """Make what every account starts with; ids are alike in all of them."""
    account = _team(FOUNDED)
    populate(account)
    enrol_population(account)
    return account.book


def _team(today: datetime) -> Account:
    now = FOUNDED
    account = Account("")
    account.team_id = account.ids.next(now)
    _set_stages(account)
    users = seed(account, {"users": list(_PEOPLE)}, now)["users"]
    for schedule in _schedules():
        new = account.ids.next(now)
        account.schedules[new] = {"id": new, **schedule, "created_at": zulu(now)}
    _link_mailboxes(account, users, now)
    seed(account, {"labels": list(_LISTS), "fields": list(_FIELDS)}, now)
    seed(
        account,
        {
            "templates": [
                {
                    "name": "Introduction",
                    "subject": "Hi {{first_name}}",
                    "body_html": "<div>Hello {{first_name}}</div>",
                }
            ],
            "sequences": [*_SEQUENCES[:2], _dated(today), *_SEQUENCES[2:]],
        },
        now,
    )
    return account


def _set_stages(account: Account) -> None:
    book = account.book
    for place in range(len(ACCOUNT_STAGES)):
        new = account.ids.next(FOUNDED)
        book.account_stages[new] = account_stage(account, new, place)
    for place in range(len(CONTACT_STAGES)):
        new = account.ids.next(FOUNDED)
        book.contact_stages[new] = contact_stage(account, new, place)


def _dated(today: datetime) -> dict[str, Any]:
    steps = [
        {
            "type": "auto_email",
            "exact_datetime": offset(today + timedelta(days=365 + place)),
            "subject": f"Subject {place}",
            "body_html": f"<div>Body {place}</div>",
        }
        for place in (1, 2)
    ]
    return {"name": "Trade fair", "kind": "date", "steps": steps}


def _schedules() -> tuple[Row, ...]:
    hours = {day: [[8, 17]] for day in _WEEKDAYS}
    return (
        _schedule("Normal Business Hours", hours, default=True),
        _schedule("Afternoons", {day: [[12, 17]] for day in _WEEKDAYS[::2]}),
        _schedule("Never", {}),
    )


def _schedule(name: str, hours: Row, *, default: bool = False) -> Row:
    return {
        "name": name,
        "default": default,
        "time_zone": "America/Los_Angeles",
        "schedule_hash": hours,
        "use_contacts_time_zone": default,
        "skip_holidays": True,
    }


def _link_mailboxes(account: Account, users: list[str], now: datetime) -> None:
    """One healthy, one revoked that still says it is active, one inactive [VCR][AUD2]."""
    revoked = {
        "revoked_at": offset(now + timedelta(days=1)),
        "inactive_reason": "immediately deactivated after oauth",
    }
    expired = {
        "active": False,
        "inactive_reason": "unlinked",
        "unlink_error_code": "auth_token_expired",
        "needs_reauth_at": offset(now + timedelta(days=2)),
    }
    add_mailbox(account, users[0], "robin@mail.example", now, default=True)
    add_mailbox(account, users[1], "kim@mail.example", now, **revoked)
    add_mailbox(account, users[2], "noor@mail.example", now, **expired)
