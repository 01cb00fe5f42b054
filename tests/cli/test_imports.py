"""Tests of what a command imports: that is most of its start, and of a server's memory."""

import gc
import subprocess
import sys

import pytest

from segue.cli import _imported

RARE = ("alembic", "asyncpg", "dbos", "fastapi", "httpx2", "hypothesis", "psycopg")
"""What only some databases, rare commands, and tests need."""
SPELLING = "sqlalchemy.dialects.postgresql"


def imported(code: str) -> set[str]:
    """Run code in a process of its own, and name all modules that it has at the end."""
    shown = f"{code}\nimport sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", shown], check=True, capture_output=True, text=True)
    return set(ran.stdout.split())


def test_a_server_imports_nothing_that_is_rarely_needed() -> None:
    """Every start would wait for what most servers never use."""
    found = imported("import segue.cli.serve, segue.http.app, segue.store.sqlite")
    assert not found & {*RARE, SPELLING}


def test_the_help_imports_no_command() -> None:
    """Asking what there is would take as long as a server's start."""
    found = imported("import segue.cli")
    assert not [name for name in found if name.startswith("segue.") and name != "segue.cli"]


@pytest.mark.parametrize("name", ["segue.cli.nothing", "segue.cli.table"])
def test_the_collector_works_again_after_an_import(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A server would keep what it no longer needs for as long as it runs."""
    monkeypatch.delitem(sys.modules, name, raising=False)
    try:
        _imported(name)
    except ModuleNotFoundError:
        assert name.endswith("nothing")
    assert gc.isenabled()
