"""Providers, with the application's own OAuth clients."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import logs, query
from segue.http.answers import as_json
from segue.http.exchange import enter_with_key, services_of
from segue.http.routes.mgmt.asked import written
from segue.http.routes.records import checked
from segue.model.tenant import ProviderWrite
from segue.service import provider_settings


async def get_providers(request: Request) -> Response:
    """List the providers, with the application's own OAuth clients. No secret is ever shown."""
    application_id = await enter_with_key(request)
    checked(request, query.NONE)
    return as_json(200, await provider_settings.listing(services_of(request), application_id))


async def get_provider(request: Request) -> Response:
    """Read one provider by the id that it has for this application."""
    application_id = await enter_with_key(request)
    checked(request, query.NONE)
    id = request.path_params["provider_id"]  # noqa: A001 -- the wire's word
    return as_json(200, await provider_settings.get(services_of(request), application_id, id))


async def create_provider(request: Request) -> Response:
    """Set the application's OAuth client at a provider; its secret is sealed and never shown."""
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    asked = await _written(request)
    made = await provider_settings.create(services_of(request), application_id, asked)
    return as_json(201, made)


async def update_provider(request: Request) -> Response:
    """Change the application's OAuth client at a provider; an empty secret keeps the stored one."""
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    asked = await _written(request)
    id = request.path_params["provider_id"]  # noqa: A001 -- the wire's word
    changed = await provider_settings.update(services_of(request), application_id, id, asked)
    return as_json(200, changed)


async def delete_provider(request: Request) -> Response:
    """Forget the application's OAuth client at a provider, which itself stays in the list.

    Tokens that were got with it can no longer be refreshed.
    """
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    id = request.path_params["provider_id"]  # noqa: A001 -- the wire's word
    await provider_settings.delete(services_of(request), application_id, id)
    return as_json(200, {})


async def _written(request: Request) -> ProviderWrite:
    asked = await written(request, ProviderWrite)
    if asked.config is not None:
        logs.hide([asked.config.oauth.credentials.oauth_client_secret])
    return asked
