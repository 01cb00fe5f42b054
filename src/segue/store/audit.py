"""Who did what and when; entries are added and, when old, forgotten, but never changed."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, Literal

from sqlalchemy import Integer, Select, bindparam, select

from segue.kit.clock import millis, moment
from segue.kit.ids import new_id
from segue.store.runner import Row, Runner
from segue.store.tables import audit
from segue.store.upsert import insert

Who = Literal["key", "browser", "operator", "segue"]

TIME_DIGITS: Final = 12
"""Hexadecimal digits of milliseconds since 1970, which last until the year 10889."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act: an operation's id or an event's name, by a key, a browser, an operator or Segue.

    `status` is the HTTP status it ended with. Nothing in it is secret or anybody's content.
    """

    id: str
    application_id: str
    at: datetime
    who: Who
    what: str
    status: int
    key_id: str | None = None
    customer_id: str | None = None
    provider: str | None = None
    connection_id: str | None = None
    write_id: str | None = None
    subject: str | None = None
    """The id of what was acted on, or made, where nothing else here names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByKey:
    """What an entry has of the request, made with a key, that it is about."""

    what: str
    key_id: str | None
    subject: str | None


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """What a listing keeps to; None keeps to nothing. `since` is included, `until` is not."""

    who: str | None = None
    what: str | None = None
    key_id: str | None = None
    customer_id: str | None = None
    provider: str | None = None
    connection_id: str | None = None
    write_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING: Final = AuditFilters()
FIELDS: Final = ("who", "what", "key_id", "customer_id", "provider", "connection_id", "write_id")

_add = insert(audit)


@cache
def _listing(names: tuple[str, ...]) -> Select[Any]:
    bounds = {
        "since": audit.c.at >= bindparam("since"),
        "until": audit.c.at < bindparam("until"),
        "before": audit.c.id < bindparam("before"),
    }
    kept = [bounds[name] if name in bounds else audit.c[name] == bindparam(name) for name in names]
    return (
        select(audit)
        .where(audit.c.application_id == bindparam("application_id"), *kept)
        .order_by(audit.c.id.desc())
        .limit(bindparam("most", type_=Integer))
    )


def audit_id(at: datetime) -> str:
    """Make an entry's id, which sorts by its time."""
    return new_id(earliest(at))


def earliest(at: datetime) -> str:
    """Give what the id of every entry from this moment on is not less than."""
    return f"aud_{millis(at):0{TIME_DIGITS}x}"


async def add(tx: Runner, entry: AuditEntry) -> None:
    """Add an entry."""
    await tx.run(
        _add,
        id=entry.id,
        application_id=entry.application_id,
        at=millis(entry.at),
        status=entry.status,
        subject=entry.subject,
        **{name: getattr(entry, name) for name in FIELDS},
    )


async def listing(
    db: Runner,
    application_id: str,
    filters: AuditFilters = EVERYTHING,
    *,
    before: str | None = None,
    limit: int = 100,
) -> list[AuditEntry]:
    """List an application's entries, the newest first, from before the id `before`."""
    given: dict[str, Any] = {name: getattr(filters, name) for name in FIELDS} | {"before": before}
    for name in ("since", "until"):
        bound = getattr(filters, name)
        given[name] = None if bound is None else millis(bound)
    kept = {name: value for name, value in given.items() if value is not None}
    statement = _listing(tuple(sorted(kept)))
    rows = await db.rows(statement, application_id=application_id, most=limit, **kept)
    return [_entry(row) for row in rows]


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        id=row["id"],
        application_id=row["application_id"],
        at=moment(row["at"]),
        status=row["status"],
        subject=row["subject"],
        **{name: row[name] for name in FIELDS},
    )
