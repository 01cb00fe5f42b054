"""Customers' links to providers, each with a credential that only the vault opens."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    Integer,
    Text,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    update,
)

from segue.kit.clock import millis, moment
from segue.store.runner import Row, Runner
from segue.store.tables import connections
from segue.store.upsert import insert

ConnectionState = Literal["active", "reauth_required", "error"]

MANY: Final = 100


@dataclass(frozen=True, slots=True)
class Connection:
    """One customer's connection to one provider.

    `reason` says why it is not active and `since` when it came into its state. `expires_at` is its
    access token's end and `minted_at` its token's beginning, both None for a key. `limits` are the
    rate-limit windows last seen.
    """

    id: str
    application_id: str
    customer_id: str
    provider: str
    credential: bytes
    created_at: datetime
    updated_at: datetime
    state: ConnectionState = "active"
    reason: str | None = None
    expires_at: datetime | None = None
    minted_at: datetime | None = None
    since: datetime | None = None
    last_success_at: datetime | None = None
    scopes: tuple[str, ...] | None = None
    acting_user: str | None = None
    limits: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """A sealed credential that takes another's place at `at`.

    Where `scopes` or `acting_user` is None, what is stored stays.
    """

    credential: bytes
    at: datetime
    expires_at: datetime | None = None
    minted_at: datetime | None = None
    scopes: tuple[str, ...] | None = None
    acting_user: str | None = None


MOMENTS: Final = ("created_at", "updated_at", "expires_at", "minted_at", "since", "last_success_at")

_create = insert(connections)
_of_customer = (
    select(connections)
    .where(
        connections.c.application_id == bindparam("application_id"),
        connections.c.customer_id == bindparam("customer_id"),
    )
    .order_by(connections.c.provider)
)
_get = _of_customer.where(connections.c.provider == bindparam("provider"))
_by_id = select(connections).where(connections.c.id == bindparam("connection_id"))
_any = select(connections.c.id).limit(literal_column("1"))
# Newer is what was written later, whatever the clock of who wrote it says: it may have gone back.
_written_at = case(
    (
        connections.c.updated_at >= bindparam("at", type_=BigInteger),
        connections.c.updated_at + literal_column("1"),
    ),
    else_=bindparam("at", type_=BigInteger),
)
_replace = (
    update(connections)
    .where(
        connections.c.id == bindparam("connection_id"), connections.c.credential == bindparam("was")
    )
    .values(
        credential=bindparam("becomes"),
        expires_at=bindparam("until"),
        minted_at=bindparam("minted"),
        scopes=func.coalesce(bindparam("granted", type_=Text), connections.c.scopes),
        acting_user=func.coalesce(bindparam("user", type_=Text), connections.c.acting_user),
        state="active",
        reason=None,
        since=case(
            (connections.c.state == "active", connections.c.since),
            else_=bindparam("at", type_=BigInteger),
        ),
        updated_at=_written_at,
    )
)
_mark = (
    update(connections)
    .where(connections.c.id == bindparam("connection_id"))
    .values(
        state=bindparam("becomes", type_=Text),
        reason=bindparam("because"),
        since=case(
            (connections.c.state == bindparam("becomes", type_=Text), connections.c.since),
            else_=bindparam("at", type_=BigInteger),
        ),
        updated_at=_written_at,
    )
)
_mark_still = _mark.where(connections.c.credential == bindparam("was"))
_seen_at = bindparam("at", type_=BigInteger)
_note = (
    update(connections)
    .where(connections.c.id == bindparam("connection_id"))
    .values(
        last_success_at=case(
            (func.coalesce(connections.c.last_success_at, 0) < _seen_at, _seen_at),
            else_=connections.c.last_success_at,
        ),
        limits=func.coalesce(bindparam("seen", type_=Text), connections.c.limits),
    )
)
_idle = (
    select(connections)
    .where(
        connections.c.provider == bindparam("provider"),
        connections.c.state != "reauth_required",
        func.coalesce(connections.c.minted_at, connections.c.created_at)
        < bindparam("before", type_=BigInteger),
        connections.c.id > bindparam("after"),
    )
    .order_by(connections.c.id)
    .limit(bindparam("most", type_=Integer))
)
_delete = delete(connections).where(
    connections.c.application_id == bindparam("application_id"),
    connections.c.customer_id == bindparam("customer_id"),
    connections.c.provider == bindparam("provider"),
)


async def create(db: Runner, connection: Connection) -> None:
    """Add a connection; Conflict where the customer has one to this provider, Missing where there
    is no such customer.
    """
    scopes, limits = connection.scopes, connection.limits
    times = {name: getattr(connection, name) for name in MOMENTS}
    await db.run(
        _create,
        id=connection.id,
        application_id=connection.application_id,
        customer_id=connection.customer_id,
        provider=connection.provider,
        credential=connection.credential,
        state=connection.state,
        reason=connection.reason,
        scopes=None if scopes is None else " ".join(scopes),
        acting_user=connection.acting_user,
        limits=None if limits is None else json.dumps(limits),
        **{name: None if at is None else millis(at) for name, at in times.items()},
    )


async def get(
    db: Runner, application_id: str, customer_id: str, provider: str
) -> Connection | None:
    """Find a customer's connection to a provider."""
    row = await db.row(
        _get, application_id=application_id, customer_id=customer_id, provider=provider
    )
    return connection_of(row) if row else None


