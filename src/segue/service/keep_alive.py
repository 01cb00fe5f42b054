"""What a server does by itself: it refreshes connections that idle, and writes down its notes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog

from segue.engine.health import Health
from segue.engine.transport import NotSent
from segue.service.context import Services
from segue.spi.provider import Provider
from segue.store import connections
from segue.store.connections import Connection
from segue.store.errors import StoreError
from segue.vault import Unsealable

FLUSH_SECONDS: Final = 60
ROUND_FLUSHES: Final = 60
"""Idle connections are looked for once in so many flushes: every hour."""


async def keep_alive(services: Services) -> int:
    """Refresh every connection that has idled for half of what its provider lets live.

    Gives the number of those that have a new token. One that cannot be refreshed now is left for
    the next round; the provider's own no is recorded as any other.
    """
    done = 0
    for provider in services.providers.values():
        death = provider.oauth.idle_death if provider.oauth else None
        if death is None or services.tokens is None:
            continue
        before, after = services.clock.now() - death / 2, ""
        while page := await connections.due_for_keep_alive(
            services.database, provider.name, before, after=after
        ):
            after = page[-1].id
            for connection in page:
                done += await _refreshed(services, provider, connection)
    return done


async def _refreshed(services: Services, provider: Provider, connection: Connection) -> bool:
    assert services.tokens is not None  # noqa: S101 -- `keep_alive` saw to it
    try:
        credential = services.credentials.hold(connection, services.vault)
        if "refresh_token" not in credential:
            return False
        await services.tokens.renew(credential, provider, wait=False)
    except (NotSent, Unsealable) as error:
        structlog.get_logger().warning(
            "an idle connection was not refreshed", connection_id=connection.id, error=str(error)
        )
        return False
    return True


@asynccontextmanager
async def keeping_alive(services: Services) -> AsyncIterator[None]:
    """Do all this in the background while the block lasts."""
    task = asyncio.create_task(_rounds(services))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        await _flush(services)


async def _rounds(services: Services) -> None:
    flushes = 0
    while True:
        try:
            if flushes % ROUND_FLUSHES == 0:
                await keep_alive(services)
            await _flush(services)
        except StoreError as error:
            structlog.get_logger().warning("the background task was cut short", error=str(error))
        except Exception:  # noqa: BLE001 -- one round's mistake must not end all that follow
            structlog.get_logger().exception("the background task failed")
        flushes += 1
        await asyncio.sleep(FLUSH_SECONDS)


async def _flush(services: Services) -> None:
    health = Health(database=services.database, clock=services.clock)
    await health.flush(services.credentials)
