"""Contacts, accounts, fields and enrolments that tests put in, with what no API writes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from segue.providers.apollo.simulator.account import Account
from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.refusals import Refused
from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.resources import account_writes, contact_writes
from segue.providers.apollo.simulator.resources.account_rows import UPDATED, new_account
from segue.providers.apollo.simulator.resources.contact_rows import (
    CLICKED_AT,
    IN_QUEUE,
    JOB_CHANGED,
    OPENED_AT,
    new_contact,
)
from segue.providers.apollo.simulator.resources.enrolments import (
    BY_HAND,
    SEQUENCE_OFF,
    begin,
    new_status,
)
from segue.providers.apollo.simulator.resources.fields import new_field
from segue.providers.apollo.simulator.resources.lists import labels_named
from segue.providers.apollo.simulator.stamps import moment
from segue.providers.apollo.simulator.switches import defaults

_MOMENTS = ("created_at", "updated_at")
_KEPT = (
    *_MOMENTS,
    "last_activity_date",
    "email_status",
    "email_true_status",
    "email_unsubscribed",
    "call_opted_out",
)
_HIDDEN = {
    "in_queue": IN_QUEUE,
    "job_changed": JOB_CHANGED,
    "opened_at": OPENED_AT,
    "clicked_at": CLICKED_AT,
}
_WRITTEN = contact_writes.SINGLE | {"linkedin_url", "contact_emails", "owner_id"}
CONTACT = frozenset({*_WRITTEN, *_KEPT, *_HIDDEN, "owner", "account", "stage"})
"""What calls write, and more; `owner` is named by e-mail, `account` and `stage` by name."""
ACCOUNT = frozenset({*account_writes.BULK_CREATE, *_MOMENTS, "label_names", "owner", "stage"})
FIELD = frozenset({"label", "modality", "type", "meta", "options"})
_STATUS = (
    "status",
    "inactive_reason",
    "failure_reason",
    "added_at",
    "finished_at",
    "paused_at",
    "auto_unpause_at",
    "current_step_id",
    "current_step_position",
    "added_by_user_id",
)
_WHO = ("contact", "contact_id", "email")
_WHERE = ("sequence", "sequence_id", "emailer_campaign_id")
ENROLMENT = frozenset({*_STATUS, *_WHO, *_WHERE, "mailbox"})
"""A contact and a mailbox are an id or an e-mail address, a sequence is an id or a name."""


def seed_field(account: Account, sent: Mapping[str, Any], now: datetime) -> str:
    """Define a custom field and return its bare id."""
    return str(new_field(account, {"modality": "contact", **sent}, now)["id"])


def seed_account(account: Account, sent: Mapping[str, Any], now: datetime) -> str:
    """Put an account in and return its id."""
    request, body = _reading(account, sent, now)
    _named(body, "stage", "account_stage_id", account.book.account_stages.values(), "name")
    _accepted(lambda: account_writes.check_account(request, body))
    stage = next(iter(account.book.account_stages), None)
    made = moment(sent.get("created_at")) or now
    owner = request.actor["id"]
    new = new_account(account.ids.next(made), account.team_id, owner, stage, made)
    fields = account_writes.sent_of(body, account_writes.BULK_CREATE)
    row = account_writes.written_account(request, new, fields)
    row[UPDATED] = sent.get("updated_at") or row["created_at"]
    if "label_names" in sent:
        row["label_ids"] = labels_named(request, sent["label_names"], "accounts")
    account.book.accounts[row["id"]] = row
    return str(row["id"])


def seed_contact(account: Account, sent: Mapping[str, Any], now: datetime) -> str:
    """Put a contact in and return its id."""
    book = account.book
    request, body = _reading(account, sent, now)
    _named(body, "stage", "contact_stage_id", book.contact_stages.values(), "name")
    _named(body, "account", "account_id", book.accounts.values(), "name")
    _accepted(lambda: contact_writes.check_contact(request, body))
    made = moment(sent.get("created_at")) or now
    stage = next(iter(book.contact_stages), None)
    new = new_contact(account.ids.next(made), request.actor["id"], stage, made)
    fields = {key: value for key, value in body.items() if key in _WRITTEN}
    row = contact_writes.written_contact(request, new, fields)
    row.update({key: sent[key] for key in _KEPT if key in sent})
    row.update({kept: sent[key] for key, kept in _HIDDEN.items() if key in sent})
    if row["contact_emails"] and {"email_status", "email_true_status"} & sent.keys():
        keys = ("email_status", "email_true_status")
        main = {**row["contact_emails"][0], **{key: row[key] for key in keys}}
        row["contact_emails"] = [main, *row["contact_emails"][1:]]
    book.contacts[row["id"]] = row
    return str(row["id"])


def seed_enrolment(account: Account, sent: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Put a contact in a sequence, whatever the rules say; return the ids of all three."""
    book = account.book
    contact = _one(book.contacts.values(), _first(sent, _WHO), "email")
    campaign = _one(account.campaigns.values(), _first(sent, _WHERE), "name")
    usable = [it for it in account.mailboxes.values() if it["active"]]
    boxes = account.mailboxes.values()
    mailbox = _one(boxes, sent["mailbox"], "email") if "mailbox" in sent else usable[0]
    more = {key: sent[key] for key in _STATUS if key in sent}
    if "status" not in sent and not campaign["active"]:
        more = {"status": "paused", "inactive_reason": SEQUENCE_OFF, **more}
    elif sent.get("status") == "paused":
        more.setdefault("inactive_reason", BY_HAND)
    added = moment(sent.get("added_at")) or now
    user = account.acting_user()["id"]
    row = new_status(account.ids.next(added), campaign["id"], mailbox, user, added, **more)
    begin(account, contact["id"], row, added)
    until = moment(row["auto_unpause_at"])
    if until is not None:
        book.waiting[contact["id"], campaign["id"]] = until
    return {"id": row["id"], "contact_id": contact["id"], "emailer_campaign_id": campaign["id"]}


def _reading(
    account: Account, sent: Mapping[str, Any], now: datetime
) -> tuple[Request, dict[str, Any]]:
    request = Request(account, defaults(), {}, "", account.acting_user(), now)
    body = dict(sent)
    _named(body, "owner", "owner_id", account.users.values(), "email")
    return request, body


def _named(body: dict[str, Any], key: str, id_key: str, rows: Iterable[Frozen], by: str) -> None:
    if body.get(key):
        body[id_key] = _one(rows, body[key], by)["id"]


def _first(sent: Mapping[str, Any], keys: Iterable[str]) -> object:
    return next((sent[key] for key in keys if sent.get(key)), None)


def _one(rows: Iterable[Frozen], wanted: object, by: str) -> Frozen:
    for row in rows:
        if row["id"] == wanted or (wanted and row[by] == wanted):
            return row
    raise ValueError(f"nothing here has the id or {by} {wanted!r}")


def _accepted(check: Any) -> None:
    try:
        check()
    except Refused as refused:
        raise ValueError(refused.answer.body["error"]) from refused
