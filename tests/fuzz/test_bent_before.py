"""Answers that once broke something, by what it was."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from segue import registry

from .bending import Bend
from .ending import spoil
from .spoiling import Ground, Spoilt, ground


@pytest.fixture
def there(provider: str, migrated_sqlite: Path, tmp_path: Path) -> Iterator[Ground]:
    """The provider's world."""
    path = tmp_path / "segue.db"
    shutil.copy(migrated_sqlite, path)
    with ground(registry.load(provider), path) as own:
        yield own


@pytest.mark.parametrize("provider", ["apollo"])
@pytest.mark.parametrize("shown", ["list", "text", "null", "number"])
def test_a_change_that_is_answered_with_no_record(there: Ground, shown: str):
    """The write would be told to ask again for ever: its look-up choked on that first answer."""
    spoil(there, "sequence.create", Spoilt(Bend("bytes", shown), at=3))


@pytest.mark.parametrize(
    ("provider", "operation"),
    [
        ("outreach", "sequence.create"),
        ("outreach", "state.create"),
        ("salesloft", "sequence.create"),
        ("apollo", "contact.create"),
    ],
)
def test_an_id_that_shows_the_credential(there: Ground, operation: str):
    """It would stand in clear in the journal, of which every test's end is searched for it."""
    for at in range(there.count(operation)):
        spoil(there, operation, Spoilt(Bend("value", "secret", key="id"), at=at))


@pytest.mark.parametrize("provider", ["salesloft"])
def test_a_list_that_is_none_is_the_providers_doing(there: Ground):
    """A caller would be told that Segue itself had failed."""
    there.count("user.list")
    there.begin(Spoilt(Bend("bytes", "list")))
    response = there.send(there.request("user.list"), "bent")
    there.hold(response)
    (error,) = response.json()["errors"]

    assert (error["status"], error["meta"]["origin"]) == ("502", "remote-provider")
    assert error["meta"]["reason"] == "unreadable_answer"
