"""Carrying jobs out in the background, and taking those over whose process has died."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from segue.engine.durable import Durable
from segue.service.context import Services
from segue.service.job_work import carry, let_run_out
from segue.store import jobs
from segue.store.errors import StoreError

MOST_JOBS: Final = 100
"""In one process at a time, those that wait too."""
SLICES_AT_ONCE: Final = 8
LOST_PAUSE: Final = 5
"""Seconds before a job is tried again whose database was lost."""
FORGET_SECONDS: Final = 60
GRACE_SECONDS: Final = 20
"""How long slices that are under way may last after the process was told to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a process looks around, in seconds."""

    look: float = 1
    """For jobs that nobody has."""
    lease: float = 15
    """After so long unseen a process is taken for dead."""
    nap: float = 30
    """The longest sleep of a job that waits before it looks whether it still has to."""


@dataclass(kw_only=True)
class Worker:
    """What carries jobs out in this process."""

    services: Services
    pace: Pace
    durable: Durable | None = None
    stopping: bool = False
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(SLICES_AT_ONCE))
    _seen: float = 0
    _forgot: float = 0

    async def look(self) -> None:
        """Say which jobs this process has, and take those that nobody has."""
        database, now = self.services.database, self.services.clock.now()
        time = asyncio.get_running_loop().time()
        held = list(self.durable.running) if self.durable else []
        if held and time - self._seen >= self.pace.lease / 3:
            await jobs.seen(database, held, by=self.services.process, at=now)
            self._seen = time
        if self.durable is not None and time - self._forgot >= FORGET_SECONDS:
            await self.durable.forget()
            self._forgot = time
        before = now - timedelta(seconds=self.pace.lease)
        room = MOST_JOBS - len(held)
        for free in await jobs.claimable(database, before=before, limit=max(room, 0)):
            # A clock that has jumped makes them look as if nobody had them.
            if free not in held:
                await self._take(free)

    async def _take(self, id: str) -> None:
        database, now = self.services.database, self.services.clock.now()
        before = now - timedelta(seconds=self.pace.lease)
        job = await jobs.by_id(database, id)
        if not await jobs.claim(database, id, by=self.services.process, before=before, at=now):
            return
        if job is not None and job.worker not in (None, self.services.process):
            # Its calls stay to be looked up, for which nothing has to be waited any more.
            await let_run_out(self.services, job)
            structlog.get_logger().warning("took a job over", job_id=id, worker=job.worker)
        if self.durable is None:
            self.durable = await self._started()
        await self.durable.take(id)

    async def _started(self) -> Durable:
        durable = Durable(
            database_url=self.services.settings.database_url,
            process=self.services.process,
            carry=self._carry,
            longest_nap=self.pace.nap,
        )
        await durable.start()
        return durable

    async def _carry(self, id: str) -> float | None:
        async with self._gate:
            try:
                return await carry(self.services, id)
            except StoreError as error:
                log = structlog.get_logger()
                log.warning("a job was cut short", job_id=id, error=str(error))
            except Exception:  # noqa: BLE001 -- a workflow that raises could never be gone on with
                structlog.get_logger().exception("a job was cut short", job_id=id)
        return LOST_PAUSE

    async def stop(self) -> None:
        """Let go of every job, for another process to go on with."""
        if self.durable is not None:
            await self.durable.stop(GRACE_SECONDS)
        with suppress(StoreError):
            await jobs.release(self.services.database, self.services.process)


@asynccontextmanager
async def working(services: Services, pace: Pace | None = None) -> AsyncIterator[None]:
    """Carry jobs out while the block lasts."""
    if services.settings.sqlite_path is not None:
        await jobs.release(services.database)
    worker = Worker(services=services, pace=pace or Pace())
    task = asyncio.create_task(_rounds(worker))
    try:
        yield
    finally:
        worker.stopping = True
        services.work.set()
        await task
        await worker.stop()


async def _rounds(worker: Worker) -> None:
    services = worker.services
    while not worker.stopping:
        services.work.clear()
        try:
            await worker.look()
        except StoreError as error:
            structlog.get_logger().warning("no jobs were looked for", error=str(error))
        except Exception:  # noqa: BLE001 -- one round's mistake must not end all that follow
            structlog.get_logger().exception("looking for jobs failed")
        with suppress(TimeoutError):
            async with asyncio.timeout(worker.pace.look):
                await services.work.wait()
