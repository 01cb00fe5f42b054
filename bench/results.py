"""Everything that one run has measured."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Final, NamedTuple

from bench.load import Measured

DIRECT: Final = "direct, no gateway"
PROXY: Final = "nginx as a reverse proxy, one call"
BARE: Final = "bare FastAPI + httpx"
SQLITE: Final = "Segue on SQLite"
POSTGRES: Final = "Segue on PostgreSQL"
CALL, EMAIL, CONTACTS = "call step", "e-mail step", "100 contacts"
SCALE, PROCESSES, PRUNING = "scale", "processes", "retention"


class Row(NamedTuple):
    """What was measured again and again: of a table, a contender at a number of connections."""

    table: str
    name: str
    connections: int


@dataclass(slots=True)
class Results:
    """What is known so far."""

    runs: dict[Row, list[Measured]] = field(default_factory=dict)
    """One entry for each repetition."""
    figures: dict[str, list[float]] = field(default_factory=dict)
    """By the target's words, one for each repetition."""
    phases: dict[str, Mapping[str, float]] = field(default_factory=dict)
    """By shape, each phase's share of the samples."""
    notes: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    graphs: dict[str, str] = field(default_factory=dict)
    """Drawings, by file name without the date."""

    def add(self, row: Row, measured: Measured) -> None:
        """Keep one repetition."""
        self.runs.setdefault(row, []).append(measured)

    def values(self, row: Row, what: str) -> list[float]:
        """Give one figure of every repetition."""
        return [float(getattr(run, what)) for run in self.runs.get(row, ())]

    def median(self, row: Row, what: str) -> float:
        """Give a figure's median over the repetitions; 0 where there is none."""
        found = self.values(row, what)
        return median(found) if found else 0

    def pairs(
        self, row: Row, other: Row, what: str, work: Callable[[float, float], float]
    ) -> list[float]:
        """Work one figure out of two rows, round by round: both were measured within seconds."""
        first, second = self.values(row, what), self.values(other, what)
        return [work(one, two) for one, two in zip(first, second, strict=False)]

    def table(self, name: str) -> list[Row]:
        """Name a table's rows in the order they were measured in."""
        return [row for row in self.runs if row.table == name]
