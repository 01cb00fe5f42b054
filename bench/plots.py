"""Plots of what was measured: bars, with the spread of the repetitions as a line."""

from collections.abc import Sequence
from html import escape
from statistics import median
from typing import Final

from bench.results import CALL, CONTACTS, EMAIL, PROXY, Results, Row

WIDTH, ROW, LEFT, RIGHT = 860, 22, 330, 110
HEAD: Final = 24
FILLS: Final = {"Segue": "#2a6f97", "SQLite": "#2a6f97", "PostgreSQL": "#468faf"}
OTHERS: Final = "#adb5bd"
OPENING: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
font-family="sans-serif" font-size="12">
<rect width="{width}" height="{height}" fill="#fff"/>"""

Bar = tuple[str, Sequence[float]]


def throughput(results: Results, level: int) -> str:
    """Draw answers a second of every contender; nginx, which makes one call, is out of scale."""
    return groups(
        "answers a second",
        [
            (
                f"{shape} at {level} connections",
                [
                    (row.name, results.values(row, "rate"))
                    for row in results.table(shape)
                    if row.connections == level and row.name != PROXY
                ],
            )
            for shape in (CALL, EMAIL, CONTACTS)
        ],
    )


def latency(results: Results) -> str:
    """Draw median and tail at one connection."""
    return groups(
        "milliseconds",
        [
            (
                f"{shape} at one connection",
                [
                    (f"{row.name}, {what}", results.values(row, what))
                    for row in results.table(shape)
                    if row.connections == 1
                    for what in ("p50", "p99")
                ],
            )
            for shape in (CALL, EMAIL, CONTACTS)
        ],
    )


def cost(results: Results, tables: Sequence[str]) -> str:
    """Draw the CPU of a call where there is more of everything."""

    def bars(rows: Sequence[Row]) -> list[Bar]:
        return [(row.name, results.values(row, "cpu_us")) for row in rows]

    return groups(
        "microseconds of CPU a call",
        [(f"call step: {name}", bars(results.table(name))) for name in tables],
    )


def groups(unit: str, found: Sequence[tuple[str, Sequence[Bar]]]) -> str:
    """Draw groups of bars one under another, each group to a scale of its own."""
    found = [(title, bars) for title, bars in found if bars]
    height = sum(HEAD + ROW * len(bars) + 10 for _, bars in found) + 10
    parts, top = [OPENING.format(width=WIDTH, height=height)], 10
    for title, bars in found:
        parts.append(f'<text x="8" y="{top + 14}" font-weight="bold">{escape(title)}</text>')
        parts.append(f'<text x="{WIDTH - 8}" y="{top + 14}" text-anchor="end">{unit}</text>')
        top += HEAD
        longest = max(max(values) for _, values in bars) or 1
        for name, values in bars:
            parts += _bar(name, values, top, (WIDTH - LEFT - RIGHT) / longest)
            top += ROW
        top += 10
    return "\n".join([*parts, "</svg>", ""])


def _bar(name: str, values: Sequence[float], top: int, scale: float) -> list[str]:
    middle, least, most = median(values), min(values), max(values)
    fill = next((fill for word, fill in FILLS.items() if name.startswith(word)), OTHERS)
    shown = f"{middle:.2f}" if middle < 100 else f"{middle:,.0f}"  # noqa: PLR2004 -- three digits
    return [
        f'<text x="{LEFT - 8}" y="{top + 12}" text-anchor="end">{escape(name)}</text>',
        f'<rect x="{LEFT}" y="{top + 1}" width="{middle * scale:.1f}" height="14" fill="{fill}"/>',
        (
            f'<line x1="{LEFT + least * scale:.1f}" x2="{LEFT + most * scale:.1f}" y1="{top + 8}"'
            f' y2="{top + 8}" stroke="#222"/>'
        ),
        f'<text x="{LEFT + most * scale + 6:.1f}" y="{top + 12}">{shown}</text>',
    ]
