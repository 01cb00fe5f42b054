"""Serve simulators over real sockets, many in one process."""

import asyncio
import socket
import threading
from types import TracebackType
from typing import Any, Self

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from segue.simulation.wire import EXTENSION, ASGIApp

LOOPBACK = "127.0.0.1"
IDLE_SECONDS = 75
"""For which an unused connection stays open: longer than any caller keeps one, as load balancers do
(nginx: 75 by default). uvicorn's 5 would now and then break a request that had just set out."""


class Protocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with the transport handed to the application."""

    def on_message_begin(self) -> None:
        """Begin a request and put the connection's transport in its scope."""
        super().on_message_begin()
        self.scope["extensions"] = {EXTENSION: {"transport": self.transport}}


class Host:
    """One application on a loopback port, in a daemon thread, for as long as the `with` lasts.

    The port is a free one, or that of a socket which listens already.
    uvicorn's own server looks for its end ten times a second; only its protocol is used here,
    so that starting and stopping each take milliseconds.
    """

    def __init__(self, app: ASGIApp, listening: socket.socket | None = None) -> None:
        self._config = _config(app)
        self._config.load()
        self._state = ServerState()
        self._socket = listening or socket.create_server((LOOPBACK, 0))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
        self.url = f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=self._config.get_loop_factory()) as runner:
                runner.run(self._serve())
        finally:
            self._started.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        server = await self._loop.create_server(self._protocol, sock=self._socket)
        self._started.set()
        await self._stop.wait()
        server.close()
        for connection in list(self._state.connections):
            _abort(connection)
        await asyncio.gather(*self._state.tasks)
        await server.wait_closed()

    def _protocol(self) -> asyncio.Protocol:
        return Protocol(self._config, self._state, {}, self._loop)


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=LOOPBACK,
        http=Protocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        timeout_keep_alive=IDLE_SECONDS,
    )


def _abort(connection: Any) -> None:
    connection.transport.abort()
