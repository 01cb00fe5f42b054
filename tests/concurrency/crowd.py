"""Many callers at once, each of whom repeats what a 409 told it to repeat."""

import asyncio
from collections.abc import Mapping
from typing import Any

from tests.crash.servers import Server
from tests.crash.site import Answered, Site

PAUSE = 0.05
"""Real seconds between repeats: nothing here waits for a lease to run out."""
MOST_REPEATS = 100
STEP: dict[str, Any] = {
    "type": "auto_email",
    "interval_seconds": 86_400,
    "template": {"subject": "A question", "body": "<p>Do you have a minute?</p>"},
}


async def at_once(
    site: Site, pair: tuple[Server, Server], sequence: str, keys: list[str], record: Any = None
) -> list[Answered]:
    """Ask once with each key, all at the same time, the servers in turn."""
    return await asyncio.gather(
        *(
            site.add(pair[place % 2], sequence, record or STEP, key)
            for place, key in enumerate(keys)
        )
    )


async def ended(
    site: Site, server: Server, sequence: str, key: str, record: Mapping[str, Any]
) -> Answered:
    """Repeat one request for as long as the answer says to."""
    for _ in range(MOST_REPEATS):
        answer = await site.add(server, sequence, record, key)
        if not told_to_wait(answer):
            return answer
        await asyncio.sleep(PAUSE)
    raise AssertionError(f"never ends: {answer}")


async def all_ended(
    site: Site, pair: tuple[Server, Server], sequence: str, keys: list[str]
) -> list[Answered]:
    """Ask with each key until it is done, all at the same time, the servers in turn."""
    return await asyncio.gather(
        *(ended(site, pair[place % 2], sequence, key, STEP) for place, key in enumerate(keys))
    )


def told_to_wait(answer: Answered) -> bool:
    """Tell whether the answer is a clear order to ask again later."""
    return answer.status in {409, 429, 504} and answer.retry_after is not None
