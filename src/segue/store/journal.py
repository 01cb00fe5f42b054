"""The journal: which writes were asked for, which of their calls were started, what came of them.

What it holds of plans and answers is sealed before it gets here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    Integer,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)

from segue.kit.clock import millis, moment
from segue.store.errors import Conflict
from segue.store.links import link, linked_elsewhere
from segue.store.runner import Row, Runner
from segue.store.tables import calls as call_table
from segue.store.tables import writes
from segue.store.upsert import insert as insert_into

__all__ = [
    "CallRow",
    "CallState",
    "Entry",
    "WriteState",
    "by_id",
    "calls",
    "close",
    "find",
    "finish_call",
    "get",
    "insert",
    "link",
    "linked_elsewhere",
    "listing",
    "note_call",
    "open_elsewhere",
    "overtaken",
    "replan",
    "start_call",
    "touch",
]

WriteState = Literal["open", "done", "refused", "unknown"]
CallState = Literal["started", "finished", "refused", "skipped", "undone", "left", "absent"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One write that a caller asked for; `key` is its idempotency key, `digest` its request's.

    `target` is the id, at the provider, of what it writes to, None where it makes that thing.
    `done_at` is when Segue was through with it: it has ended, or waits for its caller's repeat or
    for a person. Until then it runs, or recovery goes on with it.
    """

    id: str
    application_id: str
    customer_id: str
    provider: str
    connection_id: str
    key: str
    digest: str
    operation: str
    resource: str
    target: str | None
    created_at: datetime
    updated_at: datetime
    state: WriteState = "open"
    plan: bytes | None = None
    answer: bytes | None = None
    problem: bytes | None = None
    attempt: int = 1
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call of one attempt at a write; `kind` is what it makes, `object_id` what it made."""

    write_id: str
    attempt: int
    position: int
    name: str
    connection_id: str
    kind: str
    started_at: datetime
    state: CallState = "started"
    finished_at: datetime | None = None
    object_id: str | None = None
    answer: bytes | None = None


UNENDED: Final[Any] = text("writes.state IN ('open', 'unknown')")
"""The partial index's own condition, letter for letter, so that SQLite sees that it serves."""
EVER: Final = 2**62
CALL_KEY: Final = ("write_id", "attempt", "position")
MOMENTS: Final = ("created_at", "updated_at", "done_at", "started_at", "finished_at")

