"""The vendors' own files. They are not part of this project: they lie beside it, or are absent."""

import functools
import json
import os
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "specs"

APOLLO = "apollo-official-rest-api-2026-08-13.openapi.json"
OUTREACH = "outreach.openapi.json"
OUTREACH_FIELDS = "outreach.fields.json"
SALESLOFT = "salesloft.openapi.json"
FILES = (APOLLO, OUTREACH, OUTREACH_FIELDS, SALESLOFT)


def absent() -> str | None:
    """Say which files are not there; None when all are."""
    lacking = [name for name in FILES if not (FOLDER / name).is_file()]
    return f"not in ../shared/specs: {', '.join(lacking)}" if lacking else None


def require() -> None:
    """Skip the test where a file is absent; fail it where `CI` is true."""
    if (why := absent()) is None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI is true, so nothing may be left unchecked: {why}", pytrace=False)
    pytest.skip(why)


@functools.cache
def load(name: str) -> Any:
    """Read one file."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
