"""Retention: what is older than the operator wants is forgotten, without getting in the way."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Final

import structlog

from segue.kit.clock import millis
from segue.service.context import Services
from segue.store import applications, budgets, connect_states, retention
from segue.store.errors import StoreError

ROWS: Final = 100
"""In one statement: some milliseconds on either engine, for which a write may have to wait."""
ONE: Final = 1
"""A job has up to a thousand slices."""
SHARE: Final = 0.1
"""Of the time, at most, that forgetting may take while it has something to do."""
ROUND_SECONDS: Final = 3600
REMEMBERED: Final = timedelta(days=1)
"""How long an attempt to connect, or a budget's window, is remembered after its end."""

Forget = Callable[[int], Awaitable[int]]
"""Forgets at most so many rows; gives how many it has found."""


async def forget(services: Services) -> Counter[str]:
    """Forget once all that is old enough; gives how many rows of each kind."""
    forgotten: Counter[str] = Counter()
    for kind, few, rows in await _kinds(services):
        forgotten[kind] += await _all(few, rows)
    return forgotten


async def forget_audit(services: Services, days: int) -> int:
    """Forget the audit entries of every application that are older; gives their number."""
    before, count = services.clock.now() - timedelta(days=days), 0
    for application in await applications.listing(services.database):
        few = partial(retention.forget_audit, services.database, application.id, before)
        count += await _all(few, ROWS)
    return count


async def _kinds(services: Services) -> list[tuple[str, Forget, int]]:
    database, settings, now = services.database, services.settings, services.clock.now()
    journal_before = now - timedelta(days=settings.journal_days)
    audit_before = now - timedelta(days=settings.audit_days)
    found: list[tuple[str, Forget, int]] = []
    for application in await applications.listing(database):
        of = application.id
        found += [
            ("writes", partial(retention.forget_writes, database, of, journal_before), ROWS),
            ("audit", partial(retention.forget_audit, database, of, audit_before), ROWS),
        ]
    found += [
        ("links", partial(retention.forget_links, database, journal_before), ROWS),
        ("jobs", partial(retention.forget_jobs, database, journal_before), ONE),
    ]
    return found


async def _all(few: Forget, rows: int) -> int:
    """Forget a few, then let others write for nine times as long, until there are no more."""
    count = 0
    while True:
        begun = time.perf_counter()
        found = await few(rows)
        count += found
        if found < rows:
            return count
        await asyncio.sleep((time.perf_counter() - begun) * (1 / SHARE - 1))


@asynccontextmanager
async def forgetting(services: Services) -> AsyncIterator[None]:
    """Do this in the background while the block lasts: at once, then every hour."""
    task = asyncio.create_task(_rounds(services))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _rounds(services: Services) -> None:
    log = structlog.get_logger()
    while True:
        try:
            over = services.clock.now() - REMEMBERED
            await connect_states.prune(services.database, over)
            await budgets.prune(services.database, millis(over))
            forgotten = await forget(services)
            if any(forgotten.values()):
                log.info("forgot what was old", **forgotten)
        except StoreError as error:
            log.warning("forgetting was cut short", error=str(error))
        except Exception:
            log.exception("forgetting failed")
        await asyncio.sleep(ROUND_SECONDS)
