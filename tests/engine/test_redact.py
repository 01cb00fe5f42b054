"""Secrets in what is shown."""

import json
from urllib.parse import quote

import pytest

from segue.kit import redact
from segue.kit.redact import HIDDEN

SECRET = 'tok/en+1=é"x'


@pytest.mark.parametrize(
    "spelled",
    [SECRET, quote(SECRET, safe=""), json.dumps(SECRET)[1:-1], SECRET.replace("/", r"\/")],
)
def test_every_spelling_of_a_known_secret(spelled: str) -> None:
    """A token in a URL or in JSON's escapes would be shown in clear."""
    assert redact.text(f"a {spelled} b", [SECRET]) == f"a {HIDDEN} b"
    assert redact.known({spelled: [spelled]}, [SECRET]) == {HIDDEN: [HIDDEN]}


def test_a_secret_within_a_longer_one() -> None:
    """The rest of the longer one would stay."""
    assert redact.text("abcdefgh-more", ["abcdefgh", "abcdefgh-more"]) == HIDDEN


def test_a_value_too_short_to_be_a_secret() -> None:
    """Every "on" of an honest text would vanish."""
    assert redact.text("on and on", ["on"]) == "on and on"


@pytest.mark.parametrize(
    "leak",
    [
        "Bearer abcdefgh1",
        "bearer " + "x" * 20,
        "eyJhbGciOiJI.eyJzdWIiOiIx.c2ln",
        "https://h/?api_key=abc&x=1",
        "access_token=abc",
        f"segue_{'aB3_' * 10}xyz",
        "refresh_token=abc",
    ],
)
def test_what_is_shaped_like_a_credential(leak: str) -> None:
    """A credential that nobody has told us of would be shown."""
    assert HIDDEN in redact.text(leak)
    assert redact.value([leak])[0] == redact.text(leak)


@pytest.mark.parametrize(
    "honest",
    [
        "The bearer certificates of Bearer Holdings",
        "No Bearer Token attached to request",
        "Bearer token-based access is needed",
        "Basic information",
        "eyJ is no token",
    ],
)
def test_honest_words_stay(honest: str) -> None:
    """An error would lose the words that explain it."""
    assert redact.text(honest) == honest
    assert redact.value({"detail": honest}) == {"detail": honest}


@pytest.mark.parametrize(
    "name",
    ["token", "accessToken", "access_token", "X-Api-Key", "apiKey", "Authorization", "set-cookie"],
)
def test_a_secret_by_the_name_of_its_key(name: str) -> None:
    """A token that a provider has just made would be shown."""
    assert redact.value({name: "abc"}) == {name: HIDDEN}
    assert redact.value({name: ["abc", "is not valid", 1]}) == {name: [HIDDEN, "is not valid", 1]}
    assert redact.value({name: {"inner": "abc"}}) == {name: {"inner": "abc"}}


@pytest.mark.parametrize("name", ["tokenize", "next_page_token_count", "monkey", "secretary"])
def test_an_innocent_name(name: str) -> None:
    """Fields that only sound like secrets would be blanked."""
    assert redact.value({name: "abc"}) == {name: "abc"}


def test_known_secrets_only() -> None:
    """A dry run would not show the words that are sent."""
    words = {"token": "mine", "subject": "Bearer abcdefgh1", "n": 1, "l": ("a", None)}
    assert redact.known(words, ["secret"]) == {**words, "l": ["a", None]}
    assert redact.value((1, None, True)) == [1, None, True]
