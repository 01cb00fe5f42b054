"""The page that a run leaves behind: a table, a plot, and the machine it was made on."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from bench.load import Measured
from bench.targets import TARGETS

WIDTH, ROW, LEFT = 860, 22, 300
HOW = """\
The server had one core; the load, the mock provider and PostgreSQL had another. Medians of
interleaved repetitions; ratios are within this run. Made by `make bench`."""
OPENING = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
font-family="sans-serif" font-size="12">"""


@dataclass(slots=True)
class Results:
    """Everything that one run measured."""

    date: str
    machine: str
    runs: dict[str, list[Measured]] = field(default_factory=dict)
    """By contender, such as ``call step / SQLite / 32``: one entry for each repetition."""
    figures: dict[str, float] = field(default_factory=dict)
    """By the target's words."""
    phases: Mapping[str, float] = field(default_factory=dict)
    cpu_ms: float = 0
    notes: list[str] = field(default_factory=list)

    def add(self, name: str, measured: Measured) -> None:
        """Keep one repetition."""
        self.runs.setdefault(name, []).append(measured)

    def median(self, name: str, what: str) -> float:
        """Give the median of a contender's repetitions."""
        return float(statistics.median(getattr(run, what) for run in self.runs[name]))


def verdicts(results: Results) -> list[str]:
    """Spell every promise with its measured value."""
    lines = ["| measure | must | stretch | measured | |", "|---|---|---|---|---|"]
    for target in TARGETS:
        value = results.figures.get(target.figure)
        shown = "-" if value is None else f"{value:.3g}{target.unit}"
        promised, verdict = target.promised(), target.verdict(value)
        lines.append(f"| {target.figure} | {promised} | {shown} | {verdict} |")
    return lines


def contenders(results: Results) -> list[str]:
    """Spell every contender: medians, and the spread of the rate over the repetitions."""
    lines = [
        "| contender / connections | requests/s | spread | p50 ms | p90 ms | p99 ms |",
        "|---|---|---|---|---|---|",
    ]
    for name, runs in results.runs.items():
        rates = sorted(run.rate for run in runs)
        spread = f"{rates[0]:.0f} to {rates[-1]:.0f}"
        figures = " | ".join(f"{results.median(name, what):.2f}" for what in ("p50", "p90", "p99"))
        lines.append(f"| {name} | {results.median(name, 'rate'):.0f} | {spread} | {figures} |")
    return lines


def by_phase(results: Results) -> list[str]:
    """Spell what a call costs, phase by phase."""
    lines = ["| phase | share | CPU µs a call |", "|---|---|---|"]
    for phase, share in results.phases.items():
        lines.append(f"| {phase} | {share:.1%} | {share * results.cpu_ms * 1000:.0f} |")
    return lines


def write(results: Results, folder: Path, limits: Sequence[str]) -> Path:
    """Write the page and its plot; gives the page."""
    folder.mkdir(parents=True, exist_ok=True)
    plot, page = folder / f"{results.date}.svg", folder / f"{results.date}.md"
    plot.write_text(drawn(results))
    lines = [
        f"# Performance, {results.date}",
        "",
        f"Machine: {results.machine}.",
        HOW,
        "",
        "## Promises",
        "",
        *verdicts(results),
        "",
        "## Contenders",
        "",
        *contenders(results),
        "",
        f"![Requests a second]({plot.name})",
        "",
        "## Where a call's time goes",
        "",
        *by_phase(results),
        "",
        "## What was measured, how, and what limits it",
        "",
        *(f"* {line}" for line in (*results.notes, *limits)),
        "",
    ]
    page.write_text("\n".join(lines))
    return page


def drawn(results: Results) -> str:
    """Draw requests a second of every contender, with the spread of its repetitions."""
    rows = [(name, [run.rate for run in runs]) for name, runs in results.runs.items()]
    most = max(max(rates) for _, rates in rows)
    scale = (WIDTH - LEFT - 80) / most
    parts = [OPENING.format(width=WIDTH, height=ROW * len(rows) + 20)]
    for number, (name, rates) in enumerate(rows):
        top, middle = number * ROW + 8, statistics.median(rates)
        parts += [
            f'<text x="{LEFT - 8}" y="{top + 12}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{LEFT}" y="{top}" width="{middle * scale:.1f}" height="14" fill="#4a7ab5"/>',
            (
                f'<line x1="{LEFT + min(rates) * scale:.1f}" x2="{LEFT + max(rates) * scale:.1f}"'
                f' y1="{top + 7}" y2="{top + 7}" stroke="#222"/>'
            ),
            f'<text x="{LEFT + max(rates) * scale + 6:.1f}" y="{top + 12}">{middle:.0f}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])
