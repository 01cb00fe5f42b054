"""What a run leaves behind: tables for the terminal, and a page with plots."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from string import Template
from typing import Final

from bench import phases, plots
from bench.results import (
    CALL,
    CONTACTS,
    DIRECT,
    EMAIL,
    PROCESSES,
    PRUNING,
    SCALE,
    SQLITE,
    Results,
    Row,
)
from bench.run import MOST
from bench.targets import SCALE as SCALE_FIGURE
from bench.targets import TARGETS

TEMPLATE: Final = Path(__file__).with_name("page.md")
NEWEST: Final = re.compile(r"(?<=<!-- newest -->).*?(?=<!-- /newest -->)", re.DOTALL)
WIDE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """When, where and how a run was made."""

    date: str
    machine: str
    calls: str
    """How many calls of the provider each shape takes."""
    load: float
    """Load average before the run."""
    scale: str
    repeats: int
    seconds: float
    took: float


def shown(value: float) -> str:
    """Spell a figure in three digits or so."""
    return f"{value:,.0f}" if abs(value) >= WIDE else f"{value:.3g}"


def spread(values: Sequence[float]) -> str:
    """Spell a median, with the least and the most in brackets."""
    if not values:
        return "-"
    if len(values) == 1:
        return shown(values[0])
    return f"{shown(median(values))} ({shown(min(values))} to {shown(max(values))})"


def verdicts(results: Results) -> list[str]:
    """Spell every promise with its measured value."""
    lines = [
        "| measure | must | stretch | measured: median (min to max) | verdict |",
        "|---|---|---|---|---|",
    ]
    for target in TARGETS:
        values = results.figures.get(target.figure, [])
        must, stretch = target.bounds()
        name = target.figure + (" *" if target.ours else "")
        unit = target.unit if values else ""
        lines.append(
            f"| {name} | {must} | {stretch} | {spread(values)}{unit} | {target.verdict(values)} |"
        )
    return lines


Ratio = tuple[str, Callable[[Row], Row], str]
"""A column's head, the row that each is compared with, and by what."""


