"""What Salesloft's consent page and codes have of their own."""

import pytest

from segue.testing.consenting import Browser


def test_it_sends_a_context_with_the_code():
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
def test_it_may_end_earlier_grants(position, status):
    """One of two readings of "revokes all old ones" would not be tried."""
    browser = Browser("salesloft")
    browser.vendor.switches["refresh_after_code"] = position
    first = browser.exchange(browser.decide()["code"]).body
    browser.exchange(browser.decide()["code"])
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    assert browser.exchange("", **refresh).status == status
