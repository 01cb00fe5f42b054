"""The worker as a process of its own, and what it shows of itself."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from .test_serve import SEGUE, logged

TOKEN = "a-token-for-scraping-0123456789"


@contextmanager
def worker(folder: Path, *args: str, **environ: str) -> Iterator[subprocess.Popen[str]]:
    """Run a worker in an empty folder, and end it."""
    child = subprocess.Popen(
        [SEGUE, "worker", *args],
        cwd=folder,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def stopped(child: subprocess.Popen[str]) -> int:
    """Tell a worker to stop, and give how it ended."""
    child.send_signal(signal.SIGTERM)
    logged(child, "stopped")
    return child.wait()


def test_a_worker_shows_what_it_counts_and_whether_it_can_work(tmp_path):
    """Nobody could see what a worker asks of providers, or that it has lost its database."""
    with worker(tmp_path, "--metrics-port", "0", SEGUE_METRICS="open") as child:
        url = logged(child, "working")["url"]
        assert url.startswith("http://127.0.0.1:")
        ready = httpx2.get(f"{url}/ready")
        assert (ready.status_code, ready.json()["status"]) == (200, "ready")
        assert httpx2.get(f"{url}/health").json()["status"] == "ok"
        shown = httpx2.get(f"{url}/metrics")
        assert shown.status_code == 200
        assert "segue_provider_calls_held_total" in shown.text
        assert 'segue_jobs{state="queued"} 0.0' in shown.text
        for path in ("/openapi.json", "/mgmt/v2/customers", "/engagement/v2/sequences"):
            assert httpx2.get(f"{url}{path}").status_code == 404
        assert stopped(child) == 0


@pytest.mark.parametrize(
    ("environ", "shown", "status"),
    [
        ({}, {}, 404),
        ({"SEGUE_METRICS": "token", "SEGUE_METRICS_TOKEN": TOKEN}, {}, 401),
        (
            {"SEGUE_METRICS": "token", "SEGUE_METRICS_TOKEN": TOKEN},
            {"authorization": f"Bearer {TOKEN}"},
            200,
        ),
    ],
    ids=["off", "without the token", "with the token"],
)
def test_a_workers_metrics_are_for_whom_the_operator_lets_in(
    tmp_path, environ: dict[str, str], shown: dict[str, str], status: int
):
    """Anybody on the machine could read what a server would keep to itself."""
    with worker(tmp_path, SEGUE_METRICS_PORT="0", **environ) as child:
        url = logged(child, "working")["url"]
        assert httpx2.get(f"{url}/metrics", headers=shown).status_code == status
        assert httpx2.get(f"{url}/ready").status_code == 200


def test_a_worker_listens_nowhere_unless_it_is_told(tmp_path):
    """A port would be open that nobody asked for."""
    with worker(tmp_path) as child:
        told: dict[str, Any] = logged(child, "working")
        assert told["url"] is None
        sockets = Path(f"/proc/{child.pid}/net/tcp")
        if sockets.exists():
            own = set()
            for each in Path(f"/proc/{child.pid}/fd").iterdir():
                with suppress(FileNotFoundError):
                    own.add(str(each.readlink()))
            rows = [line.split() for line in sockets.read_text().splitlines()[1:]]
            listening = {f"socket:[{row[9]}]" for row in rows if row[3] == "0A"}
            assert not own & listening
        assert stopped(child) == 0


def test_a_worker_whose_port_is_taken_says_so(tmp_path):
    """An operator would read a traceback, or miss that nothing is shown."""
    with worker(tmp_path, "--metrics-port", "0") as first:
        port = logged(first, "working")["url"].rpartition(":")[2]
        (tmp_path / "other").mkdir()
        with worker(tmp_path / "other", "--metrics-port", port) as second:
            _, said = second.communicate(timeout=60)
            assert second.returncode == 1
            assert "cannot be served" in said
