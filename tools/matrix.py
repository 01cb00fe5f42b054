"""Write docs/providers.md from the providers' tables; `--check` only compares."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from segue import registry
from segue.service.providers import table
from segue.spi.provider import Provider

PAGE = Path(__file__).parent.parent / "docs" / "providers.md"

OPENING = """# Providers

What each provider can do through Segue. This page is written by `make matrix` from the same tables
that validation, warnings and the contract suite read; a row that lies fails the build.

| support | means |
|---|---|
| native | the same meaning, nothing lost |
| emulated | by several calls or a computed value; the same meaning, nothing lost |
| lossy | works; a use that loses something is answered with a warning that says what |
| absent | the provider's API cannot do it |
| pending | the provider can, the adapter does not yet |
| unknown | neither documented nor tried; treated as absent |

Where a row cannot be used, *refused* means that the request is answered with 400 and nothing is
sent, and *dropped* that the rest is done, with a `FIELD_NOT_SUPPORTED` warning.
`name@type` is the field `name` on a step of that type.
"""


def page(providers: Iterable[Provider]) -> str:
    """Write the whole page."""
    chosen = tuple(providers)
    return "\n".join([OPENING, *_matrix(chosen), *(_section(it) for it in chosen)])


def _matrix(providers: tuple[Provider, ...]) -> Iterator[str]:
    tables = [{row["name"]: row for row in table(provider)} for provider in providers]
    names = dict.fromkeys(name for rows in tables for name in rows)
    yield "## All of them\n"
    yield "| | " + " | ".join(provider.title for provider in providers) + " |"
    yield "|---" * (len(providers) + 1) + "|"
    for name in names:
        yield f"| `{name}` | " + " | ".join(_short(rows.get(name)) for rows in tables) + " |"
    yield ""


def _short(row: dict[str, Any] | None) -> str:
    if row is None:
        return "as for a step"
    how = {"refuse": "refused", "drop": "dropped"}.get(row["on_use"], "")
    return f"{row['support']}, {how}" if how else str(row["support"])


def _section(provider: Provider) -> str:
    lines = [f"## {provider.title}\n", "| capability | support | note | source | confidence |"]
    lines.append("|---|---|---|---|---|")
    for row in table(provider):
        cells = (row["note"], row["source"], row["confidence"])
        rest = " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in cells)
        lines.append(f"| `{row['name']}` | {_short(row)} | {rest} |")
    return "\n".join([*lines, ""])


def main() -> int:
    """Write the page, or compare it."""
    fresh = page(registry.load(name) for name in registry.names())
    if "--check" not in sys.argv:
        PAGE.write_text(fresh, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == fresh:
        print("matrix: docs/providers.md agrees with the tables")
        return 0
    print("docs/providers.md does not agree with the tables: run `make matrix`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
