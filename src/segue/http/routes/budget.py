"""What a connection may still ask of its provider."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import query
from segue.http.answers import as_json
from segue.http.exchange import enter, services_of
from segue.http.routes.records import checked
from segue.service import budgets


async def get_budget(request: Request) -> Response:
    """Tell what a connection may still ask of its provider: its budget.

    Each request spends its cost in every window of its scope, passthroughs too. A limit is the one
    that the provider has told, or a default that holds until it tells one. Nothing is asked of the
    provider. A few units that a server has set aside for itself may count as spent for a second.
    """
    session = await enter(request)
    checked(request, query.NONE)
    services = services_of(request)
    found = await budgets.budget(services, session.connection_id, session.provider)
    return as_json(
        200,
        {"customer_id": session.customer_id, "provider_name": session.provider.name, **found},
    )
