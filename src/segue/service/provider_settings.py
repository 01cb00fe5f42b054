"""Providers as an application sees them, with its own OAuth client at each."""

from typing import Any, Final
from uuid import UUID, uuid5

from segue.model.problem import VALIDATION, Fault, Problem
from segue.model.tenant import ProviderConfig, ProviderWrite
from segue.service.context import Services
from segue.spi.provider import Provider
from segue.store import provider_apps
from segue.store.provider_apps import ProviderApp

NAMESPACE: Final = UUID("5e67e0a1-7d44-5c0e-9b1f-0c0f4d5b7a11")
OBJECTS: Final = ("account", "contact", "mailbox", "sequence", "state", "user")
WORDS: Final = {"state": "sequence_state"}
"""What the old wire calls a kind of record, where it is not our word."""


def provider_id(application_id: str, name: str) -> str:
    """Give the id that a provider has for one application, whether anything is set or not."""
    return str(uuid5(NAMESPACE, f"{application_id}/{name}"))


async def listing(services: Services, application_id: str) -> list[dict[str, Any]]:
    """List every provider that is installed, with the application's own settings."""
    found = await provider_apps.listing(services.database, application_id)
    apps = {app.provider: app for app in found}
    return [
        _shown(application_id, provider, apps.get(name))
        for name, provider in sorted(services.providers.items())
    ]


async def get(services: Services, application_id: str, id: str) -> dict[str, Any]:
    """Give a provider by the id it has for this application; `Problem` 404."""
    provider = _named(services, application_id, id)
    app = await provider_apps.get(services.database, application_id, provider.name)
    return _shown(application_id, provider, app)


async def create(services: Services, application_id: str, asked: ProviderWrite) -> dict[str, Any]:
    """Set an application's OAuth client at a provider.

    Raises `Problem`: 400 for what the provider does not have, 409 where one is set already, or
    where there is nothing to set.
    """
    provider = services.providers.get(asked.name)
    if provider is None:
        known = ", ".join(sorted(services.providers))
        raise _invalid(f"The name must be one of: {known}.", "/body/name")
    _check_kind(provider, asked)
    if asked.config is None:
        detail = f"{provider.title} is there for every application, and needs no settings."
        raise Problem(409, Fault(detail=detail))
    if await provider_apps.get(services.database, application_id, provider.name) is not None:
        detail = f"An OAuth client at {provider.title} is set already: change it by PUT."
        raise Problem(409, Fault(detail=detail))
    return await put(services, application_id, provider, asked.config)


async def update(
    services: Services, application_id: str, id: str, asked: ProviderWrite
) -> dict[str, Any]:
    """Change an application's OAuth client at a provider; `Problem` 400 or 404.

    An empty secret leaves the stored one as it is.
    """
    provider = _named(services, application_id, id)
    if asked.name != provider.name:
        raise _invalid("A provider's name cannot be changed.", "/body/name")
    _check_kind(provider, asked)
    if asked.config is None:
        return _shown(application_id, provider, None)
    return await put(services, application_id, provider, asked.config)


async def put(
    services: Services, application_id: str, provider: Provider, config: ProviderConfig
) -> dict[str, Any]:
    """Store an OAuth client, its secret sealed; `Problem` 400 where it lacks one."""
    client = config.oauth.credentials
    if config.use_managed_oauth:
        detail = "Segue brings no OAuth client of its own."
        raise Problem(
            400,
            Fault(
                detail=detail,
                pointer="/body/config/use_managed_oauth",
                meta={"reason": "unsupported"},
            ),
        )
    stored = await provider_apps.get(services.database, application_id, provider.name)
    at = "/body/config/oauth/credentials"
    if not client.oauth_client_id:
        raise _invalid("An OAuth client has an id.", f"{at}/oauth_client_id")
    if not client.oauth_client_secret and stored is None:
        raise _invalid("An OAuth client has a secret.", f"{at}/oauth_client_secret")
    scopes = tuple(config.oauth.oauth_scopes)
    if any(not scope or len(scope.split()) != 1 for scope in scopes):
        raise _invalid("A scope is one word.", "/body/config/oauth/oauth_scopes")
    now = services.clock.now()
    id = stored.id if stored else provider_id(application_id, provider.name)  # noqa: A001 -- its own
    if stored and not client.oauth_client_secret:
        secret = stored.secret
    else:
        secret = services.vault.seal(client.oauth_client_secret.encode(), bound_to=id)
    app = ProviderApp(
        id=id,
        application_id=application_id,
        provider=provider.name,
        client_id=client.oauth_client_id,
        secret=secret,
        scopes=scopes,
        created_at=stored.created_at if stored else now,
        updated_at=now,
    )
    await provider_apps.put(services.database, app)
    return _shown(application_id, provider, app)


async def delete(services: Services, application_id: str, id: str) -> None:
    """Forget an application's OAuth client at a provider; `Problem` 404 where none is set."""
    provider = _named(services, application_id, id)
    app = await provider_apps.get(services.database, application_id, provider.name)
    if app is None or not await provider_apps.remove(services.database, application_id, app.id):
        raise Problem(404, Fault(detail=f"No OAuth client at {provider.title} is set."))


def auth_type(provider: Provider) -> str:
    """Name the way in which a provider's accounts are connected, in the old wire's words."""
    return "api_key" if provider.oauth is None else "oauth2"


def _named(services: Services, application_id: str, id: str) -> Provider:
    for name, provider in services.providers.items():
        if provider_id(application_id, name) == id:
            return provider
    raise Problem(404, Fault(detail="There is no such provider."))


def _check_kind(provider: Provider, asked: ProviderWrite) -> None:
    kind = auth_type(provider)
    if asked.auth_type != kind:
        raise _invalid(f"{provider.title} is connected by {kind!r}.", "/body/auth_type")
    if kind == "oauth2" and asked.config is None:
        raise _invalid(f"{provider.title} needs an OAuth client.", "/body/config")
    if kind == "api_key" and asked.config is not None:
        raise _invalid(f"{provider.title} has no OAuth client.", "/body/config")


def _invalid(detail: str, pointer: str) -> Problem:
    return Problem(400, Fault(detail=detail, pointer=pointer, problem_type=VALIDATION))


def _shown(application_id: str, provider: Provider, app: ProviderApp | None) -> dict[str, Any]:
    kind = auth_type(provider)
    found: dict[str, Any] = {
        "id": provider_id(application_id, provider.name),
        "application_id": application_id,
        "category": "engagement",
        "auth_type": kind,
        "name": provider.name,
    }
    if kind == "oauth2":
        found["config"] = {
            "provider_app_id": "",
            "use_managed_oauth": False,
            "oauth": {
                "oauth_scopes": list(_scopes(provider, app)),
                "credentials": {
                    "oauth_client_id": app.client_id if app else "",
                    # Never shown, as the old wire left it empty where the client was its own.
                    "oauth_client_secret": "",
                    "developer_token": None,
                },
            },
        }
    common = [
        {"name": WORDS.get(noun, noun)}
        for noun in OBJECTS
        if provider.capabilities[f"{noun}.list"].usable
    ]
    return {**found, "objects": {"common": common, "standard": []}, "entity_mappings": []}


def _scopes(provider: Provider, app: ProviderApp | None) -> tuple[str, ...]:
    if app is not None and app.scopes:
        return app.scopes
    return provider.oauth.scopes if provider.oauth else ()
