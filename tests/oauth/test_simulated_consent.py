"""The simulators' authorize endpoints, consent pages and codes."""

from urllib.parse import urlencode

import pytest

from segue.testing.consenting import BACK, Browser, ticket_in


@pytest.fixture(params=["outreach", "salesloft"])
def browser(request: pytest.FixtureRequest) -> Browser:
    """A browser before each vendor that has OAuth."""
    return Browser(request.param)


def test_a_code_is_good_once(browser):
    """A stolen code that was used already would buy a token."""
    back = browser.decide()
    assert back["state"] == "st&te"
    more = {"context": back["context"]} if browser.name == "salesloft" else {}
    first = browser.exchange(back["code"], **more)
    assert first.status == 200
    assert first.body["expires_in"] == 7200
    browser.clock.advance(61)
    again = browser.exchange(back["code"])
    assert (again.status, again.body["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://segue.example/other"},
        {"client_id": "another", "client_secret": "x"},
        {"code": "nonsense"},
    ],
)
def test_a_code_is_bound(browser, changed):
    """A code caught on the way could be used by somebody else."""
    code = browser.decide()["code"]
    answer = browser.exchange(**{"code": code, **changed})
    assert (answer.status, answer.body["error"]) == (400, "invalid_grant")


def test_a_code_is_short_lived(browser):
    """A code found in an old log would buy a token."""
    code = browser.decide()["code"]
    browser.clock.advance(601)
    assert browser.exchange(code).status == 400


def test_the_secret_is_checked(browser):
    """A client id, which is public, would be enough."""
    code = browser.decide()["code"]
    answer = browser.exchange(code, client_secret="guessed")
    assert (answer.status, answer.body["error"]) == (401, "invalid_client")


def test_a_user_may_say_no(browser):
    """A refusal would not come back to the application."""
    assert browser.decide("deny") == {
        "error": "access_denied",
        "error_description": "The resource owner or authorization server denied the request.",
        "state": "st&te",
    }


@pytest.mark.parametrize(
    "changed",
    [{"client_id": "unknown"}, {"redirect_uri": "nonsense"}, {"redirect_uri": "https://a/#b"}],
)
def test_an_unknown_application_is_shown_an_error_and_sent_nowhere(browser, changed):
    """The vendor would send a browser wherever a link says."""
    answer = browser.page(**changed)
    assert (answer.status, answer.headers.get("location")) == (400, None)
    assert "<form" not in answer.body


def test_registered_redirect_uris_are_compared_exactly(browser):
    """A code could be sent to a path that the application did not register."""
    app = {"client_id": "mine", "client_secret": "s", "redirect_uris": [BACK]}
    browser.vendor.seed({"oauth_app": app})
    assert browser.page(client_id="mine").status == 200
    assert browser.page(client_id="mine", redirect_uri=f"{BACK}/x").status == 400
    with pytest.raises(ValueError, match="colour"):
        browser.vendor.seed({"oauth_app": {"colour": "red"}})


def test_other_response_types_go_back_as_errors(browser):
    """An implicit grant would seem to work."""
    answer = browser.page(response_type="token")
    assert answer.headers["location"].startswith(f"{BACK}?error=unsupported_response_type&")


def test_a_page_is_answered_once(browser):
    """A reload would make a second code."""
    form = urlencode({"ticket": ticket_in(browser.page().body), "decision": "allow"})
    answers = [browser.ask("POST", "/oauth/authorize", form=form) for _ in range(2)]
    assert [answer.status for answer in answers] == [302, 400]
    assert browser.ask("PUT", "/oauth/authorize").status == 405
