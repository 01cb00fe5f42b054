"""The composition root: the one place that builds the process's parts, and the server's entry."""

import asyncio
import gc
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from types import FrameType
from typing import TYPE_CHECKING, Final

import structlog

from segue import registry
from segue.config import Settings
from segue.engine import tracing
from segue.engine.credential import Credentials
from segue.engine.granting import Granting
from segue.engine.outbound import outbound
from segue.engine.transport import HttpTransport
from segue.engine.watch import Watch
from segue.http import logs
from segue.kit.clock import Clock, SystemClock
from segue.kit.ids import new_id
from segue.service.context import Services
from segue.service.keep_alive import keeping_alive
from segue.service.recovery import recovering
from segue.service.retention import forgetting
from segue.service.working import working
from segue.store import connections, leases, migrate
from segue.store.database import connect
from segue.store.errors import Unusable
from segue.store.runner import Database
from segue.vault import Vault, keyfile

if TYPE_CHECKING:
    import uvicorn

    from segue.http.app import Application

LETTING_GO: Final = 5
"""Seconds that requests whose time is up are given to leave their writes to recovery."""
BACKLOG: Final = 2048
COLLECTION: Final = (50_000, 20, 100)
"""With CPython's own thresholds the collector alone made the p99 of a gateway 25 to 34 ms; with
these, after freezing what start-up made, it was 5 to 8 ms (measured at 32 connections)."""
API: Final = 0
AUTH: Final = 1
"""Places of a provider's two URLs in the settings."""
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@asynccontextmanager
async def open_services(
    settings: Settings, *, clock: Clock | None = None, serving: bool = False
) -> AsyncIterator[Services]:
    """Build the process's parts and close them at the end.

    A SQLite file is made and brought up to date; PostgreSQL is not, because other processes may
    use it. `serving` holds a SQLite file against every other server. Raises `StoreError`,
    `SettingsError` or `KeyFileError`, each with one sentence for the operator.
    """
    clock = clock or SystemClock()
    database = await connect(
        settings.database_url, synchronous=settings.sqlite_synchronous, exclusive=serving
    )
    try:
        await _up_to_date(database, settings)
        if serving and settings.sqlite_path is not None:
            await leases.expire_all(database)
        vault = await _vault(database, settings)
        http = HttpTransport(
            timeout=settings.provider_timeout_seconds,
            connect=settings.provider_connect_seconds,
            read=settings.provider_read_seconds,
            ca_file=settings.ca_file,
        )
        granting = Granting(poster=http, clock=clock, auth_urls=_urls(settings, AUTH))
        process = new_id("pr")
        held = Credentials()
        async with _watching(settings, held, serving=serving) as watch:
            transport = outbound(
                http, granting, database, vault, process=process, settings=settings, watch=watch
            )
            try:
                yield Services(
                    database=database,
                    vault=vault,
                    clock=clock,
                    transport=transport,
                    providers={name: registry.load(name) for name in registry.names()},
                    api_urls=_urls(settings, API),
                    settings=settings,
                    granting=granting,
                    tokens=transport.tokens,
                    process=process,
                    watch=watch,
                    credentials=held,
                )
            finally:
                await transport.close()
                await http.close()
    finally:
        await database.close()


@asynccontextmanager
async def _watching(
    settings: Settings, held: Credentials, *, serving: bool
) -> AsyncIterator[Watch]:
    """Hide secrets; in a server count too, and trace where the operator wants it."""
    named = (*settings.secrets, *tracing.secrets_of(os.environ))
    with logs.hiding_always(lambda: named, lambda: (one for each in held for one in each.known)):
        if not serving:
            yield Watch()
            return
        from segue.service.counting import Counting  # noqa: PLC0415 -- commands do without it

        async with tracing.exporting(os.environ) as tracer:
            yield Counting(tracer=tracer)


def _urls(settings: Settings, place: int) -> dict[str, str]:
    found = {name: settings.provider_urls(name)[place] for name in registry.names()}
    return {name: url for name, url in found.items() if url is not None}


async def _up_to_date(database: Database, settings: Settings) -> None:
    if not await migrate.behind(database):
        return
    if settings.sqlite_path is None:
        raise Unusable(
            "The PostgreSQL database's schema is older than this Segue: run `segue migrate` first."
        )
    await migrate.upgrade(settings.database_url)


async def _vault(database: Database, settings: Settings) -> Vault:
    if settings.encryption_keys:
        return Vault(*settings.encryption_keys)
    path = settings.default_key_file
    if path is None:
        assert settings.encryption_key_file is not None  # noqa: S101 -- `Settings.check` saw to it
        return Vault(*keyfile.read(settings.encryption_key_file))
    if not path.exists() and await connections.exist(database):
        raise keyfile.KeyFileError(
            f"The key file {path} is gone, and stored credentials cannot be opened without it."
        )
    keys, made = keyfile.read_or_create(path)
    if made:
        structlog.get_logger().warning("made an encryption key: keep a copy", path=str(path))
    return Vault(*keys)


