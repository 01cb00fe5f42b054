"""Where a call's time goes: samples of the running server, by what the program does there."""

import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

SAMPLES_A_SECOND: Final = 400
OTHER: Final = "other"

# The first frame, from the innermost outwards, that names one of these tells the phase.
PHASES: Final[Mapping[str, tuple[str, ...]]] = {
    "log": ("structlog", "segue/http/logs", "segue/kit/redact"),
    "count and trace": ("prometheus_client", "opentelemetry", "engine/measured", "engine/tracing"),
    "unseal": ("segue/vault", "engine/seal", "engine/credential"),
    "auth": ("store/keys", "service/keys"),
    "connection": ("store/connections", "service/session", "engine/tokens", "engine/health"),
    "budget": ("engine/budget", "store/budgets", "spi/limits", "engine/slots", "engine/circuit"),
    "journal": ("segue/store", "engine/run", "service/lease"),
    "call": ("aiohttp", "engine/transport", "yarl", "multidict", "ssl.py"),
    "parse": ("service/body", "pydantic", "http/body", "model/"),
    "plan": ("segue/providers", "engine/reads", "service/conform", "spi/"),
    "answer": ("http/answers", "service/shown", "starlette/responses"),
    "map": ("service/reading",),
    "route": ("fastapi", "starlette", "http/edge", "http/verbs"),
    "server": ("uvicorn", "asyncio/", "httptools", "uvloop"),
}


def sample(pid: int, seconds: float, folder: Path) -> tuple[Path, dict[str, float]]:
    """Sample a process under load; gives the flame graph's file and each phase's share."""
    spy = str(Path(sys.executable).with_name("py-spy"))
    asked = [spy, "record", "--pid", str(pid), "--rate", str(SAMPLES_A_SECOND), "--nonblocking"]
    raw, graph = folder / "stacks.txt", folder / "flame.svg"
    for form, path in (("raw", raw), ("flamegraph", graph)):
        subprocess.run(
            [*asked, "--duration", f"{seconds:.0f}", "--format", form, "--output", str(path)],
            check=True,
            capture_output=True,
        )
    return graph, shares(raw.read_text())


def shares(stacks: str) -> dict[str, float]:
    """Sort folded stacks, ``outer;inner count``, into phases; gives each phase's share of all."""
    counted: Counter[str] = Counter()
    for line in stacks.splitlines():
        frames, _, number = line.rpartition(" ")
        counted[_phase(frames.split(";"))] += int(number)
    total = sum(counted.values())
    return {phase: number / total for phase, number in counted.most_common()}


def _phase(frames: list[str]) -> str:
    for frame in reversed(frames):
        for phase, places in PHASES.items():
            if any(place in frame for place in places):
                return phase
    return OTHER
