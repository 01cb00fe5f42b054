"""Magic links."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import query
from segue.http.answers import as_json, nothing
from segue.http.exchange import current, enter_with_key, services_of
from segue.http.routes.mgmt.asked import written
from segue.http.routes.records import checked
from segue.model.tenant import MagicLinkCreate
from segue.service import magic_links


async def get_magic_links(request: Request) -> Response:
    """List the application's magic links, the newest first.

    Needs `manage`: whoever has a link's URL can connect an account of their own in its customer's
    name.
    """
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    return as_json(200, await magic_links.listing(services_of(request), application_id))


async def create_magic_link(request: Request) -> Response:
    """Make a link for one customer to one provider, to be sent to somebody there.

    It is consumed when the customer is connected, not when the page is opened.
    """
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    asked = await written(request, MagicLinkCreate)
    exchange = current(request.scope)
    exchange.customer_id, exchange.provider = asked.customer_id, asked.provider_name
    return as_json(201, await magic_links.create(services_of(request), application_id, asked))


async def delete_magic_link(request: Request) -> Response:
    """Forget a link: its page says from now on that there is none."""
    application_id = await enter_with_key(request, "manage")
    checked(request, query.NONE)
    id = request.path_params["magic_link_id"]  # noqa: A001 -- the wire's word
    await magic_links.delete(services_of(request), application_id, id)
    return nothing()
