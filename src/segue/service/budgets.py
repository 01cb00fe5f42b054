"""What a connection may still ask of its provider, and what a plan would cost of that."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from segue.kit.clock import iso, millis, moment
from segue.service.context import Services
from segue.spi.limits import UNLIMITED, Window
from segue.spi.plan import Call, Find, Request
from segue.spi.provider import Provider
from segue.store import budgets
from segue.store.budgets import Standing


async def budget(services: Services, connection_id: str, provider: Provider) -> dict[str, Any]:
    """Tell how every window of a connection stands. Nothing is asked of the provider.

    `left` is what no process has taken, so it may be less than is really left by a few units.
    """
    return {"scopes": await scopes(services, connection_id, provider)}


async def scopes(
    services: Services, connection_id: str, provider: Provider, *, named: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """Tell how the windows stand, by scope: those in use, those `named`, those always there."""
    held: dict[str, list[Standing]] = {}
    for standing in await budgets.read(services.database, connection_id):
        held.setdefault(standing.scope, []).append(standing)
    now = services.clock.now()
    known = sorted({*held, *named, *provider.limits.scopes})
    return [_scope(scope, provider, held.get(scope, ()), now) for scope in known]


def _scope(
    scope: str, provider: Provider, held: Sequence[Standing], now: datetime
) -> dict[str, Any]:
    until = max((standing.blocked for standing in held), default=0)
    by_name = {standing.window: standing for standing in held}
    return {
        "scope": scope,
        "windows": [
            _window(window, by_name.get(window.name), now) for window in provider.limits.windows
        ],
        "blocked_until": iso(moment(until)) if until > millis(now) else None,
    }


def _window(window: Window, standing: Standing | None, now: datetime) -> dict[str, Any]:
    told = standing is not None and standing.limit is not None
    limit = standing.limit if standing is not None and standing.limit is not None else window.limit
    lasts = standing is not None and standing.ends > millis(now)
    spent = standing.spent if standing is not None and lasts else 0
    unlimited = limit >= UNLIMITED
    return {
        "window": window.name,
        "length_seconds": round(window.length.total_seconds()),
        "limit": None if unlimited else limit,
        "left": None if unlimited else max(0, limit - spent),
        "resets_at": iso(moment(standing.ends)) if standing is not None and lasts else None,
        "known": "told" if told else "default",
    }


async def cost(
    services: Services,
    connection_id: str,
    provider: Provider,
    reads: Iterable[Request],
    calls: Iterable[Call | Find],
) -> list[dict[str, Any]]:
    """Tell what the reads of a plan have cost and what its calls would, scope by scope.

    Look-ups, undoing and repeats are left out: whether there are any is seen only on the way.
    """
    limits = provider.limits
    units: dict[str, list[int]] = {}
    for place, requests in enumerate((reads, map(_request, calls))):
        for request in requests:
            units.setdefault(limits.scope(request), [0, 0])[place] += limits.cost(request)
    stands = await scopes(services, connection_id, provider, named=units)
    return [
        {
            "scope": found["scope"],
            "reads": units[found["scope"]][0],
            "calls": units[found["scope"]][1],
            "windows": found["windows"],
            "blocked_until": found["blocked_until"],
        }
        for found in stands
        if found["scope"] in units
    ]


def _request(call: Call | Find) -> Request:
    return call.lookup.request if isinstance(call, Find) else call.request
