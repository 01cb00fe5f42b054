"""Tables on a terminal."""

import pytest

from segue.cli import table

NAME = "Acme\x1b]0;owned\x07\r\nroot  active\u202e\u2028\x9b31m é"


def test_a_name_neither_begins_a_line_nor_commands_the_terminal(
    capsys: pytest.CaptureFixture[str],
):
    """A customer's name could forge a row, or have the operator's terminal do what it says."""
    table.show([{"id": "c1", "name": NAME}, {"id": "c2", "name": None}], ["id", "name"], "none")
    lines = capsys.readouterr().out.split("\n")
    assert len(lines) == 4
    assert all(line.isprintable() for line in lines)
    assert r"Acme\x1b]0;owned\x07\r\nroot  active\u202e\u2028\x9b31m é" in lines[1]
