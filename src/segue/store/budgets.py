"""What is left of a connection's budget, one row for each scope and window, for all processes.

A process takes units in one statement, in which the row is brought up to date and never goes over
its limit. Moments are milliseconds since 1970 in the provider's own time. Which window a row is of
is told by its end; two ends less than half a window apart are of one window.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnClause,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    update,
)

from segue.store.runner import Database, Row, Runner
from segue.store.tables import budgets
from segue.store.upsert import insert

ZERO: Final[ColumnClause[int]] = literal_column("0", BigInteger)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one window stands."""

    scope: str
    window: str
    ends: int
    spent: int
    """What is used up, or taken by a process that may use it."""
    granted: int
    """What has just been taken; of a row that was only read it means nothing."""
    limit: int | None
    """What the provider has told; None where the default holds."""
    blocked: int
    """Until then the provider has said no to the whole scope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One window as a process knows it."""

    connection_id: str
    scope: str
    window: str
    length: int
    ends: int
    known: bool = True
    """False where the process knows of none that lasts: `ends` is then that of one opening now."""
    back: int = 0
    """Units that it took before and gives back."""
    carry: int = 0
    """Units under way, which a window that it has not known before may count."""
    reserve: int = 0
    """Units that have to be left over."""
    floor: int = 0
    """At least so much of it has been used, the provider says."""
    limit: int
    told: bool
    """Whether the provider has told the limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a process would take."""

    now: int
    need: int
    ask: int
    """Units, at least `need`: as many as there are, or none where there are fewer than needed."""


def _bind(name: str) -> BindParameter[int]:
    return bindparam(name, type_=BigInteger)


_limit = func.coalesce(budgets.c.told_limit, _bind("told"), _bind("default_limit"))
_same = and_(budgets.c.ends_at > _bind("low"), budgets.c.ends_at < _bind("high"))
_over = budgets.c.ends_at <= _bind("now")
_at_least = case((budgets.c.spent < _bind("floor"), _bind("floor")), else_=budgets.c.spent)
_before = case(
    (_over, _bind("fresh")),
    (_same, _at_least - _bind("back")),
    else_=budgets.c.spent + _bind("carry"),
)
_room = _limit - _before - _bind("reserve")
_granted = case(
    (budgets.c.blocked_until > _bind("now"), ZERO),
    (_room < _bind("need"), ZERO),
    (_room < _bind("ask"), _room),
    else_=_bind("ask"),
)
_take = (
    insert(budgets)
    .values(
        connection_id=bindparam("connection_id"),
        scope=bindparam("scope"),
        window_name=bindparam("window_name"),
        ends_at=_bind("ends"),
        spent=_bind("first_spent"),
        granted=_bind("first_granted"),
        told_limit=_bind("told"),
        blocked_until=ZERO,
    )
    .on_conflict_do_update(
        index_elements=[budgets.c.connection_id, budgets.c.scope, budgets.c.window_name],
        set_={
            "ends_at": case((_over, _bind("ends")), else_=budgets.c.ends_at),
            "spent": _before + _granted,
            "granted": _granted,
            "told_limit": func.coalesce(budgets.c.told_limit, _bind("told")),
        },
    )
    .returning(budgets)
)
_row = (
    budgets.c.connection_id == bindparam("of_connection"),
    budgets.c.scope == bindparam("of_scope"),
    budgets.c.window_name == bindparam("of_window"),
)
_give_back = (
    update(budgets)
    .where(*_row, _same)
    .values(spent=budgets.c.spent - _bind("back"))
    .returning(budgets)
)
_learn = (
    update(budgets)
    .where(*_row)
    .values(
        spent=case((_same, _at_least), else_=budgets.c.spent),
        ends_at=case((_same, _bind("until")), else_=budgets.c.ends_at),
        told_limit=func.coalesce(_bind("told"), budgets.c.told_limit),
    )
    .returning(budgets)
)
_reopen = (
    update(budgets)
    .where(*_row, _same)
    .values(spent=_bind("used"), ends_at=_bind("until"))
    .returning(budgets)
)
_block = (
    update(budgets)
    .where(
        budgets.c.connection_id == bindparam("of_connection"),
        budgets.c.scope == bindparam("of_scope"),
        budgets.c.blocked_until < _bind("until"),
    )
    .values(blocked_until=_bind("until"))
)
_of_connection = (
    select(budgets)
    .where(budgets.c.connection_id == bindparam("of_connection"))
    .order_by(budgets.c.scope, budgets.c.window_name)
)
_prune = delete(budgets).where(
    budgets.c.ends_at < _bind("before"), budgets.c.blocked_until < _bind("before")
)


