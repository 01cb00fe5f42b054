"""The server under test: forks real server processes, each with a clock and a trap read from files.

Starting Python and importing the server takes longer than a whole test, so that is done once, and
each server is a fork of it. Commands come as JSON lines on standard input, one answer line each:

    {"start": {"environ": {...}, "clock": path, "trap": path, "log": path}} -> {"pid", "url"}
    {"kill": pid} -> {"killed": pid}     SIGKILL, answered when the process is gone
    {"ended": pid} -> {"signal": n}      answered when the process has ended by itself

The clock's file holds seconds to add to the real time. The trap's file holds ``{}`` or
``{"when": "before" | "after" | "closed" | "answered", "method": ..., "path": ...}``: the process
kills itself with SIGKILL before it sends the first such request to the provider, after it has got
that request's answer or failed to, or, whatever the request, for ``closed`` when the API has an
answer and would enter the request in the audit log, and for ``answered`` when it would send it.
"""

import asyncio
import contextlib
import gc
import json
import os
import re
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg  # noqa: F401 -- imported once, before the forks
import pysqlite3  # noqa: F401 -- the same
import uvicorn
import uvicorn.protocols.http.httptools_impl
import uvloop
from sqlalchemy import Executable

import segue.app
import segue.http.auditing
import segue.store.postgres
import segue.store.sqlite
from segue import registry
from segue.app import open_services
from segue.config import Settings
from segue.engine.transport import Answer, Destination, HttpTransport, path_of
from segue.http.app import create_app
from segue.service.recovery import recovering
from segue.spi.oauth import Encoding
from segue.spi.plan import Request

PATIENCE = 20
"""Seconds that a process is given to start or to end."""
LONGEST_SLEEP = 0.05
"""Real seconds: between two looks at the provider the server waits no longer than this."""


@dataclass(frozen=True)
class FileClock:
    """The real time plus what the file says."""

    path: Path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.path.read_text()))

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, LONGEST_SLEEP))


@dataclass(frozen=True)
class Trap:
    """Where this process is to be killed."""

    path: Path

    def spring(self, when: str, method: str = "", path: str = "") -> None:
        """Kill this process if it is where the trap is set."""
        found = json.loads(self.path.read_text())
        if found.get("when") != when:
            return
        if when in ("closed", "answered") or (
            found["method"] == method and re.search(found["path"], path) is not None
        ):
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Trapped:
    """A transport with a trap on both sides of every request."""

    inner: Any
    trap: Trap

    async def send(self, destination: Destination, request: Request) -> Answer:
        place = (request.method, path_of(request))
        self.trap.spring("before", *place)
        try:
            answer: Answer = await self.inner.send(destination, request)
        finally:
            self.trap.spring("after", *place)
        return answer


class TrappedPost(HttpTransport):
    """The same around requests for tokens, whose path is the URL's."""

    trap: Trap

    async def post(self, url: str, fields: Mapping[str, str], encoding: Encoding) -> Answer:
        place = ("POST", urlsplit(url).path)
        self.trap.spring("before", *place)
        try:
            return await super().post(url, fields, encoding)
        finally:
            self.trap.spring("after", *place)


def trapped(app: Any, trap: Trap) -> Any:
    """Put a trap before the answers of an ASGI application."""

    async def application(scope: Any, receive: Any, send: Any) -> None:
        async def spring(message: Any) -> None:
            trap.spring("answered")
            await send(message)

        await app(scope, receive, spring)

    return application


def trap_notes(trap: Trap) -> None:
    """Put a trap before what the API commits once a request has its answer."""
    note = segue.http.auditing.note

    async def trapped_note(*about: Any) -> None:
        trap.spring("closed")
        await note(*about)

    segue.http.auditing.note = trapped_note  # type: ignore[assignment] -- this process is the test's


async def serve(order: dict[str, Any], listening: socket.socket, told: int) -> None:
    """Serve the API until SIGTERM; tells the URL once it accepts connections."""
    settings = Settings.load(order["environ"])
    trap = Trap(Path(order["trap"]))
    TrappedPost.trap = trap
    trap_notes(trap)
    segue.app.HttpTransport = TrappedPost  # type: ignore[misc] -- this process is the test's
    clock = FileClock(Path(order["clock"]))
    async with (
        open_services(settings, clock=clock, serving=True) as opened,
        contextlib.AsyncExitStack() as held,
    ):
        services = replace(opened, transport=Trapped(opened.transport, trap))
        if "SEGUE_RECOVERY_SECONDS" in order["environ"]:
            await held.enter_async_context(recovering(services))
        config = uvicorn.Config(
            trapped(create_app(services), trap),
            http="httptools",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():  # noqa: ASYNC110 -- uvicorn tells no one
            await asyncio.sleep(0.002)
        host, port = listening.getsockname()
        os.write(told, f"http://{host}:{port}".encode())
        os.close(told)
        await serving


def fork(order: dict[str, Any]) -> dict[str, Any]:
    """Start one server; answers when it accepts connections, or says how it failed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        grow(order, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        url = pipe.read()
    if not url:
        os.waitpid(pid, 0)
        return {"error": Path(order["log"]).read_text()}
    return {"pid": pid, "url": url}


def grow(order: dict[str, Any], told: int) -> None:
    """Be a server; never returns."""
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    try:
        listening = socket.create_server(("127.0.0.1", 0), backlog=256)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(order, listening, told))
    except BaseException:  # noqa: BLE001 -- nothing of the parent may run in the fork
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def ended(pid: int) -> dict[str, Any]:
    """Wait for a process's end; says which signal ended it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}
        time.sleep(0.002)
    return {"error": f"{pid} does not end"}


def kill(pid: int) -> dict[str, Any]:
    """End a process at once and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return {"killed": pid}


ORDERS: dict[str, Callable[[Any], dict[str, Any]]] = {"start": fork, "kill": kill, "ended": ended}


def statements(value: Any) -> Iterator[Executable]:
    """Give every statement that stands in what a module has."""
    if isinstance(value, Executable):
        yield value
    elif isinstance(value, Mapping | tuple | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from statements(each)


def prepare() -> None:
    """Load and spell what each of the forks would otherwise load and spell for itself."""
    for name in registry.names():
        registry.load(name)
    for name, module in list(sys.modules.items()):
        if name.startswith("segue.store."):
            for statement in statements(vars(module)):
                for spellings in (segue.store.sqlite.SPELLINGS, segue.store.postgres.SPELLINGS):
                    spellings[statement]


def main() -> None:
    """Take orders until standard input ends; then no server outlives this process."""
    prepare()
    gc.freeze()
    print(json.dumps({"ready": True}), flush=True)
    running: set[int] = set()
    for line in sys.stdin:
        ((order, of),) = json.loads(line).items()
        answer = ORDERS[order](of)
        if order == "start" and "pid" in answer:
            running.add(answer["pid"])
        elif order != "start" and "error" not in answer:
            running.discard(of)
        print(json.dumps(answer), flush=True)
    for pid in running:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            kill(pid)


if __name__ == "__main__":
    main()
