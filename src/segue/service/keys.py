"""API keys: making, listing and revoking them."""

from datetime import datetime
from typing import Any

from segue.kit.clock import iso
from segue.model.problem import Fault, Problem
from segue.service.applications import named_or_new
from segue.service.context import Services
from segue.store import applications, keys


async def create(services: Services, application_name: str, key_name: str) -> tuple[str, str]:
    """Make a key, and its application where there is none of this name yet.

    Gives the key's id and the key itself, which is stored nowhere and cannot be shown again.
    """
    application_id = await named_or_new(services, application_name)
    made, secret = await keys.issue(
        services.database, application_id, key_name, services.clock.now()
    )
    return made.id, secret


async def listing(services: Services) -> list[dict[str, Any]]:
    """List every application's keys, revoked ones too, the oldest first."""
    return [
        {
            "id": key.id,
            "application_name": application.name,
            "name": key.name,
            "prefix": key.prefix,
            "created_at": iso(key.created_at),
            "last_used_at": _spelled(key.last_used_at),
            "revoked_at": _spelled(key.revoked_at),
        }
        for application in await applications.listing(services.database)
        for key in await keys.listing(services.database, application.id)
    ]


async def revoke(services: Services, key_id: str) -> None:
    """Refuse a key from now on; `Problem` 404 where no such key is in use."""
    now = services.clock.now()
    for application in await applications.listing(services.database):
        if await keys.revoke(services.database, application.id, key_id, now):
            return
    raise Problem(404, Fault(detail=f"There is no key {key_id!r} in use."))


def _spelled(at: datetime | None) -> str | None:
    return None if at is None else iso(at)
