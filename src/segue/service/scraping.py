"""Looking up what the metrics show that nobody counts."""

import asyncio
from typing import Final

from segue.service.context import Services
from segue.service.counting import Counting
from segue.store import counts
from segue.store.errors import StoreError

LONGEST_SECONDS: Final = 2.0
STATES: Final = (("open", "segue"), ("open", "caller"), ("unknown", "segue"), ("unknown", "caller"))


async def exposition(services: Services, counting: Counting) -> bytes:
    """Write the metrics in Prometheus's text format. A database that is lost is one of them."""
    scraped = counting.scraped
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            found = await counts.unended(services.database)
    except (StoreError, TimeoutError):
        scraped.database.set(0)
        scraped.fill(scraped.writes, {})
    else:
        scraped.database.set(1)
        _show_writes(services, counting, found)
    return counting.exposition()


def _show_writes(services: Services, counting: Counting, found: list[counts.Count]) -> None:
    numbers: dict[tuple[str, ...], float] = dict.fromkeys(STATES, 0)
    now, oldest = services.clock.now(), 0.0
    for one in found:
        waits_for = "caller" if one.left else "segue"
        numbers[one.state, waits_for] = one.number
        if (one.state, waits_for) == STATES[0]:
            oldest = max(0.0, (now - one.oldest).total_seconds())
    counting.scraped.fill(counting.scraped.writes, numbers)
    counting.scraped.oldest.set(oldest)