def serve(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM, then let running requests end, and close.

    On uvloop where there is one, which is everywhere but on Windows. `ready` is told the server's
    URL. A second SIGINT ends at once.
    """
    from uvicorn.loops.auto import auto_loop_factory  # noqa: PLC0415 -- commands start without it

    listening = listen(settings.host, settings.port)
    with listening, asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(_serve(settings, listening, ready))


async def _serve(
    settings: Settings, listening: socket.socket, ready: Callable[[str], None]
) -> None:
    async with (
        open_services(settings, serving=True) as services,
        keeping_alive(services),
        forgetting(services),
        recovering(services),
        working(services) if settings.jobs else nullcontext(),
        running(services, listening) as (server, url),
    ):
        spare_the_collector()
        ready(url)
        await server


def work(settings: Settings, ready: Callable[[str | None], None]) -> None:
    """Carry jobs out until SIGINT or SIGTERM, without serving the API.

    Slices that are under way end first. `ready` is told the URL of the metrics and of the probes,
    None where there is none. Raises `Unusable` where a server holds the SQLite file:
    that server carries its jobs out itself.
    """
    from uvicorn.loops.auto import auto_loop_factory  # noqa: PLC0415 -- commands start without it

    port = settings.metrics_port
    watched = nullcontext() if port is None else listen(settings.host, port)
    with watched as listening, asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(_work(settings, listening, ready))


async def _work(
    settings: Settings, listening: socket.socket | None, ready: Callable[[str | None], None]
) -> None:
    ended = asyncio.Event()
    for number in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with (
        open_services(settings, serving=True) as services,
        probed(services, listening) if listening else nullcontext() as probes,
        keeping_alive(services),
        recovering(services),
        working(services),
    ):
        spare_the_collector()
        ready(probes and probes[1])
        await ended.wait()
        if probes is not None:
            probes[0].readiness.draining = True


@asynccontextmanager
async def probed(
    services: Services, listening: socket.socket
) -> AsyncIterator[tuple["Application", str]]:
    """Answer probes and scrapes on a socket while the block lasts; gives what does, and its URL."""
    import uvicorn  # noqa: PLC0415 -- the command line starts without it

    from segue.http.probes import create_probes  # noqa: PLC0415 -- the same

    app = create_probes(services)

    class Server(uvicorn.Server):
        """Leaves signals to the process, which ends it last of all."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            started.set()

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    started, server = asyncio.Event(), Server(_config(app, services.settings))
    task = await _begun(server, started, listening)
    try:
        yield app, _url(listening)
    finally:
        server.should_exit = True
        await task


def listen(host: str, port: int) -> socket.socket:
    """Take a port, a free one for 0; `Unusable` where it cannot be had."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise Unusable(f"{host} port {port} cannot be served: {error.strerror}.") from error
    # Accepted connections take this over. asyncio sets it only on sockets whose protocol number is
    # not 0, as this one's is; without it a kept-alive connection's requests took 43 ms, not 6.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


@asynccontextmanager
async def running(
    services: Services, listening: socket.socket
) -> AsyncIterator[tuple["asyncio.Task[None]", str]]:
    """Serve the HTTP API on a socket while the block lasts; gives the server's task and URL.

    The task ends when a signal has told the server to stop.
    """
    started = asyncio.Event()
    server = _server(services, started)
    task = await _begun(server, started, listening)
    try:
        yield task, _url(listening)
    finally:
        server.should_exit = True
        await task
        await _let_go(server.server_state.tasks)


async def _begun(
    server: "uvicorn.Server", started: asyncio.Event, listening: socket.socket
) -> "asyncio.Task[None]":
    """Let a server begin, and wait until it serves or has failed to."""
    task = asyncio.create_task(server.serve(sockets=[listening]))
    task.add_done_callback(lambda _: started.set())
    await started.wait()
    return task


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


async def _let_go(tasks: set["asyncio.Task[None]"]) -> None:
    """See that no request still uses the database, which is closed next.

    A request that is cancelled leaves its write, with what it has sent, to recovery or a repeat.
    """
    for task in tasks:
        # One whose grace is over was told already, and tells its caller now.
        if not task.cancelling():
            task.cancel()
    if tasks:
        structlog.get_logger().warning("requests were cut short", number=len(tasks))
        await asyncio.wait(tasks, timeout=LETTING_GO)


def _server(services: Services, started: asyncio.Event) -> "uvicorn.Server":
    import uvicorn  # noqa: PLC0415 -- the command line starts without it

    from segue.http.app import create_app  # noqa: PLC0415 -- the same

    app, settings, loop = create_app(services), services.settings, asyncio.get_running_loop()

    class Server(uvicorn.Server):
        """uvicorn's server raises a signal that ended it once more; this one only ends.

        It may first go on for a while, unready, until whatever sends it requests has seen that.
        """

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            again, app.readiness.draining = app.readiness.draining, True
            if again or not settings.drain_seconds:
                super().handle_exit(sig, frame)
                return
            end = super().handle_exit
            loop.call_soon_threadsafe(loop.call_later, settings.drain_seconds, end, sig, frame)

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            started.set()

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            before = {number: signal.signal(number, self.handle_exit) for number in SIGNALS}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

    return Server(_config(app, settings))


def _config(app: "Application", settings: Settings) -> "uvicorn.Config":
    import uvicorn  # noqa: PLC0415 -- the command line starts without it

    from segue.http.protocol import bounded  # noqa: PLC0415 -- the same

    return uvicorn.Config(
        app,
        http=bounded(settings),
        loop="none",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=settings.idle_seconds,  # type: ignore[arg-type]
        timeout_graceful_shutdown=settings.grace_seconds,
    )


def spare_the_collector() -> None:
    """Let the garbage collector pass over what start-up made, and come by seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTION)
