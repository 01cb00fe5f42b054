"""Plain tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

GAP = "  "


def show(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], empty: str) -> None:
    """Print rows under the names of their columns, or the sentence `empty` to standard error."""
    if not rows:
        click.echo(empty, err=True)
        return
    cells = [[name.replace("_", " ") for name in columns]]
    cells += [[_spelled(row[name]) for name in columns] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
    for row in cells:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(GAP.join(padded).rstrip())


def _spelled(value: Any) -> str:
    """Spell a cell; what would begin a line, or command the terminal, is shown as its escape."""
    text = "-" if value is None else str(value)
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]
