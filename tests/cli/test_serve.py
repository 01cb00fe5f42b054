"""The server as a process of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

SEGUE = Path(sys.executable).with_name("segue")
INSIDE = """
import gc, os, signal
from segue.app import serve
from segue.config import Settings
from segue.http import logs

def ready(url):
    print(gc.get_threshold(), gc.get_freeze_count() > 10_000)
    os.kill(os.getpid(), signal.SIGTERM)

logs.configure("error")
serve(Settings(port=0), ready)
"""


@contextmanager
def running(folder: Path, *args: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command in an empty folder, and end it."""
    child = subprocess.Popen(
        [SEGUE, *args], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def logged(child: subprocess.Popen[str], event: str) -> dict[str, str]:
    """Read the log up to an event."""
    assert child.stderr is not None
    for line in child.stderr:
        found = json.loads(line)
        if found["event"] == event:
            return found
    raise AssertionError(f"{event!r} was not logged")


def test_the_server_answers_and_ends_in_order(tmp_path):
    """A stop would cut requests off, or leave the database open."""
    with running(tmp_path, "serve", "--port", "0") as child:
        url = logged(child, "serving")["url"]
        answer = httpx2.get(f"{url}/health")
        assert answer.json()["status"] == "ok"
        assert "server" not in answer.headers
        child.send_signal(signal.SIGTERM)
        logged(child, "stopped")
        assert child.wait() == 0
    assert not list(tmp_path.glob("*-wal"))


def test_a_second_server_on_the_same_file_says_why_not(tmp_path):
    """The operator would read a traceback, or two servers would share one file."""
    with running(tmp_path, "serve", "--port", "0") as child:
        logged(child, "serving")
        second = subprocess.run(
            [SEGUE, "serve", "--port", "0"],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
        )
    assert second.returncode == 1
    assert second.stderr.startswith("segue: Another server uses ")
    assert second.stderr.count("\n") == 1


def test_the_collector_seldom_comes_by(tmp_path):
    """Every hundredth request would wait for the garbage collector."""
    command = [sys.executable, "-c", INSIDE]
    env = {name: value for name, value in os.environ.items() if not name.startswith("SEGUE_")}
    said = subprocess.run(
        command, cwd=tmp_path, env=env, check=True, capture_output=True, text=True
    )
    assert said.stdout == "(50000, 20, 100) True\n"


def test_a_simulator_says_where_it_is_and_answers(tmp_path):
    """A developer could not reach the simulator that was started."""
    with running(tmp_path, "simulate", "apollo") as child:
        assert child.stdout is not None
        told = json.loads(child.stdout.readline())
        assert told["credential"]["api_key"]
        state = httpx2.get(f"{told['simulator_url']}/__simulator__/state")
        assert state.json()["name"] == "apollo"
