"""API keys: making, listing, rotating and revoking them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from segue.kit.clock import iso
from segue.model.problem import Fault, Problem
from segue.model.scope import EVERYDAY, KeyScope, read, spelled
from segue.service.applications import named_or_new
from segue.service.context import Services
from segue.store import applications, keys
from segue.store.errors import StoreError
from segue.store.keys import NOTED_EVERY, ApiKey

MODEST: Final[frozenset[KeyScope]] = frozenset({"read", "write"})
"""What a key may do that was made by the API without naming scopes."""
AT_ONCE: Final = timedelta(0)


async def create(
    services: Services,
    application_name: str,
    key_name: str,
    scopes: Iterable[KeyScope] = EVERYDAY,
) -> tuple[str, str]:
    """Make a key, and its application where there is none of this name yet.

    Gives the key's id and the key itself, which is stored nowhere and cannot be shown again.
    """
    application_id = await named_or_new(services, application_name)
    made = await issue(services, application_id, key_name, scopes)
    return made["id"], made["key"]


async def issue(
    services: Services,
    application_id: str,
    name: str,
    scopes: Iterable[KeyScope] = MODEST,
    *,
    giver: frozenset[KeyScope] | None = None,
) -> dict[str, Any]:
    """Make a key of an application; its `key` cannot be shown again.

    Raises `Problem` 403 where whoever gives it (None: the operator) lacks one of the scopes.
    """
    wanted = frozenset(scopes)
    check_giver(wanted, giver)
    made, secret = await keys.issue(
        services.database,
        application_id,
        name,
        services.clock.now(),
        scopes=tuple(spelled(wanted).split()),
    )
    return {**shown(made), "key": secret}


async def rotate(
    services: Services,
    application_id: str,
    key_id: str,
    overlap: timedelta = AT_ONCE,
    *,
    giver: frozenset[KeyScope] | None = None,
) -> dict[str, Any]:
    """Make a key that may do what another may, which is refused once `overlap` is over.

    Raises `Problem`: 404 where the application has no such key in use, 403 as `issue`.
    """
    now = services.clock.now()
    old = await keys.get(services.database, application_id, key_id)
    if old is None or ended(old, now):
        raise unknown(key_id)
    scopes = read(" ".join(old.scopes))
    check_giver(scopes, giver)
    async with services.database.transaction() as tx:
        if not await keys.revoke(tx, application_id, key_id, now + overlap, now=now):
            raise unknown(key_id)
        made, secret = await keys.issue(
            tx, application_id, old.name, now, scopes=tuple(spelled(scopes).split())
        )
    return {**shown(made), "key": secret}


async def rotate_any(
    services: Services, key_id: str, overlap: timedelta = AT_ONCE
) -> dict[str, Any]:
    """Rotate a key, whichever application's it is; `Problem` 404."""
    for application in await applications.listing(services.database):
        if await keys.get(services.database, application.id, key_id):
            return await rotate(services, application.id, key_id, overlap)
    raise unknown(key_id)


async def listing(services: Services) -> list[dict[str, Any]]:
    """List every application's keys, revoked ones too, the oldest first."""
    return [
        {**shown(key), "application_name": application.name}
        for application in await applications.listing(services.database)
        for key in await keys.listing(services.database, application.id)
    ]


async def of_application(services: Services, application_id: str) -> dict[str, Any]:
    """List one application's keys, revoked ones too, the oldest first."""
    found = await keys.listing(services.database, application_id)
    return {"records": [shown(key) for key in found]}


async def revoke(services: Services, key_id: str, application_id: str | None = None) -> None:
    """Refuse a key from now on; `Problem` 404 where no such key is in use.

    Without an application's id it may be any application's.
    """
    now, ids = services.clock.now(), [application_id]
    if application_id is None:
        ids = [application.id for application in await applications.listing(services.database)]
    for owner in ids:
        if owner is not None and await keys.revoke(services.database, owner, key_id, now):
            return
    raise unknown(key_id)


async def note_use(services: Services, key_id: str) -> None:
    """Note that a key was used, at most once a minute; never fails.

    Asked once the answer is on its way, so that no caller waits for it.
    """
    now = services.clock.now()
    last = services.keys_noted.get(key_id)
    if last is not None and last <= now < last + NOTED_EVERY:
        return
    services.keys_noted[key_id] = now
    try:
        await keys.touch(services.database, key_id, now)
    except StoreError as error:
        structlog.get_logger().warning("use of a key not noted", key=key_id, reason=str(error))


def check_giver(wanted: frozenset[KeyScope], giver: frozenset[KeyScope] | None) -> None:
    """Raise `Problem` 403 where somebody gives a scope that its own key does not have."""
    lacking = spelled(wanted - giver).split() if giver is not None else []
    if lacking:
        detail = f"This API key has no scope {lacking[0]!r}, so it can give none."
        raise Problem(
            403, Fault(detail=detail, meta={"reason": "missing_scope", "scope": lacking[0]})
        )


def unknown(key_id: str) -> Problem:
    """Say that there is no such key."""
    return Problem(404, Fault(detail=f"There is no key {key_id!r} in use."))


def ended(key: ApiKey, now: datetime) -> bool:
    """Tell whether a key is refused by now."""
    return key.revoked_at is not None and key.revoked_at <= now


def shown(key: ApiKey) -> dict[str, Any]:
    """Spell a key without what makes it a secret."""
    return {
        "id": key.id,
        "name": key.name,
        "prefix": key.prefix,
        "scopes": list(key.scopes),
        "created_at": iso(key.created_at),
        "last_used_at": _spelled(key.last_used_at),
        "revoked_at": _spelled(key.revoked_at),
    }


def _spelled(at: datetime | None) -> str | None:
    return None if at is None else iso(at)
