"""Forks real server and worker processes that carry jobs out; commands as in `tests/crash/server`.

{"start": {"environ": ..., "clock": ..., "log": ..., "kind": "server" | "worker"}}
-> {"pid", "url"}

A process looks for jobs, and whether it still has to wait, so often that no test waits for it.
"""

import asyncio
import contextlib
import gc
import os
import socket
import sys
import traceback
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import dbos  # noqa: F401 -- imported once, before the forks
import psycopg  # noqa: F401 -- the same
import uvicorn
import uvloop

from segue.app import open_services
from segue.config import Settings
from segue.http.app import create_app
from segue.service.working import Pace, working
from tests.crash import server as crash
from tests.crash.server import FileClock

PACE = Pace(look=0.1, lease=3, nap=0.1)
WORKER = "a worker"


async def serve(order: dict[str, Any], listening: socket.socket, told: int) -> None:
    """Be a server, with jobs where its settings say so, or a worker, until killed."""
    settings = Settings.load(order["environ"])
    clock = FileClock(Path(order["clock"]))
    async with AsyncExitStack() as held:
        opened = open_services(settings, clock=clock, serving=True)
        services = await held.enter_async_context(opened)
        if settings.jobs or order["kind"] == "worker":
            await held.enter_async_context(working(services, PACE))
        if order["kind"] == "worker":
            os.write(told, WORKER.encode())
            os.close(told)
            await asyncio.Event().wait()
        config = uvicorn.Config(
            create_app(services), http="httptools", ws="none", lifespan="off", log_config=None
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():  # noqa: ASYNC110 -- uvicorn tells no one
            await asyncio.sleep(0.002)
        host, port = listening.getsockname()
        os.write(told, f"http://{host}:{port}".encode())
        os.close(told)
        await serving


def grow(order: dict[str, Any], told: int) -> None:
    """Be such a process; never returns."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    try:
        with (
            socket.create_server(("127.0.0.1", 0), backlog=256) as listening,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            runner.run(serve(order, listening, told))
    except BaseException:  # noqa: BLE001 -- nothing of the parent may run in the fork
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    crash.grow = grow
    with contextlib.suppress(KeyboardInterrupt):
        gc.collect()
        sys.exit(crash.main())
