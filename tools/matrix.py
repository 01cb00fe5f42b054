"""Write docs/providers.md from the providers' tables; `--check` only compares."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from segue import registry
from segue.service.providers import table
from segue.spi.capability import IN_SEQUENCE, NULL, demanded
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

* `name@type` is the field `name` on a step of that type, and `name@null` clearing that field with
  null. Rows that a provider lacks are as for the field.
* `sequence.steps.name` is the field of a step that is made with its sequence, where it differs
  from `step.name`. Rows that a provider lacks are as for a step.
* `contact.email_addresses.untyped` and `contact.phone_numbers.untyped` are entries whose type is
  null.
* `<object>.list.modified_after` is a list of what changed after a moment;
  `<object>.search.<field>` is what a search, `<object>.upsert.<field>` what an upsert compares.
"""


def page(providers: Iterable[Provider]) -> str:
    """Write the whole page."""
    chosen = tuple(providers)
    return "\n".join([OPENING, *_matrix(chosen), *(_section(it) for it in chosen)])


def _matrix(providers: tuple[Provider, ...]) -> Iterator[str]:
    tables = [{row["name"]: row for row in table(provider)} for provider in providers]
    names = _ordered(name for rows in tables for name in rows)
    yield "## All of them\n"
    yield "| | " + " | ".join(provider.title for provider in providers) + " |"
    yield "|---" * (len(providers) + 1) + "|"
    for name in names:
        yield f"| `{name}` | " + " | ".join(_cell(rows, name) for rows in tables) + " |"
    yield ""


def _ordered(names: Iterable[str]) -> list[str]:
    """Order rows as the wire does; a row of some providers alone follows its family."""
    wire = {name: place for place, name in enumerate(demanded())}

    def place(name: str) -> tuple[int, int]:
        if name in wire:
            return wire[name], -1
        family = _family(name)
        kin = [at for other, at in wire.items() if family in (other, _family(other))]
        return max(kin, default=len(wire)), wire.get(_plain(name), len(wire))

    return sorted(dict.fromkeys(names), key=place)


def _family(name: str) -> str:
    """Name what a row stands with: the clearings of an object, or the fields of one thing."""
    if name.endswith(NULL):
        return name.partition(".")[0] + NULL
    return name.rpartition(".")[0]


def _plain(name: str) -> str:
    """Name the row that holds where there is none of this name."""
    if name.startswith(IN_SEQUENCE):
        return "step." + name.removeprefix(IN_SEQUENCE)
    return name.removesuffix(NULL)


def _cell(rows: dict[str, dict[str, Any]], name: str) -> str:
    if name in rows:
        return _short(rows[name])
    return "as for a step" if name.startswith(IN_SEQUENCE) else "as for the field"


def _short(row: dict[str, Any]) -> str:
    how = {"refuse": "refused", "drop": "dropped"}.get(row["on_use"], "")
    return f"{row['support']}, {how}" if how else str(row["support"])


def _section(provider: Provider) -> str:
    lines = [f"## {provider.title}\n", "| capability | support | note | source | confidence |"]
    lines.append("|---|---|---|---|---|")
    rows = {row["name"]: row for row in table(provider)}
    for row in (rows[name] for name in _ordered(rows)):
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
