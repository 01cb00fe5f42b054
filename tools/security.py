"""Fail where SECURITY.md has a defence without a test, or names a test that does not exist."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

PAGE = Path("SECURITY.md")
NODE = re.compile(r"`([\w./-]+\.py)::(\w+)`")
ROW = re.compile(r"\|(?P<what>[^|]+)\|(?P<where>[^|]+)\|(?P<tests>[^|]+)\|\s*")
HEADING = "| defence | where | test |"
FEWEST = 20
"""Rows: a table that is not recognised any more would pass as one without faults."""


def rows(page: str) -> Iterator[tuple[int, str, str, str]]:
    """Give every row of every table of defences: its line, what, where, and its tests."""
    inside = False
    for number, line in enumerate(page.splitlines(), start=1):
        inside = line == HEADING or (inside and line.startswith("|"))
        if inside and line != HEADING and not line.startswith("|--"):
            found = ROW.fullmatch(line)
            cells = [cell.strip() for cell in found.groups()] if found else ["", "", ""]
            yield number, *cells


def tests_of(path: Path) -> set[str]:
    """Name a module's tests, without importing it."""
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")
    }


def faults(page: str, root: Path) -> Iterator[str]:
    """Give each row that proves nothing, each test that is not there, and each missing file."""
    found = list(rows(page))
    if len(found) < FEWEST:
        yield f"{PAGE}: {len(found)} rows of defences; there were at least {FEWEST}"
    for number, what, where, tests in found:
        named = NODE.findall(tests)
        if not what or not named:
            yield f"{PAGE}:{number}: names no test"
        for file, name in named:
            path = root / file
            if not path.is_file():
                yield f"{PAGE}:{number}: there is no {file}"
            elif name not in tests_of(path):
                yield f"{PAGE}:{number}: {file} has no {name}"
        for file in re.findall(r"`([\w./-]+)`", where):
            if not (root / "src/segue" / file).exists():
                yield f"{PAGE}:{number}: there is no src/segue/{file}"


def main() -> int:
    """Check the page."""
    found = list(faults(PAGE.read_text("utf-8"), Path()))
    print("\n".join(found) or "security: every defence names a test that is there")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
