"""The simulators' authorize endpoints, consent pages and codes."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest

from segue import registry
from segue.simulation import Answer, Asked, Clock
from segue.simulation.consent import CLIENT_ID, CLIENT_SECRET

BACK = "https://segue.example/oauth/callback"
SCOPES = {"outreach": "sequences.all users.read", "salesloft": ""}


def ticket_in(page: str) -> str:
    """Read what a consent page's form holds."""
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    assert found, page
    return found[1]


class Browser:
    """One browser and one application before a simulated vendor."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.vendor: Any = registry.load(name).simulator()
        self.clock = Clock()

    def ask(self, method: str, path: str, query: str = "", form: str = "") -> Answer:
        """Send one request."""
        asked = Asked(method, path, parse_qs(query), {}, None, form.encode())
        return self.vendor.answer(asked, self.clock)

    def page(self, **changed: str | None) -> Answer:
        """Open the consent page."""
        query = {
            "client_id": CLIENT_ID,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": SCOPES[self.name],
            "state": "st&te",
            **changed,
        }
        kept = {name: value for name, value in query.items() if value is not None}
        return self.ask("GET", "/oauth/authorize", urlencode(kept))

    def decide(self, decision: str = "allow", **changed: str | None) -> Mapping[str, str]:
        """Answer the page; gives what the redirect says."""
        ticket = ticket_in(self.page(**changed).body)
        form = urlencode({"ticket": ticket, "decision": decision})
        answer = self.ask("POST", "/oauth/authorize", form=form)
        assert answer.status == 302
        return dict(parse_qsl(urlsplit(answer.headers["location"]).query))

    def exchange(self, code: str, **changed: str) -> Answer:
        """Ask the token endpoint, with a form."""
        sent = {
            "grant_type": "authorization_code",
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "redirect_uri": BACK,
            "code": code,
            **changed,
        }
        headers = {"content-type": "application/x-www-form-urlencoded"}
        asked = Asked("POST", "/oauth/token", {}, headers, None, urlencode(sent).encode())
        return self.vendor.answer(asked, self.clock)


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


def test_outreach_refuses_plain_redirects_unless_told_not_to():
    """A server without TLS would connect here and nowhere else."""
    browser = Browser("outreach")
    plain = "http://127.0.0.1:8080/oauth/callback"
    assert "https" in browser.page(redirect_uri=plain).body
    browser.vendor.switches["plain_redirect_uri"] = "accepted"
    assert browser.decide(redirect_uri=plain)["code"]


def test_outreach_grants_what_was_asked_once_a_minute():
    """A token would do more than its user allowed, or the throttle would spare codes."""
    browser = Browser("outreach")
    first = browser.exchange(browser.decide()["code"])
    assert first.body["scope"] == SCOPES["outreach"]
    code = browser.decide()["code"]
    assert browser.exchange(code).status == 429
    browser.clock.advance(61)
    assert browser.exchange(code).status == 200
    assert "error=invalid_scope" in browser.page(scope="everything").headers["location"]
    assert browser.page(scope="").status == 400


def test_outreach_refreshes_a_grant_for_its_own_client_only():
    """Another application could refresh a stolen token."""
    browser = Browser("outreach")
    grant = browser.exchange(browser.decide()["code"]).body
    browser.clock.advance(61)
    refresh = {"grant_type": "refresh_token", "refresh_token": grant["refresh_token"]}
    assert browser.exchange("", client_id="other", **refresh).status == 400
    assert browser.exchange("", **refresh).status == 200


def test_salesloft_sends_a_context_with_the_code():
    """The exchange would lack what an older page of the vendor's asks for."""
    browser = Browser("salesloft")
    back = browser.decide()
    assert "cadences:write" in back["scope"]
    assert browser.exchange(back["code"], context="another").status == 400
    browser.vendor.switches["code_context"] = "required"
    assert browser.exchange(browser.decide()["code"]).status == 400
    back = browser.decide()
    assert browser.exchange(back["code"], context=back["context"]).status == 200


@pytest.mark.parametrize(("position", "status"), [("kept", 200), ("revoked", 400)])
def test_salesloft_may_end_earlier_grants(position, status):
    """One of two readings of "revokes all old ones" would not be tried."""
    browser = Browser("salesloft")
    browser.vendor.switches["refresh_after_code"] = position
    first = browser.exchange(browser.decide()["code"]).body
    browser.exchange(browser.decide()["code"])
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    assert browser.exchange("", **refresh).status == status
