"""What happens where the vendors' files are not there."""

from pathlib import Path

import pytest

from . import specs


@pytest.fixture(autouse=True)
def _nothing_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(specs, "FOLDER", tmp_path)


def test_the_tests_are_skipped_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has the project alone would see failures that say nothing about it."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=specs.OUTREACH):
        specs.require()


def test_nothing_is_skipped_where_ci_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check would be lost in silence where it counts."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="nothing may be left unchecked"):
        specs.require()
