"""One browser and one application before a simulated vendor's consent page."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

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

    def switch(self, **positions: str) -> None:
        """Set the vendor's switches."""
        self.vendor.switches.update(positions)

    def ask(self, method: str, path: str, query: str = "", form: str = "") -> Answer:
        """Send one request."""
        asked = Asked(method, path, parse_qs(query), {}, None, form.encode())
        answer: Answer = self.vendor.answer(asked, self.clock)
        return answer

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
        answer: Answer = self.vendor.answer(asked, self.clock)
        return answer
