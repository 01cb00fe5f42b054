"""One request and its answer: what is known of it while it runs, and what its log line says."""

from dataclasses import dataclass
from typing import Final, cast

from starlette.requests import Request
from starlette.types import Scope

from segue.http import logs
from segue.model.scope import KeyScope
from segue.service.context import Services
from segue.service.session import Caller, Session, authenticate, demand, open_session

PLACE = "segue.exchange"
NAMED: Final = frozenset({"customer_id", "provider_name"})
"""Values of a path that an audit entry has in a place of their own."""


@dataclass(slots=True)
class Exchange:
    """What a request has shown of itself so far."""

    request_id: str
    key: str | None = None
    """The idempotency key that the answer names; None where nothing is written."""
    application_id: str | None = None
    application_name: str | None = None
    key_id: str | None = None
    """The API key that was shown, once it is known to be valid."""
    scopes: frozenset[KeyScope] = frozenset()
    """What that key may do; only of requests that name no connection."""
    customer_id: str | None = None
    provider: str | None = None
    connection_id: str | None = None
    subject: str | None = None
    """What was made, where the audit log has no other place for its id."""
    dry_run: bool = False
    write_id: str | None = None
    entered: bool = False
    """Whether the audit log has the request already."""
    status: int | None = None
    """None until the answer has started."""


def current(scope: Scope) -> Exchange:
    """Find the exchange of a request."""
    return cast("Exchange", scope[PLACE])


def acted_on(scope: Scope) -> str | None:
    """Give the id in a request's path of what it is about; None where it has none."""
    ids = [value for name, value in scope["path_params"].items() if name not in NAMED]
    return ids[-1] if ids else None


def services_of(request: Request) -> Services:
    """Find the process's parts."""
    return cast("Services", request.app.services)


def address_of(request: Request) -> str:
    """Give the address that a request came from; empty where nobody knows it."""
    return request.client.host if request.client else ""


async def enter(request: Request, scope: KeyScope | None = "read") -> Session:
    """Open the connection that a request's three headers name; `Problem` 400 to 429.

    Without a `scope` whoever calls this demands `read` or `write` of the session later.
    """
    exchange, headers = current(request.scope), request.headers
    api_key = headers.get("x-api-key")
    logs.hide([api_key] if api_key else [])

    def allow(caller: Caller) -> None:
        _note(exchange, caller)
        demand(caller, scope or ("write" if "write" in caller.scopes else "read"))

    session = await open_session(
        services_of(request),
        api_key=api_key,
        customer_id=headers.get("x-customer-id"),
        provider_name=headers.get("x-provider-name"),
        address=address_of(request),
        allow=allow,
    )
    logs.hide_from(lambda: session.destination.secrets)
    exchange.customer_id = session.customer_id
    exchange.provider = session.provider.name
    exchange.connection_id = session.connection_id
    return session


async def enter_with_key(request: Request, scope: KeyScope = "read") -> str:
    """Give the application that a request's key belongs to; `Problem` 401, 403 or 429."""
    api_key = request.headers.get("x-api-key")
    logs.hide([api_key] if api_key else [])
    caller = await authenticate(services_of(request), api_key, address_of(request))
    exchange = current(request.scope)
    _note(exchange, caller)
    exchange.scopes = caller.scopes
    demand(caller, scope)
    return caller.application_id


def _note(exchange: Exchange, caller: Caller) -> None:
    exchange.application_id = caller.application_id
    exchange.application_name = caller.application_name
    exchange.key_id = caller.key_id