async def take(db: Database, seen: Sequence[Seen], wish: Wish) -> tuple[Standing, ...]:
    """Take units of every window of a scope, the same number of each or none of any.

    Several windows are one transaction, which takes their rows in the order given.
    """
    if len(seen) == 1:
        return (await _taken(db, seen[0], wish),)
    async with db.transaction() as tx:
        found = [await _taken(tx, one, wish) for one in seen]
        granted = min(standing.granted for standing in found)
        for place, standing in enumerate(found):
            if standing.granted > granted:
                now_seen = replace(seen[place], ends=standing.ends, known=True)
                back = await give_back(tx, now_seen, standing.granted - granted)
                found[place] = replace(back or standing, granted=granted)
    return tuple(found)


async def _taken(db: Runner, seen: Seen, wish: Wish) -> Standing:
    fresh = max(seen.carry, seen.floor)
    room = seen.limit - fresh - seen.reserve
    granted = 0 if room < wish.need else min(room, wish.ask)
    row = await db.row(
        _take,
        connection_id=seen.connection_id,
        scope=seen.scope,
        window_name=seen.window,
        now=wish.now,
        need=wish.need,
        ask=wish.ask,
        back=seen.back,
        carry=seen.carry,
        reserve=seen.reserve,
        fresh=fresh,
        first_spent=fresh + granted,
        first_granted=granted,
        default_limit=seen.limit,
        told=seen.limit if seen.told else None,
        floor=seen.floor,
        ends=seen.ends,
        **_around(seen),
    )
    assert row is not None  # noqa: S101 -- an upsert that leaves no row out returns one
    return _standing(row)


async def give_back(db: Runner, seen: Seen, units: int) -> Standing | None:
    """Give back what was taken and is not used; None where the window has ended meanwhile."""
    row = await db.row(_give_back, **_key(seen), **_around(seen), back=units)
    return _standing(row) if row else None


async def learn(db: Runner, seen: Seen, *, ends: int) -> Standing | None:
    """Write down what the provider tells of a window: its limit, its end, and what is used of it.

    None where there is no row.
    """
    row = await db.row(
        _learn,
        **_key(seen),
        **_around(seen),
        floor=seen.floor,
        until=ends,
        told=seen.limit if seen.told else None,
    )
    return _standing(row) if row else None


async def reopen(db: Runner, seen: Seen, *, used: int, ends: int) -> Standing | None:
    """Put the next window in the place of one that has turned out to be over.

    None where another process has done so.
    """
    row = await db.row(_reopen, **_key(seen), **_around(seen), used=used, until=ends)
    return _standing(row) if row else None


async def block(db: Runner, connection_id: str, scope: str, until: int) -> None:
    """Let no process take more of a scope until a time."""
    await db.run(_block, of_connection=connection_id, of_scope=scope, until=until)


async def read(db: Runner, connection_id: str) -> list[Standing]:
    """List how a connection's windows stand, by scope; those that are over too."""
    return [_standing(row) for row in await db.rows(_of_connection, of_connection=connection_id)]


async def prune(db: Runner, before: int) -> int:
    """Forget windows that have ended before a time; gives their number."""
    return await db.run(_prune, before=before)


def _key(seen: Seen) -> dict[str, str]:
    return {
        "of_connection": seen.connection_id,
        "of_scope": seen.scope,
        "of_window": seen.window,
    }


def _around(seen: Seen) -> dict[str, int]:
    if not seen.known:
        return {"low": 0, "high": 0}
    return {"low": seen.ends - seen.length // 2, "high": seen.ends + seen.length // 2}


def _standing(row: Row | dict[str, Any]) -> Standing:
    return Standing(
        scope=row["scope"],
        window=row["window_name"],
        ends=row["ends_at"],
        spent=row["spent"],
        granted=row["granted"],
        limit=row["told_limit"],
        blocked=row["blocked_until"],
    )