def table(results: Results, name: str, ratio: Ratio) -> list[str]:
    """Spell a table's rows: medians, and the spread over the repetitions."""
    head, other, what = ratio
    lines = [
        f"| contender | connections | answers/s | p50 ms | p99 ms | worst ms | CPU µs | {head} |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in results.table(name):
        cells = [spread(results.values(row, column)) for column in ("rate", "p50", "p99")]
        compared = results.pairs(row, other(row), what, lambda one, two: one / two)
        worst, cpu = max(results.values(row, "worst")), results.median(row, "cpu_us")
        cells += [shown(worst), shown(cpu), spread(compared)]
        lines.append(f"| {row.name} | {row.connections} | {' | '.join(cells)} |")
    return lines


def contenders(results: Results, shape: str) -> list[str]:
    """Spell one shape's contenders."""
    ratio = ("÷ direct", lambda row: Row(shape, DIRECT, row.connections), "rate")
    return table(results, shape, ratio)


def scale(results: Results) -> list[str]:
    """Spell what a call costs where there is more, each with its verdict."""
    target = next(target for target in TARGETS if target.figure == SCALE_FIGURE)
    smallest: dict[str, Row] = {}
    for row in results.table(SCALE):
        smallest.setdefault(row.name.partition(",")[0], row)

    def first(row: Row) -> Row:
        return smallest[row.name.partition(",")[0]]

    lines = table(results, SCALE, ("cost ÷ smallest", first, "cpu_us"))
    rows = [
        target.verdict(results.pairs(row, first(row), "cpu_us", lambda one, two: one / two))
        for row in results.table(SCALE)
    ]
    heads = [f"{lines[0]} verdict |", f"{lines[1]}---|"]
    return heads + [f"{line} {verdict} |" for line, verdict in zip(lines[2:], rows, strict=True)]


def processes(results: Results) -> list[str]:
    """Spell what more processes bring."""
    one = next(iter(results.table(PROCESSES)), None)
    if one is None:
        return ["-"]
    ratio = ("throughput ÷ one", lambda _: one, "rate")
    return [*table(results, PROCESSES, ratio), "", *(f"* {line}." for line in results.skipped)]


def retention(results: Results) -> list[str]:
    """Spell what forgetting costs who writes."""
    without: dict[str, Row] = {}
    for row in results.table(PRUNING):
        if "nothing" in row.name:
            without[row.name.partition(",")[0]] = row
    ratio = ("throughput ÷ without", lambda row: without[row.name.partition(",")[0]], "rate")
    return table(results, PRUNING, ratio)


def by_phase(results: Results) -> list[str]:
    """Spell what a call costs, phase by phase: its share of the samples, and of the CPU."""
    names = list(results.phases)
    costs = [results.median(Row(name, SQLITE, MOST), "cpu_us") for name in names]
    lines = [
        "| phase | " + " | ".join(f"{name}: share | CPU µs" for name in names) + " |",
        "|---" * (1 + 2 * len(names)) + "|",
    ]
    for phase in (*phases.ASKED, *phases.REST):
        cells = []
        for name, cost in zip(names, costs, strict=True):
            share = results.phases[name][phase]
            cells += [f"{share:.1%}", f"{share * cost:,.0f}"]
        lines.append(f"| {phase} | {' | '.join(cells)} |")
    whole = [
        f"{sum(results.phases[name].values()):.1%} | {cost:,.0f}"
        for name, cost in zip(names, costs, strict=True)
    ]
    return [*lines, f"| all | {' | '.join(whole)} |"]


def largest(results: Results) -> str:
    """Name the phases of a call step that weigh most."""
    found = sorted(results.phases.get(CALL, {}).items(), key=lambda one: -one[1])
    return ", ".join(f"{name} ({share:.0%})" for name, share in found[:5])


def sections(results: Results) -> dict[str, list[str]]:
    """Give every table, by its place in the page."""
    return {
        "verdicts": verdicts(results),
        "call": contenders(results, CALL),
        "email": contenders(results, EMAIL),
        "contacts": contenders(results, CONTACTS),
        "scaling": scale(results),
        "processes": processes(results),
        "retention": retention(results),
        "phases": by_phase(results),
        "notes": [f"* {line}" for line in results.notes],
        "failed": [f"* NOT MEASURED: {line}" for line in results.failed],
    }


def printed(results: Results) -> str:
    """Spell everything for a terminal; the verdicts come last."""
    found = sections(results)
    last = found.pop("verdicts")
    parts = [f"== {name}\n\n" + "\n".join(lines) for name, lines in found.items() if lines]
    return "\n\n".join([*parts, "== promises (* bounds of our own)\n\n" + "\n".join(last)])


def write(results: Results, about: Circumstances, folder: Path) -> Path:
    """Write the page and its plots, and name it in the folder's README; gives the page."""
    folder.mkdir(parents=True, exist_ok=True)
    drawings = {
        "throughput": plots.throughput(results, MOST),
        "latency": plots.latency(results),
        "cost": plots.cost(results, (SCALE, PROCESSES, PRUNING)),
        **results.graphs,
    }
    for name, drawing in drawings.items():
        (folder / f"{about.date}-{name}.svg").write_text(drawing)
    page = folder / f"{about.date}.md"
    texts = {name: "\n".join(lines) for name, lines in sections(results).items()}
    filled = Template(TEMPLATE.read_text()).substitute(
        texts,
        date=about.date,
        machine=about.machine,
        calls=about.calls,
        load=f"{about.load:.1f}",
        scale=about.scale,
        repeats=about.repeats,
        seconds=f"{about.seconds:g}",
        minutes=f"{about.took / 60:.0f}",
        largest=largest(results),
    )
    page.write_text(filled)
    readme = folder / "README.md"
    if readme.exists():
        link = f"[{about.date}]({page.name})"
        readme.write_text(NEWEST.sub(lambda _: link, readme.read_text()))
    return page
