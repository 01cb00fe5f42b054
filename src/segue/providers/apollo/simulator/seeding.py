"""Put rows into an account from outside: what a test needs to stand before it starts."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from segue.providers.apollo.simulator.account import MASTER, Account, Row
from segue.providers.apollo.simulator.book_seeding import (
    ACCOUNT,
    CONTACT,
    ENROLMENT,
    FIELD,
    seed_account,
    seed_contact,
    seed_enrolment,
    seed_field,
)
from segue.providers.apollo.simulator.drafts import WRITABLE, write_step
from segue.providers.apollo.simulator.mailboxes import add_mailbox
from segue.providers.apollo.simulator.rows import (
    new_campaign,
    new_step,
    new_template,
    new_touch,
    write_template,
)
from segue.providers.apollo.simulator.rules import STEP_TYPES, TOUCHED_TYPES
from segue.providers.apollo.simulator.stamps import offset, zulu

_ADMINS = "6170904d46a82c00c227b744"
_MEMBERS = "6170904d46a82c00c227b745"

_FIELDS: Mapping[str, frozenset[str]] = {
    "users": frozenset({"first_name", "last_name", "title", "email", "admin", "deleted"}),
    "labels": frozenset({"name", "modality"}),
    "schedules": frozenset({"name", "default", "time_zone", "schedule_hash"}),
    "templates": frozenset({"name", "subject", "body_html"}),
    "sequences": frozenset(
        {
            "name",
            "active",
            "enabled",
            "archived",
            "kind",
            "emailer_schedule_id",
            "user_id",
            "labels",
            "visibility",
            "steps",
        }
    ),
    "fields": FIELD,
    "accounts": ACCOUNT,
    "contacts": CONTACT,
    "enrolments": ENROLMENT,
    "mailboxes": frozenset({"email", "user_id", "active", "revoked_at", "inactive_reason"}),
    "api_keys": frozenset({"key", "scopes"}),
    "access_tokens": frozenset({"token", "user_id"}),
}
_TOUCH = frozenset({"type", "status", "include_signature", "subject", "body_html"})
_STEP = frozenset(
    {*WRITABLE, "exact_datetime", "touches", "thread", "status", "subject", "body_html"}
)

Seeder = Callable[[Account, Mapping[str, Any], datetime], Any]


def seed(account: Account, what: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Put rows in, in order, and return their ids by kind.

    A sequence returns `{"id", "step_ids", "touch_ids", "template_ids"}`. `active` or `enabled`
    says whether it is on; its `kind` is `interval` or `date`; `steps` is a number of approved
    automatic e-mails or a list, where a step holds `touches` or, for a single one, `thread`,
    `status`, `subject` and `body_html`. Contacts, accounts, fields and mailboxes return ids, an
    enrolment `{"id", "contact_id", "emailer_campaign_id"}`; see `book_seeding`. A key
    without `scopes` is a master key.
    `ValueError` names a kind or field there is not.
    """
    ids: dict[str, list[Any]] = {}
    for kind, rows in what.items():
        if kind not in _SEEDERS:
            raise ValueError(f"nothing called {kind!r} can be seeded, only {sorted(_SEEDERS)}")
        for row in rows:
            _only(row, _FIELDS[kind], kind)
            ids.setdefault(kind, []).append(_SEEDERS[kind](account, row, now))
    return ids


def _only(row: Mapping[str, Any], allowed: frozenset[str], kind: str) -> None:
    if unknown := sorted(set(row) - allowed):
        raise ValueError(f"{kind} have no {unknown}, only {sorted(allowed)}")


def _user(account: Account, sent: Mapping[str, Any], now: datetime) -> str:
    new = account.ids.next(now)
    admin = bool(sent.get("admin", False))
    first, last = sent.get("first_name"), sent.get("last_name")
    # A moment apart, so that the longest-standing admin is one and the same.
    made = now + timedelta(minutes=len(account.users))
    account.users[new] = {
        "id": new,
        "team_id": account.team_id,
        "first_name": first,
        "last_name": last,
        "title": sent.get("title"),
        "email": sent["email"],
        "created_at": zulu(made),
        "deleted": bool(sent.get("deleted", False)),
        "name": " ".join(part for part in (first, last) if part),
        "permission_set_id": _ADMINS if admin else _MEMBERS,
        "subteam_ids": [],
        "default_account_overview_layout_id": None,
        "referral_code": "not-a-secret",
        "opt_out_html_template": "No longer interested? <%Unsubscribe%>",
        "fields_fully_loaded": True,
        "admin": admin,
    }
    return new


def _label(account: Account, sent: Mapping[str, Any], now: datetime) -> str:
    new = account.ids.next(now)
    account.labels[new] = {
        "id": new,
        "name": sent["name"],
        "modality": sent.get("modality", "emailer_campaigns"),
        "user_id": account.acting_user()["id"],
        "created_at": zulu(now),
        "updated_at": zulu(now),
    }
    return new


def _schedule(account: Account, sent: Mapping[str, Any], now: datetime) -> str:
    new = account.ids.next(now)
    account.schedules[new] = {
        "id": new,
        "name": sent.get("name", "Schedule"),
        "default": bool(sent.get("default", False)),
        "time_zone": sent.get("time_zone", "Etc/UTC"),
        "schedule_hash": sent.get("schedule_hash", {"monday": [[8, 17]]}),
        "created_at": zulu(now),
        "use_contacts_time_zone": False,
        "skip_holidays": True,
    }
    return new


