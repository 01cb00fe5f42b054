"""What is promised, each a figure of one run: what must hold, and what is aimed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

PASS, STRETCH, SHORT = "pass", "pass (stretch)", "FALLS SHORT"


@dataclass(frozen=True, slots=True)
class Target:
    """One promise. `least`: the figure must be at least `must`, otherwise at most."""

    figure: str
    must: float
    stretch: float
    unit: str = ""
    least: bool = False
    ours: bool = False
    """Nobody asked for this one; the bounds are our own."""

    def verdict(self, values: Sequence[float]) -> str:
        """Say how the median of what was measured stands to the promise."""
        if not values:
            return "NOT MEASURED"
        if self._holds(median(values), self.stretch):
            return STRETCH
        return PASS if self._holds(median(values), self.must) else SHORT

    def _holds(self, value: float, bound: float) -> bool:
        return value >= bound if self.least else value <= bound

    def bounds(self) -> tuple[str, str]:
        """Spell both bounds."""
        sign = "≥" if self.least else "≤"
        return f"{sign} {self.must:g}{self.unit}", f"{sign} {self.stretch:g}{self.unit}"


ADDED_P50: Final = "call step at one connection, SQLite: added p50 over the baseline"
ADDED_P99: Final = "call step at one connection, SQLite: added p99 over the baseline"
OVER_DIRECT: Final = "call step at 32 connections, SQLite: throughput ÷ baseline"
OVER_BARE: Final = "call step at 32 connections, SQLite: throughput ÷ bare FastAPI + httpx route"
TAIL: Final = "call step at 32 connections, SQLite: p99 ÷ p50"
EMAIL_P50: Final = "e-mail step at one connection, SQLite: added p50 over the baseline"
POSTGRES: Final = "call step at 32 connections: throughput, PostgreSQL ÷ SQLite"
MEMORY: Final = "memory of one process after 60 s of load"
COLD: Final = "cold start on a migrated database, to the first answered call"
HELP: Final = "segue --help"
SCALE: Final = "cost of a call at the largest scale ÷ at one connection and an empty journal"
SCALE_POSTGRES: Final = "the same on PostgreSQL, its own CPU included"
PRUNING: Final = "writes while retention runs ÷ without, {}: {}"
THROUGHPUT, P99 = "throughput", "p99"
ENGINES: Final = ("SQLite", "PostgreSQL")

TARGETS: Final = (
    Target(ADDED_P50, 0.9, 0.5, " ms"),
    Target(ADDED_P99, 4, 1.5, " ms"),
    Target(OVER_DIRECT, 0.20, 0.25, least=True),
    Target(OVER_BARE, 1.5, 3, least=True),
    Target(TAIL, 3, 2),
    Target(EMAIL_P50, 1.8, 1.0, " ms"),
    Target(POSTGRES, 0.6, 0.9, least=True),
    Target(MEMORY, 120, 90, " MB"),
    Target(COLD, 1.2, 0.8, " s"),
    Target(HELP, 200, 100, " ms"),
    Target(SCALE, 1.15, 1.05),
    Target(SCALE_POSTGRES, 1.15, 1.05, ours=True),
    *(
        Target(PRUNING.format(engine, what), *bounds, least=what == THROUGHPUT, ours=True)
        for engine in ENGINES
        for what, bounds in ((THROUGHPUT, (0.8, 0.9)), (P99, (1.5, 1.2)))
    ),
)
