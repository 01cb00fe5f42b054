"""Links that let a customer connect once without an account here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, delete, select, update

from segue.kit.clock import millis, moment
from segue.store.runner import Row, Runner
from segue.store.tables import magic_links
from segue.store.upsert import insert

LinkState = Literal["new", "consumed"]


@dataclass(frozen=True, slots=True)
class MagicLink:
    """A link for one customer to one provider; it is consumed when the customer is connected."""

    id: str
    application_id: str
    customer_id: str
    provider: str
    return_url: str
    created_at: datetime
    expires_at: datetime
    state: LinkState = "new"
    consumed_at: datetime | None = None


_create = insert(magic_links)
_by_id = select(magic_links).where(magic_links.c.id == bindparam("link_id"))
_get = _by_id.where(magic_links.c.application_id == bindparam("application_id"))
_listing = (
    select(magic_links)
    .where(magic_links.c.application_id == bindparam("application_id"))
    .order_by(magic_links.c.created_at.desc(), magic_links.c.id.desc())
)
_consume = (
    update(magic_links)
    .where(
        magic_links.c.id == bindparam("link_id"),
        magic_links.c.state == "new",
        magic_links.c.expires_at > bindparam("now"),
    )
    .values(state="consumed", consumed_at=bindparam("at"))
)
_delete = delete(magic_links).where(
    magic_links.c.application_id == bindparam("application_id"),
    magic_links.c.id == bindparam("link_id"),
)


async def create(db: Runner, link: MagicLink) -> None:
    """Add a link; Missing where there is no such customer."""
    consumed = link.consumed_at
    await db.run(
        _create,
        id=link.id,
        application_id=link.application_id,
        customer_id=link.customer_id,
        provider=link.provider,
        return_url=link.return_url,
        state=link.state,
        created_at=millis(link.created_at),
        expires_at=millis(link.expires_at),
        consumed_at=None if consumed is None else millis(consumed),
    )


async def by_id(db: Runner, id: str) -> MagicLink | None:
    """Find a link, whosever it is: its id is what its bearer knows."""
    row = await db.row(_by_id, link_id=id)
    return _link(row) if row else None


async def get(db: Runner, application_id: str, id: str) -> MagicLink | None:
    """Find one of an application's links."""
    row = await db.row(_get, application_id=application_id, link_id=id)
    return _link(row) if row else None


async def listing(db: Runner, application_id: str) -> list[MagicLink]:
    """List an application's links, the newest first."""
    return [_link(row) for row in await db.rows(_listing, application_id=application_id)]


async def consume(db: Runner, id: str, at: datetime) -> bool:
    """Use a link up; false where there is none, or it is used, or has expired at `at`."""
    return await db.run(_consume, link_id=id, now=millis(at), at=millis(at)) == 1


async def remove(db: Runner, application_id: str, id: str) -> bool:
    """Forget a link; false where the application has no such one."""
    return await db.run(_delete, application_id=application_id, link_id=id) == 1


def _link(row: Row) -> MagicLink:
    consumed = row["consumed_at"]
    return MagicLink(
        id=row["id"],
        application_id=row["application_id"],
        customer_id=row["customer_id"],
        provider=row["provider"],
        return_url=row["return_url"],
        created_at=moment(row["created_at"]),
        expires_at=moment(row["expires_at"]),
        state=row["state"],
        consumed_at=None if consumed is None else moment(consumed),
    )
