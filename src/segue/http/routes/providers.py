"""Providers, and what each can do."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import query
from segue.http.answers import as_json
from segue.http.exchange import enter_with_key, services_of
from segue.model.problem import Problem
from segue.service import providers


async def list_providers(request: Request) -> Response:
    """List the installed providers."""
    await _enter(request)
    return as_json(200, {"records": providers.listing(services_of(request))})


async def get_capabilities(request: Request) -> Response:
    """Read a provider's capability table: each claim with its note, source and confidence.

    Validation, warnings and refusals of every write follow this same table.
    """
    await _enter(request)
    name = request.path_params["name"]
    return as_json(200, providers.capabilities(services_of(request), name))


async def _enter(request: Request) -> None:
    await enter_with_key(request)
    _, faults = query.read(request.scope["query_string"], query.NONE)
    if faults:
        raise Problem(400, *faults)
