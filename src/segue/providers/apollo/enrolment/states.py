"""Reading sequence states: entries that stand inside Apollo's contacts."""

from collections.abc import Mapping
from typing import Any

from segue.kit.clock import iso, parse_iso
from segue.model.state import StateRead, Status

Record = Mapping[str, Any]

STATUSES: Mapping[str, Status] = {
    "active": "active",
    "paused": "paused",
    "finished": "finished",
    "failed": "failed",
}
"""The whole set of the documents [OAS]; what else occurs there are counters."""

DETAIL = "a detail of the status with no place in our record; see raw_data"
SENDING = "how it is sent, by the mailbox that is read; see raw_data"

MAPPED = frozenset(
    {
        "added_at",
        "added_by_user_id",
        "emailer_campaign_id",
        "send_email_from_email_account_id",
        "status",
    }
)
"""Fields read of an entry."""
IGNORED: Mapping[str, str] = {
    "auto_unpause_at": DETAIL,
    "bcc_emails": SENDING,
    "cc_emails": SENDING,
    "current_step_id": DETAIL,
    "current_step_position": DETAIL,
    "failure_reason": DETAIL,
    "finished_at": "when it ended, not when it was changed last",
    "id": "the same id occurs on several contacts [SG], so it names nothing",
    "in_response_to_emailer_message_id": DETAIL,
    "inactive_reason": DETAIL,
    "manually_set_unpause": DETAIL,
    "paused_at": "when it was paused, not when it was changed last",
    "send_email_from_email_address": SENDING,
    "send_email_from_user_id": SENDING,
    "to_emails": SENDING,
}


def state_id(contact_id: str, sequence_id: str) -> str:
    """Name a state by what makes it one: ids of Apollo's own entries repeat [SG]."""
    return f"{contact_id}:{sequence_id}"


def parts(id: str) -> tuple[str, str]:
    """Give the contact and the sequence that a state's id names."""
    contact_id, _, sequence_id = id.lower().partition(":")
    return contact_id, sequence_id


def one(answer: Any) -> Record:
    """Give the contact of an answer about one contact."""
    found = answer.get("contact") if isinstance(answer, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def rows(answer: Any) -> list[Record]:
    """Give the contacts of a page."""
    found = answer.get("contacts") if isinstance(answer, Mapping) else None
    return [row for row in found or () if isinstance(row, Mapping) and row.get("id")]


def entries(contact: Record) -> list[Record]:
    """Give a contact's entries, one for each sequence, in an order that stays."""
    found = {
        str(entry["emailer_campaign_id"]): entry
        for entry in contact.get("contact_campaign_statuses") or ()
        if isinstance(entry, Mapping) and entry.get("emailer_campaign_id")
    }
    return [found[key] for key in sorted(found)]


def entry(contact: Record, sequence_id: str) -> Record | None:
    """Give a contact's entry for one sequence."""
    return next(
        (each for each in entries(contact) if each["emailer_campaign_id"] == sequence_id), None
    )


def state(contact_id: str, entry: Record) -> StateRead:
    """Read an entry. Apollo shows no time of its last change [VCR]."""
    sequence_id, word = str(entry["emailer_campaign_id"]), _text(entry.get("status"))
    return StateRead(
        id=state_id(contact_id, sequence_id),
        state=word,
        status=STATUSES.get(word or ""),
        contact_id=contact_id,
        sequence_id=sequence_id,
        mailbox_id=_text(entry.get("send_email_from_email_account_id")),
        user_id=_text(entry.get("added_by_user_id")),
        created_at=_time(entry.get("added_at")),
        updated_at=None,
        last_modified_at=None,
    )


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) and str(value) else None


def _time(value: Any) -> str | None:
    moment = parse_iso(value)
    return iso(moment) if moment else None
