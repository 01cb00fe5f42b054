"""The organisations that use an application, by the ids it has for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from segue.kit.clock import millis, moment
from segue.store.runner import Row, Runner
from segue.store.tables import customers
from segue.store.upsert import insert


@dataclass(frozen=True, slots=True)
class Customer:
    """One application's customer; `id` is the application's own."""

    application_id: str
    id: str
    name: str
    email: str | None
    created_at: datetime
    updated_at: datetime


_inserted = insert(customers)
_put = _inserted.on_conflict_do_update(
    index_elements=[customers.c.application_id, customers.c.id],
    set_={name: _inserted.excluded[name] for name in ("name", "email", "updated_at")},
).returning(*customers.columns)
_listing = (
    select(customers)
    .where(customers.c.application_id == bindparam("application_id"))
    .order_by(customers.c.id)
)
_get = _listing.where(customers.c.id == bindparam("customer_id"))
_delete = delete(customers).where(
    customers.c.application_id == bindparam("application_id"),
    customers.c.id == bindparam("customer_id"),
)


async def put(
    db: Runner, application_id: str, id: str, *, name: str, email: str | None, at: datetime
) -> Customer:
    """Add a customer or change its name and address; Missing without such an application."""
    rows = await db.rows(
        _put,
        application_id=application_id,
        id=id,
        name=name,
        email=email,
        created_at=millis(at),
        updated_at=millis(at),
    )
    return _customer(rows[0])


async def get(db: Runner, application_id: str, id: str) -> Customer | None:
    """Find a customer."""
    row = await db.row(_get, application_id=application_id, customer_id=id)
    return _customer(row) if row else None


async def listing(db: Runner, application_id: str) -> list[Customer]:
    """List an application's customers in the order of their ids."""
    return [_customer(row) for row in await db.rows(_listing, application_id=application_id)]


async def remove(db: Runner, application_id: str, id: str) -> bool:
    """Forget a customer with its connections; false where there is none."""
    return await db.run(_delete, application_id=application_id, customer_id=id) == 1


def _customer(row: Row) -> Customer:
    return Customer(
        application_id=row["application_id"],
        id=row["id"],
        name=row["name"],
        email=row["email"],
        created_at=moment(row["created_at"]),
        updated_at=moment(row["updated_at"]),
    )
