"""Writes: which there are, and how one stands."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import query
from segue.http.answers import as_json
from segue.http.exchange import enter_with_key, services_of
from segue.http.routes.records import checked
from segue.model.problem import Problem
from segue.service.written import page, show


async def list_writes(request: Request) -> Response:
    """List this application's writes, the newest first; with `state` those in it alone.

    Of writes that are `open` or `unknown`, `recovers` says whether Segue goes on with them by
    itself. The others wait for their caller to repeat them, or for a person to look.
    """
    application_id = await enter_with_key(request)
    given = checked(request, query.WRITES)
    return as_json(200, await page(services_of(request), application_id, given))


async def get_write(request: Request) -> Response:
    """Read how a write of this application stands, call by call.

    The id stands in `meta.write_id` of an `OUTCOME_UNKNOWN`. Nothing is asked of the provider.
    """
    application_id = await enter_with_key(request)
    _, faults = query.read(request.scope["query_string"], query.NONE)
    if faults:
        raise Problem(400, *faults)
    write_id = request.path_params["write_id"]
    return as_json(200, await show(services_of(request), application_id, write_id))
