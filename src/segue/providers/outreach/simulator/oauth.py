"""Tokens: bearer checks, the consent page, and `POST /oauth/token`.

Access tokens are JWTs that live 2 h, refresh tokens live 14 days, one grant per 60 s for a user
and an application, refused as plain text [AE-auth, BAL].
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from segue.simulation import minted
from segue.simulation.consent import Consent, Wanted
from segue.simulation.vendor import Answer, Asked

ACCESS_LIFE = timedelta(seconds=7200)
REFRESH_LIFE = timedelta(days=14)
GRANT_EVERY = timedelta(seconds=60)

ALL_SCOPES = (
    "accounts.all prospects.all emailAddresses.all phoneNumbers.all mailboxes.read users.read"
    " sequences.all sequenceSteps.all sequenceTemplates.all sequenceStates.all templates.all"
    " tasks.all calls.all mailings.all webhooks.all rulesets.read callPurposes.read"
    " taskPriorities.read"
)


@dataclass(slots=True)
class Grant:
    """What one access token and its refresh token stand for. Lives count from first use."""

    user_id: int
    scopes: frozenset[str]
    access_ends: datetime | None = None
    refresh_ends: datetime | None = None
    expired: bool = False
    revoked: bool = False
    spent: bool = False
    client_id: str | None = None
    """The application that a code was given to; None for a pair that was made without one."""

    def allows(self, plural: str, verb: str) -> bool:
        """Tell whether a scope covers a verb; only `all` covers more than itself [AE-scope]."""
        return f"{plural}.{verb}" in self.scopes or f"{plural}.all" in self.scopes


class Tokens:
    """Every token of one organisation."""

    def __init__(self, switches: dict[str, str], user_id: int) -> None:
        """`user_id` is the user who is signed in in the browser."""
        self._switches = switches
        self._user_id = user_id
        self._by_access: dict[str, Grant] = {}
        self._by_refresh: dict[str, Grant] = {}
        self._minted: dict[tuple[int, str], datetime] = {}
        # Scopes are `<pluralResource>.<read|write|delete|all>` [AE-scope].
        self.consent = Consent("Outreach", scope=r"[a-zA-Z]+\.(?:read|write|delete|all)")

    def issue(self, user_id: int, scopes: frozenset[str]) -> dict[str, str]:
        """Make a token pair; neither counts as a grant for the throttle."""
        pair = {"access_token": _jwt(user_id), "refresh_token": minted.urlsafe(43)}
        self.admit(pair, user_id, scopes)
        return pair

    def admit(self, pair: dict[str, str], user_id: int, scopes: frozenset[str]) -> None:
        """Let a token pair made elsewhere in."""
        grant = Grant(user_id, scopes)
        self._by_access[pair["access_token"]] = grant
        self._by_refresh[pair["refresh_token"]] = grant

    def expire(self) -> None:
        """Let every access token run out."""
        for grant in self._by_access.values():
            grant.expired = True

    def revoke(self) -> None:
        """Take back every token, refresh tokens too."""
        for grant in self._by_access.values():
            grant.revoked = True

    def rescope(self, scopes: frozenset[str]) -> None:
        """Change what every live token may do."""
        for grant in self._by_access.values():
            grant.scopes = scopes

    def bearer(self, asked: Asked, now: datetime) -> Grant | None:
        """Return what the request's bearer stands for, or None where it is no longer good."""
        scheme, _, token = asked.headers.get("authorization", "").partition(" ")
        grant = self._by_access.get(token) if scheme.lower() == "bearer" else None
        if grant is None or grant.expired or grant.revoked:
            return None
        if grant.access_ends is None:
            grant.access_ends = now + ACCESS_LIFE
        return grant if now < grant.access_ends else None

    def unauthorized(self, asked: Asked) -> Answer:
        """Answer 401; only the gateway's words for an undecodable token were seen [W6W]."""
        token = asked.headers.get("authorization", "").partition(" ")[2]
        known = token in self._by_access
        description = "has expired" if known else "could not be decoded"
        if known and self._switches["unauthorized_body"] == "empty":
            return Answer(401)
        if known and self._switches["unauthorized_body"] == "json_api":
            error = {"id": "unauthorized", "title": "Unauthorized", "detail": "Unauthorized."}
            return Answer(401, {"errors": [error]}, {}, "application/vnd.api+json")
        body = {"error": "Invalid JWT token.", "description": f"The JWT token {description}."}
        return Answer(401, body)

    def grant(self, asked: Asked, now: datetime) -> Answer:
        """Answer `POST /oauth/token`; form and JSON bodies are both read [SC, TAP, SG, PH]."""
        sent = asked.body if isinstance(asked.body, dict) else asked.form()
        shown = sent.get("client_id") and sent.get("client_secret")
        if not shown or self.consent.impostor(sent):
            return self._refused(401, "invalid_client", "Client authentication failed.")
        match sent.get("grant_type"):
            case "refresh_token":
                return self._refresh(sent, now)
            case "authorization_code":
                return self._exchange(sent, now)
        return self._refused(400, "unsupported_grant_type", "The grant type is not supported.")

    def authorize(self, asked: Asked, now: datetime) -> Answer:
        """Answer `/oauth/authorize` [DOC, AMP, SG]."""
        return self.consent.answer(asked, now, self._objection)

    def _objection(self, wanted: Wanted) -> str | None:
        plain = urlsplit(wanted.redirect_uri).scheme == "http"
        if plain and self._switches["plain_redirect_uri"] == "refused":
            return "The redirect URI must be an https URI."
        return None if wanted.scope else "The request names no scope."

    def _exchange(self, sent: Mapping[str, Any], now: datetime) -> Answer:
        if self._throttled(self._user_id, sent, now):
            return Answer(429, "Retry later\n", {}, "text/plain")
        found = self.consent.redeem(sent, now)
        if found is None:
            return self._refused(400, "invalid_grant", "The authorization code is invalid.")
        scopes = frozenset(found.wanted.scope.split())
        return self._granted(Grant(self._user_id, scopes, client_id=str(sent["client_id"])), now)

    def _refresh(self, sent: Mapping[str, Any], now: datetime) -> Answer:
        old = self._by_refresh.get(str(sent.get("refresh_token")))
        if old is None or not _refreshable(old, now) or not _same_client(old, sent):
            return self._refused(400, "invalid_grant", "The refresh token is invalid.")
        if self._throttled(old.user_id, sent, now):
            return Answer(429, "Retry later\n", {}, "text/plain")
        old.spent = self._switches["refresh_rotation"] == "revoke_old"
        return self._granted(Grant(old.user_id, old.scopes, client_id=old.client_id), now)

    def _throttled(self, user_id: int, sent: Mapping[str, Any], now: datetime) -> bool:
        """Count a grant that is about to be made, unless it comes too soon."""
        minted_by = (user_id, str(sent["client_id"]))
        before = self._minted.get(minted_by)
        if before is not None and now - before < GRANT_EVERY:
            return True
        self._minted[minted_by] = now
        return False

    def _granted(self, new: Grant, now: datetime) -> Answer:
        access, refresh = _jwt(new.user_id), minted.urlsafe(43)
        self._by_access[access] = self._by_refresh[refresh] = new
        new.access_ends, new.refresh_ends = now + ACCESS_LIFE, now + REFRESH_LIFE
        body = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": int(ACCESS_LIFE.total_seconds()),
            "refresh_token": refresh,
            "scope": " ".join(sorted(new.scopes)),
            "created_at": int(now.timestamp()),
        }
        return Answer(200, body)

    def _refused(self, status: int, error: str, description: str) -> Answer:
        """The status 400 was seen for a bad refresh token; no body was captured [SG, SC, BAL]."""
        if self._switches["token_error_body"] == "text":
            return Answer(status, description, {}, "text/plain")
        return Answer(status, {"error": error, "error_description": description})


def _refreshable(grant: Grant, now: datetime) -> bool:
    alive = grant.refresh_ends is None or now < grant.refresh_ends
    return alive and not grant.revoked and not grant.spent


def _same_client(grant: Grant, sent: Mapping[str, Any]) -> bool:
    return grant.client_id is None or grant.client_id == sent.get("client_id")


def _jwt(user_id: int) -> str:
    """Make what looks like a JWT; clients must not look inside, and the signature is noise."""
    header = {"alg": "RS512", "typ": "JWT"}
    payload = {"iss": "simulator", "sub": str(user_id), "jti": minted.hexadecimal(16)}
    told = [json.dumps(part).encode() for part in (header, payload)]
    parts = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in told]
    return ".".join([*parts, minted.urlsafe(43)])
