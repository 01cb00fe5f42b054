"""What a token endpoint's answer means."""

from datetime import UTC, datetime, timedelta

import pytest

from segue.spi.oauth import OAuth, Refusal, is_dead, read_granted, refreshing

NOW = datetime(2026, 8, 1, tzinfo=UTC)
OAUTH = OAuth(authorize="/a", token="/t")
ANY_400 = OAuth(authorize="/a", token="/t", dead=(Refusal(contains=""),))


def test_a_grant_is_read():
    """A token would be used beyond its end, or its scopes not be known."""
    body = {"access_token": "a", "refresh_token": "r", "expires_in": 7200, "scope": "x y"}
    granted = read_granted(body, NOW)
    assert granted is not None
    assert (granted.access_token, granted.refresh_token) == ("a", "r")
    assert granted.expires_at == NOW + timedelta(hours=2)
    assert granted.scopes == ("x", "y")
    assert "'a'" not in repr(granted)


@pytest.mark.parametrize("life", [None, 0, -1, "soon", True, 1e30, "9" * 30])
def test_a_life_that_makes_no_sense_is_not_known(life):
    """A token would be refreshed at every call, or never, or the answer be lost with an error."""
    granted = read_granted({"access_token": "a", "expires_in": life}, NOW)
    assert granted is not None
    assert granted.expires_at is None
    assert (granted.refresh_token, granted.scopes) == (None, None)


@pytest.mark.parametrize("body", [None, [], "a", {}, {"access_token": ""}, {"access_token": "\n"}])
def test_an_answer_without_a_token_is_none(body):
    """What no header can carry would be stored in place of a good token."""
    assert read_granted(body, NOW) is None


@pytest.mark.parametrize(
    ("oauth", "status", "text", "dead"),
    [
        (OAUTH, 400, '{"error":"invalid_grant"}', True),
        (OAUTH, 400, "something else", False),
        (OAUTH, 401, '{"error":"invalid_grant"}', False),
        (OAUTH, 400, '{"error":"invalid_client","hint":"invalid_grant"}', False),
        (ANY_400, 400, "<html>", True),
        (ANY_400, 400, '{"error":"invalid_client"}', False),
        (ANY_400, 401, "", False),
    ],
)
def test_only_the_grants_end_is_the_customers(oauth, status, text, dead):
    """A customer would be told to connect again for what the operator has to mend."""
    assert is_dead(oauth, status, text) is dead


def test_a_refresh_asks_with_all_that_is_needed():
    """The provider would not know which client asks."""
    assert refreshing("id", "s", "r") == {
        "grant_type": "refresh_token",
        "client_id": "id",
        "client_secret": "s",
        "refresh_token": "r",
    }
