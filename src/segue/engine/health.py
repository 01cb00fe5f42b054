"""What is noted of a connection: whether it works, when it last did, and what it may still ask."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import structlog

from segue.engine.credential import Credential, Credentials
from segue.engine.transport import Answer
from segue.kit.clock import Clock
from segue.spi.provider import Provider
from segue.store import audit, connections
from segue.store.audit import AuditEntry
from segue.store.connections import Connection, ConnectionState
from segue.store.errors import StoreError
from segue.store.runner import Database, Runner

NOTED_EVERY: Final = timedelta(minutes=1)
"""How often at most a connection's last success and limits are written down."""
TOGETHER: Final = 50
"""Connections whose notes are written down at once: they may share a commit."""

STATUSES: Final[Mapping[str, int]] = {
    "connection.refreshed": 200,
    "connection.active": 200,
    "connection.reauth_required": 401,
    "connection.error": 502,
}
"""Events that Segue itself brings about, and what the audit log has for their status."""

Event = Literal[
    "connection.refreshed", "connection.active", "connection.reauth_required", "connection.error"
]
BY_STATE: Final[Mapping[ConnectionState, Event]] = {
    "active": "connection.active",
    "reauth_required": "connection.reauth_required",
    "error": "connection.error",
}


async def noted(tx: Runner, connection: Connection, event: Event, at: datetime) -> None:
    """Enter into the audit log what became of a connection."""
    await audit.add(
        tx,
        AuditEntry(
            id=audit.audit_id(at),
            application_id=connection.application_id,
            at=at,
            who="segue",
            what=event,
            status=STATUSES[event],
            customer_id=connection.customer_id,
            provider=connection.provider,
            connection_id=connection.id,
        ),
    )


async def mark(
    database: Database,
    credential: Credential,
    state: ConnectionState,
    reason: str | None,
    at: datetime,
) -> None:
    """Record whether a connection works, unless that is known or its credential has changed."""
    connection = credential.connection
    if (connection.state, connection.reason) == (state, reason):
        return
    async with database.transaction() as tx:
        marked = await connections.mark(
            tx, connection.id, state, reason=reason, at=at, was=connection.credential
        )
        if marked and connection.state != state:
            await noted(tx, connection, BY_STATE[state], at)
    if marked:
        credential.stands(state=state, reason=reason, updated_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Notes what answers tell of a connection: in memory at once, in the database now and then."""

    database: Database
    clock: Clock

    async def note(self, credential: Credential, provider: Provider, answer: Answer) -> None:
        """Take from an answer whether the connection works and what it may still ask."""
        now = self.clock.now()
        limits = provider.limits.told(answer.headers)
        if limits:
            credential.limits = limits
        if answer.ok:
            credential.succeeded_at = now
            if _mended(credential, provider):
                await self._mend(credential, now)
        if credential.noted_at is None or now - credential.noted_at >= NOTED_EVERY:
            await self.write(credential)

    async def flush(self, credentials: Credentials) -> None:
        """Write down what was noted since it was last written, some at a time."""
        due = [credential for credential in credentials if credential.unwritten]
        for first in range(0, len(due), TOGETHER):
            await asyncio.gather(*map(self.write, due[first : first + TOGETHER]))

    async def write(self, credential: Credential) -> None:
        """Write down what was noted of one connection; a database that is lost loses it."""
        if not credential.unwritten:
            return
        succeeded, limits = credential.succeeded_at, credential.limits
        credential.noted_at = self.clock.now()
        credential.succeeded_at = credential.limits = None
        id = credential.connection.id  # noqa: A001 -- the connection's
        try:
            await connections.note(self.database, id, succeeded=succeeded, limits=limits)
        except StoreError as error:
            structlog.get_logger().warning("a note was lost", connection_id=id, error=str(error))

    async def _mend(self, credential: Credential, now: datetime) -> None:
        try:
            await mark(self.database, credential, "active", None, now)
        except StoreError as error:
            id = credential.connection.id  # noqa: A001 -- the connection's
            structlog.get_logger().warning("a note was lost", connection_id=id, error=str(error))


def _mended(credential: Credential, provider: Provider) -> bool:
    """Tell whether a success says that what was wrong is not: a refused refresh token stays so."""
    state = credential.connection.state
    if state == "reauth_required":
        return provider.oauth is None or "refresh_token" not in credential
    return state == "error"
