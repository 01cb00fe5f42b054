"""Connections: linking a customer to a provider, and letting go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from segue.kit.canonical import encode
from segue.kit.clock import iso
from segue.kit.ids import new_id
from segue.model.problem import VALIDATION, Fault, Problem
from segue.service import customers
from segue.service.context import Services
from segue.service.provider_settings import provider_id
from segue.spi.provider import Provider
from segue.store import connections
from segue.store import customers as stored_customers
from segue.store.connections import Connection, Renewal
from segue.store.errors import Conflict, Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is known of a credential beside itself."""

    expires_at: datetime | None = None
    minted_at: datetime | None = None
    scopes: tuple[str, ...] | None = None
    acting_user: str | None = None
    """The provider's id of the user it acts as."""


UNKNOWN: Final = Terms()
Place = tuple[str, str, str]
"""Application, customer, provider."""


async def connect(
    services: Services,
    application_id: str,
    customer_id: str,
    provider_name: str,
    credential: Mapping[str, str],
    *,
    terms: Terms = UNKNOWN,
    again: bool = False,
) -> str:
    """Link a customer to a provider with a credential, which is sealed; gives the connection's id.

    `again`: where there is a connection, its credential is replaced, and it is active once more.
    Raises `Problem`: 400 for an unknown provider or a credential that lacks a value, 404 for an
    unknown customer, 409 when there is such a connection already.
    """
    provider = services.providers.get(provider_name)
    if provider is None:
        raise Problem(400, Fault(detail=f"No provider is named {provider_name!r}."))
    if faults := faults_of(provider, credential):
        raise Problem(400, *faults)
    place = (application_id, customer_id, provider_name)
    while True:
        try:
            if again and (id := await _again(services, place, credential, terms)):  # noqa: A001
                return id
            return await _anew(services, place, credential, terms)
        except Conflict:
            if again:
                continue
            detail = f"This customer has a connection to {provider.title} already."
            raise Problem(409, Fault(detail=detail)) from None
        except Missing:
            raise customers.unknown(customer_id) from None


async def _again(
    services: Services, place: Place, credential: Mapping[str, str], terms: Terms
) -> str | None:
    """Replace a connection's credential; None where there is no connection."""
    while found := await connections.get(services.database, *place):
        if await _renew(services, found, credential, terms):
            return found.id
    return None


async def _anew(
    services: Services, place: Place, credential: Mapping[str, str], terms: Terms
) -> str:
    application_id, customer_id, provider_name = place
    now, id = services.clock.now(), new_id("cn")  # noqa: A001 -- the connection's
    made = Connection(
        id=id,
        application_id=application_id,
        customer_id=customer_id,
        provider=provider_name,
        credential=services.vault.seal(encode(dict(credential)), bound_to=id),
        created_at=now,
        updated_at=now,
        expires_at=terms.expires_at,
        minted_at=terms.minted_at,
        since=now,
        scopes=terms.scopes,
        acting_user=terms.acting_user,
    )
    await connections.create(services.database, made)
    return id


async def _renew(
    services: Services, found: Connection, credential: Mapping[str, str], terms: Terms
) -> bool:
    becomes = Renewal(
        credential=services.vault.seal(encode(dict(credential)), bound_to=found.id),
        at=services.clock.now(),
        expires_at=terms.expires_at,
        minted_at=terms.minted_at,
        scopes=terms.scopes,
        acting_user=terms.acting_user,
    )
    return await connections.replace_credential(
        services.database, found.id, was=found.credential, becomes=becomes
    )


def faults_of(provider: Provider, credential: Mapping[str, str]) -> list[Fault]:
    """Say what makes a credential none of this provider's, without repeating any of it."""
    known = {field.name for field in provider.credential}
    needed = {field.name for field in provider.credential if field.required}
    told = [
        (name, f"{provider.title} needs {name!r}.") for name in sorted(needed - set(credential))
    ]
    told += [
        (name, f"{provider.title} has no {name!r}.") for name in sorted(set(credential) - known)
    ]
    for name, value in sorted(credential.items()):
        if not value:
            told.append((name, f"{name!r} is empty."))
        elif value != value.strip() or not value.isprintable():
            spoilt = "a line break, a space at an end, or a character that cannot be printed"
            told.append((name, f"{name!r} has {spoilt}."))
    return [
        Fault(detail=detail, pointer=f"/body/{name}", problem_type=VALIDATION)
        for name, detail in told
    ]


async def listing(
    services: Services, application_id: str, customer_id: str
) -> list[dict[str, Any]]:
    """List a customer's connections by their providers' names; `Problem` 404 for no customer."""
    found = await connections.listing(services.database, application_id, customer_id)
    if not found and not await stored_customers.get(services.database, application_id, customer_id):
        raise customers.unknown(customer_id)
    return [shown(connection) for connection in found]


async def get(
    services: Services, application_id: str, customer_id: str, provider_name: str
) -> Connection:
    """Find a customer's connection to a provider; `Problem` 404 where there is none."""
    place = (application_id, customer_id, provider_name)
    found = await connections.get(services.database, *place)
    if found is None:
        raise Problem(404, Fault(detail="There is no such connection."))
    return found


async def remove(
    services: Services, application_id: str, customer_id: str, provider_name: str
) -> None:
    """Forget a connection and its credential; `Problem` 404 where there is none."""
    if not await connections.remove(services.database, application_id, customer_id, provider_name):
        raise Problem(404, Fault(detail="There is no such connection."))


def shown(connection: Connection) -> dict[str, Any]:
    """Spell a connection as the old wire did, with its health, and without its credential."""
    return {
        "id": connection.id,
        "application_id": connection.application_id,
        "customer_id": connection.customer_id,
        "provider_id": provider_id(connection.application_id, connection.provider),
        "provider_name": connection.provider,
        "category": "engagement",
        "instance_url": "",
        "schema_mappings_config": None,
        "entity_mappings": None,
        "connection_sync_config": None,
        "health": {
            "state": connection.state,
            "reason": connection.reason,
            "since": iso(connection.since or connection.created_at),
            "last_success_at": _moment(connection.last_success_at),
            "scopes": None if connection.scopes is None else list(connection.scopes),
            "acting_user": connection.acting_user,
        },
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else iso(at)
