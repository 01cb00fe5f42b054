"""Waiting for the right to write to one sequence."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from segue.model.problem import Fault, Problem
from segue.service.context import Services
from segue.service.settle import Settled
from segue.store import leases
from segue.store.leases import Held, Lease

POLL = 0.02
"""Seconds between two tries while another process holds the lease."""

Settle = Callable[[Held], Awaitable[Settled | None]]
"""Settles the write that an expired lease was left with; None when it cannot be yet."""


@asynccontextmanager
async def leased(
    services: Services,
    resource: str,
    write_id: str,
    settle: Settle,
    *,
    patience: float | None = None,
) -> AsyncIterator[Lease]:
    """Hold the lease on `resource`. What holds it must release it or leave it by a commit.

    Raises `Problem` 409 with `Retry-After` when it cannot be had in `patience` seconds, by default
    `Settings.wait_seconds`.
    """
    patience = services.settings.wait_seconds if patience is None else patience
    queue = await _queued(services, resource, patience)
    held: Held | None = None
    try:
        deadline = asyncio.get_running_loop().time() + patience
        while True:
            got = await _try(services, resource, write_id, settle)
            if isinstance(got, Lease):
                break
            held = got
            if asyncio.get_running_loop().time() >= deadline:
                raise busy(services.clock.now(), held)
            await asyncio.sleep(POLL)
        yield got
    finally:
        queue.release()
        if not queue.locked() and not getattr(queue, "_waiters", None):
            services.queues.pop(resource, None)


async def _queued(services: Services, resource: str, patience: float) -> asyncio.Lock:
    """Wait behind the other writes of this process."""
    queue = services.queues.get(resource)
    if queue is None:
        queue = services.queues[resource] = asyncio.Lock()
        await queue.acquire()
        return queue
    try:
        async with asyncio.timeout(patience):
            await queue.acquire()
    except TimeoutError:
        raise busy(services.clock.now(), None) from None
    return queue


async def _try(services: Services, resource: str, write_id: str, settle: Settle) -> Lease | Held:
    now = services.clock.now()
    got = await leases.acquire(
        services.database,
        resource,
        holder=services.process,
        write_id=write_id,
        now=now,
        ttl=services.tools.lease,
    )
    if isinstance(got, Lease):
        return got
    settled: Settled | None = None
    over = got.expires_at <= now
    # Its own repeat finds out about what it sent, and answers with more than "busy".
    if got.write_id != write_id or not (got.left or over):
        if not (got.left or over):
            return got
        if not over or (settled := await settle(got)) is None:
            raise busy(now, got)
    async with services.database.transaction() as tx:
        taken = await leases.take_over(
            tx,
            got,
            holder=services.process,
            write_id=write_id,
            now=services.clock.now(),
            ttl=services.tools.lease,
        )
        if settled is not None and isinstance(taken, Lease):
            await settled(tx)
    return taken


def busy(now: datetime, held: Held | None) -> Problem:
    """Say that another write to the same sequence or record has to end first."""
    wait = 1
    detail = "Another write to the same thing is running. Ask again after Retry-After."
    if held is not None and (held.left or held.expires_at <= now):
        wait = max(1, math.ceil((held.expires_at - now).total_seconds()))
        detail = (
            "The outcome of another write to the same thing is not known yet, so no further one is"
            " started. Ask again after Retry-After."
        )
    return Problem(409, Fault(detail=detail, meta={"reason": "busy"}), retry_after=wait)
