"""A flame graph: how much of the samples each function stood in, coloured by phase."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Final

from bench import phases

WIDTH, ROW, TOP = 1200, 16, 40
SMALLEST: Final = 0.004
"""Of all samples; what is less is left out."""
LETTER: Final = 6.2
OPENING: Final = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
font-family="monospace" font-size="10">"""
COLOURS: Final = dict(
    zip(
        (*phases.ASKED, *phases.REST),
        (
            *("#e9c46a", "#f4a261", "#e76f51", "#b5838d", "#a3b18a", "#90be6d", "#4d908e"),
            *("#577590", "#9d8189", "#cdb4db", "#d4d4aa", "#bcb8b1", "#cbc0d3", "#dddddd"),
        ),
        strict=True,
    )
)


@dataclass(slots=True)
class Node:
    """One function beneath another."""

    count: int = 0
    phases: dict[str, int] = field(default_factory=dict)
    below: dict[str, "Node"] = field(default_factory=dict)

    def note(self, phase: str, count: int) -> None:
        """Add samples in which it stood."""
        self.count += count
        self.phases[phase] = self.phases.get(phase, 0) + count

    @property
    def colour(self) -> str:
        """Of the phase that most of its samples have."""
        return COLOURS[max(self.phases, key=self.phases.__getitem__)]


def drawn(stacks: str, title: str) -> str:
    """Draw folded stacks as SVG; the outermost function is at the top."""
    root = Node()
    for frames, count in phases.folded(stacks):
        phase, node = phases.phase(frames), root
        node.note(phase, count)
        for frame in frames:
            node = node.below.setdefault(named(frame), Node())
            node.note(phase, count)
    if not root.count:
        raise RuntimeError("the profiler has seen nothing")
    boxes = list(_boxes(root, 0, 0.0, root.count))
    deepest = max((depth for depth, *_ in boxes), default=0)
    height = TOP + (deepest + 1) * ROW + 30
    parts = [
        OPENING.format(width=WIDTH, height=height),
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="8" y="16" font-size="13">{escape(title)} ({root.count} samples)</text>',
        *_legend(),
    ]
    for depth, left, width, name, node in boxes:
        y, share = TOP + depth * ROW, node.count / root.count
        parts.append(
            f'<g><title>{escape(name)}: {share:.1%}</title><rect x="{left:.1f}" y="{y}"'
            f' width="{width:.1f}" height="{ROW - 1}" fill="{node.colour}"/>'
        )
        letters = int(width / LETTER)
        if letters > len("..."):
            parts.append(f'<text x="{left + 2:.1f}" y="{y + 11}">{escape(name[:letters])}</text>')
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def named(frame: str) -> str:
    """Give a function's name and module, without its line."""
    function, place = frame.partition(" (")[0], phases.place(frame)
    return f"{function} {place.removesuffix('.py')}".strip()


def _boxes(
    node: Node, depth: int, left: float, total: int
) -> Iterator[tuple[int, float, float, str, Node]]:
    for name, below in sorted(node.below.items(), key=lambda one: -one[1].count):
        width = below.count / total * WIDTH
        if below.count >= SMALLEST * total:
            yield depth, left, width, name, below
            yield from _boxes(below, depth + 1, left, total)
            left += width


def _legend() -> Iterator[str]:
    left = 8.0
    for name, colour in COLOURS.items():
        yield f'<rect x="{left:.0f}" y="22" width="10" height="10" fill="{colour}"/>'
        yield f'<text x="{left + 13:.0f}" y="31">{escape(name)}</text>'
        left += 24 + LETTER * len(name)
