"""Every operation of the wire: how it is called, and what is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .scripted import Said, created, page

CHANGED = Said(body={"warnings": []})
ONE = Said(body={"id": "7"})
STATE = {"contact_id": "3", "sequence_id": "4", "mailbox_id": "5", "allow": ["no_email"]}
ENROLLED = Said(status=201, body={"record": {"id": "7", "outcome": "enrolled"}, "warnings": []})
BATCH = Said(
    status=201,
    body={
        "records": [
            {"id": "7", "contact_id": "3", "outcome": "enrolled", "reason": None, "detail": None}
        ],
        "warnings": [],
    },
)
STEP = {"type": "call", "interval_seconds": 86400.5, "name": "First call"}
PERSON = {"first_name": "Ada", "last_name": None}
LIST = {
    "modified_after": datetime(2026, 1, 2, tzinfo=UTC),
    "page_size": 50,
    "include_raw_data": True,
}
LISTED = "?include_raw_data=true&page_size=50&modified_after=2026-01-02T00%3A00%3A00%2B00%3A00"


@dataclass(frozen=True)
class Row:
    """One operation."""

    id: str
    """The wire's operation id."""
    call: Callable[[Any], Any]
    method: str
    target: str
    """Below the root, with the query."""
    body: Any
    said: Said

    @property
    def paged(self) -> bool:
        return "pagination" in self.said.body


def _listing(id: str, noun: str) -> Row:
    return Row(
        id,
        lambda it: getattr(it, {"sequence_states": "states"}.get(noun, noun)).list(**LIST),
        "GET",
        f"/{noun}{LISTED}",
        None,
        page({"id": "7"}),
    )


