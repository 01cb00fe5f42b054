"""The keys by which applications prove who they are."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, bindparam, or_, select, update

from segue.kit.clock import millis, moment
from segue.kit.ids import new_id
from segue.store.connections import Connection, connection_of
from segue.store.runner import Row, Runner
from segue.store.tables import api_keys, applications, connections
from segue.store.upsert import insert

SHOWN: Final = 12
"""Characters of a key that stay readable, so that its owner can tell it from the others."""

EVERYDAY: Final = ("read", "write", "manage")

NOTED_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key, without what makes it a secret; `scopes` are what it may do.

    A `revoked_at` that is still to come is the end of a key that was rotated.
    """

    id: str
    application_id: str
    name: str
    prefix: str
    created_at: datetime
    scopes: tuple[str, ...] = EVERYDAY
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Whose a key is, and the connection that was asked for, None where there is none."""

    application_id: str
    application_name: str
    key_id: str
    revoked_at: datetime | None
    connection: Connection | None
    scopes: tuple[str, ...] = EVERYDAY


_issue = insert(api_keys)
_listing = (
    select(api_keys)
    .where(api_keys.c.application_id == bindparam("application_id"))
    .order_by(api_keys.c.created_at, api_keys.c.id)
)
_get = _listing.where(api_keys.c.id == bindparam("key_id"))
_revoke = (
    update(api_keys)
    .where(
        api_keys.c.id == bindparam("key_id"),
        api_keys.c.application_id == bindparam("of_application"),
        or_(api_keys.c.revoked_at.is_(None), api_keys.c.revoked_at > bindparam("now")),
    )
    .values(revoked_at=bindparam("at"))
)
_touch = (
    update(api_keys)
    .where(
        api_keys.c.id == bindparam("key_id"),
        or_(api_keys.c.last_used_at.is_(None), api_keys.c.last_used_at < bindparam("before")),
    )
    .values(last_used_at=bindparam("at"))
)
_authenticate = (
    select(
        api_keys.c.id.label("key_id"),
        api_keys.c.application_id.label("key_application_id"),
        api_keys.c.scopes.label("key_scopes"),
        api_keys.c.revoked_at,
        applications.c.name.label("application_name"),
        *connections.columns,
    )
    .select_from(
        api_keys.join(applications, applications.c.id == api_keys.c.application_id).outerjoin(
            connections,
            and_(
                connections.c.application_id == api_keys.c.application_id,
                connections.c.customer_id == bindparam("of_customer"),
                connections.c.provider == bindparam("at_provider"),
            ),
        )
    )
    .where(api_keys.c.digest == bindparam("of_digest"))
)


async def issue(
    db: Runner,
    application_id: str,
    name: str,
    at: datetime,
    *,
    secret: str | None = None,
    scopes: tuple[str, ...] = EVERYDAY,
) -> tuple[ApiKey, str]:
    """Make a key and give it with its secret, which is shown this once and stored nowhere.

    `secret` brings a key of one's own. Raises Missing where there is no such application.
    """
    shown = secret or f"segue_{secrets.token_urlsafe(32)}"
    made = ApiKey(new_id("key"), application_id, name, shown[:SHOWN], at, tuple(scopes))
    await db.run(
        _issue,
        id=made.id,
        application_id=application_id,
        name=name,
        digest=digest_of(shown),
        prefix=made.prefix,
        created_at=millis(at),
        last_used_at=None,
        revoked_at=None,
        scopes=" ".join(made.scopes),
    )
    return made, shown


async def listing(db: Runner, application_id: str) -> list[ApiKey]:
    """List an application's keys, revoked ones too, the oldest first."""
    return [_key(row) for row in await db.rows(_listing, application_id=application_id)]


async def get(db: Runner, application_id: str, key_id: str) -> ApiKey | None:
    """Find one of an application's keys, also a revoked one."""
    row = await db.row(_get, application_id=application_id, key_id=key_id)
    return _key(row) if row else None


async def revoke(
    db: Runner, application_id: str, key_id: str, at: datetime, *, now: datetime | None = None
) -> bool:
    """Refuse a key from `at` on; false where the application has none that is in use `now`.

    `now` is `at` where it is not given.
    """
    changed = await db.run(
        _revoke,
        key_id=key_id,
        of_application=application_id,
        at=millis(at),
        now=millis(now or at),
    )
    return changed == 1


async def touch(db: Runner, key_id: str, at: datetime) -> None:
    """Note that a key was used, at most once a minute."""
    await db.run(_touch, key_id=key_id, at=millis(at), before=millis(at - NOTED_EVERY))


async def authenticate(db: Runner, digest: str, customer_id: str, provider: str) -> Access | None:
    """Find a key by its digest and, in the same statement, the connection a request is for."""
    row = await db.row(
        _authenticate, of_digest=digest, of_customer=customer_id, at_provider=provider
    )
    if row is None:
        return None
    return Access(
        application_id=row["key_application_id"],
        application_name=row["application_name"],
        key_id=row["key_id"],
        revoked_at=_moment(row["revoked_at"]),
        connection=connection_of(row) if row["id"] is not None else None,
        scopes=tuple(row["key_scopes"].split()),
    )


def digest_of(secret: str) -> str:
    """Give what is stored of a key: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: Row) -> ApiKey:
    return ApiKey(
        id=row["id"],
        application_id=row["application_id"],
        name=row["name"],
        prefix=row["prefix"],
        created_at=moment(row["created_at"]),
        scopes=tuple(row["scopes"].split()),
        last_used_at=_moment(row["last_used_at"]),
        revoked_at=_moment(row["revoked_at"]),
    )


def _moment(stored: int | None) -> datetime | None:
    return None if stored is None else moment(stored)
