"""`segue keys rotate-encryption`: the sealing key is changed from the command line."""

import base64

import pytest

from .conftest import Run

OLD, NEW = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))

CREDENTIAL = '{"api_key": "k-0123456789"}'


@pytest.fixture
def _connected(segue: Run) -> None:
    """A connection that is sealed with the old key."""
    old = {"SEGUE_ENCRYPTION_KEY": OLD}
    assert segue("keys", "create", env=old).exit_code == 0
    assert segue("customers", "create", "acme", env=old).exit_code == 0
    create = ("connections", "create", "acme", "apollo", "--stdin")
    assert segue(*create, stdin=CREDENTIAL, env=old).exit_code == 0


@pytest.mark.usefixtures("_connected")
def test_the_old_key_is_taken_away_at_last(segue: Run) -> None:
    """An operator could not change a key that has leaked."""
    both = {"SEGUE_ENCRYPTION_KEY": f"{NEW},{OLD}"}
    first = segue("keys", "rotate-encryption", env=both)
    assert first.exit_code == 0, first.output
    assert "connections.credential: 1 sealed anew" in first.output
    assert "one key is enough" in first.output
    again = segue("keys", "rotate-encryption", env={"SEGUE_ENCRYPTION_KEY": NEW})
    assert again.exit_code == 0
    assert "sealed anew" not in again.output


@pytest.mark.usefixtures("_connected")
def test_a_key_that_is_missing_is_told(segue: Run) -> None:
    """The old key would be thrown away while it is needed."""
    told = segue("keys", "rotate-encryption", env={"SEGUE_ENCRYPTION_KEY": NEW})
    assert told.exit_code == 1
    assert "1 opened by no key that is set" in told.output
    assert "still needed" in told.output
