"""Connecting a customer with a credential that the application brings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from segue.engine.transport import Destination
from segue.kit.clock import parse_iso
from segue.model.problem import VALIDATION, Fault, Problem
from segue.model.tenant import ConnectionCreate
from segue.service import asking, customers, minting
from segue.service.connections import Terms, connect, faults_of, get, shown
from segue.service.context import Services
from segue.service.provider_settings import auth_type
from segue.spi.provider import Provider
from segue.store import connections
from segue.store import customers as stored_customers

NOT_SECRET: Final = frozenset({"provider_name", "type", "expires_at"})
STAND_IN: Final = {"access_token": "to be asked for"}
UNAUTHORIZED: Final = 401
FORBIDDEN: Final = 403


async def create(
    services: Services,
    application_id: str,
    customer_id: str,
    asked: ConnectionCreate,
    *,
    verify: bool = True,
    upsert: bool = False,
) -> dict[str, Any]:
    """Connect a customer; gives the connection, and of its credential no more than the type.

    Raises `Problem`: 400 for a credential that cannot be the provider's, 404 for an unknown
    customer, 409 where there is a connection and it is not to be replaced, 422 where `verify` found
    that the provider does not take the credential.
    """
    provider = services.providers.get(asked.provider_name)
    if provider is None:
        known = ", ".join(sorted(services.providers))
        raise _invalid(f"A provider's name is one of: {known}.", "/body/provider_name")
    kind = auth_type(provider)
    if asked.type not in (None, kind):
        raise _invalid(f"{provider.title} takes a credential of type {kind!r}.", "/body/type")
    credential = _credential(provider, asked)
    app = await minting.client(services, application_id, provider)
    bare = app is not None and "refresh_token" in credential and "access_token" not in credential
    if faults := faults_of(provider, {**credential, **(STAND_IN if bare else {})}):
        raise Problem(400, *faults)
    await _check_place(services, application_id, customer_id, provider, upsert=upsert)
    terms = _terms(provider, credential, asked, services.clock.now())
    if app is not None and (bare or (verify and _ended(provider, credential, terms, services))):
        credential, terms = await minting.mint(services, provider, app, credential)
    elif verify and provider.who is not None:
        terms = await verified(services, provider, credential, terms)
    await connect(
        services,
        application_id,
        customer_id,
        provider.name,
        credential,
        terms=terms,
        again=upsert,
    )
    made = await get(services, application_id, customer_id, provider.name)
    return {**shown(made), "credentials": {"type": kind}}


def secrets_of(asked: ConnectionCreate) -> list[str]:
    """List what a body holds that no log may show: every text but those that are known harmless."""
    given = asked.model_dump()
    return [
        value for name, value in given.items() if name not in NOT_SECRET and isinstance(value, str)
    ]


def _credential(provider: Provider, asked: ConnectionCreate) -> dict[str, str]:
    given = {name: value for name, value in asked.model_dump().items() if value is not None}
    found = {field.name: given[field.name] for field in provider.credential if field.name in given}
    if wrong := [name for name, value in found.items() if not isinstance(value, str)]:
        raise _invalid("Input should be a valid string.", f"/body/{wrong[0]}")
    return found


def _terms(
    provider: Provider, credential: Mapping[str, str], asked: ConnectionCreate, now: datetime
) -> Terms:
    ends = parse_iso(asked.expires_at)
    if provider.oauth is None or "refresh_token" not in credential:
        return Terms(expires_at=ends)
    # When its last token was given nobody has told: from now on it is kept from dying of idleness,
    # and may be refreshed at once.
    return Terms(expires_at=ends, minted_at=now - provider.oauth.mint_every)


def _ended(
    provider: Provider, credential: Mapping[str, str], terms: Terms, services: Services
) -> bool:
    if provider.oauth is None or "refresh_token" not in credential or terms.expires_at is None:
        return False
    return terms.expires_at <= services.clock.now() + provider.oauth.ahead


async def _check_place(
    services: Services, application_id: str, customer_id: str, provider: Provider, *, upsert: bool
) -> None:
    """Say no before the provider is asked anything."""
    if not await stored_customers.get(services.database, application_id, customer_id):
        raise customers.unknown(customer_id)
    place = (application_id, customer_id, provider.name)
    if not upsert and await connections.get(services.database, *place) is not None:
        detail = (
            f"This customer has a connection to {provider.title} already. With upsert=true its"
            " credential is replaced."
        )
        raise Problem(409, Fault(detail=detail))


async def verified(
    services: Services, provider: Provider, credential: Mapping[str, str], terms: Terms
) -> Terms:
    """Try a credential by one cheap call; gives the terms with whom it acts as.

    Raises `Problem`: 422 where the provider does not take it, any other where it could not be told.
    """
    destination = destination_for(services, provider, credential)
    try:
        found = await asking.who(services, destination)
    except Problem as problem:
        if _no_more_than_forbidden(problem):
            return terms
        raise _told(provider, problem) from None
    return Terms(
        expires_at=terms.expires_at,
        minted_at=terms.minted_at,
        scopes=terms.scopes,
        acting_user=found.id,
    )


def destination_for(
    services: Services, provider: Provider, credential: Mapping[str, str]
) -> Destination:
    """Say where requests go with a credential that is not any connection's yet."""
    return Destination(
        connection_id="",
        provider=provider,
        api_url=services.api_urls.get(provider.name, provider.api_url),
        credential=dict(credential),
    )


def _no_more_than_forbidden(problem: Problem) -> bool:
    """Tell whether the provider knew the credential, and only keeps this one call from it."""
    return problem.status == FORBIDDEN and any(
        fault.meta.get("reason") in {"missing_scope", "master_key_required"}
        for fault in problem.faults
    )


def _told(provider: Provider, problem: Problem) -> Problem:
    """Say that a credential was refused; what says nothing of the credential stays as it is."""
    dead = any(fault.meta.get("reason") == "reauth_required" for fault in problem.faults)
    if problem.status != UNAUTHORIZED and not dead:
        return problem
    words = "; ".join(fault.detail for fault in problem.faults)
    return minting.refused(provider, words, problem.faults[0].meta)


def _invalid(detail: str, pointer: str) -> Problem:
    return Problem(400, Fault(detail=detail, pointer=pointer, problem_type=VALIDATION))
