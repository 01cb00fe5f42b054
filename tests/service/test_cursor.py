"""Cursors: opaque, signed, and good for one question only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.model.problem import Problem
from segue.service.cursor import sign, verify
from segue.vault import Vault

VAULT = Vault(b"\x07" * 32)
QUESTION = ["sequences", "cn_1", None]


@given(st.recursive(st.integers() | st.text(), st.lists), st.text())
def test_a_cursor_comes_back(at: object, filter: str) -> None:
    """The next page would begin elsewhere."""
    question = [*QUESTION, filter]
    assert verify(VAULT, sign(VAULT, at, question=question), question=question) == at


@given(st.text())
def test_what_is_no_cursor(spelled: str) -> None:
    """A forged cursor would reach the adapter, or end in a bare 500."""
    with pytest.raises(Problem) as raised:
        verify(VAULT, spelled, question=QUESTION)
    assert (raised.value.status, raised.value.faults[0].pointer) == (400, "/query/cursor")


def test_every_changed_character_is_seen() -> None:
    """A caller could page through what it was not given."""
    cursor = sign(VAULT, {"page": 2}, question=QUESTION)
    for place in range(len(cursor) - 1):
        changed = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        with pytest.raises(Problem):
            verify(VAULT, changed, question=QUESTION)


@pytest.mark.parametrize("question", [["sequences", "cn_2", None], [*QUESTION[:2], "2026"]])
def test_a_cursor_of_another_question(question: list[str | None]) -> None:
    """One customer's cursor would page through another's list."""
    cursor = sign(VAULT, 1, question=QUESTION)
    with pytest.raises(Problem, match="another list"):
        verify(VAULT, cursor, question=question)
    with pytest.raises(Problem, match="not a cursor"):
        verify(Vault(b"\x08" * 32), cursor, question=QUESTION)
