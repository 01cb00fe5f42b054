"""Forgetting what is old, a few rows at a time, so that nobody who writes waits for long.

Each statement finds its rows by an index that begins with time, or with the application and time,
and gives how many it has forgotten.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Delete,
    Integer,
    Table,
    bindparam,
    delete,
    literal_column,
    select,
    tuple_,
)

from segue.kit.clock import millis
from segue.store.audit import earliest
from segue.store.runner import Runner
from segue.store.tables import audit, jobs, links, writes

_before: BindParameter[Any] = bindparam("before")
_of_application: BindParameter[Any] = bindparam("application_id")


def _first(table: Table, order: Any, *conditions: Any) -> Delete:
    keys = list(table.primary_key.columns)
    most = bindparam("most", type_=Integer)
    found = select(*keys).where(*conditions).order_by(order).limit(most)
    return delete(table).where(tuple_(*keys).in_(found))


_writes = _first(
    writes,
    writes.c.created_at,
    writes.c.application_id == _of_application,
    writes.c.created_at < _before,
    writes.c.done_at < _before,
    writes.c.state != literal_column("'unknown'"),
)
_audit = _first(
    audit,
    audit.c.id,
    audit.c.application_id == _of_application,
    audit.c.id < _before,
)
_links = _first(links, links.c.created_at, links.c.created_at < _before)
_jobs = _first(jobs, jobs.c.ended_at, jobs.c.ended_at < _before)


async def forget_writes(db: Runner, application_id: str, before: datetime, most: int) -> int:
    """Forget an application's writes, with their calls, that came to their end before a moment.

    One whose outcome is not known stays until somebody has found out.
    """
    return await db.run(_writes, application_id=application_id, before=millis(before), most=most)


async def forget_audit(db: Runner, application_id: str, before: datetime, most: int) -> int:
    """Forget an application's audit entries from before a moment."""
    return await db.run(_audit, application_id=application_id, before=earliest(before), most=most)


async def forget_links(db: Runner, before: datetime, most: int) -> int:
    """Forget which write made what, before a moment; no look-up asks for things so old."""
    return await db.run(_links, before=millis(before), most=most)


async def forget_jobs(db: Runner, before: datetime, most: int) -> int:
    """Forget jobs, with their contacts and outcomes, that ended before a moment."""
    return await db.run(_jobs, before=millis(before), most=most)