LISTS = (
    _listing("listAccounts", "accounts"),
    _listing("listContacts", "contacts"),
    _listing("listUsers", "users"),
    _listing("listMailboxes", "mailboxes"),
    _listing("listSequences", "sequences"),
    _listing("listSequenceStates", "sequence_states"),
    _listing("listTemplates", "templates"),
    Row(
        "listSequenceSteps",
        lambda it: it.steps.list("4", page_size=20),
        "GET",
        "/sequences/4/sequence_steps?page_size=20",
        None,
        page({"id": "7", "type": "call"}),
    ),
    Row(
        "searchAccounts",
        lambda it: it.accounts.search(domain="example.com", include_raw_data=True),
        "POST",
        "/accounts/_search?include_raw_data=true",
        {"filter": {"domain": "example.com"}},
        page(),
    ),
    Row(
        "searchContacts",
        lambda it: it.contacts.search(emails=["ada@example.com"], page_size=9),
        "POST",
        "/contacts/_search?page_size=9",
        {"filter": {"emails": ["ada@example.com"]}},
        page(),
    ),
    Row(
        "searchSequenceStates",
        lambda it: it.states.search(contact_id="3", sequence_id="4"),
        "POST",
        "/sequence_states/_search",
        {"filter": {"contact_id": "3", "sequence_id": "4"}},
        page(),
    ),
)
READS = (
    Row("getAccount", lambda it: it.accounts.get("7"), "GET", "/accounts/7", None, ONE),
    Row("getContact", lambda it: it.contacts.get("7"), "GET", "/contacts/7", None, ONE),
    Row("getUser", lambda it: it.users.get("7"), "GET", "/users/7", None, ONE),
    Row("getMailbox", lambda it: it.mailboxes.get("7"), "GET", "/mailboxes/7", None, ONE),
    Row(
        "getSequence",
        lambda it: it.sequences.get("a/b", include_raw_data=True),
        "GET",
        "/sequences/a%2Fb?include_raw_data=true",
        None,
        ONE,
    ),
    Row(
        "getReadiness",
        lambda it: it.sequences.readiness("4"),
        "GET",
        "/sequences/4/readiness",
        None,
        Said(body={"sequence_id": "4", "ready": True, "checks": []}),
    ),
    Row(
        "getSequenceStep",
        lambda it: it.steps.get("4", "7"),
        "GET",
        "/sequences/4/sequence_steps/7",
        None,
        Said(body={"id": "7", "type": "call"}),
    ),
    Row("getSequenceState", lambda it: it.states.get("7"), "GET", "/sequence_states/7", None, ONE),
    Row("getTemplate", lambda it: it.templates.get("7"), "GET", "/templates/7", None, ONE),
)
WRITES = (
    Row(
        "createAccount",
        lambda it: it.accounts.create({"name": "Acme", "domain": None}),
        "POST",
        "/accounts",
        {"record": {"name": "Acme", "domain": None}},
        created(),
    ),
    Row(
        "updateAccount",
        lambda it: it.accounts.update("7", {"domain": None}),
        "PATCH",
        "/accounts/7",
        {"record": {"domain": None}},
        CHANGED,
    ),
    Row(
        "upsertAccount",
        lambda it: it.accounts.upsert({"name": "Acme"}, {"domain": "example.com"}),
        "POST",
        "/accounts/_upsert",
        {"record": {"name": "Acme"}, "upsert_on": {"domain": "example.com"}},
        created(),
    ),
    Row(
        "createContact",
        lambda it: it.contacts.create(PERSON, strict=True),
        "POST",
        "/contacts?strict=true",
        {"record": PERSON},
        created(),
    ),
    Row(
        "updateContact",
        lambda it: it.contacts.update("7", PERSON),
        "PATCH",
        "/contacts/7",
        {"record": PERSON},
        CHANGED,
    ),
    Row(
        "upsertContact",
        lambda it: it.contacts.upsert(PERSON, {"email": "ada@example.com"}),
        "POST",
        "/contacts/_upsert",
        {"record": PERSON, "upsert_on": {"email": "ada@example.com"}},
        created(),
    ),
    Row(
        "createSequence",
        lambda it: it.sequences.create({"name": "Spring", "type": "team", "steps": [STEP]}),
        "POST",
        "/sequences",
        {"record": {"name": "Spring", "type": "team", "steps": [STEP]}},
        created(),
    ),
    *(
        Row(
            f"{verb}Sequence",
            lambda it, verb=verb: getattr(it.sequences, verb)("4"),
            "POST",
            f"/sequences/4/_{verb}",
            None,
            CHANGED,
        )
        for verb in ("activate", "deactivate", "archive")
    ),
    Row(
        "createSequenceStep",
        lambda it: it.steps.create("4", STEP),
        "POST",
        "/sequences/4/sequence_steps",
        {"record": STEP},
        created(),
    ),
    Row(
        "updateSequenceStep",
        lambda it: it.steps.update("4", "7", {"task_note": "Call twice"}, strict=True),
        "PATCH",
        "/sequences/4/sequence_steps/7?strict=true",
        {"record": {"task_note": "Call twice"}},
        CHANGED,
    ),
    Row(
        "deleteSequenceStep",
        lambda it: it.steps.delete("4", "7"),
        "DELETE",
        "/sequences/4/sequence_steps/7",
        None,
        CHANGED,
    ),
    Row(
        "createSequenceState",
        lambda it: it.states.enrol(STATE),
        "POST",
        "/sequence_states",
        {"record": STATE},
        ENROLLED,
    ),
    Row(
        "batchCreateSequenceState",
        lambda it: it.states.enrol_many([STATE]),
        "POST",
        "/sequence_states/_batch",
        {"records": [STATE]},
        BATCH,
    ),
    *(
        Row(
            f"{verb}SequenceState",
            lambda it, verb=verb: getattr(it.states, verb)("7"),
            "POST",
            f"/sequence_states/7/_{verb}",
            None,
            CHANGED,
        )
        for verb in ("pause", "resume", "finish")
    ),
    Row(
        "removeSequenceState",
        lambda it: it.states.remove("7"),
        "DELETE",
        "/sequence_states/7",
        None,
        CHANGED,
    ),
)
OPERATIONS = (*LISTS, *READS, *WRITES)
