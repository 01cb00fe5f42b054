"""The account a simulator starts with: a team of four, three schedules, three mailboxes."""

from datetime import datetime, timedelta
from typing import Any

from segue.providers.apollo.simulator.account import Account, Row
from segue.providers.apollo.simulator.mailboxes import add_mailbox
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
    {"name": "Trade fair", "kind": "date", "steps": 2},
    {"name": "Nothing yet"},
    {"name": "Last year", "archived": True, "steps": 1},
)


def first_account(now: datetime) -> Account:
    """Make the account, all of it created at `now`."""
    account = Account("")
    account.team_id = account.ids.next(now)
    account.account_stages = [account.ids.next(now) for _ in range(3)]
    account.contact_stages = [account.ids.next(now) for _ in range(3)]
    users = seed(account, {"users": list(_PEOPLE)}, now)["users"]
    for schedule in _schedules():
        new = account.ids.next(now)
        account.schedules[new] = {"id": new, **schedule, "created_at": zulu(now)}
    _link_mailboxes(account, users, now)
    seed(account, {"labels": [{"name": "Q3", "modality": "contacts"}]}, now)
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
            "sequences": list(_SEQUENCES),
        },
        now,
    )
    return account


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
