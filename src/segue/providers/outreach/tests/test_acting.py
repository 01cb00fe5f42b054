"""Whom a token acts as, and what is left of the hour."""

from typing import Any

import pytest

from segue.providers.outreach.acting import ONE_USER, ROOT, WHO
from segue.providers.outreach.limits import LIMITS
from segue.spi.acting import ME, ActingUser

USER = {"id": 7, "email": "a@example.com"}


@pytest.mark.parametrize(
    ("root", "user"),
    [
        ({"meta": {"user": USER}}, ActingUser(id="7", raw=USER)),
        ({"data": {"attributes": {"user": USER}}}, ActingUser(id="7", raw=USER)),
        (
            {"data": {"relationships": {"user": {"data": {"id": 7}}}}},
            ActingUser(id="7", raw={"id": 7}),
        ),
        ({"meta": {}}, ActingUser(id=None)),
        ({"meta": {"user": "a"}}, ActingUser(id=None)),
    ],
)
def test_the_root_is_read_wherever_it_tells_the_user(root, user):
    """A connection could not be made because nobody has shown the root's body."""
    assert WHO.reads(ME, {}) == (ROOT,)
    assert WHO.reads(ME, {"root": root}) == ()
    assert WHO.read(ME, {"root": root}) == user


def test_without_a_root_a_page_of_one_user_proves_the_token():
    """A token that does not work would be stored as one that does."""
    assert WHO.reads(ME, {"root": None}) == (ONE_USER,)
    answers: dict[str, Any] = {"root": None, "users": {"data": []}}
    assert WHO.reads(ME, answers) == ()
    assert WHO.read(ME, answers) == ActingUser(id=None)


def test_the_hour_is_read():
    """A caller would not see the limit coming."""
    headers = {
        "x-ratelimit-limit": "10000",
        "x-ratelimit-remaining": "9999, 19988",
        "x-ratelimit-reset": "1767225600",
    }
    hour = {"limit": 10_000, "remaining": 9999, "reset_time": 1_767_225_600}
    assert LIMITS.told(headers) == {"hourly": hour}
    assert LIMITS.told({}) == {}
