"""The command line, run in this process against a database of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from segue.cli import main

Run = Callable[..., Result]


@pytest.fixture
def segue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `segue` with these arguments, in an empty folder that keeps the database."""
    monkeypatch.chdir(tmp_path)

    def run(*args: str, stdin: str | None = None, env: dict[str, str] | None = None) -> Result:
        settings = {"SEGUE_DATABASE_URL": f"sqlite:///{tmp_path}/segue.db", **(env or {})}
        return CliRunner().invoke(main, args, input=stdin, env=settings)

    return run


@pytest.fixture
def customer(segue: Run) -> str:
    """The id of a customer of the application `default`."""
    assert segue("keys", "create").exit_code == 0
    assert segue("customers", "create", "acme").exit_code == 0
    return "acme"
