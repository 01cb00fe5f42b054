"""Passthroughs."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import query
from segue.http.answers import as_json
from segue.http.exchange import enter, services_of
from segue.http.routes.mgmt.asked import written
from segue.http.routes.records import checked
from segue.model.passthrough import Passthrough
from segue.service.passthrough import pass_through


async def send_passthrough_request(request: Request) -> Response:
    """Make a request of your own to the customer's provider, signed with its connection.

    Whatever the provider answers, an error too, stands in a 200: its status, its headers by
    lower-case names, and its body, as JSON where it is JSON and as text where not. Redirects are
    not followed; credentials are hidden. Nothing is journaled: a repeat is sent again.

    A GET needs a key with the scope `read`, any other method one with `write`.
    """
    session = await enter(request, None)
    checked(request, query.NONE)
    asked = await written(request, Passthrough)
    secrets = [request.headers["x-api-key"]]
    return as_json(200, await pass_through(services_of(request), session, asked, secrets))
