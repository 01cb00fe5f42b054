"""Fenced leases: one writer at a time to one thing, across processes.

Each grant of a lease carries a fence, a number that only grows, and every use of the lease checks
it in the database. So a holder that slept through its lease's end, and was taken over, cannot use
it again, however late it wakes (Kleppmann, "How to do distributed locking", 2016).

The processes that share a database are taken to agree on the time to within a small part of a ttl.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, bindparam, literal_column, or_, select, update

from segue.kit.clock import millis, moment
from segue.store.runner import Runner
from segue.store.tables import leases
from segue.store.upsert import insert

LEFT: Final = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease that was granted: the right to act on `resource` while `fence` is the last one."""

    resource: str
    fence: int
    holder: str


@dataclass(frozen=True, slots=True)
class Held:
    """Who has a lease that was not granted, also where it has expired."""

    resource: str
    write_id: str
    holder: str
    fence: int
    expires_at: datetime

    @property
    def left(self) -> bool:
        """Whether its holder stopped without knowing what came of its write."""
        return self.holder == LEFT


GRANTED: Final[dict[str, Any]] = {
    "holder": bindparam("holder"),
    "write_id": bindparam("write_id"),
    "expires_at": bindparam("expires_at", type_=BigInteger),
}
OURS: Final = (
    leases.c.resource == bindparam("leased"),
    leases.c.fence == bindparam("seen"),
    leases.c.holder == bindparam("had"),
)

_acquire = (
    insert(leases)
    .values(resource=bindparam("resource"), fence=literal_column("1"), **GRANTED)
    .on_conflict_do_update(
        index_elements=[leases.c.resource],
        set_={**GRANTED, "fence": leases.c.fence + literal_column("1")},
        where=leases.c.holder.is_(None),
    )
    .returning(leases.c.fence)
)
_held = select(leases).where(
    leases.c.resource == bindparam("resource"), leases.c.holder.is_not(None)
)
_take_over = (
    update(leases)
    .where(
        leases.c.resource == bindparam("leased"),
        leases.c.fence == bindparam("seen"),
        or_(
            leases.c.expires_at <= bindparam("now"),
            (leases.c.holder == LEFT) & (leases.c.write_id == bindparam("write_id")),
        ),
    )
    .values(fence=leases.c.fence + literal_column("1"), **GRANTED)
    .returning(leases.c.fence)
)
_renew = update(leases).where(*OURS).values(expires_at=bindparam("until"))
_release = update(leases).where(*OURS).values(holder=None, write_id=None, expires_at=0)
_leave = update(leases).where(*OURS).values(holder=LEFT, expires_at=bindparam("until"))
_expire_all = (
    update(leases).where(leases.c.holder.is_not(None), leases.c.holder != LEFT).values(expires_at=0)
)
_expire_of = (
    update(leases)
    .where(leases.c.holder == bindparam("had"), leases.c.write_id == bindparam("of_write"))
    .values(expires_at=0)
)


async def acquire(
    db: Runner, resource: str, *, holder: str, write_id: str, now: datetime, ttl: timedelta
) -> Lease | Held:
    """Take a lease that nobody has; one that has expired is not free until it is taken over."""
    while True:
        granted = await db.row(
            _acquire,
            resource=resource,
            holder=holder,
            write_id=write_id,
            expires_at=millis(now + ttl),
        )
        if granted is not None:
            return Lease(resource, granted["fence"], holder)
        found = await db.row(_held, resource=resource)
        if found is not None:
            return Held(
                resource=resource,
                write_id=found["write_id"],
                holder=found["holder"],
                fence=found["fence"],
                expires_at=moment(found["expires_at"]),
            )


async def take_over(
    db: Runner, held: Held, *, holder: str, write_id: str, now: datetime, ttl: timedelta
) -> Lease | Held:
    """Take a lease from a holder whose write has been settled.

    Granted where the lease is still the one seen and has expired at `now`, or was left by
    `write_id` itself, or where it has become free; otherwise tells who has it.
    """
    granted = await db.row(
        _take_over,
        leased=held.resource,
        seen=held.fence,
        now=millis(now),
        holder=holder,
        write_id=write_id,
        expires_at=millis(now + ttl),
    )
    if granted is not None:
        return Lease(held.resource, granted["fence"], holder)
    return await acquire(db, held.resource, holder=holder, write_id=write_id, now=now, ttl=ttl)


async def renew(tx: Runner, lease: Lease, *, now: datetime, ttl: timedelta) -> bool:
    """Hold a lease for `ttl` from `now`; false where it has been taken over, or given back.

    In the transaction that starts a call it keeps the row locked until that commits.
    """
    return await _use(tx, _renew, lease, until=millis(now + ttl))


async def release(tx: Runner, lease: Lease) -> bool:
    """Give a lease back, so that anyone may acquire it; false where it was no longer ours."""
    return await _use(tx, _release, lease)


async def leave(tx: Runner, lease: Lease, *, until: datetime) -> bool:
    """Stop without an outcome; false where it was no longer ours.

    Until `until` only the same write may take the lease over, after that any write that has settled
    this one.
    """
    return await _use(tx, _leave, lease, until=millis(until))


async def let_go(tx: Runner, lease: Lease, *, until: datetime | None) -> bool:
    """Release a lease, or leave it where what was sent may take effect `until` then."""
    if until is None:
        return await release(tx, lease)
    return await leave(tx, lease, until=until)


async def expire_all(db: Runner) -> int:
    """Let every lease that is held run out now; gives their number.

    Right only where no other process can hold one, as on a SQLite file that is held exclusively:
    then whoever held them is dead. What was left without an outcome keeps its time.
    """
    return await db.run(_expire_all)


async def expire_of(db: Runner, holder: str, write_id: str) -> int:
    """Let the lease of one write run out now, if `holder` has it; gives the number.

    Right where that process has not been seen for long enough to be dead.
    """
    return await db.run(_expire_of, had=holder, of_write=write_id)


async def _use(tx: Runner, statement: Any, lease: Lease, **values: Any) -> bool:
    changed = await tx.run(
        statement, leased=lease.resource, seen=lease.fence, had=lease.holder, **values
    )
    return changed == 1
