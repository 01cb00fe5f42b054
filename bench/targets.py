"""What is promised, each a figure of one run: what must hold, and what is aimed at."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Target:
    """One promise. `least`: the figure must be at least `must`, otherwise at most."""

    figure: str
    must: float
    stretch: float
    unit: str = ""
    least: bool = False

    def verdict(self, value: float | None) -> str:
        """Say how a measured value stands to the promise."""
        if value is None:
            return "not measured"
        if self._holds(value, self.stretch):
            return "pass (stretch)"
        return "pass" if self._holds(value, self.must) else "FALLS SHORT"

    def _holds(self, value: float, bound: float) -> bool:
        return value >= bound if self.least else value <= bound

    def promised(self) -> str:
        """Spell both bounds."""
        sign = "≥" if self.least else "≤"
        return f"{sign} {self.must:g}{self.unit} | {sign} {self.stretch:g}{self.unit}"


TARGETS: Final = (
    Target("call step, SQLite, 1 connection: added p50", 0.9, 0.5, " ms"),
    Target("call step, SQLite, 1 connection: added p99", 4, 1.5, " ms"),
    Target("call step, 32 connections: throughput ÷ direct", 0.20, 0.25, least=True),
    Target("call step, 32 connections: throughput ÷ bare FastAPI", 1.5, 3, least=True),
    Target("call step, 32 connections: p99 ÷ p50", 3, 2),
    Target("e-mail step, SQLite, 1 connection: added p50", 1.8, 1.0, " ms"),
    Target("call step, 32 connections: PostgreSQL ÷ SQLite", 0.6, 0.9, least=True),
    Target("memory of one process after load", 120, 90, " MB"),
    Target("cold start to the first answered call", 1.2, 0.8, " s"),
    Target("segue --help", 200, 100, " ms"),
    Target("call at the largest scale ÷ at the smallest", 1.15, 1.05),
)
