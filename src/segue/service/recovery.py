"""Recovery: what dead processes have left is gone on with, at the start and from time to time."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import groupby
from operator import attrgetter
from typing import Final

import structlog

from segue.model.problem import Problem
from segue.service import auditing
from segue.service.carrying_on import carry_on, too_old
from segue.service.context import Services
from segue.store import journal, unended
from segue.store.errors import StoreError
from segue.store.journal import Entry
from segue.store.unended import Unended
from segue.vault import Unsealable

MOST_AT_ONCE: Final = 8
"""Connections whose writes are gone on with at the same time."""
PAGE: Final = 200
FINISHING_SECONDS: Final = 10
"""How long the writes that are being gone on with may last once the process was told to stop."""
ENDS: Final = {"done": 200, "refused": 409, "unknown": 504}
"""The status that the audit log has of a write that came to this end."""
HELD_OFF: Final = (429, 503)


@dataclass(slots=True, kw_only=True)
class Pass:
    """One look at everything that was left."""

    services: Services
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when no further write is to be begun."""
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_AT_ONCE))
    states: Counter[str] = field(default_factory=Counter)

    async def make(self) -> None:
        """Go on with what is due, the longest waiting first, a page at a time."""
        after: Unended | None = None
        database = self.services.database
        while not self.stopping.is_set():
            now = self.services.clock.now()
            page = await unended.due(database, now, after=after, limit=PAGE)
            if not page:
                return
            after = page[-1]
            of = attrgetter("connection_id")
            async with asyncio.TaskGroup() as group:
                for _, lefts in groupby(sorted(page, key=of), of):
                    group.create_task(self._of_one(list(lefts)))

    async def _of_one(self, lefts: Sequence[Unended]) -> None:
        """Go on with one connection's writes in order, until its provider takes no more."""
        async with self.gate:
            for left in lefts:
                if self.stopping.is_set():
                    return
                if not await self._tried(left.id):
                    return

    async def _tried(self, id: str) -> bool:
        """Go on with a write; false where the provider takes no more of this connection now."""
        database = self.services.database
        entry = await journal.by_id(database, id)
        if entry is None or entry.done_at is not None:
            return True
        came = await _came(self.services, entry)
        if came is Came.BUSY:
            return True
        await journal.touch(database, id, self.services.clock.now())
        found = await journal.by_id(database, id)
        if found is not None:
            self.states[found.state] += 1
            if found.done_at is not None:
                await _noted(self.services, found)
        return came is not Came.HELD_OFF


async def recover(services: Services, stopping: asyncio.Event | None = None) -> Counter[str]:
    """Go on once with every write that was left; gives how many are in which state now.

    ``open`` are those that wait for the next time. What a living process has in hand is not
    touched, nor what waits for its caller's repeat.
    """
    one = Pass(services=services, stopping=stopping or asyncio.Event())
    await one.make()
    return one.states


class Came(Enum):
    """What came of going on with a write."""

    ON = auto()
    """It went on; its journal says how far."""
    BUSY = auto()
    """Others have it, or what it writes to, in hand."""
    HELD_OFF = auto()
    """The provider, or Segue for it, takes no more of this connection's requests now."""


async def _came(services: Services, entry: Entry) -> Came:
    log = structlog.get_logger().bind(write_id=entry.id, operation=entry.operation)
    try:
        return Came.ON if await carry_on(services, entry) else Came.BUSY
    except Problem as problem:
        log.info("a write that was left has not come to its end", problem=str(problem))
        return Came.HELD_OFF if problem.status in HELD_OFF else Came.ON
    except StoreError:
        raise
    except Unsealable as error:
        log.warning("the connection of a write that was left cannot be opened", error=str(error))
    except Exception:
        log.exception("a write that was left cannot be gone on with")
    if too_old(services, entry):
        await _close_unread(services, entry)
    return Came.ON


async def _close_unread(services: Services, entry: Entry) -> None:
    """Say that nobody knows what became of a write whose plan cannot be opened any more."""
    await journal.close(
        services.database,
        entry.id,
        state="unknown",
        answer=None,
        problem=None,
        at=services.clock.now(),
    )


async def _noted(services: Services, entry: Entry) -> None:
    log = structlog.get_logger()
    log.info("a write that was left has come to its end", write_id=entry.id, state=entry.state)
    await auditing.record(
        services,
        application_id=entry.application_id,
        who="segue",
        what=f"write.{entry.state}",
        status=ENDS.get(entry.state, ENDS["unknown"]),
        customer_id=entry.customer_id,
        provider=entry.provider,
        connection_id=entry.connection_id,
        write_id=entry.id,
    )


@asynccontextmanager
async def recovering(services: Services) -> AsyncIterator[None]:
    """Do this in the background while the block lasts: at once, then every `recovery_seconds`."""
    if services.settings.recovery_seconds == 0:
        yield
        return
    stopping = asyncio.Event()
    task = asyncio.create_task(_rounds(services, stopping))
    try:
        yield
    finally:
        stopping.set()
        await asyncio.wait({task}, timeout=FINISHING_SECONDS)
        task.cancel()
        await asyncio.wait({task})


async def _rounds(services: Services, stopping: asyncio.Event) -> None:
    spread = random.SystemRandom()
    while not stopping.is_set():
        try:
            await recover(services, stopping)
        except* StoreError as errors:
            structlog.get_logger().warning("recovery was cut short", error=str(errors.exceptions))
        except* Exception:  # noqa: BLE001 -- one round's mistake must not end all that follow
            structlog.get_logger().exception("recovery failed")
        # Processes that start together need not look together.
        pause = services.settings.recovery_seconds * spread.uniform(0.75, 1.25)
        try:
            await asyncio.wait_for(stopping.wait(), pause)
        except TimeoutError:
            continue
