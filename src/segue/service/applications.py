"""Applications: the operator's products, found by the names that the operator gave them."""

from typing import Any

from segue.kit.clock import iso
from segue.model.problem import Fault, Problem
from segue.service.context import Services
from segue.store import applications


async def named(services: Services, name: str) -> str:
    """Give the id of the application of this name, the oldest of several; `Problem` 404."""
    for found in await applications.listing(services.database):
        if found.name == name:
            return found.id
    detail = f"There is no application {name!r}: `segue keys create` makes one with its first key."
    raise Problem(404, Fault(detail=detail))


async def named_or_new(services: Services, name: str) -> str:
    """Give the id of the application of this name, or make it."""
    try:
        return await named(services, name)
    except Problem:
        made = await applications.create(services.database, name, services.clock.now())
        return made.id


async def listing(services: Services) -> list[dict[str, Any]]:
    """List every application, the oldest first."""
    return [
        {
            "id": found.id,
            "name": found.name,
            "created_at": iso(found.created_at),
            "return_urls": list(found.return_urls),
        }
        for found in await applications.listing(services.database)
    ]
