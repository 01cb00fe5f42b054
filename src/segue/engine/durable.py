"""Work that outlives a request and a process, on DBOS.

DBOS 3.4 keeps, for each piece of work, which steps have ended and how long it sleeps. It is
imported when the first piece is there: that takes a second and 70 MB. Its own loop and threads are
apart from the server's; what a step does is done on the server's loop.
"""

import asyncio
import logging
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, Engine, create_engine, event

from segue.store.url import sqlite_path

if TYPE_CHECKING:
    from dbos import DBOSConfig

APPLICATION: Final = "segue"
VERSION: Final = "1"
"""Of the workflow, which DBOS takes up again only under the version that it was begun under."""
QUEUE: Final = "segue-jobs"
SCHEMA: Final = "segue_jobs"
"""Of DBOS's tables in PostgreSQL; in SQLite they have a file of their own."""
BESIDE: Final = "-jobs"
POLL_SECONDS: Final = 0.5
MOST_THREADS: Final = 32
BUSY_SECONDS: Final = 30
ENDED: Final = ("SUCCESS", "ERROR")
MOST_FORGOTTEN: Final = 1000

Carry = Callable[[str], Awaitable[float | None]]
"""Does what is next; seconds to wait before it is asked again, None when there is nothing more. It
never raises."""


@dataclass(kw_only=True)
class Durable:
    """This process's executor. There is one in a process, as DBOS has it."""

    database_url: str
    process: str
    carry: Carry
    longest_nap: float
    """Seconds after which a wait is looked at anew: it may have been cut short."""
    running: Counter[str] = field(default_factory=Counter)
    """What this process has in hand, asleep too."""
    stopping: bool = False
    _steps: set[asyncio.Task[float | None]] = field(default_factory=set)
    _workflow: Any = None
    _engine: Engine | None = None
    _loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Import DBOS, bring its tables up to date, and listen."""
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._start)

    async def take(self, id: str) -> None:
        """Have this piece of work gone on with from where it stands, or begun."""
        await asyncio.to_thread(self._take, id)

    async def forget(self) -> None:
        """Forget what has ended: the truth about it is kept elsewhere."""
        await asyncio.to_thread(self._forget)

    async def stop(self, grace: float) -> None:
        """End: no step begins any more, and those that run are given `grace` seconds."""
        self.stopping = True
        if self._steps:
            await asyncio.wait(self._steps, timeout=grace)
        await asyncio.to_thread(self._stop)

    def _start(self) -> None:
        _without_environment()
        _quiet()
        from dbos import DBOS  # noqa: PLC0415 -- see above

        self._engine = _engine(self.database_url)
        try:
            DBOS(config=_config(self._engine, self.process))
            self._workflow = DBOS.workflow(name="job")(self._workflow_function())
            DBOS.launch()
            DBOS.register_queue(
                QUEUE, polling_interval_sec=POLL_SECONDS, on_conflict="always_update"
            )
        except BaseException:
            self._stop()
            raise

    def _workflow_function(self) -> Callable[[str], Coroutine[Any, Any, None]]:
        async def job(id: str) -> None:
            await self._carried_out(id)

        return job

    def _take(self, id: str) -> None:
        from dbos import DBOS, SetWorkflowID  # noqa: PLC0415 -- imported by now

        status = DBOS.get_workflow_status(id)
        if status is not None and status.status in ENDED:
            # It ended without an end in our own tables: of those only these are true.
            DBOS.delete_workflow(id)
            status = None
        if status is not None:
            DBOS.resume_workflow(id, queue_name=QUEUE)
            return
        with SetWorkflowID(id):
            DBOS.enqueue_workflow(QUEUE, self._workflow, id)

    def _forget(self) -> None:
        from dbos import DBOS  # noqa: PLC0415 -- imported by now

        found = DBOS.list_workflows(
            status=list(ENDED), limit=MOST_FORGOTTEN, load_input=False, load_output=False
        )
        if found:
            DBOS.delete_workflows([each.workflow_id for each in found])

    def _stop(self) -> None:
        from dbos import DBOS  # noqa: PLC0415 -- imported by now

        # It warns of each sleep that its end cuts short.
        logging.getLogger("dbos").setLevel(logging.ERROR)
        DBOS.destroy(destroy_registry=True)
        if self._engine is not None:
            self._engine.dispose()

    async def _carried_out(self, id: str) -> None:
        from dbos import DBOS  # noqa: PLC0415 -- imported by now

        self.running[id] += 1
        try:
            while (
                wait := await DBOS.run_step_async({"name": "slice"}, self._step, id)
            ) is not None:
                await DBOS.sleep_async(min(wait, self.longest_nap))
        finally:
            self.running[id] -= 1
            if not self.running[id]:
                del self.running[id]

    async def _step(self, id: str) -> float | None:
        assert self._loop is not None  # noqa: S101 -- `start` set it
        work = asyncio.run_coroutine_threadsafe(self._done(id), self._loop)
        return await asyncio.wrap_future(work)

    async def _done(self, id: str) -> float | None:
        """Do one step on the server's loop; where the process stops, none ends before that."""
        if self.stopping:
            await asyncio.Event().wait()
        step: asyncio.Task[float | None] = asyncio.ensure_future(self.carry(id))
        self._steps.add(step)
        step.add_done_callback(self._steps.discard)
        return await step


def _engine(url: str) -> Engine:
    """Make the engine that DBOS uses: the SQLite build and the driver of our choice."""
    path = sqlite_path(url)
    if path is None:
        import psycopg  # noqa: PLC0415 -- only where there is PostgreSQL

        return create_engine(
            "postgresql+psycopg://",
            creator=lambda: psycopg.connect(url, application_name="segue jobs"),
            pool_size=5,
            max_overflow=5,
            pool_pre_ping=True,
        )
    import pysqlite3  # noqa: PLC0415 -- only where there is SQLite

    engine = create_engine(
        URL.create("sqlite", database=str(path.with_name(path.name + BESIDE))),
        module=pysqlite3,
        connect_args={
            "isolation_level": "IMMEDIATE",
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
        },
    )
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _config(engine: Engine, process: str) -> "DBOSConfig":
    from dbos import DBOSPortableJSONSerializer  # noqa: PLC0415 -- imported by now

    return {
        "name": APPLICATION,
        "application_version": VERSION,
        "executor_id": process,
        "system_database_engine": engine,
        "dbos_system_schema": SCHEMA,
        "serializer": DBOSPortableJSONSerializer(),
        "use_listen_notify": False,
        "enable_otlp": False,
        "log_level": "WARNING",
        "max_executor_threads": MOST_THREADS,
    }


def _without_environment() -> None:
    """Take from the environment what would have DBOS send anything anywhere (`DBOS__CLOUD`...)."""
    for name in [name for name in os.environ if name.startswith(("DBOS__", "DBOS_"))]:
        del os.environ[name]


def _quiet() -> None:
    """Send DBOS's lines where all others go; with a handler of its own it adds no printer."""
    log = logging.getLogger("dbos")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    log.propagate = True
