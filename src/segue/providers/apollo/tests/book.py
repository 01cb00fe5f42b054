"""Apollo's accounts, contacts, users and mailboxes as samples, and questions about them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from segue.model.account import AccountWrite
from segue.model.contact import ContactWrite
from segue.providers.apollo import PROVIDER
from segue.spi.errors import PlanRefused
from segue.spi.operation import Create, Get, ListRecords, Update, Upsert
from segue.spi.plan import Plan, Request

NOW = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
OWNER, OTHER = "65a0000000000000000000a1", "65a0000000000000000000a2"
ACCOUNT, CONTACT = "65c0000000000000000000c1", "65b0000000000000000000b1"
MAILBOX, FIELD = "6630ffa2a7f52601c7578345", "65f0000000000000000000f1"


def account(id: str = ACCOUNT, **more: Any) -> dict[str, Any]:
    """Make an account as Apollo shows it."""
    known = {
        "id": id,
        "name": "Northwind Traders",
        "domain": "northwind.example",
        "owner_id": OWNER,
        "created_at": "2026-08-30T10:15:30.000Z",
        "typed_custom_fields": {},
    }
    return {**known, **more}


def contact(id: str = CONTACT, **more: Any) -> dict[str, Any]:
    """Make a contact as Apollo shows it."""
    known = {
        "id": id,
        "first_name": "Ada",
        "last_name": "Byron",
        "title": "CTO",
        "email": "ada@northwind.example",
        "owner_id": OWNER,
        "account_id": ACCOUNT,
        "created_at": "2026-08-30T10:16:00.009Z",
        "updated_at": "2026-08-30T10:16:00.204Z",
        "contact_emails": [],
        "phone_numbers": [],
        "typed_custom_fields": {},
    }
    return {**known, **more}


def number(kind: str | None, raw: str, e164: str | None = None, position: int = 0) -> Any:
    """Make a phone number as Apollo shows it."""
    return {"type": kind, "raw_number": raw, "sanitized_number": e164, "position": position}


def listed(key: str, *rows: Any, total: Any = None, pages: Any = 1) -> dict[str, Any]:
    """Make the answer of a list."""
    count = len(rows) if total is None else total
    paging = {"page": 1, "per_page": 100, "total_entries": count, "total_pages": pages}
    return {key: list(rows), "pagination": paging}


Respond = Callable[[Request], Any]


def asked(reads: Any, ask: Any, respond: Respond, rounds: list[int] | None = None) -> Any:
    """Make the reads of a question as the engine does; `rounds` gets how many each round made."""
    answers: dict[str, Any] = {}
    for _ in range(20):
        wanted = [read for read in reads(ask, answers) if read.name not in answers]
        if not wanted:
            return answers
        if rounds is not None:
            rounds.append(len(wanted))
        for read in wanted:
            answers[read.name] = respond(read.request)
    raise AssertionError("the reads do not end")


def query(name: str, ask: Any, respond: Respond, rounds: list[int] | None = None) -> Any:
    """Answer a query as the engine does."""
    found = PROVIDER.queries[name]
    return found.read(ask, asked(found.reads, ask, respond, rounds))


def write(name: str, ask: Any, respond: Respond | None = None) -> Plan:
    """Plan a write as the engine does; only its planning may refuse."""
    found = PROVIDER.writes[name]

    def nothing(request: Request) -> Any:
        raise AssertionError(f"{request} was not expected")

    try:
        answers = asked(found.reads, ask, respond or nothing)
    except PlanRefused as refused:
        raise AssertionError("the reads refuse") from refused
    return found.plan(ask, answers)


MODELS: dict[str, Any] = {"account": AccountWrite, "contact": ContactWrite}


def created(noun: str, record: Any) -> Plan:
    """Plan making an account or a contact."""
    ask = Create(record=MODELS[noun].model_validate(record), write_id="wr_1", now=NOW)
    return write(f"{noun}.create", ask)


def updated(noun: str, record: Any, held: Any = None) -> Plan:
    """Plan changing the one that is held."""
    row = held or {"account": account, "contact": contact}[noun]()
    ask = Update(id=row["id"], record=MODELS[noun].model_validate(record), write_id="wr_1", now=NOW)
    return write(f"{noun}.update", ask, lambda _: {noun: row})


def upserted(noun: str, record: Any, on: Any, *rows: Any, pages: int = 1) -> Plan:
    """Plan an upsert where Apollo's search brings `rows`."""
    ask = Upsert(record=MODELS[noun].model_validate(record), on=on, write_id="wr_1", now=NOW)

    def respond(request: Request) -> Any:
        if request.method == "GET":
            return {noun: next(row for row in rows if row["id"] == request.path[1])}
        return listed(f"{noun}s", *rows, pages=pages)

    return write(f"{noun}.upsert", ask, respond)


def got(name: str, id: str, answer: Any) -> Any:
    """Read one record."""
    return query(name, Get(id=id), lambda _: answer)


def page(name: str, respond: Respond, cursor: Any = None, size: int = 10, **more: Any) -> Any:
    """Read one page."""
    return query(name, ListRecords(page_size=size, cursor=cursor, **more), respond)


def walked(name: str, respond: Respond, size: int = 10, **more: Any) -> list[str]:
    """Read every page; gives the ids in the order they came."""
    ids: list[str] = []
    cursor: Any = None
    for _ in range(200):
        found = page(name, respond, cursor, size, **more)
        assert len(found.records) <= size
        ids += [record.id for record, _ in found.records]
        cursor = found.next
        if cursor is None:
            return ids
    raise AssertionError("the pages do not end")


def sent(plan: Plan, name: str) -> Any:
    """Give the body of a call; None where the plan has no such call."""
    found: Any = next((call for call in plan.calls if call.name == name), None)
    return None if found is None else found.request.body


def warned(plan: Plan) -> list[tuple[str, str | None]]:
    """Give pointer and row of every warning."""
    return [(each.pointer, each.capability) for each in plan.warnings]
