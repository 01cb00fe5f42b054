"""Looking up what the metrics show that nobody counts."""

import asyncio
from collections.abc import Mapping
from typing import Final

from segue.engine.budget import Budgeted
from segue.engine.circuit import State
from segue.engine.outbound import Outbound
from segue.kit.clock import millis
from segue.service.context import Services
from segue.service.counting import Counting, Scraped
from segue.store import counts
from segue.store.errors import StoreError
from segue.store.jobs import JobState

LONGEST_SECONDS: Final = 2.0
"""What the database is waited for; a scrape usually has ten."""
WRITES: Final = (("open", "segue"), ("open", "caller"), ("unknown", "segue"), ("unknown", "caller"))
JOBS: Final[tuple[JobState, ...]] = ("queued", "running")
CIRCUITS: Final[Mapping[State, int]] = {"closed": 0, "half_open": 1, "open": 2}


async def exposition(services: Services, counting: Counting) -> bytes:
    """Write the metrics in Prometheus's text format. A database that is lost is one of them."""
    scraped = counting.scraped
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            await _look_up(services, counting)
        scraped.database.set(1)
    except (StoreError, TimeoutError):
        scraped.database.set(0)
        for gauge in (scraped.writes, scraped.jobs, scraped.contacts):
            scraped.fill(gauge, {})
    scraped.tasks.set(len(asyncio.all_tasks()))
    if isinstance(services.transport, Outbound):
        states = services.transport.circuit.states()
        scraped.fill(scraped.circuits, {(host,): CIRCUITS[one] for host, one in states.items()})
        _show_budgets(services, scraped, services.transport.budgeted)
    # Some thousand series take tens of milliseconds, in which no request would go on.
    return await asyncio.to_thread(counting.exposition)


async def _look_up(services: Services, counting: Counting) -> None:
    scraped, database = counting.scraped, services.database
    _show_writes(services, counting, await counts.unended(database))
    jobs = await counts.unended_jobs(database)
    scraped.fill(scraped.jobs, {(state,): jobs.get(state, 0) for state in JOBS})
    contacts = await counts.contacts_of_jobs(database)
    scraped.fill(scraped.contacts, {(name,): number for name, number in contacts.items()})


def _show_budgets(services: Services, scraped: Scraped, budgeted: Budgeted) -> None:
    """Tell by what this process knows: the others may know of connections that have less left."""
    now = millis(services.clock.now())
    providers = services.providers.values()
    owners = {id(window): one.name for one in providers for window in one.limits.windows}
    left: dict[tuple[str, ...], float] = {
        (one.name, window.name): 1 for one in providers for window in one.limits.windows
    }
    blocked: dict[tuple[str, ...], float] = {(one.name,): 0 for one in providers}
    for share in budgeted.shares.values():
        theirs = now + share.drift.ahead
        for pane in share.panes:
            owner = owners[id(pane.window)]
            blocked[owner,] += pane is share.panes[0] and share.blocked > theirs
            if pane.ends > theirs:
                ratio = max(0, pane.left + share.portion) / max(1, pane.limit)
                left[owner, pane.window.name] = min(left[owner, pane.window.name], ratio)
    scraped.fill(scraped.budget, left)
    scraped.fill(scraped.blocked, blocked)


def _show_writes(services: Services, counting: Counting, found: list[counts.Count]) -> None:
    numbers: dict[tuple[str, ...], float] = dict.fromkeys(WRITES, 0)
    now, oldest = services.clock.now(), 0.0
    for one in found:
        waits_for = "caller" if one.left else "segue"
        numbers[one.state, waits_for] = one.number
        if (one.state, waits_for) == WRITES[0]:
            oldest = max(0.0, (now - one.oldest).total_seconds())
    counting.scraped.fill(counting.scraped.writes, numbers)
    counting.scraped.oldest.set(oldest)
