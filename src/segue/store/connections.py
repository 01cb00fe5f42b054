"""Customers' links to providers, each with a credential that only the vault opens."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, delete, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert

from segue.kit.clock import millis, moment
from segue.store.runner import Row, Runner
from segue.store.tables import connections

ConnectionState = Literal["live", "dead"]


@dataclass(frozen=True, slots=True)
class Connection:
    """One customer's connection to one provider; `reason` says why it is dead."""

    id: str
    application_id: str
    customer_id: str
    provider: str
    credential: bytes
    created_at: datetime
    updated_at: datetime
    state: ConnectionState = "live"
    reason: str | None = None


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
_replace = (
    update(connections)
    .where(
        connections.c.id == bindparam("connection_id"), connections.c.credential == bindparam("was")
    )
    .values(credential=bindparam("becomes"), state="live", reason=None, updated_at=bindparam("at"))
)
_mark = (
    update(connections)
    .where(connections.c.id == bindparam("connection_id"))
    .values(state=bindparam("becomes"), reason=bindparam("because"), updated_at=bindparam("at"))
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
    await db.run(
        _create,
        id=connection.id,
        application_id=connection.application_id,
        customer_id=connection.customer_id,
        provider=connection.provider,
        credential=connection.credential,
        state=connection.state,
        reason=connection.reason,
        created_at=millis(connection.created_at),
        updated_at=millis(connection.updated_at),
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


async def replace_credential(
    db: Runner, id: str, *, was: bytes, becomes: bytes, at: datetime
) -> bool:
    """Put a new sealed credential in place of the one read, and call the connection live.

    False where it is no longer the one read: another process has replaced it first.
    """
    changed = await db.run(_replace, connection_id=id, was=was, becomes=becomes, at=millis(at))
    return changed == 1


async def mark(
    db: Runner, id: str, state: ConnectionState, *, reason: str | None, at: datetime
) -> bool:
    """Record whether a connection works, and why not; false where there is none."""
    changed = await db.run(_mark, connection_id=id, becomes=state, because=reason, at=millis(at))
    return changed == 1


async def remove(db: Runner, application_id: str, customer_id: str, provider: str) -> bool:
    """Forget a connection; false where there is none. The journal keeps what it did."""
    gone = await db.run(
        _delete, application_id=application_id, customer_id=customer_id, provider=provider
    )
    return gone == 1


def connection_of(row: Row) -> Connection:
    """Read a connection from a row that has its columns."""
    return Connection(
        id=row["id"],
        application_id=row["application_id"],
        customer_id=row["customer_id"],
        provider=row["provider"],
        credential=row["credential"],
        created_at=moment(row["created_at"]),
        updated_at=moment(row["updated_at"]),
        state=row["state"],
        reason=row["reason"],
    )
