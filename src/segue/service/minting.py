"""Getting a first token with a refresh token that an application brings."""

import math
from collections.abc import Mapping
from typing import Any

from segue.engine.granting import GrantRefused
from segue.engine.transport import NotYet
from segue.model.problem import Fault, Problem
from segue.service.connections import Terms
from segue.service.context import Services
from segue.spi.oauth import refreshing
from segue.spi.provider import Provider
from segue.store import provider_apps
from segue.store.provider_apps import ProviderApp

REMOTE: Mapping[str, Any] = {"origin": "remote-provider"}


async def client(services: Services, application_id: str, provider: Provider) -> ProviderApp | None:
    """Find the OAuth client to refresh with; None where there is none, or none is needed."""
    if provider.oauth is None or services.granting is None:
        return None
    return await provider_apps.get(services.database, application_id, provider.name)


async def mint(
    services: Services, provider: Provider, app: ProviderApp, credential: Mapping[str, str]
) -> tuple[dict[str, str], Terms]:
    """Ask for a token with a credential's refresh token, which proves the credential too.

    Raises `Problem`: 422 where the provider refuses it, 503 where it cannot say now.
    """
    oauth, granting = provider.oauth, services.granting
    if oauth is None or granting is None:
        raise TypeError(f"{provider.name} gives no tokens.")
    secret = services.vault.open(app.secret, bound_to=app.id).decode()
    fields = refreshing(app.client_id, secret, credential["refresh_token"])
    now = services.clock.now()
    try:
        granted = await granting.ask(provider, oauth, fields, credential.values())
    except GrantRefused as refusal:
        raise refused(provider, f"{refusal}.", REMOTE) from None
    except NotYet as later:
        meta = {**REMOTE, "reason": "token_refresh_failed"}
        detail = f"There is no token now: {later}. Nothing was stored."
        wait = math.ceil(later.wait)
        raise Problem(503, Fault(detail=detail, meta=meta), retry_after=wait) from None
    becomes = {**credential, "access_token": granted.access_token}
    if granted.refresh_token is not None:
        becomes["refresh_token"] = granted.refresh_token
    terms = Terms(expires_at=granted.expires_at, minted_at=now, scopes=granted.scopes)
    return becomes, terms


def refused(provider: Provider, words: str, meta: Mapping[str, Any]) -> Problem:
    """Say that a provider does not take a credential."""
    detail = f"{provider.title} does not take this credential: {words} Nothing was stored."
    return Problem(422, Fault(detail=detail, meta={**meta, "reason": "credential_refused"}))
