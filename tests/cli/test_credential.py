"""Asking for a credential."""

from click.testing import CliRunner

from segue.cli import credential
from segue.registry import load


def test_values_are_asked_for_and_not_shown():
    """A secret would stand on the screen, or an optional value could not be left out."""
    fields = load("outreach").credential
    with CliRunner().isolation(input="s3cret\n\n") as (out, err, _):
        assert credential.prompted(fields) == {"access_token": "s3cret"}
        shown = out.getvalue() + err.getvalue()
    assert b"s3cret" not in shown
    assert b"two hours" in shown
