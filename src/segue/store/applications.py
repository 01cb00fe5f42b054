"""The operator's products, each with its own keys, customers and connections."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from segue.kit.clock import millis, moment
from segue.kit.ids import new_id
from segue.store.runner import Row, Runner
from segue.store.tables import applications


@dataclass(frozen=True, slots=True)
class Application:
    """A product that calls us."""

    id: str
    name: str
    created_at: datetime


_create = insert(applications)
_get = select(applications).where(applications.c.id == bindparam("application_id"))
_listing = select(applications).order_by(applications.c.created_at, applications.c.id)


async def create(db: Runner, name: str, at: datetime) -> Application:
    """Add an application; names need not differ."""
    made = Application(new_id("app"), name, at)
    await db.run(_create, id=made.id, name=name, created_at=millis(at))
    return made


async def get(db: Runner, application_id: str) -> Application | None:
    """Find an application."""
    row = await db.row(_get, application_id=application_id)
    return _application(row) if row else None


async def listing(db: Runner) -> list[Application]:
    """List every application, the oldest first."""
    return [_application(row) for row in await db.rows(_listing)]


def _application(row: Row) -> Application:
    return Application(row["id"], row["name"], moment(row["created_at"]))
