"""The operator's products, each with its own keys, customers and connections."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from segue.kit.clock import millis, moment
from segue.kit.ids import new_id
from segue.store.runner import Row, Runner
from segue.store.tables import applications
from segue.store.upsert import insert


@dataclass(frozen=True, slots=True)
class Application:
    """A product that calls us; `return_urls` are where its customers may be sent back to."""

    id: str
    name: str
    created_at: datetime
    return_urls: tuple[str, ...] = ()


_create = insert(applications)
_get = select(applications).where(applications.c.id == bindparam("application_id"))
_listing = select(applications).order_by(applications.c.created_at, applications.c.id)
_set_return_urls = (
    update(applications)
    .where(applications.c.id == bindparam("application_id"))
    .values(return_urls=bindparam("urls"))
)


async def create(db: Runner, name: str, at: datetime) -> Application:
    """Add an application; names need not differ."""
    made = Application(new_id("app"), name, at)
    await db.run(_create, id=made.id, name=name, created_at=millis(at), return_urls="[]")
    return made


async def get(db: Runner, application_id: str) -> Application | None:
    """Find an application."""
    row = await db.row(_get, application_id=application_id)
    return _application(row) if row else None


async def listing(db: Runner) -> list[Application]:
    """List every application, the oldest first."""
    return [_application(row) for row in await db.rows(_listing)]


async def set_return_urls(db: Runner, application_id: str, urls: Iterable[str]) -> bool:
    """Say where an application's customers may be sent back to; false where there is none."""
    stored = json.dumps(list(urls))
    return await db.run(_set_return_urls, application_id=application_id, urls=stored) == 1


def _application(row: Row) -> Application:
    urls = tuple(json.loads(row["return_urls"]))
    return Application(row["id"], row["name"], moment(row["created_at"]), urls)
