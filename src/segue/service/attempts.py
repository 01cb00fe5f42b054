"""Beginning to connect in a browser: what leads there, and the way to the provider."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from segue.model.problem import Fault, Problem
from segue.service import customers, return_urls
from segue.service.context import Services
from segue.spi.oauth import OAuth
from segue.spi.provider import Provider
from segue.store import applications, connect_states, provider_apps
from segue.store import customers as stored_customers
from segue.store.connect_states import ConnectState
from segue.store.provider_apps import ProviderApp

CALLBACK: Final = "/oauth/callback"
LIFE: Final = timedelta(minutes=10)
KEPT: Final = timedelta(hours=1)
"""How long an attempt that is over is still told from one that never was."""
RANDOM_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a browser was sent here for."""

    application_id: str
    customer_id: str
    provider: str
    return_url: str
    link_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Where the browser goes next; `secrets` are what no log may show."""

    location: str
    secrets: tuple[str, ...]


def random_value() -> str:
    """Make 256 random bits, as text for a URL or a cookie."""
    return secrets.token_urlsafe(RANDOM_BYTES)


def digest_of(value: str) -> str:
    """Give what is stored of a random value."""
    return hashlib.sha256(value.encode(errors="replace")).hexdigest()


def redirect_uri(services: Services) -> str:
    """Give the address that providers send browsers back to."""
    return f"{services.settings.public_url}{CALLBACK}"


async def begin(services: Services, asked: Asked, browser: str) -> Begun:
    """Begin one attempt, good for ten minutes, one return, and the browser with this cookie.

    Raises `Problem`: 404 for an unknown application or customer, 400 for a provider that is not
    here, has no OAuth or no client of the application's, and for a return URL not allowed.
    """
    application = await applications.get(services.database, asked.application_id)
    if application is None:
        raise Problem(
            404, Fault(detail="There is no such application.", pointer=_at("application"))
        )
    provider, oauth = _offered(services, asked.provider)
    place = (asked.application_id, asked.customer_id)
    if await stored_customers.get(services.database, *place) is None:
        raise customers.unknown(asked.customer_id)
    await return_urls.check(services, asked.application_id, asked.return_url, "/query/returnUrl")
    app = await provider_apps.get(services.database, asked.application_id, provider.name)
    if app is None or services.granting is None:
        detail = f"{application.name} has no OAuth client at {provider.title} yet."
        raise Problem(400, Fault(detail=detail, meta={"reason": "provider_app_missing"}))
    state, verifier = random_value(), random_value() if oauth.pkce else None
    await _remember(services, asked, state, browser, verifier)
    url = services.granting.url(provider, oauth.authorize)
    query = _query(services, oauth, app, state, verifier)
    return Begun(location=f"{url}?{urlencode(query)}", secrets=(state, verifier or state))


def _offered(services: Services, name: str) -> tuple[Provider, OAuth]:
    # The words are the old service's own.
    provider = services.providers.get(name)
    if provider is None:
        detail = f"Can't find provider with name: {name}."
        raise Problem(400, Fault(detail=detail, pointer=_at("providerName")))
    if provider.oauth is None:
        detail = f"Oauth is not supported for {name}. Its customers connect by a magic link."
        raise Problem(400, Fault(detail=detail, pointer=_at("providerName")))
    return provider, provider.oauth


async def _remember(
    services: Services, asked: Asked, state: str, browser: str, verifier: str | None
) -> None:
    now, digest = services.clock.now(), digest_of(state)
    seal = services.vault.seal
    sealed = None if verifier is None else seal(verifier.encode(), bound_to=digest)
    await connect_states.prune(services.database, now - KEPT)
    attempt = ConnectState(
        digest=digest,
        application_id=asked.application_id,
        customer_id=asked.customer_id,
        provider=asked.provider,
        return_url=asked.return_url,
        browser=digest_of(browser),
        created_at=now,
        expires_at=now + LIFE,
        verifier=sealed,
        link_id=asked.link_id,
    )
    await connect_states.create(services.database, attempt)


def _query(
    services: Services, oauth: OAuth, app: ProviderApp, state: str, verifier: str | None
) -> dict[str, str]:
    # `scope` is sent empty where nothing is asked for, as the old service did.
    query = {
        **oauth.authorize_params,
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": redirect_uri(services),
        "scope": oauth.separator.join(app.scopes or oauth.scopes),
        "state": state,
    }
    if verifier is not None:
        made = hashlib.sha256(verifier.encode()).digest()
        query["code_challenge"] = base64.urlsafe_b64encode(made).decode().rstrip("=")
        query["code_challenge_method"] = "S256"
    return query


def _at(name: str) -> str:
    return f"/query/{name}"
