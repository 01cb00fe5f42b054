"""Jobs: what was asked, slice by slice, what became of it, and which process carries it out.

A process that carries a job out says so again and again. One that has not for a while is taken for
dead, and another claims the job. Two that both believe to have it do no harm: each slice is one
journaled write under one key.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Integer, and_, bindparam, func, literal_column, or_, select, update

from segue.kit.clock import millis, moment
from segue.store.errors import Conflict
from segue.store.runner import Row, Runner
from segue.store.tables import job_slices, jobs
from segue.store.upsert import insert

JobState = Literal["queued", "running", "done", "cancelled", "failed"]
SliceState = Literal["pending", "begun", "partly", "done"]
"""`begun`: a try is under way, or its process has died: what is stored is not all there is."""

AT_ONCE: Final = 20
"""Slices that are entered before others go on."""
COUNTS: Final = ("enrolled", "already_enrolled", "skipped", "failed", "unknown")
MOMENTS: Final = (
    "created_at",
    "started_at",
    "ended_at",
    "cancel_asked_at",
    "waiting_since",
    "waiting_until",
    "seen_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job; `key` is its idempotency key, `digest` its request's.

    `waiting` is sealed, and so is `problem`, which says why it could not go on. `worker` is the
    process that has it, and was last seen with it at `seen_at`.
    """

    id: str
    application_id: str
    customer_id: str
    provider: str
    connection_id: str
    key: str
    digest: str
    type: str
    total: int
    created_at: datetime
    state: JobState = "queued"
    started_at: datetime | None = None
    ended_at: datetime | None = None
    cancel_asked_at: datetime | None = None
    waiting: bytes | None = None
    waiting_since: datetime | None = None
    waiting_until: datetime | None = None
    problem: bytes | None = None
    worker: str | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A part of a job that one write carries out: `size` contacts from `first` on, sealed.

    The counts are of `outcomes`, sealed too; `tries` have brought nothing new since the last one
    that did.
    """

    job_id: str
    position: int
    first: int
    size: int
    records: bytes
    state: SliceState = "pending"
    outcomes: bytes | None = None
    tries: int = 0
    enrolled: int = 0
    already_enrolled: int = 0
    skipped: int = 0
    failed: int = 0
    unknown: int = 0

    def counting(self, counted: Mapping[str, int]) -> "Slice":
        """Give the same slice with other counts, by the outcomes' names."""
        return replace(
            self,
            enrolled=counted.get("enrolled", 0),
            already_enrolled=counted.get("already_enrolled", 0),
            skipped=counted.get("skipped", 0),
            failed=counted.get("failed", 0),
            unknown=counted.get("unknown", 0),
        )


SLICE_FIELDS: Final = tuple(field.name for field in fields(Slice))

