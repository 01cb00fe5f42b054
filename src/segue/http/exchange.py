"""One request and its answer: what is known of it while it runs, and what its log line says."""

from dataclasses import dataclass
from typing import cast

from starlette.requests import Request
from starlette.types import Scope

from segue.http import logs
from segue.service.context import Services
from segue.service.session import Session, authenticate, open_session

PLACE = "segue.exchange"


@dataclass(slots=True)
class Exchange:
    """What a request has shown of itself so far."""

    request_id: str
    key: str | None = None
    """The idempotency key that the answer names; None where nothing is written."""
    application_id: str | None = None
    application_name: str | None = None
    customer_id: str | None = None
    provider: str | None = None
    write_id: str | None = None
    status: int | None = None
    """None until the answer has started."""


def current(scope: Scope) -> Exchange:
    """Find the exchange of a request."""
    return cast("Exchange", scope[PLACE])


def services_of(request: Request) -> Services:
    """Find the process's parts."""
    return cast("Services", request.app.state.services)


async def enter(request: Request) -> Session:
    """Open the connection that a request's three headers name; `Problem` 401, 404 or 400."""
    headers = request.headers
    api_key = headers.get("x-api-key")
    logs.hide([api_key] if api_key else [])
    session = await open_session(
        services_of(request),
        api_key=api_key,
        customer_id=headers.get("x-customer-id"),
        provider_name=headers.get("x-provider-name"),
    )
    logs.hide(session.destination.secrets)
    exchange = current(request.scope)
    exchange.application_id = session.application_id
    exchange.application_name = session.application_name
    exchange.customer_id = session.customer_id
    exchange.provider = session.provider.name
    return session


async def enter_with_key(request: Request) -> str:
    """Give the application that a request's key belongs to; `Problem` 401."""
    api_key = request.headers.get("x-api-key")
    logs.hide([api_key] if api_key else [])
    application_id = await authenticate(services_of(request), api_key)
    current(request.scope).application_id = application_id
    return application_id
