"""Applications' own OAuth clients at providers, each with a secret that only the vault opens."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from segue.kit.clock import millis, moment
from segue.store.runner import Row, Runner
from segue.store.tables import provider_apps
from segue.store.upsert import insert


@dataclass(frozen=True, slots=True)
class ProviderApp:
    """An application's client at one provider; `secret` is sealed and bound to `id`."""

    id: str
    application_id: str
    provider: str
    client_id: str
    secret: bytes
    scopes: tuple[str, ...]
    created_at: datetime
    updated_at: datetime


_inserted = insert(provider_apps)
_put = _inserted.on_conflict_do_update(
    index_elements=[provider_apps.c.application_id, provider_apps.c.provider],
    set_={
        name: _inserted.excluded[name] for name in ("client_id", "secret", "scopes", "updated_at")
    },
    where=provider_apps.c.id == _inserted.excluded.id,
)
_listing = (
    select(provider_apps)
    .where(provider_apps.c.application_id == bindparam("application_id"))
    .order_by(provider_apps.c.provider)
)
_get = _listing.where(provider_apps.c.provider == bindparam("provider"))
_by_id = _listing.where(provider_apps.c.id == bindparam("app_id"))
_delete = delete(provider_apps).where(
    provider_apps.c.application_id == bindparam("application_id"),
    provider_apps.c.id == bindparam("app_id"),
)


async def put(db: Runner, app: ProviderApp) -> bool:
    """Add a provider app, or change the one with its id; Missing without such an application.

    False where the application has one with another id at this provider, to which the secret is
    not bound.
    """
    changed = await db.run(
        _put,
        id=app.id,
        application_id=app.application_id,
        provider=app.provider,
        client_id=app.client_id,
        secret=app.secret,
        scopes=" ".join(app.scopes),
        created_at=millis(app.created_at),
        updated_at=millis(app.updated_at),
    )
    return changed == 1


async def get(db: Runner, application_id: str, provider: str) -> ProviderApp | None:
    """Find an application's client at a provider."""
    row = await db.row(_get, application_id=application_id, provider=provider)
    return _app(row) if row else None


async def by_id(db: Runner, application_id: str, id: str) -> ProviderApp | None:
    """Find one of an application's clients by its id."""
    row = await db.row(_by_id, application_id=application_id, app_id=id)
    return _app(row) if row else None


async def listing(db: Runner, application_id: str) -> list[ProviderApp]:
    """List an application's clients in the order of their providers' names."""
    return [_app(row) for row in await db.rows(_listing, application_id=application_id)]


async def remove(db: Runner, application_id: str, id: str) -> bool:
    """Forget a client; false where the application has no such one."""
    return await db.run(_delete, application_id=application_id, app_id=id) == 1


def _app(row: Row) -> ProviderApp:
    return ProviderApp(
        id=row["id"],
        application_id=row["application_id"],
        provider=row["provider"],
        client_id=row["client_id"],
        secret=row["secret"],
        scopes=tuple(row["scopes"].split()),
        created_at=moment(row["created_at"]),
        updated_at=moment(row["updated_at"]),
    )
