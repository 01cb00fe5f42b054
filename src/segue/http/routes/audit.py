"""The audit log."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import query
from segue.http.answers import as_json
from segue.http.exchange import enter_with_key, services_of
from segue.http.routes.records import checked
from segue.service import auditing


async def list_audit(request: Request) -> Response:
    """List who did what to this application's customers and connections, the newest first.

    Every write, passthrough and change stands here with the status that it ended with, and so does
    what became of each connection's token; no content does, and no secret.
    """
    application_id = await enter_with_key(request, "manage")
    given = checked(request, query.AUDIT)
    return as_json(200, await auditing.page(services_of(request), application_id, given))
