"""OAuth's authorize endpoint for simulators: applications, a consent page, and codes.

What is here is RFC 6749, 4.1, and RFC 7636; what a vendor adds or refuses is its simulator's.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from segue.simulation import minted
from segue.simulation.vendor import Answer, Asked

CODE_LIFE = timedelta(minutes=10)
"""The most that RFC 6749, 4.1.2, recommends; no vendor tells its own."""
CLIENT_ID = "simulated-client"
CLIENT_SECRET = f"simulated-client-secret-{minted.MARK}"
HTML = "text/html; charset=utf-8"
DENIED = "The resource owner or authorization server denied the request."

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><main><h1>{title}</h1>{body}</main></body></html>
"""
ASK = """<p>{app} asks for: {scopes}.</p>
<form method="post" action="{action}"><input type="hidden" name="ticket" value="{ticket}">
<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button></form>
"""


@dataclass(frozen=True, slots=True)
class App:
    """An application that is registered at the vendor; None allows every redirect URI."""

    client_id: str = CLIENT_ID
    client_secret: str = field(default=CLIENT_SECRET, repr=False)
    redirect_uris: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an application asks a user for."""

    client_id: str
    redirect_uri: str
    scope: str
    state: str | None
    challenge: str | None


@dataclass(frozen=True, slots=True)
class Consented:
    """What a user has allowed, once, until `ends`."""

    wanted: Wanted
    ends: datetime
    context: str


Objection = Callable[[Wanted], str | None]
"""Says why a vendor shows an error instead of its page; None where it shows the page."""


class Consent:
    """The authorize endpoint of one vendor account, whose one user is signed in."""

    def __init__(self, vendor: str, *, path: str = "/oauth/authorize", scope: str = r"\S+") -> None:
        """`scope` is what each scope that is asked for has to match."""
        self._vendor = vendor
        self._scope = re.compile(scope)
        self.path = path
        self.apps = {CLIENT_ID: App()}
        self._asked: dict[str, Wanted] = {}
        self._codes: dict[str, Consented] = {}

    def seed(self, what: Mapping[str, Any]) -> dict[str, Any]:
        """Register an application, or change the one of this `client_id`; gives all of it.

        `ValueError` for a key other than `client_id`, `client_secret` and `redirect_uris`.
        """
        if unknown := sorted(set(what) - {"client_id", "client_secret", "redirect_uris"}):
            raise ValueError(f"an application has no {unknown}")
        uris = what.get("redirect_uris")
        app = App(
            client_id=str(what.get("client_id", CLIENT_ID)),
            client_secret=str(what.get("client_secret", CLIENT_SECRET)),
            redirect_uris=None if uris is None else tuple(uris),
        )
        self.apps[app.client_id] = app
        return {"client_id": app.client_id, "client_secret": app.client_secret}

    def answer(self, asked: Asked, now: datetime, objection: Objection, **returned: str) -> Answer:
        """Show the page (GET), or send the browser back as the user decides (POST).

        `returned` goes back beside the code.
        """
        if asked.method == "POST":
            return self._decided(asked.form(), now, returned)
        if asked.method != "GET":
            return self._error(405, "This address is for browsers.")
        one = {name: values[-1] for name, values in asked.query.items()}
        wanted = Wanted(
            client_id=one.get("client_id", ""),
            redirect_uri=one.get("redirect_uri", ""),
            scope=one.get("scope", ""),
            state=one.get("state"),
            challenge=one.get("code_challenge"),
        )
        why = self._unanswerable(wanted) or objection(wanted)
        if why is not None:
            return self._error(400, why)
        if error := self._faulty(wanted, one):
            return _back(wanted, error=error)
        ticket = secrets.token_urlsafe(16)
        self._asked[ticket] = wanted
        body = ASK.format(
            app=escape(wanted.client_id),
            scopes=escape(wanted.scope or "what it was registered for"),
            action=self.path,
            ticket=ticket,
        )
        return self._page(200, f"Sign in to {self._vendor}", body)

    def redeem(self, sent: Mapping[str, Any], now: datetime) -> Consented | None:
        """Use a code up; None unless client, redirect URI, time and verifier are the code's."""
        found = self._codes.pop(str(sent.get("code")), None)
        if found is None or now >= found.ends:
            return None
        wanted = found.wanted
        same = (
            sent.get("client_id") == wanted.client_id
            and sent.get("redirect_uri") == wanted.redirect_uri
        )
        return found if same and _proven(wanted.challenge, sent.get("code_verifier")) else None

    def known(self, sent: Mapping[str, Any]) -> bool:
        """Tell whether a client that is registered here shows its own secret."""
        app = self.apps.get(str(sent.get("client_id")))
        return app is not None and app.client_secret == sent.get("client_secret")

    def impostor(self, sent: Mapping[str, Any]) -> bool:
        """Tell whether somebody shows a registered client's id without its secret."""
        return str(sent.get("client_id")) in self.apps and not self.known(sent)

    def _unanswerable(self, wanted: Wanted) -> str | None:
        app = self.apps.get(wanted.client_id)
        if app is None:
            return "Client authentication failed due to unknown client."
        registered = app.redirect_uris
        parts = urlsplit(wanted.redirect_uri)
        usable = parts.scheme in {"http", "https"} and parts.netloc and not parts.fragment
        if not usable or (registered is not None and wanted.redirect_uri not in registered):
            return "The redirect URI included is not valid."
        return None

    def _faulty(self, wanted: Wanted, one: Mapping[str, str]) -> str | None:
        if one.get("response_type") != "code":
            return "unsupported_response_type"
        if not all(self._scope.fullmatch(scope) for scope in wanted.scope.split()):
            return "invalid_scope"
        method = one.get("code_challenge_method")
        return "invalid_request" if wanted.challenge is not None and method != "S256" else None

    def _decided(
        self, sent: Mapping[str, str], now: datetime, returned: Mapping[str, str]
    ) -> Answer:
        wanted = self._asked.pop(sent.get("ticket", ""), None)
        if wanted is None:
            return self._error(400, "This page was answered before. Start again.")
        if sent.get("decision") != "allow":
            return _back(wanted, error="access_denied", error_description=DENIED)
        code = minted.urlsafe(43)
        context = returned.get("context", "")
        self._codes[code] = Consented(wanted, now + CODE_LIFE, context)
        return _back(wanted, code=code, **returned)

    def _error(self, status: int, why: str) -> Answer:
        return self._page(status, "An error has occurred", f"<p>{escape(why)}</p>")

    def _page(self, status: int, title: str, body: str) -> Answer:
        return Answer(status, PAGE.format(title=escape(title), body=body), {}, HTML)


def _back(wanted: Wanted, **parameters: str) -> Answer:
    more = {} if wanted.state is None else {"state": wanted.state}
    mark = "&" if urlsplit(wanted.redirect_uri).query else "?"
    location = f"{wanted.redirect_uri}{mark}{urlencode({**parameters, **more})}"
    return Answer(302, None, {"location": location})


def _proven(challenge: str | None, verifier: Any) -> bool:
    if challenge is None:
        return True
    made = hashlib.sha256(str(verifier).encode()).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=") == challenge
