"""Connections: linking a customer to a provider, and letting go."""

from collections.abc import Mapping
from typing import Any

from segue.kit.canonical import encode
from segue.kit.clock import iso
from segue.kit.ids import new_id
from segue.model.problem import VALIDATION, Fault, Problem
from segue.service.context import Services
from segue.spi.provider import Provider
from segue.store import connections
from segue.store.connections import Connection
from segue.store.errors import Conflict, Missing


async def connect(
    services: Services,
    application_id: str,
    customer_id: str,
    provider_name: str,
    credential: Mapping[str, str],
) -> str:
    """Link a customer to a provider with a credential, which is sealed; gives the connection's id.

    Raises `Problem`: 400 for an unknown provider or a credential that lacks a value, 404 for an
    unknown customer, 409 when there is such a connection already.
    """
    provider = services.providers.get(provider_name)
    if provider is None:
        raise Problem(400, Fault(detail=f"No provider is named {provider_name!r}."))
    if faults := _faults(provider, credential):
        raise Problem(400, *faults)
    now, id = services.clock.now(), new_id("cn")  # noqa: A001 -- the connection's
    sealed = services.vault.seal(encode(dict(credential)), bound_to=id)
    made = Connection(id, application_id, customer_id, provider_name, sealed, now, now, since=now)
    try:
        await connections.create(services.database, made)
    except Conflict:
        detail = f"This customer has a connection to {provider.title} already."
        raise Problem(409, Fault(detail=detail)) from None
    except Missing:
        raise Problem(404, Fault(detail="There is no such customer.")) from None
    return id


def _faults(provider: Provider, credential: Mapping[str, str]) -> list[Fault]:
    known = {field.name for field in provider.credential}
    needed = {field.name for field in provider.credential if field.required}
    lacking = [f"{provider.title} needs {name!r}." for name in sorted(needed - credential.keys())]
    strange = [f"{provider.title} has no {name!r}." for name in sorted(credential.keys() - known)]
    empty = [f"{name!r} is empty." for name, value in sorted(credential.items()) if not value]
    spoilt = [
        f"{name!r} has a line break, a space at an end, or a character that cannot be printed."
        for name, value in sorted(credential.items())
        if value != value.strip() or not value.isprintable()
    ]
    return [
        Fault(detail=detail, pointer="/body/credential", problem_type=VALIDATION)
        for detail in (*lacking, *strange, *empty, *spoilt)
    ]


async def listing(
    services: Services, application_id: str, customer_id: str
) -> list[dict[str, Any]]:
    """List a customer's connections, without their credentials."""
    return [
        {
            "id": found.id,
            "customer_id": found.customer_id,
            "provider_name": found.provider,
            "state": found.state,
            "reason": found.reason,
            "created_at": iso(found.created_at),
            "updated_at": iso(found.updated_at),
        }
        for found in await connections.listing(services.database, application_id, customer_id)
    ]


async def remove(
    services: Services, application_id: str, customer_id: str, provider_name: str
) -> None:
    """Forget a connection and its credential; `Problem` 404 where there is none."""
    if not await connections.remove(services.database, application_id, customer_id, provider_name):
        raise Problem(404, Fault(detail="There is no such connection."))
