"""Attempts to connect that have begun in a browser, each good for one return."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from segue.kit.clock import millis, moment
from segue.store.runner import Row, Runner
from segue.store.tables import connect_states
from segue.store.upsert import insert


@dataclass(frozen=True, slots=True)
class ConnectState:
    """One attempt; `digest` and `browser` are SHA-256 in hex of the state's value and the cookie's.

    `verifier` is PKCE's, sealed and bound to `digest`, and None where the provider takes none.
    """

    digest: str
    application_id: str
    customer_id: str
    provider: str
    return_url: str
    browser: str
    created_at: datetime
    expires_at: datetime
    verifier: bytes | None = None
    link_id: str | None = None
    used_at: datetime | None = None


_create = insert(connect_states)
_get = select(connect_states).where(connect_states.c.digest == bindparam("of_digest"))
_take = (
    update(connect_states)
    .where(
        connect_states.c.digest == bindparam("of_digest"),
        connect_states.c.used_at.is_(None),
        connect_states.c.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("at"))
    .returning(*connect_states.columns)
)
_prune = delete(connect_states).where(connect_states.c.expires_at <= bindparam("before"))


async def create(db: Runner, state: ConnectState) -> None:
    """Remember an attempt; Conflict where its digest stands already."""
    await db.run(
        _create,
        digest=state.digest,
        application_id=state.application_id,
        customer_id=state.customer_id,
        provider=state.provider,
        return_url=state.return_url,
        browser=state.browser,
        verifier=state.verifier,
        link_id=state.link_id,
        created_at=millis(state.created_at),
        expires_at=millis(state.expires_at),
        used_at=None if state.used_at is None else millis(state.used_at),
    )


async def get(db: Runner, digest: str) -> ConnectState | None:
    """Find an attempt, also one that is used or has expired."""
    row = await db.row(_get, of_digest=digest)
    return _state(row) if row else None


async def take(db: Runner, digest: str, at: datetime) -> ConnectState | None:
    """Use an attempt up; None where there is none, or it is used, or has expired at `at`."""
    row = await db.row(_take, of_digest=digest, now=millis(at), at=millis(at))
    return _state(row) if row else None


async def prune(db: Runner, before: datetime) -> int:
    """Forget the attempts that had expired by `before`; gives their number."""
    return await db.run(_prune, before=millis(before))


def _state(row: Row) -> ConnectState:
    used = row["used_at"]
    return ConnectState(
        digest=row["digest"],
        application_id=row["application_id"],
        customer_id=row["customer_id"],
        provider=row["provider"],
        return_url=row["return_url"],
        browser=row["browser"],
        created_at=moment(row["created_at"]),
        expires_at=moment(row["expires_at"]),
        verifier=row["verifier"],
        link_id=row["link_id"],
        used_at=None if used is None else moment(used),
    )
