"""Fail where a module, a function or a list of parameters has grown too long.

There is no list of exceptions: what is too long is split.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

MODULE, TEST_MODULE, FUNCTION, PARAMETERS = 400, 500, 60, 7
GENERATED = "migrations/versions/"


def tracked() -> list[Path]:
    """List the Python files that are in the repository, or about to be."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "*.py"]
    named = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    return [Path(name) for name in named if name and GENERATED not in name and Path(name).exists()]


def faults(path: Path, source: str) -> Iterator[str]:
    """Say what is too long in one file."""
    lines = len(source.splitlines())
    most = TEST_MODULE if "tests" in path.parts else MODULE
    if lines > most:
        yield f"{path}: {lines} lines; the most is {most}"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _of_function(path, node)


def _of_function(path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    at = f"{path}:{node.lineno}: {node.name}"
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if lines > FUNCTION:
        yield f"{at} has {lines} lines; the most is {FUNCTION}"
    asked = node.args
    names = [it.arg for it in (*asked.posonlyargs, *asked.args, *asked.kwonlyargs)]
    count = len([name for name in names if name not in {"self", "cls"}])
    if count > PARAMETERS:
        yield f"{at} has {count} parameters; the most is {PARAMETERS}"


def main() -> int:
    """Check every file."""
    found = [fault for path in tracked() for fault in faults(path, path.read_text("utf-8"))]
    print("\n".join(found) or "sizes: nothing is too long")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
