"""Load from wrk, and what it measured."""

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")
RESULT = "RESULT "


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: requests a second, and latencies in milliseconds."""

    rate: float
    p50: float
    p90: float
    p99: float


@dataclass(frozen=True, slots=True)
class Asking:
    """What wrk asks, and where."""

    url: str
    method: str
    path: str
    body: str = ""
    key: str = ""
    customers: int = 1


def load(asking: Asking, *, connections: int, seconds: float, pinned: Sequence[str]) -> Measured:
    """Ask over and over on kept connections. Raises `RuntimeError` where an answer was an error."""
    ran = subprocess.run(
        [
            *pinned,
            *("wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "20s"),
            *("-s", str(SCRIPT), asking.url, "--"),
            *(asking.method, spread(asking.path), asking.key or "none", str(asking.customers)),
            asking.body,
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    line = next(line for line in ran.stdout.splitlines() if line.startswith(RESULT))
    found = json.loads(line.removeprefix(RESULT))
    if found["failed"] or not found["requests"]:
        raise RuntimeError(f"{asking.method} {asking.url}{asking.path}: {ran.stdout}")
    return Measured(found["requests"] / found["seconds"], found["p50"], found["p90"], found["p99"])


def spread(path: str) -> str:
    """Let each request name another sequence: writes to one wait for each other by design."""
    return re.sub(r"/sequences/[0-9]+", "/sequences/SEQUENCE", path)
