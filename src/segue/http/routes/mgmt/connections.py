"""Connections."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import logs, query
from segue.http.answers import as_json, nothing
from segue.http.customer_paths import customer_of
from segue.http.exchange import current, enter_with_key, services_of
from segue.http.routes.mgmt.asked import check_provider, provider_in_path, written
from segue.http.routes.records import checked
from segue.model.scope import KeyScope
from segue.model.tenant import ConnectionCreate
from segue.service import asking, connecting, connections, export


async def get_connections(request: Request) -> Response:
    """List a customer's connections, by their providers' names, without their credentials."""
    application_id, customer_id = await _enter(request)
    checked(request, query.NONE)
    found = await connections.listing(services_of(request), application_id, customer_id)
    return as_json(200, found)


async def create_connection(request: Request) -> Response:
    """Connect a customer with a credential that the application has: a key, or a token set.

    The credential is tried by one cheap call unless `verify=false`: one that the provider does not
    take is 422 with `meta.reason: credential_refused`. A second connection to the same provider is
    409; with `upsert=true` its credential is replaced. No answer ever holds a credential.
    """
    application_id, customer_id = await _enter(request, "manage")
    found = checked(request, query.CONNECT)
    asked = await written(request, ConnectionCreate)
    logs.hide(connecting.secrets_of(asked))
    current(request.scope).provider = asked.provider_name
    made = await connecting.create(
        services_of(request),
        application_id,
        customer_id,
        asked,
        verify=query.yes(found, query.VERIFY),
        upsert=query.yes(found, query.UPSERT),
    )
    current(request.scope).connection_id = made["id"]
    return as_json(200, made)


async def get_connection(request: Request) -> Response:
    """Read a customer's connection to one provider, with its health."""
    application_id, customer_id = await _enter(request)
    checked(request, query.NONE)
    name = _provider(request)
    found = await connections.get(services_of(request), application_id, customer_id, name)
    return as_json(200, connections.shown(found))


async def delete_connection(request: Request) -> Response:
    """Forget a connection and its credential. Nothing is revoked at the provider."""
    application_id, customer_id = await _enter(request, "manage")
    checked(request, query.NONE)
    name = _provider(request)
    found = await connections.get(services_of(request), application_id, customer_id, name)
    current(request.scope).connection_id = found.id
    await connections.remove(services_of(request), application_id, customer_id, name)
    return nothing()


async def get_rate_limit_info(request: Request) -> Response:
    """Tell what is left of the provider's limits, as its last answer said.

    Windows that were never seen, or are over, are left out.
    """
    application_id, customer_id = await _enter(request)
    found = checked(request, (query.PROBE,))
    services, name = services_of(request), _provider(request)
    connection = await connections.get(services, application_id, customer_id, name)
    probe = query.yes(found, query.PROBE)
    return as_json(200, await asking.rate_limits(services, connection, probe=probe))


async def get_provider_user_id(request: Request) -> Response:
    """Ask the provider whom a connection acts as."""
    application_id, customer_id = await _enter(request)
    found = checked(request, (query.PROVIDER,))
    services, name = services_of(request), found[query.PROVIDER.name]
    check_provider(services, name, "/query/provider_name")
    current(request.scope).provider = name
    connection = await connections.get(services, application_id, customer_id, name)
    return as_json(200, await asking.acting_user(services, connection))


async def export_connection(request: Request) -> Response:
    """Give a connection with its credential in clear, for moving it elsewhere.

    Needs a key with the scope `export_credentials`, which only such a key or the operator can give.
    Each call stands in the audit log.
    """
    application_id, customer_id = await _enter(request, "export_credentials")
    checked(request, query.NONE)
    exchange = current(request.scope)
    exported = await export.credentials(
        services_of(request),
        application_id,
        customer_id,
        request.path_params["connection_id"],
        key_id=exchange.key_id,
    )
    return as_json(200, exported)


async def _enter(request: Request, scope: KeyScope = "read") -> tuple[str, str]:
    application_id = await enter_with_key(request, scope)
    customer_id = customer_of(request)
    current(request.scope).customer_id = customer_id
    return application_id, customer_id


def _provider(request: Request) -> str:
    name = provider_in_path(request)
    current(request.scope).provider = name
    return name
