"""How many writes have not ended, for whoever watches."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, bindparam, case, func, literal_column, select

from segue.kit.clock import moment
from segue.store.runner import Runner
from segue.store.tables import writes
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


async def unended(db: Runner) -> list[Count]:
    """Count the writes without an end, at most `MOST` of them."""
    rows = await db.rows(_counts, most=MOST)
    return [
        Count(row["state"], bool(row["left"]), row["number"], moment(row["oldest"])) for row in rows
    ]