_find = select(writes).where(
    writes.c.application_id == bindparam("application_id"),
    writes.c.customer_id == bindparam("customer_id"),
    writes.c.provider == bindparam("provider"),
    writes.c.key == bindparam("key"),
)
_by_id = select(writes).where(writes.c.id == bindparam("write_id"))
_get = _by_id.where(writes.c.application_id == bindparam("application_id"))
_insert = insert_into(writes).on_conflict_do_nothing()
_replan = (
    update(writes)
    .where(writes.c.id == bindparam("write_id"))
    .values(
        state="open",
        plan=bindparam("plan"),
        attempt=bindparam("attempt"),
        answer=None,
        problem=None,
        updated_at=bindparam("at"),
        done_at=None,
    )
)
_close = (
    update(writes)
    .where(writes.c.id == bindparam("write_id"))
    .values(
        state=bindparam("state"),
        answer=bindparam("answer"),
        problem=bindparam("problem"),
        updated_at=bindparam("at"),
        done_at=bindparam("done_at"),
    )
)
_touch = (
    update(writes)
    .where(writes.c.id == bindparam("write_id"), writes.c.done_at.is_(None))
    .values(updated_at=bindparam("at"))
)
_BLOBS: Final = ("plan", "answer", "problem")
_listing = (
    select(*(column for column in writes.columns if column.name not in _BLOBS))
    .where(
        writes.c.created_at <= bindparam("at", type_=BigInteger),
        or_(writes.c.created_at < bindparam("at", type_=BigInteger), writes.c.id < bindparam("id")),
    )
    .order_by(writes.c.created_at.desc(), writes.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_listing_all = _listing.where(writes.c.application_id == bindparam("application_id"))
_listing_in_state = _listing_all.where(writes.c.state == bindparam("state"))
# The index of an application's writes is not for the few that have no end: they have their own.
_listing_unended = _listing.where(
    UNENDED,
    writes.c.state == bindparam("state"),
    writes.c.application_id.concat(literal_column("''")) == bindparam("application_id"),
)
_overtaken = (
    select(writes.c.id)
    .where(
        writes.c.application_id == bindparam("application_id"),
        writes.c.created_at >= bindparam("created_at"),
        writes.c.resource == bindparam("resource"),
        writes.c.id != bindparam("write_id"),
        writes.c.state != literal_column("'refused'"),
    )
    .limit(literal_column("1"))
)
_inserted = insert_into(call_table)
_start_call = _inserted.on_conflict_do_update(
    index_elements=list(CALL_KEY),
    set_={
        column.name: _inserted.excluded[column.name]
        for column in call_table.columns
        if column.name not in CALL_KEY
    },
)
_finish_call = (
    update(call_table)
    .where(*(call_table.c[name] == bindparam(f"of_{name}") for name in CALL_KEY))
    .values(
        state=bindparam("state"),
        answer=bindparam("answer"),
        object_id=bindparam("object_id"),
        finished_at=bindparam("at"),
    )
)
_calls = (
    select(call_table)
    .where(and_(*(call_table.c[name] == bindparam(name) for name in CALL_KEY[:2])))
    .order_by(call_table.c.position)
)
_open_elsewhere = select(func.count().label("open")).where(
    call_table.c.connection_id == bindparam("connection_id"),
    call_table.c.kind == bindparam("kind"),
    call_table.c.state == literal_column("'started'"),
    call_table.c.write_id != bindparam("write_id"),
)


async def find(
    db: Runner, application_id: str, customer_id: str, provider: str, key: str
) -> Entry | None:
    """Find the write that was asked for with an idempotency key."""
    row = await db.row(
        _find, application_id=application_id, customer_id=customer_id, provider=provider, key=key
    )
    return Entry(**_read(row)) if row else None


async def get(db: Runner, application_id: str, id: str) -> Entry | None:
    """Find one application's write."""
    row = await db.row(_get, application_id=application_id, write_id=id)
    return Entry(**_read(row)) if row else None


async def by_id(db: Runner, id: str) -> Entry | None:
    """Find a write, whosever it is."""
    row = await db.row(_by_id, write_id=id)
    return Entry(**_read(row)) if row else None


async def insert(tx: Runner, entry: Entry) -> None:
    """Enter a write; Conflict where its idempotency key is taken, which leaves `tx` usable."""
    if not await tx.run(_insert, **_stored(entry)):
        raise Conflict("A write with this idempotency key exists.")


async def replan(tx: Runner, id: str, *, plan: bytes | None, attempt: int, at: datetime) -> None:
    """Open a write again for its next attempt, with that attempt's sealed plan."""
    await tx.run(_replan, write_id=id, plan=plan, attempt=attempt, at=millis(at))


async def close(
    tx: Runner,
    id: str,
    *,
    state: WriteState,
    answer: bytes | None,
    problem: bytes | None,
    at: datetime,
    left: bool = False,
) -> None:
    """Record what came of a write; with `left` recovery goes on with it."""
    await tx.run(
        _close,
        write_id=id,
        state=state,
        answer=answer,
        problem=problem,
        at=millis(at),
        done_at=None if left else millis(at),
    )


async def overtaken(db: Runner, entry: Entry) -> bool:
    """Say whether another write to the same thing has been asked for since this one."""
    found = await db.row(
        _overtaken,
        application_id=entry.application_id,
        created_at=millis(entry.created_at),
        resource=entry.resource,
        write_id=entry.id,
    )
    return found is not None


async def touch(tx: Runner, id: str, at: datetime) -> None:
    """Note when something was last tried for a write that has not ended."""
    await tx.run(_touch, write_id=id, at=millis(at))


async def listing(
    db: Runner,
    application_id: str,
    state: WriteState | None,
    limit: int,
    *,
    before: tuple[datetime, str] | None = None,
) -> list[Entry]:
    """List an application's writes, without what is sealed of them, the newest first.

    `before` is when the last write of the page before was asked for, and its id.
    """
    values: dict[str, Any] = {"application_id": application_id, "most": limit}
    values |= {"at": millis(before[0]), "id": before[1]} if before else {"at": EVER, "id": ""}
    if state is None:
        rows = await db.rows(_listing_all, **values)
    else:
        statement = _listing_unended if state in ("open", "unknown") else _listing_in_state
        rows = await db.rows(statement, **values, state=state)
    return [Entry(**_read(row)) for row in rows]


async def start_call(tx: Runner, call: CallRow) -> None:
    """Record that a call is about to be sent; one that stands in its place starts over."""
    await tx.run(_start_call, **_stored(call))


async def finish_call(
    tx: Runner,
    *place: *tuple[str, int, int],
    state: CallState,
    answer: bytes | None,
    object_id: str | None,
    at: datetime,
) -> None:
    """Record what came of the call at `place`: its write's id, the attempt, its position."""
    write_id, attempt, position = place
    await tx.run(
        _finish_call,
        of_write_id=write_id,
        of_attempt=attempt,
        of_position=position,
        state=state,
        answer=answer,
        object_id=object_id,
        at=millis(at),
    )


async def note_call(tx: Runner, call: CallRow, at: datetime) -> None:
    """Record what came of a call, all of which its row holds."""
    await finish_call(
        tx,
        call.write_id,
        call.attempt,
        call.position,
        state=call.state,
        answer=call.answer,
        object_id=call.object_id,
        at=at,
    )


async def calls(db: Runner, write_id: str, attempt: int) -> list[CallRow]:
    """List the calls of one attempt that were started, in their order."""
    rows = await db.rows(_calls, write_id=write_id, attempt=attempt)
    return [CallRow(**_read(row)) for row in rows]


async def open_elsewhere(db: Runner, connection_id: str, kind: str, write_id: str) -> int:
    """Count the calls of other writes that may have made something of this kind, or may yet."""
    row = await db.row(_open_elsewhere, connection_id=connection_id, kind=kind, write_id=write_id)
    return int(row["open"]) if row else 0


def _read(row: Row) -> dict[str, Any]:
    read = dict(row)
    for name in MOMENTS:
        if read.get(name) is not None:
            read[name] = moment(read[name])
    return read


def _stored(value: Entry | CallRow) -> dict[str, Any]:
    stored = {name: getattr(value, name) for name in value.__slots__}
    for name in MOMENTS:
        if stored.get(name) is not None:
            stored[name] = millis(stored[name])
    return stored
