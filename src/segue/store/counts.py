"""How many writes and jobs have not ended, for whoever watches."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, bindparam, case, func, literal_column, select

from segue.kit.clock import moment
from segue.store.jobs import COUNTS
from segue.store.runner import Runner
from segue.store.tables import job_slices, jobs, writes
from segue.store.unended import UNENDED

MOST: Final = 10_000
"""Rows that one count looks at, so that asking stays cheap whatever has happened."""


@dataclass(frozen=True, slots=True)
class Count:
    """Writes of one state, and when the oldest of them was asked for."""

    state: str
    left: bool
    """Whether Segue is through with them: their callers, or a person, have to go on."""
    number: int
    oldest: datetime


_left: Final[Any] = case((writes.c.done_at.is_(None), 0), else_=1).label("left")
_some = (
    select(writes.c.state, _left, writes.c.created_at)
    .where(UNENDED)
    .limit(bindparam("most", type_=Integer))
    .subquery()
)
_counts = select(
    _some.c.state,
    _some.c.left,
    func.count().label("number"),
    func.min(_some.c.created_at).label("oldest"),
).group_by(literal_column("1"), literal_column("2"))
_unended_jobs = (
    select(jobs.c.id, jobs.c.state)
    .where(jobs.c.state.in_((literal_column("'queued'"), literal_column("'running'"))))
    .limit(bindparam("most", type_=Integer))
    .subquery()
)
_jobs = select(_unended_jobs.c.state, func.count().label("number")).group_by(_unended_jobs.c.state)
_contacts = select(
    func.sum(job_slices.c.size).label("size"),
    *(func.sum(job_slices.c[name]).label(name) for name in COUNTS),
).join(_unended_jobs, _unended_jobs.c.id == job_slices.c.job_id)


async def unended(db: Runner) -> list[Count]:
    """Count the writes without an end, at most `MOST` of them."""
    rows = await db.rows(_counts, most=MOST)
    return [
        Count(row["state"], bool(row["left"]), row["number"], moment(row["oldest"])) for row in rows
    ]


async def unended_jobs(db: Runner) -> dict[str, int]:
    """Count the jobs without an end by state, at most `MOST` of them."""
    return {row["state"]: row["number"] for row in await db.rows(_jobs, most=MOST)}


async def contacts_of_jobs(db: Runner) -> dict[str, int]:
    """Count the contacts of those jobs by outcome; ``left`` are those without one."""
    row = await db.row(_contacts, most=MOST)
    found = {name: int(row[name] or 0) for name in COUNTS} if row else dict.fromkeys(COUNTS, 0)
    size = int(row["size"] or 0) if row else 0
    return {**found, "left": size - sum(found.values())}
