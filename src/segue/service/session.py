"""Who calls, for which customer, at which provider."""

from collections.abc import Callable
from dataclasses import dataclass

from segue.engine.transport import Destination
from segue.model.problem import Fault, Problem
from segue.model.scope import KeyScope, read
from segue.service.context import Services
from segue.spi.provider import Provider
from segue.store import keys
from segue.store.connections import Connection
from segue.store.keys import Access


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One caller's access to one customer's connection."""

    application_id: str
    application_name: str
    customer_id: str
    connection_id: str
    provider: Provider
    destination: Destination
    key_id: str | None = None
    """The key that was shown; None where no request stands behind it."""
    scopes: frozenset[KeyScope] = frozenset()
    """What that key may do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whose a key is, and what it may do."""

    application_id: str
    application_name: str
    key_id: str
    scopes: frozenset[KeyScope]


async def open_session(
    services: Services,
    *,
    api_key: str | None,
    customer_id: str | None,
    provider_name: str | None,
    address: str = "",
    allow: Callable[[Caller], None],
) -> Session:
    """Find the connection that a request speaks for, where `allow` lets its caller ask for one.

    Raises `Problem`: 401 without a valid key or without both headers, what `allow` raises, 400 for
    a provider that is not installed, 404 where the customer has no such connection, 429 where the
    key has asked too often, or too many wrong ones came from the caller's `address`.
    """
    named = bool(customer_id and provider_name)
    access = await _access(
        services, api_key, (customer_id or "", provider_name or ""), address=address
    )
    if not named:
        detail = "The headers x-customer-id and x-provider-name are both needed."
        raise Problem(401, Fault(detail=detail))
    # Before anything that tells a customer or a connection that is there from one that is not.
    allow(caller_of(access))
    provider = services.providers.get(provider_name or "")
    if provider is None:
        detail = f"x-provider-name must be one of: {', '.join(sorted(services.providers))}."
        raise Problem(400, Fault(detail=detail, pointer="/header/x-provider-name"))
    connection = access.connection
    if connection is None:
        detail = f"This customer has no connection to {provider.title}."
        raise Problem(404, Fault(detail=detail))
    return Session(
        application_id=access.application_id,
        application_name=access.application_name,
        customer_id=connection.customer_id,
        connection_id=connection.id,
        provider=provider,
        destination=destination_of(services, provider, connection),
        key_id=access.key_id,
        scopes=caller_of(access).scopes,
    )


def destination_of(services: Services, provider: Provider, connection: Connection) -> Destination:
    """Say where a connection's requests go, and open its credential."""
    return Destination(
        connection_id=connection.id,
        provider=provider,
        api_url=services.api_urls.get(provider.name, provider.api_url),
        credential=services.credentials.hold(connection, services.vault),
    )


async def authenticate(services: Services, api_key: str | None, address: str = "") -> Caller:
    """Say whose a key is; `Problem` 401 without a valid one, 429 as for `open_session`."""
    return caller_of(await _access(services, api_key, ("", ""), address=address))


def caller_of(access: Access) -> Caller:
    """Take from what a key opens who shows it."""
    return Caller(
        application_id=access.application_id,
        application_name=access.application_name,
        key_id=access.key_id,
        scopes=read(" ".join(access.scopes)),
    )


def demand(caller: Caller | Session, scope: KeyScope) -> None:
    """Raise `Problem` 403, which names the scope, where a key does not have it."""
    if scope not in caller.scopes:
        meta = {"reason": "missing_scope", "scope": scope}
        raise Problem(403, Fault(detail=f"This API key has no scope {scope!r}.", meta=meta))


async def _access(
    services: Services, api_key: str | None, asked: tuple[str, str], *, address: str
) -> Access:
    if not api_key:
        raise Problem(401, Fault(detail="The header x-api-key is needed."))
    admission, settings, digest = services.admission, services.settings, keys.digest_of(api_key)
    admission.knock(settings, address, digest)
    access = await keys.authenticate(services.database, digest, *asked)
    now = services.clock.now()
    if access is None or (access.revoked_at is not None and access.revoked_at <= now):
        admission.wrong(settings, address, digest)
        raise Problem(401, Fault(detail="The API key is not valid."))
    admission.right(settings, access.key_id, digest)
    return access
