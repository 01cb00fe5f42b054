"""A contact's place in a sequence: how it begins, and what moves it on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from segue.providers.apollo.simulator.account import Account, Row
from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.stamps import offset

SEQUENCE_OFF = "Sequence inactive"
BY_HAND = "manually paused"
FINISHED_BY_HAND = "manually finished"
_EVENTS = {"paused": "paused", "active": "resumed", "finished": "completed", "failed": "failed"}

# Keys in the order of the recorded status [VCR].
_NEW: Row = {
    "inactive_reason": None,
    "status": "active",
    "added_at": None,
    "added_by_user_id": None,
    "finished_at": None,
    "paused_at": None,
    "auto_unpause_at": None,
    "send_email_from_email_address": None,
    "send_email_from_email_account_id": None,
    "manually_set_unpause": None,
    "failure_reason": None,
    "current_step_id": None,
    "in_response_to_emailer_message_id": None,
    "cc_emails": None,
    "bcc_emails": None,
    "to_emails": None,
    "current_step_position": None,
}


def new_status(
    id: str, campaign_id: str, mailbox: Frozen, user_id: str, now: datetime, **more: Any
) -> dict[str, Any]:
    """Make an enrolment that has not begun its first step."""
    return {
        "id": id,
        "emailer_campaign_id": campaign_id,
        "send_email_from_user_id": mailbox["user_id"],
        **_NEW,
        "added_at": offset(now),
        "added_by_user_id": user_id,
        "send_email_from_email_address": mailbox["email"],
        "send_email_from_email_account_id": mailbox["id"],
        **more,
    }


def begin(account: Account, contact_id: str, status: Frozen, now: datetime) -> None:
    """Put a contact in a sequence."""
    account.book.put_status(contact_id, status)
    account.book.removed.discard((contact_id, status["emailer_campaign_id"]))
    note(account, contact_id, status, "enrolled", now)


def move(
    account: Account, contact_id: str, status: Frozen, to: str, now: datetime, reason: str | None
) -> None:
    """Let an enrolment be `active`, `paused` or `finished` from now on."""
    at = offset(now)
    new = {
        **status,
        "status": to,
        "inactive_reason": reason,
        "failure_reason": None,
        "paused_at": at if to == "paused" else None,
        "finished_at": at if to == "finished" else None,
        "auto_unpause_at": None,
    }
    account.book.put_status(contact_id, new)
    account.book.waiting.pop((contact_id, status["emailer_campaign_id"]), None)
    note(account, contact_id, new, _EVENTS[to], now)


def note(account: Account, contact_id: str, status: Frozen, type: str, now: datetime) -> None:
    """Write what happened into the contact's activity; what is not known is left out [OAS]."""
    campaign_id = status["emailer_campaign_id"]
    event: Row = {
        "type": type,
        "occurred_at": offset(now)[:19] + "Z",
        "sequence_id": campaign_id,
        "sequence_name": account.campaigns[campaign_id]["name"],
    }
    if status["current_step_position"] is not None:
        event["step_position"] = status["current_step_position"]
    reason = status["failure_reason"] or status["inactive_reason"]
    if reason and type in {"paused", "failed"}:
        event["reason"] = reason
    account.book.add_event(contact_id, event)


def sequence_off(account: Account, campaign_id: str, now: datetime) -> None:
    """Pause everybody who was active; who was paused by hand stays so."""
    for contact_id, status in _with(account, campaign_id, {"active"}):
        move(account, contact_id, status, "paused", now, SEQUENCE_OFF)


def sequence_on(account: Account, campaign_id: str, now: datetime, *, everybody: bool) -> None:
    """Let those go on who were paused because the sequence was off, or everybody paused."""
    for contact_id, status in _with(account, campaign_id, {"paused"}):
        if everybody or status["inactive_reason"] == SEQUENCE_OFF:
            move(account, contact_id, status, "active", now, None)


def sequence_archived(account: Account, campaign_id: str, now: datetime) -> None:
    """Finish everybody."""
    for contact_id, status in _with(account, campaign_id, {"active", "paused"}):
        move(account, contact_id, status, "finished", now, FINISHED_BY_HAND)


def steps_gone(account: Account, campaign_id: str) -> None:
    """Take those back to the start whose step is no more."""
    for contact_id, status in _with(account, campaign_id, {"active", "paused"}):
        step = status["current_step_id"]
        if step is not None and step not in account.steps:
            gone = {"current_step_id": None, "current_step_position": None}
            account.book.put_status(contact_id, {**status, **gone})


def land(account: Account, now: datetime) -> None:
    """Let happen what has come due: jobs, and enrolments that go on by themselves."""
    book = account.book
    if book.jobs:
        due = [it for it in book.jobs if it[0] <= now]
        book.jobs = [it for it in book.jobs if it[0] > now]
        for _, job in due:
            job()
    for (contact_id, campaign_id), at in list(book.waiting.items()):
        if at <= now:
            status = book.statuses_in(campaign_id)[contact_id]
            resume(account, contact_id, status, at)


def resume(account: Account, contact_id: str, status: Frozen, now: datetime) -> None:
    """Let an enrolment go on, which in a sequence that is off means to wait for it."""
    on = account.campaigns[status["emailer_campaign_id"]]["active"]
    to, reason = ("active", None) if on else ("paused", SEQUENCE_OFF)
    move(account, contact_id, status, to, now, reason)


def _with(account: Account, campaign_id: str, states: set[str]) -> Iterable[tuple[str, Frozen]]:
    rows = account.book.statuses_in(campaign_id).items()
    return [(contact, row) for contact, row in rows if row["status"] in states]
