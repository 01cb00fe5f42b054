"""Fail where a tracked file names a place on the machine that made it, or a package registry."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# Each is put together here, so that this file does not match itself.
FOLDERS = ("work", "farm", "root", "home", "Users")
HOSTS = (
    ("pypi", "org/simple"),
    ("files", "pythonhosted"),
    ("registry", "npmjs"),
    ("index", "crates"),
    ("proxy", "golang"),
)
PLACES = re.compile(
    "|".join(
        (
            rf"(?<![\w.}}*-])/(?:{'|'.join(FOLDERS)})/",
            *(re.escape(f"{first}.{rest}") for first, rest in HOSTS),
            r"--(?:extra-)?index-" + "url",
        )
    )
)


def tracked() -> list[Path]:
    """List the files that are in the repository, or about to be."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    named = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    return [Path(name) for name in named if name and Path(name).is_file()]


def faults(path: Path) -> Iterator[str]:
    """Give each line of a file that names a place."""
    raw = path.read_bytes()
    if b"\0" in raw:
        return
    for number, line in enumerate(raw.decode("utf-8", errors="replace").splitlines(), start=1):
        if found := PLACES.search(line):
            yield f"{path}:{number}: names a place: {found[0]}"


def main() -> int:
    """Check every file."""
    found = [fault for path in tracked() for fault in faults(path)]
    print("\n".join(found) or "places: none is named")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
