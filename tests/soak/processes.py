"""Processes of a soak: simulators and a server, each started by the command that operators use."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx2

SEGUE = Path(sys.executable).with_name("segue")
PATIENCE = 60
"""Seconds that a process is given to start or to end."""
LOOPBACK = "127.0.0.1"


def _plain(environ: Mapping[str, str]) -> dict[str, str]:
    """Give this process's environment without Segue's own settings, but for these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SEGUE_")}
    return {**kept, **environ}


@contextmanager
def simulator(provider: str, folder: Path) -> Iterator[str]:
    """Run one simulator; gives its URL."""
    with (
        (folder / f"{provider}.log").open("wb") as log,
        subprocess.Popen(
            [SEGUE, "simulate", provider],
            stdout=subprocess.PIPE,
            stderr=log,
            env=_plain({}),
            cwd=folder,
        ) as child,
    ):
        assert child.stdout is not None
        try:
            yield json.loads(child.stdout.readline())["simulator_url"]
        finally:
            child.kill()


@contextmanager
def server(environ: Mapping[str, str], log: IO[bytes]) -> Iterator[tuple[str, int]]:
    """Run a server; gives its URL and its process's id. It must end well when it is told to."""
    with socket.create_server((LOOPBACK, 0)) as found:
        port = found.getsockname()[1]
    with subprocess.Popen(
        [SEGUE, "serve", "--host", LOOPBACK, "--port", str(port)],
        stdout=log,
        stderr=log,
        env=_plain(environ),
    ) as child:
        try:
            url = f"http://{LOOPBACK}:{port}"
            _wait_until_ready(url, child)
            yield url, child.pid
            child.send_signal(signal.SIGTERM)
            assert child.wait(PATIENCE) == 0, "the server did not end well"
        finally:
            child.kill()


def _wait_until_ready(url: str, child: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and child.poll() is None:
        try:
            httpx2.get(f"{url}/ready", timeout=5).raise_for_status()
        except httpx2.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start")
