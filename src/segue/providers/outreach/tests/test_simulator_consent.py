"""What Outreach's consent page and codes have of their own."""

from segue.testing.consenting import SCOPES, Browser


def test_it_refuses_plain_redirects_unless_told_not_to():
    """A server without TLS would connect here and nowhere else."""
    browser = Browser("outreach")
    plain = "http://127.0.0.1:8080/oauth/callback"
    assert "https" in browser.page(redirect_uri=plain).body
    browser.switch(plain_redirect_uri="accepted")
    assert browser.decide(redirect_uri=plain)["code"]


def test_it_grants_what_was_asked_once_a_minute():
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


def test_it_refreshes_a_grant_for_its_own_client_only():
    """Another application could refresh a stolen token."""
    browser = Browser("outreach")
    grant = browser.exchange(browser.decide()["code"]).body
    browser.clock.advance(61)
    refresh = {"grant_type": "refresh_token", "refresh_token": grant["refresh_token"]}
    assert browser.exchange("", client_id="other", **refresh).status == 400
    assert browser.exchange("", **refresh).status == 200
