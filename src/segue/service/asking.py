"""Asking a provider about a connection itself: whom it acts as, and how much it may still ask."""

from collections.abc import Mapping
from typing import Any

from segue.engine.reads import fetch, gather, understand
from segue.engine.refusal import problem_of
from segue.engine.transport import Answer, Destination
from segue.model.problem import Fault, Problem
from segue.service.context import Services
from segue.service.session import destination_of
from segue.spi.acting import ME, ActingUser, Who
from segue.spi.provider import Provider
from segue.store import connections
from segue.store.connections import Connection

RATE_LIMITED = 429


async def who(services: Services, destination: Destination) -> ActingUser:
    """Ask whom a credential acts as, by one cheap call that also proves it; raises `Problem`."""
    query = _offered(destination.provider)
    found = await gather(
        services.transport,
        destination,
        services.clock,
        query.reads,
        ME,
        wait=services.settings.wait_seconds,
    )
    return understand(destination, query.read, ME, found.answers)


async def acting_user(services: Services, connection: Connection) -> dict[str, Any]:
    """Tell whom a connection acts as, in the old wire's words; raises `Problem`."""
    provider = services.providers[connection.provider]
    found = await who(services, destination_of(services, provider, connection))
    return {"user_id": found.id, "raw_details": dict(found.raw), "additional_raw_details": {}}


async def rate_limits(
    services: Services, connection: Connection, *, probe: bool = False
) -> dict[str, Any]:
    """Tell what is left of a provider's windows: as last seen, or with `probe` as it is now.

    A window that is over is left out. Raises `Problem` where a probe is refused; one that is
    refused because a window is used up tells just that.
    """
    provider = services.providers[connection.provider]
    held = services.credentials.hold(connection, services.vault)
    # What this process saw last is written down only now and then.
    seen: Mapping[str, Any] = held.limits or connection.limits or {}
    if probe and provider.limits.windows:
        destination = destination_of(services, provider, connection)
        answer = await _probe(services, destination)
        seen = provider.limits.told(answer.headers)
        await connections.note(services.database, connection.id, limits=seen)
    now = services.clock.now().timestamp()
    windows = {name: seen[name] for name in ("daily", "hourly") if name in seen}
    told = {name: one for name, one in windows.items() if not _over(one, now)}
    other = {name: one for name, one in seen.get("other", {}).items() if not _over(one, now)}
    return {**told, **({"other": other} if other else {})}


def _over(window: Mapping[str, int], now: float) -> bool:
    return "reset_time" in window and window["reset_time"] <= now


async def _probe(services: Services, destination: Destination) -> Answer:
    read = _offered(destination.provider).reads(ME, {})[0]
    answer = await fetch(services.transport, destination, read.request)
    if answer.ok or answer.status == RATE_LIMITED:
        return answer
    raise problem_of(destination, read.request, answer, now=services.clock.now())


def _offered(provider: Provider) -> Who:
    if provider.who is None:
        detail = f"{provider.title} does not tell whom a connection acts as."
        raise Problem(400, Fault(detail=detail, meta={"reason": "unsupported"}))
    return provider.who
