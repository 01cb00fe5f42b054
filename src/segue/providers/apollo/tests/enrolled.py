"""Apollo's contacts in sequences, and questions about them."""

from datetime import UTC, datetime
from typing import Any

from segue.model.state import StateCreate
from segue.providers.apollo import PROVIDER
from segue.spi.operation import Act, Enrol, Get, ListRecords

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
SEQUENCE = "66000000000000000000aa01"
OTHER = "66000000000000000000aa02"
MAILBOX = "65700000000000000000007a"
USER = "65a0000000000000000000a1"


def person(number: int) -> str:
    """Make a contact's id."""
    return f"65b00000000000000000{number:04x}"


def entry(sequence: str = SEQUENCE, status: str = "active", **more: Any) -> dict[str, Any]:
    """Make the entry of a contact in a sequence, as recorded in 2026-07 [VCR]."""
    return {
        "id": "66000000000000000000ee01",
        "emailer_campaign_id": sequence,
        "send_email_from_user_id": USER,
        "inactive_reason": None,
        "status": status,
        "added_at": "2026-08-30T10:30:17.376+00:00",
        "added_by_user_id": USER,
        "finished_at": None,
        "paused_at": None,
        "auto_unpause_at": None,
        "send_email_from_email_address": "rep@mail.example",
        "send_email_from_email_account_id": MAILBOX,
        "manually_set_unpause": None,
        "failure_reason": None,
        "current_step_id": None,
        "in_response_to_emailer_message_id": None,
        "cc_emails": None,
        "bcc_emails": None,
        "to_emails": None,
        "current_step_position": None,
        **more,
    }


def contact(number: int, *entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Make a contact that is in sequences."""
    return {
        "id": person(number),
        "created_at": f"2026-08-30T10:16:{number % 60:02}.009Z",
        "contact_campaign_statuses": list(entries),
        **more,
    }


def page(*rows: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    """Make a page of contacts, the whole list unless `total` says otherwise."""
    count = len(rows) if total is None else total
    paging = {"page": 1, "per_page": 100, "total_entries": count, "total_pages": -(-count // 100)}
    return {"contacts": list(rows), "pagination": paging}


def asked(number: int, sequence: str = SEQUENCE, **more: Any) -> dict[str, Any]:
    """Make what a caller sends for one contact."""
    return {
        "contact_id": person(number),
        "sequence_id": sequence,
        "mailbox_id": MAILBOX,
        **more,
    }


def enrolled(*records: dict[str, Any], held: Any = None) -> Any:
    """Plan the enrolling of contacts; `held` is the first page of every sequence."""
    ask = Enrol(
        states=tuple(StateCreate.model_validate(record) for record in records),
        write_id="wr_1",
        now=NOW,
    )
    write = PROVIDER.writes["state.batch_create"]
    answers = {read.name: held or page() for read in write.reads(ask, {})}
    answers |= {read.name: held or page() for read in write.reads(ask, answers)}
    return write.plan(ask, answers)


def acted(verb: str, found: dict[str, Any]) -> Any:
    """Plan what is done to the state of the first contact."""
    ask = Act(id=f"{person(1)}:{SEQUENCE}", write_id="wr_1", now=NOW)
    write = PROVIDER.writes[f"state.{verb}"]
    (read,) = write.reads(ask, {})
    return write.plan(ask, {read.name: {"contact": found}})


def got(found: dict[str, Any], id: str = f"{person(1)}:{SEQUENCE}") -> Any:
    """Read a state."""
    query = PROVIDER.queries["state.get"]
    ask = Get(id=id)
    return query.read(ask, {read.name: {"contact": found} for read in query.reads(ask, {})})


def searched(answer: Any, cursor: Any = None, size: int = 10, **filter: str) -> Any:
    """Search states, as the engine does."""
    query = PROVIDER.queries["state.search"]
    ask = ListRecords(page_size=size, cursor=cursor, filter=filter)
    answers: dict[str, Any] = {}
    for read in query.reads(ask, {}):
        answers[read.name] = answer
    return query.read(ask, answers)
