"""Rows that store tests begin with."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from segue.store import applications, connections, customers, journal
from segue.store.applications import Application
from segue.store.connections import Connection
from segue.store.journal import CallRow, Entry
from segue.store.runner import Database, Runner

NOW = datetime(2026, 8, 1, 12, 0, 0, 123000, UTC)
TTL = timedelta(seconds=30)


def entry(id: str = "wr_1", **changes) -> Entry:
    """A write as it is when it is first asked for."""
    asked = {
        "application_id": "app",
        "customer_id": "c-1",
        "provider": "outreach",
        "connection_id": "con",
        "key": f"key of {id}",
        "digest": "d",
        "operation": "create_step",
        "resource": "con/sequence/7",
        "target": "7",
        "created_at": NOW,
        "updated_at": NOW,
        "plan": b"\x00sealed",
    }
    return Entry(id=id, **(asked | changes))


def call(write_id: str = "wr_1", position: int = 0, **changes) -> CallRow:
    """A call that is about to be sent."""
    started = {
        "attempt": 1,
        "name": f"call {position}",
        "connection_id": "con",
        "kind": "step",
        "started_at": NOW,
    }
    return CallRow(write_id=write_id, position=position, **(started | changes))


async def connected(db: Database, customer_id: str = "c-1") -> tuple[Application, Connection]:
    """An application with a customer that is connected to Outreach."""
    application = await applications.create(db, "Acme", NOW)
    await customers.put(db, application.id, customer_id, name="C", email=None, at=NOW)
    connection = Connection(
        id=f"con of {application.id}",
        application_id=application.id,
        customer_id=customer_id,
        provider="outreach",
        credential=b"\x00sealed",
        created_at=NOW,
        updated_at=NOW,
    )
    await connections.create(db, connection)
    return application, connection


async def written(db: Database, *ids: str) -> None:
    """Writes in the journal."""
    for write_id in ids:
        await journal.insert(db, entry(write_id))


@asynccontextmanager
async def ending(
    error: type[BaseException], transaction: AbstractAsyncContextManager[Runner]
) -> AsyncIterator[Runner]:
    """A transaction that has to end with an error."""
    with pytest.raises(error):
        async with transaction as tx:
            yield tx