async def by_id(db: Runner, id: str) -> Connection | None:
    """Find a connection, whosever it is."""
    row = await db.row(_by_id, connection_id=id)
    return connection_of(row) if row else None


async def listing(db: Runner, application_id: str, customer_id: str) -> list[Connection]:
    """List a customer's connections in the order of their providers' names."""
    rows = await db.rows(_of_customer, application_id=application_id, customer_id=customer_id)
    return [connection_of(row) for row in rows]


async def exist(db: Runner) -> bool:
    """Say whether any connection is stored, so that its key must not be a new one."""
    return await db.row(_any) is not None


async def due_for_keep_alive(
    db: Runner, provider: str, before: datetime, *, after: str = "", most: int = MANY
) -> list[Connection]:
    """List a provider's connections whose token was minted before `before`, by id.

    A token of unknown age is taken to be as old as its connection. Those that nobody but their
    owner can bring back are left out. `after` is the last id of the page before.
    """
    rows = await db.rows(_idle, provider=provider, before=millis(before), after=after, most=most)
    return [connection_of(row) for row in rows]


async def replace_credential(db: Runner, id: str, *, was: bytes, becomes: Renewal) -> bool:
    """Put a new sealed credential in place of the one read, and call the connection active.

    False where it is no longer the one read: another process has replaced it first.
    """
    until, minted, scopes = becomes.expires_at, becomes.minted_at, becomes.scopes
    changed = await db.run(
        _replace,
        connection_id=id,
        was=was,
        becomes=becomes.credential,
        until=None if until is None else millis(until),
        minted=None if minted is None else millis(minted),
        granted=None if scopes is None else " ".join(scopes),
        user=becomes.acting_user,
        at=millis(becomes.at),
    )
    return changed == 1


async def mark(
    db: Runner,
    id: str,
    state: ConnectionState,
    *,
    reason: str | None,
    at: datetime,
    was: bytes | None = None,
) -> bool:
    """Record whether a connection works, and why not; false where there is none.

    `was` is the sealed credential that this is said of: false where another has taken its place.
    """
    values = {"connection_id": id, "becomes": state, "because": reason, "at": millis(at)}
    if was is None:
        return await db.run(_mark, **values) == 1
    return await db.run(_mark_still, was=was, **values) == 1


async def note(
    db: Runner,
    id: str,
    *,
    succeeded: datetime | None = None,
    limits: Mapping[str, Any] | None = None,
) -> bool:
    """Note when the provider last did what was asked, and the rate-limit windows last seen.

    A later time that stands is kept, and so is what is None. False where there is no connection.
    """
    at = None if succeeded is None else millis(succeeded)
    seen = None if limits is None else json.dumps(limits)
    return await db.run(_note, connection_id=id, at=at, seen=seen) == 1


async def remove(db: Runner, application_id: str, customer_id: str, provider: str) -> bool:
    """Forget a connection; false where there is none. The journal keeps what it did."""
    gone = await db.run(
        _delete, application_id=application_id, customer_id=customer_id, provider=provider
    )
    return gone == 1


def connection_of(row: Row) -> Connection:
    """Read a connection from a row that has its columns."""
    limits, scopes = row["limits"], row["scopes"]
    times = {name: None if row[name] is None else moment(row[name]) for name in MOMENTS}
    return Connection(
        id=row["id"],
        application_id=row["application_id"],
        customer_id=row["customer_id"],
        provider=row["provider"],
        credential=row["credential"],
        state=row["state"],
        reason=row["reason"],
        scopes=None if scopes is None else tuple(scopes.split()),
        acting_user=row["acting_user"],
        limits=None if limits is None else json.loads(limits),
        **times,  # type: ignore[arg-type]
    )
