"""Where a call's CPU goes: samples of the running server, by what the program does there.

A sample is a stack. Its phase is told by the innermost frame that is in a module of ours with a
phase, because libraries and tools do their work for somebody; where there is none, by the innermost
frame of a library that works for one phase alone. What is left is named "other".
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

SAMPLES_A_SECOND: Final = 250
START_SECONDS: Final = 4
"""That the profiler takes until its first sample, at most."""
SPARE: Final = 60

PARSE, AUTH, CONNECTION, UNSEAL = "parse", "auth", "connection", "unseal, seal"
PLAN, BUDGET, JOURNAL, CALL = "plan", "budget", "journal", "call"
MAP, ANSWER = "map", "answer"
WATCH, ROUTE, SERVER, OTHER = "log, count and trace", "route", "HTTP server and loop", "other"

ASKED: Final = (PARSE, AUTH, CONNECTION, UNSEAL, PLAN, BUDGET, JOURNAL, CALL, MAP, ANSWER)
REST: Final = (WATCH, ROUTE, SERVER, OTHER)

# By the beginning of a module's path; of several that fit, the longest tells.
OURS: Final[Mapping[str, tuple[str, ...]]] = {
    PARSE: (
        "segue/http/body",
        "segue/http/query",
        "segue/http/headers",
        "segue/http/customer_paths",
        "segue/service/body",
        "segue/model",
    ),
    AUTH: ("segue/http/exchange", "segue/store/keys", "segue/service/keys", "segue/service/admis"),
    CONNECTION: (
        "segue/store/connections",
        "segue/service/session",
        "segue/engine/tokens",
        "segue/engine/refreshing",
        "segue/engine/health",
    ),
    UNSEAL: ("segue/vault", "segue/engine/seal", "segue/engine/credential", "segue/store/sealed"),
    PLAN: (
        "segue/providers",
        "segue/spi",
        "segue/engine/reads",
        "segue/service/conform",
        "segue/service/steps",
    ),
    BUDGET: (
        "segue/engine/budget",
        "segue/engine/share",
        "segue/engine/heard",
        "segue/engine/drift",
        "segue/engine/slots",
        "segue/engine/circuit",
        "segue/store/budgets",
        "segue/spi/limits",
        "segue/providers/outreach/limits",
    ),
    JOURNAL: (
        "segue/store",
        "segue/engine",
        "segue/service/lease",
        "segue/service/writes",
        "segue/service/carrying",
        "segue/service/auditing",
        "segue/http/auditing",
    ),
    CALL: ("segue/engine/transport", "segue/engine/sending", "segue/engine/outbound"),
    MAP: (
        "segue/service/reading",
        "segue/service/cursor",
        "segue/engine/misread",
        "segue/providers/outreach/read",
        "segue/providers/outreach/book/read",
        "segue/providers/outreach/documents",
        "segue/providers/outreach/values",
    ),
    ANSWER: ("segue/http/answers", "segue/service/shown", "segue/http/failures"),
    WATCH: (
        "segue/http/logs",
        "segue/http/watching",
        "segue/engine/measured",
        "segue/engine/tracing",
        "segue/engine/watch",
        "segue/service/counting",
        "segue/service/counted",
    ),
    ROUTE: ("segue/http",),
    SERVER: ("segue/http/protocol",),
}
LIBRARIES: Final[Mapping[str, tuple[str, ...]]] = {
    CALL: ("aiohttp/", "yarl/", "multidict/", "propcache/"),
    JOURNAL: ("asyncpg/", "segue/store"),
    WATCH: ("structlog/", "prometheus_client/", "opentelemetry/", "trace/__init__"),
    ROUTE: ("fastapi/", "starlette/", "segue/http"),
    SERVER: ("uvicorn/", "uvloop/", "asyncio/", "httptools/", "ssl.py"),
}
RUNNER: Final = "asyncio/runners.py"
# Tools of everybody, and what passes a request on: who used them tells the phase.
TOOLS: Final = (
    "segue/kit",
    "segue/store/sqlite",
    "segue/store/postgres",
    "segue/store/runner",
    "segue/http/edge",
    "segue/http/routing",
    "segue/http/writing",
    "segue/http/routes",
)
# The profiler takes a thread of a pool that waits for its queue for one that works.
WAITING: Final = ("_worker (concurrent/futures/thread.py", "wait (threading.py")


def sample(pid: int, seconds: int, folder: Path) -> str:
    """Sample a process under load; gives folded stacks, ``outer;inner count`` a line."""
    spy, raw = str(Path(sys.executable).with_name("py-spy")), folder / "stacks.txt"
    options = ("--rate", str(SAMPLES_A_SECOND), "--duration", str(seconds))
    ran = subprocess.run(
        [spy, "record", "--pid", str(pid), *options, "--format", "raw", "--output", str(raw)],
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + SPARE,
    )
    if ran.returncode:
        raise RuntimeError(f"py-spy could not sample the server: {ran.stderr[-1000:]}")
    return raw.read_text()


def folded(stacks: str) -> Iterator[tuple[list[str], int]]:
    """Read folded stacks; threads that wait for work are left out."""
    for line in stacks.splitlines():
        frames, _, number = line.rpartition(" ")
        if not frames.rpartition(";")[2].startswith(WAITING):
            yield frames.split(";"), int(number)


def shares(stacks: str) -> dict[str, float]:
    """Give each phase's share of the samples; they make up the whole."""
    counted: Counter[str] = Counter()
    for frames, number in folded(stacks):
        counted[phase(frames)] += number
    total = sum(counted.values()) or 1
    return {name: counted[name] / total for name in (*ASKED, *REST)}


def phase(frames: list[str]) -> str:
    """Tell what a stack, the outermost frame first, works for."""
    places = [place(frame) for frame in reversed(frames)]
    ours = (_longest(path) for path in places if not path.startswith(TOOLS))
    # The runner stands in every stack; where it is the innermost, the loop itself works.
    theirs = (_library(path) for path in places if path != RUNNER or path == places[0])
    return next((found for found in (*ours, *theirs) if found), OTHER)


def place(frame: str) -> str:
    """Take the module's path out of ``function (path:line)``, from the package's folder on."""
    path = frame.rpartition("(")[2].rpartition(":")[0]
    for start in ("/src/", "/site-packages/"):
        path = path.rpartition(start)[2]
    return path


def _longest(path: str) -> str | None:
    fitting = [
        (len(start), name)
        for name, starts in OURS.items()
        for start in starts
        if path.startswith(start)
    ]
    return max(fitting)[1] if fitting else None


def _library(path: str) -> str | None:
    return next((name for name, starts in LIBRARIES.items() if path.startswith(starts)), None)
