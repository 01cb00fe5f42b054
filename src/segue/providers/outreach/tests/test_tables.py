"""The tables: what is claimed, how a no is read, what carries a credential."""

from typing import Any

import pytest

from segue.providers.outreach import PROVIDER
from segue.providers.outreach.capabilities import TABLE
from segue.spi.capability import demanded
from segue.spi.errors import classify

SCOPE = '{"errors":[{"id":"unauthorizedOauthScope"}]}'


def test_every_row_is_demanded_and_no_other() -> None:
    """A field would be lost without a word, or a claim would stand that nothing proves."""
    own = {"sequence.steps.order", "account.name@null"}
    assert set(TABLE) == set(demanded()) | own


def test_notes_go_on_where_another_sentence_begins() -> None:
    """A caller would read a warning with two full stops."""
    for name, row in TABLE.items():
        assert row.source, name
        assert not row.note.endswith("."), name


@pytest.mark.parametrize(
    ("status", "body", "clean", "reason"),
    [
        (400, "", True, None),
        (401, '{"error":"Invalid JWT token."}', True, "reauth_required"),
        (403, SCOPE, True, "missing_scope"),
        (403, '{"errors":[{"id":"unauthorizedRequest"}]}', True, None),
        (404, "", True, None),
        (415, "", True, None),
        (422, "", True, None),
        (429, "Retry later\n", True, None),
        (409, "", None, None),
        (408, "", None, None),
        (502, "<html>", None, None),
    ],
)
def test_only_what_is_known_to_change_nothing_is_a_refusal(
    status: int, body: str, *, clean: bool | None, reason: str | None
) -> None:
    """A write that took effect would be taken for refused, undone or sent again."""
    rule = classify(
        PROVIDER.error_rules, method="POST", path="/sequenceSteps", status=status, body=body
    )
    assert (rule.clean if rule else None, rule.reason if rule else None) == (clean, reason)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"errors": [{"title": "T", "detail": "Name can't be blank."}]}, "Name can't be blank."),
        ({"errors": [{"details": "Expected Content-Type"}]}, "Expected Content-Type"),
        ({"errors": [{"detail": "One."}, {"title": "Two"}, "three"]}, "One.; Two; three"),
        ({"error": "Invalid JWT", "description": "Not decoded."}, "Not decoded."),
        ({"errors": [{}]}, ""),
        ("Retry later\n", "Retry later"),
        ("<html><body><h1>502</h1>Bad gateway</body></html>", "502 Bad gateway"),
        (None, ""),
        ([1], ""),
    ],
)
def test_the_vendors_own_words_are_found(body: Any, said: str) -> None:
    """A caller would be told that something failed, but not what."""
    assert PROVIDER.words(body) == said


def test_the_token_is_carried_as_a_bearer() -> None:
    """Every request would be refused."""
    made = PROVIDER.headers({"access_token": "t0"})
    assert made["Authorization"] == "Bearer t0"


@pytest.mark.parametrize("id", ["0", "-1", "1.0", "abc", "٣", "1" * 19, ""])
def test_only_integers_are_ids(id: str) -> None:
    """An id of another provider would reach the API, or stop planning."""
    assert not PROVIDER.id_matches("sequence", id)
    assert PROVIDER.id_matches("template", "77")


def test_examples_may_be_sent() -> None:
    """The contract would prove custom fields with keys that are refused."""
    for kind, example in PROVIDER.examples.items():
        assert not PROVIDER.reserved_keys[kind] & example.keys()
