"""API keys and return URLs of the application itself."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from segue.http import logs, query
from segue.http.answers import as_json, nothing
from segue.http.exchange import current, enter_with_key, services_of
from segue.http.routes.mgmt.asked import written
from segue.http.routes.records import checked
from segue.model.tenant import KeyCreate, KeyRotate, ReturnUrls
from segue.service import keys, return_urls


async def list_keys(request: Request) -> Response:
    """List the application's API keys, revoked ones too, without what makes them secret."""
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    return as_json(200, await keys.of_application(services_of(request), application_id))


async def create_key(request: Request) -> Response:
    """Make an API key. `key` is shown this once and stored nowhere.

    A scope that the key of this request does not have cannot be given: 403.
    """
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    asked = await written(request, KeyCreate)
    made = await keys.issue(
        services_of(request),
        application_id,
        asked.name,
        keys.MODEST if asked.scopes is None else asked.scopes,
        giver=current(request.scope).scopes,
    )
    logs.hide([made["key"]])
    current(request.scope).subject = made["id"]
    return as_json(201, made)


async def rotate_key(request: Request) -> Response:
    """Make a key that takes another's place. The old one is refused once the overlap is over.

    The new one has an id of its own, and the name and scopes of the old one.
    """
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    asked = await written(request, KeyRotate, needed=False)
    made = await keys.rotate(
        services_of(request),
        application_id,
        request.path_params["key_id"],
        timedelta(seconds=asked.overlap_seconds),
        giver=current(request.scope).scopes,
    )
    logs.hide([made["key"]])
    return as_json(201, made)


async def revoke_key(request: Request) -> Response:
    """Refuse a key from now on. It may be the one of this request."""
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    await keys.revoke(services_of(request), request.path_params["key_id"], application_id)
    return nothing()


async def get_return_urls(request: Request) -> Response:
    """List where the application's customers may be sent back to once they are connected."""
    application_id = await enter_with_key(request)
    checked(request, query.NONE)
    return as_json(200, await return_urls.get(services_of(request), application_id))


async def put_return_urls(request: Request) -> Response:
    """Say where the application's customers may be sent back to, and nowhere else.

    An entry allows its own scheme, host, port and path, with any query; one whose path ends with a
    slash allows what lies below it too. With none only this machine's own hosts are allowed.
    """
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    asked = await written(request, ReturnUrls)
    urls = await return_urls.put(services_of(request), application_id, asked.return_urls)
    return as_json(200, urls)