_of_connection = (
    jobs.c.application_id == bindparam("application_id"),
    jobs.c.customer_id == bindparam("customer_id"),
    jobs.c.provider == bindparam("provider"),
)
_is_open = jobs.c.state.in_((literal_column("'queued'"), literal_column("'running'")))
_by_id = select(jobs).where(jobs.c.id == bindparam("job_id"))
_get = _by_id.where(*_of_connection)
_find = select(jobs).where(*_of_connection, jobs.c.key == bindparam("key"))
_first_page = (
    select(jobs)
    .where(*_of_connection)
    .order_by(jobs.c.created_at.desc(), jobs.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_later_page = _first_page.where(
    or_(
        jobs.c.created_at < bindparam("before_at"),
        and_(jobs.c.created_at == bindparam("before_at"), jobs.c.id < bindparam("before_id")),
    )
)
_insert = insert(jobs).on_conflict_do_nothing()
_insert_slice = insert(job_slices)
_change = update(jobs).where(jobs.c.id == bindparam("job_id"), _is_open)
_begin = _change.values(
    state="running",
    started_at=func.coalesce(jobs.c.started_at, bindparam("at")),
    waiting_until=None,
)
_wait = _change.values(
    waiting=bindparam("waiting"),
    waiting_since=func.coalesce(jobs.c.waiting_since, bindparam("at")),
    waiting_until=bindparam("until"),
)
_go_on = _change.values(waiting=None, waiting_since=None, waiting_until=None)
_close = _change.values(
    state=bindparam("becomes"),
    ended_at=bindparam("at"),
    problem=bindparam("problem"),
    waiting=None,
    waiting_since=None,
    waiting_until=None,
    seen_at=None,
)
_ask_cancel = _change.values(cancel_asked_at=func.coalesce(jobs.c.cancel_asked_at, bindparam("at")))
_is_idle = or_(jobs.c.state == "queued", jobs.c.waiting_until.is_not(None))
_close_idle = _close.where(_is_idle)
_unseen = or_(jobs.c.seen_at.is_(None), jobs.c.seen_at < bindparam("before"))
_claimable = (
    select(jobs.c.id)
    .where(_is_open, _unseen)
    .order_by(jobs.c.created_at, jobs.c.id)
    .limit(bindparam("most", type_=Integer))
)
_claim = _change.where(_unseen).values(worker=bindparam("by"), seen_at=bindparam("at"))
_seen = _change.values(worker=bindparam("by"), seen_at=bindparam("at"))
_release = (
    update(jobs).where(_is_open, jobs.c.worker == bindparam("by")).values(worker=None, seen_at=None)
)
_release_all = update(jobs).where(_is_open).values(worker=None, seen_at=None)
_next = (
    select(job_slices)
    .where(job_slices.c.job_id == bindparam("job_id"), job_slices.c.state != "done")
    .order_by(job_slices.c.position)
    .limit(literal_column("1"))
)
_slices = (
    select(job_slices)
    .where(
        job_slices.c.job_id == bindparam("job_id"),
        job_slices.c.first + job_slices.c.size > bindparam("start", type_=Integer),
        job_slices.c.first < bindparam("end", type_=Integer),
    )
    .order_by(job_slices.c.position)
)
_keep = (
    update(job_slices)
    .where(
        job_slices.c.job_id == bindparam("of_job"),
        job_slices.c.position == bindparam("of_position", type_=Integer),
        job_slices.c.state != "done",
    )
    .values(
        {
            name: bindparam(name, type_=job_slices.c[name].type)
            for name in ("state", "outcomes", "tries", *COUNTS)
        }
    )
)
_counts = select(
    *(func.coalesce(func.sum(job_slices.c[name]), 0).label(name) for name in COUNTS)
).where(job_slices.c.job_id == bindparam("job_id"))


async def insert_job(tx: Runner, job: Job, slices: Iterable[Slice]) -> None:
    """Enter a job; Conflict where its idempotency key is taken, which leaves `tx` usable."""
    if not await tx.run(_insert, **_stored(job)):
        raise Conflict("A job with this idempotency key exists.")
    for at, each in enumerate(slices):
        await tx.run(_insert_slice, **{name: getattr(each, name) for name in SLICE_FIELDS})
        if at % AT_ONCE == 0:
            # SQLite's statements let nobody else go on.
            await asyncio.sleep(0)


async def find(
    db: Runner, application_id: str, customer_id: str, provider: str, key: str
) -> Job | None:
    """Find the job that was asked for with an idempotency key."""
    row = await db.row(
        _find, application_id=application_id, customer_id=customer_id, provider=provider, key=key
    )
    return _job(row) if row else None


async def get(
    db: Runner, application_id: str, customer_id: str, provider: str, id: str
) -> Job | None:
    """Find one job of one customer's connection."""
    row = await db.row(
        _get, application_id=application_id, customer_id=customer_id, provider=provider, job_id=id
    )
    return _job(row) if row else None


async def by_id(db: Runner, id: str) -> Job | None:
    """Find a job, whosever it is."""
    row = await db.row(_by_id, job_id=id)
    return _job(row) if row else None


async def listing(
    db: Runner,
    application_id: str,
    customer_id: str,
    provider: str,
    *,
    before: tuple[int, str] | None = None,
    limit: int,
) -> list[Job]:
    """List a connection's jobs, the newest first, from before (milliseconds, id) on."""
    whose = {"application_id": application_id, "customer_id": customer_id, "provider": provider}
    if before is None:
        rows = await db.rows(_first_page, most=limit, **whose)
    else:
        at, of = before
        rows = await db.rows(_later_page, most=limit, before_at=at, before_id=of, **whose)
    return [_job(row) for row in rows]


async def counts(db: Runner, id: str) -> Mapping[str, int]:
    """Count a job's outcomes so far, by `COUNTS`."""
    row = await db.row(_counts, job_id=id)
    return {name: int(row[name]) if row else 0 for name in COUNTS}


async def next_slice(db: Runner, id: str) -> Slice | None:
    """Give the first slice that is not done."""
    row = await db.row(_next, job_id=id)
    return Slice(**row) if row else None


async def slices(db: Runner, id: str, *, start: int, end: int) -> list[Slice]:
    """List the slices that have any of the contacts from `start` to before `end`."""
    return [Slice(**row) for row in await db.rows(_slices, job_id=id, start=start, end=end)]


async def keep(db: Runner, slice: Slice) -> None:
    """Put what became of a slice in place of what is stored, unless that is done."""
    kept = {name: getattr(slice, name) for name in ("state", "outcomes", "tries", *COUNTS)}
    await db.run(_keep, of_job=slice.job_id, of_position=slice.position, **kept)


async def begin(db: Runner, id: str, at: datetime) -> bool:
    """Say that a slice is being carried out; false where the job has ended."""
    return await db.run(_begin, job_id=id, at=millis(at)) == 1


async def wait(db: Runner, id: str, *, waiting: bytes, at: datetime, until: datetime) -> None:
    """Say that nothing is done until a moment, and why."""
    await db.run(_wait, job_id=id, waiting=waiting, at=millis(at), until=millis(until))


async def go_on(db: Runner, id: str) -> None:
    """Say that the job waits for nothing."""
    await db.run(_go_on, job_id=id)


async def close(
    db: Runner,
    id: str,
    state: JobState,
    at: datetime,
    *,
    problem: bytes | None = None,
    idle: bool = False,
) -> bool:
    """End a job; false where it has ended. With `idle` only one that carries out no slice now."""
    statement = _close_idle if idle else _close
    changed = await db.run(statement, job_id=id, becomes=state, at=millis(at), problem=problem)
    return changed == 1


async def ask_cancel(db: Runner, id: str, at: datetime) -> None:
    """Note that a job is to end before its next slice."""
    await db.run(_ask_cancel, job_id=id, at=millis(at))


async def claimable(db: Runner, *, before: datetime, limit: int) -> Sequence[str]:
    """List jobs that no process was seen with since `before`, the oldest first."""
    rows = await db.rows(_claimable, before=millis(before), most=limit)
    return [row["id"] for row in rows]


async def claim(db: Runner, id: str, *, by: str, before: datetime, at: datetime) -> bool:
    """Take such a job; false where another process was quicker."""
    return await db.run(_claim, job_id=id, by=by, before=millis(before), at=millis(at)) == 1


async def seen(db: Runner, ids: Iterable[str], *, by: str, at: datetime) -> None:
    """Say that a process has these jobs."""
    for each in ids:
        await db.run(_seen, job_id=each, by=by, at=millis(at))


async def release(db: Runner, by: str | None = None) -> None:
    """Let go of a process's jobs, or of everybody's."""
    if by is None:
        await db.run(_release_all)
    else:
        await db.run(_release, by=by)


def _job(row: Row) -> Job:
    read = dict(row)
    for name in MOMENTS:
        if read[name] is not None:
            read[name] = moment(read[name])
    return Job(**read)


def _stored(value: Job) -> dict[str, Any]:
    stored = {field.name: getattr(value, field.name) for field in fields(value)}
    for name in MOMENTS:
        if stored.get(name) is not None:
            stored[name] = millis(stored[name])
    return stored
