"""Which writes have been left without an end, and are due to be looked at again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    bindparam,
    literal_column,
    or_,
    select,
)

from segue.kit.clock import millis, moment
from segue.store.journal import UNENDED
from segue.store.runner import Runner
from segue.store.tables import leases, writes

__all__ = ["UNENDED", "Unended", "due"]

LONGEST_PAUSE: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Unended:
    """A write without an end, and where it stands in the order of asking."""

    id: str
    connection_id: str
    created_at: datetime


def _number(name: str) -> ColumnElement[int]:
    return bindparam(name, type_=BigInteger)


# A pause is as long as the write has lived, so that each is twice as long as the one before.
_rested = or_(
    writes.c.updated_at * literal_column("2") - writes.c.created_at <= _number("now"),
    writes.c.updated_at <= _number("rested"),
)
_due = (
    select(writes.c.id, writes.c.connection_id, writes.c.created_at)
    .outerjoin(leases, leases.c.resource == writes.c.resource)
    .where(
        UNENDED,
        writes.c.done_at.is_(None),
        or_(leases.c.holder.is_(None), leases.c.expires_at <= _number("now")),
        _rested,
        writes.c.created_at >= _number("after"),
        or_(writes.c.created_at > _number("after"), writes.c.id > bindparam("after_id")),
    )
    .order_by(writes.c.created_at, writes.c.id)
    .limit(bindparam("most", type_=Integer))
)


async def due(
    db: Runner, now: datetime, *, after: Unended | None = None, limit: int = 100
) -> list[Unended]:
    """List writes without an end that nobody holds and that have rested, the oldest first.

    `after` is the last one of the page before. A write that was just looked at rests for as long
    as it has lived, at most 15 minutes.
    """
    rows = await db.rows(
        _due,
        now=millis(now),
        rested=millis(now - LONGEST_PAUSE),
        after=-1 if after is None else millis(after.created_at),
        after_id="" if after is None else after.id,
        most=limit,
    )
    return [Unended(row["id"], row["connection_id"], moment(row["created_at"])) for row in rows]
