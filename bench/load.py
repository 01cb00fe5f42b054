"""Load from wrk, and what it measured."""

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.machine import program

SCRIPT: Final = Path(__file__).with_name("load.lua")
RESULT: Final = "RESULT "
LONGEST_ANSWER: Final = 20
SPARE: Final = 60
"""Seconds after its time at which wrk is given up."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: answers, answers a second, latencies in milliseconds, CPU of an answer."""

    answers: int
    rate: float
    p50: float
    p90: float
    p99: float
    worst: float
    cpu_us: float = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """What wrk asks, and where."""

    url: str
    method: str
    path: str
    body: str = ""
    key: str = ""
    customers: int = 1
    strict: bool = True
    """Take nothing but 2xx for an answer, at the price of a look at every one."""


@dataclass(frozen=True, slots=True)
class Loading:
    """wrk under way."""

    asking: Asking
    child: "subprocess.Popen[str]"
    seconds: float

    def finish(self) -> Measured:
        """Wait for its end. Raises `RuntimeError` where an answer was none or an error."""
        asked = f"{self.asking.method} {self.asking.url}{self.asking.path}"
        try:
            said, error = self.child.communicate(timeout=self.seconds + SPARE)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.communicate()
            raise RuntimeError(f"{asked}: wrk did not end") from None
        lines = [line for line in said.splitlines() if line.startswith(RESULT)]
        if self.child.returncode or not lines:
            raise RuntimeError(f"{asked}: wrk failed: {said}{error}")
        found = json.loads(lines[0].removeprefix(RESULT))
        failed, seconds = found.pop("failed"), found.pop("seconds")
        if failed or not found["answers"]:
            raise RuntimeError(f"{asked}: {failed} of {found['answers']} answers were errors")
        return Measured(rate=found["answers"] / seconds, **found)


def start(
    asking: Asking, *, connections: int, seconds: float, pinned: Sequence[str] = ()
) -> Loading:
    """Ask over and over on kept connections, in the background."""
    whole = max(1, round(seconds))
    command = [
        *pinned,
        *(program("wrk"), "-t1", f"-c{connections}", f"-d{whole}s"),
        *("--timeout", f"{LONGEST_ANSWER}s", "-s", str(SCRIPT), asking.url, "--"),
        *(asking.method, spread(asking.path), asking.key or "none", str(asking.customers)),
        *("strict" if asking.strict else "lax", asking.body),
    ]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    )
    return Loading(asking, child, whole)


def spread(path: str) -> str:
    """Let each request name another sequence: writes to one wait for each other by design."""
    return re.sub(r"/sequences/[0-9]+", "/sequences/SEQUENCE", path)