def _template(account: Account, sent: Mapping[str, Any], now: datetime) -> str:
    template = new_template(account.acting_user()["id"], now)
    template["id"] = account.ids.next(now)
    write_template(template, sent)
    account.templates[template["id"]] = template
    account.library.add(template["id"])
    return str(template["id"])


def _key(account: Account, sent: Mapping[str, Any], _: datetime) -> str:
    scopes = sent.get("scopes")
    account.keys[sent["key"]] = MASTER if scopes is None else frozenset(scopes)
    return str(sent["key"])


def _access_token(account: Account, sent: Mapping[str, Any], _: datetime) -> str:
    account.bearers[sent["token"]] = sent.get("user_id") or account.acting_user()["id"]
    return str(sent["token"])


def _sequence(account: Account, sent: Mapping[str, Any], now: datetime) -> Row:
    owner = sent.get("user_id") or account.acting_user()["id"]
    campaign = new_campaign(account.ids.next(now), owner, now)
    campaign["name"] = sent.get("name")
    campaign["active"] = bool(sent.get("active", sent.get("enabled", False)))
    campaign["status_reason"] = "manual_approve" if campaign["active"] else None
    campaign["archived"] = bool(sent.get("archived", False))
    dated = _dated(sent.get("kind", "interval"))
    campaign["sequence_by_exact_daytime"] = True if dated else None
    campaign["emailer_schedule_id"] = sent.get("emailer_schedule_id", _default_schedule(account))
    campaign["visibility"] = sent.get("visibility", "restricted")
    campaign["access_type"] = "can_view" if campaign["visibility"] == "everyone" else None
    campaign["label_ids"] = [_label(account, {"name": it}, now) for it in sent.get("labels", ())]
    account.campaigns[campaign["id"]] = campaign
    steps = sent.get("steps", 0)
    bodies = [_plain(place) for place in range(steps)] if isinstance(steps, int) else steps
    for place, body in enumerate(bodies, start=1):
        _step(account, campaign, body, place, now)
    new = campaign["id"]
    return {
        "id": new,
        "step_ids": [it["id"] for it in account.steps_of(new)],
        "touch_ids": [it["id"] for it in account.touches_in(new)],
        "template_ids": [it["id"] for it in account.templates_in(new)],
    }


def _dated(kind: str) -> bool:
    if kind not in {"interval", "date"}:
        raise ValueError(f"the kind of a sequence is interval or date, not {kind!r}")
    return kind == "date"


def _default_schedule(account: Account) -> str | None:
    return next((it["id"] for it in account.schedules.values() if it["default"]), None)


def _plain(place: int) -> Row:
    number = place + 1
    return {
        "type": "auto_email",
        "wait_time": 1 if place else 0,
        "wait_mode": "day",
        "subject": f"Subject {number}",
        "body_html": f"<div>Body {number}</div>",
    }


def _step(
    account: Account, campaign: Row, sent: Mapping[str, Any], place: int, now: datetime
) -> None:
    _only(sent, _STEP, "steps")
    if sent.get("type") not in STEP_TYPES:
        raise ValueError(f"the type of a step is one of {STEP_TYPES}, not {sent.get('type')!r}")
    step = new_step(campaign["id"], sent["type"], place)
    if campaign["sequence_by_exact_daytime"]:
        write_step(step, {"exact_datetime": offset(now + timedelta(days=365 + place)), **sent})
    else:
        write_step(step, {"wait_time": 0, "wait_mode": "day", **sent})
    step["id"] = account.ids.next(now)
    account.put_step(step)
    if step["type"] not in TOUCHED_TYPES or (step["type"] == "call" and "touches" not in sent):
        return
    single = {key: sent[key] for key in ("status", "subject", "body_html") if key in sent}
    for touch in sent.get("touches", [{"type": sent.get("thread", "new_thread"), **single}]):
        _touch(account, step, touch, now)


def _touch(account: Account, step: Row, sent: Mapping[str, Any], now: datetime) -> None:
    _only(sent, _TOUCH, "touches")
    touch = new_touch(sent.get("type", "new_thread"), sent.get("status", "approved"))
    touch["include_signature"] = sent.get("include_signature", True)
    template = new_template(account.acting_user()["id"], now)
    write_template(template, sent)
    touch["id"], template["id"] = account.ids.next(now), account.ids.next(now)
    touch["emailer_step_id"], touch["emailer_template_id"] = step["id"], template["id"]
    account.templates[template["id"]] = template
    account.put_touch(touch)


def _mailbox(account: Account, sent: Mapping[str, Any], now: datetime) -> str:
    more = {key: value for key, value in sent.items() if key not in {"email", "user_id"}}
    owner = sent.get("user_id") or account.acting_user()["id"]
    return add_mailbox(account, owner, sent["email"], now, **more)


_SEEDERS: Mapping[str, Seeder] = {
    "fields": seed_field,
    "accounts": seed_account,
    "contacts": seed_contact,
    "enrolments": seed_enrolment,
    "mailboxes": _mailbox,
    "users": _user,
    "labels": _label,
    "schedules": _schedule,
    "templates": _template,
    "sequences": _sequence,
    "api_keys": _key,
    "access_tokens": _access_token,
}
