"""OAuth as accounts.salesloft.com does it, and the bearer check of the API."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from segue.simulation import minted
from segue.simulation.consent import Consent, Wanted
from segue.simulation.vendor import Answer, Asked

LIFETIME = timedelta(seconds=7200)

SCOPES = (
    "accounts:read accounts:write accounts:delete people:read people:write people:delete "
    "cadences:read cadences:write cadences:delete emails:read emails:write tasks:read tasks:write "
    "team:read team:write"
)

NO_BEARER = (
    "No Bearer Token attached to request, please see documentation at developers.salesloft.com"
)
DEAD_GRANT = {
    "error": "invalid_grant",
    "error_description": "The provided authorization grant is invalid, expired, revoked, "
    "does not match the redirection URI used in the authorization request",
}


@dataclass(slots=True)
class Grant:
    """An access token and the refresh token beside it.

    `issued_at` is None until the token is first used: the seeded credential is as old as that.
    """

    access_token: str
    refresh_token: str | None
    user_id: int
    scopes: str
    issued_at: datetime | None = None
    expired: bool = False
    renewed: bool = False
    """The refresh token was used, or a newer one was issued."""
    client_id: str | None = None
    """The application that a code was given to; None for a pair that was made without one."""

    def usable(self, now: datetime) -> bool:
        """Tell whether the access token still opens the API."""
        if self.issued_at is None:
            self.issued_at = now
        return not self.expired and now < self.issued_at + LIFETIME


class Tokens:
    """The credentials of one simulated team."""

    def __init__(self, user_id: int, switches: Mapping[str, str]) -> None:
        self.user_id = user_id
        self._switches = switches
        self.consent = Consent("Salesloft")
        self.scopes = SCOPES
        self._grants: dict[str, Grant] = {}
        self._newest = self._issue(None, renewable=True)

    def current(self, seen: datetime) -> Mapping[str, str]:
        """Return a credential that works at `seen`, the latest moment the vendor knows of."""
        if self._newest.renewed or not self._newest.usable(seen):
            self._newest = self._issue(None, renewable=True)
        grant = self._newest
        return {"access_token": grant.access_token, "refresh_token": grant.refresh_token or ""}

    def rescope(self, scopes: str) -> None:
        """Give every credential other scopes."""
        self.scopes = scopes
        for grant in self._grants.values():
            grant.scopes = scopes

    def act_as(self, user_id: int) -> None:
        """Let every credential act as another user."""
        self.user_id = user_id
        for grant in self._grants.values():
            grant.user_id = user_id

    def expire(self) -> None:
        """End every access token; refresh tokens live on."""
        for grant in self._grants.values():
            grant.expired = True

    def revoke(self) -> None:
        """End every access and refresh token."""
        for grant in self._grants.values():
            grant.expired = grant.renewed = True

    def find(self, headers: Mapping[str, str], now: datetime) -> Grant | None:
        """Return the grant whose access token a request carries, if it still works."""
        kind, _, token = headers.get("authorization", "").partition(" ")
        grant = self._grants.get(token.strip()) if kind.lower() == "bearer" else None
        return grant if grant is not None and grant.usable(now) else None

    @staticmethod
    def refusal(headers: Mapping[str, str]) -> Answer:
        """Answer a request without a working bearer; the second text is ours (UNVERIFIED)."""
        attached = headers.get("authorization", "").lower().startswith("bearer ")
        return Answer(401, {"error": "Invalid Bearer Token" if attached else NO_BEARER})

    def authorize(self, asked: Asked, now: datetime) -> Answer:
        """Answer `/oauth/authorize`. `context` and `scope` come back beside the code (V S3).

        Scopes are chosen where the application is registered (V S3), so none need be asked for.
        What a context is made of is not documented.
        """
        context = secrets.token_hex(8)
        return self.consent.answer(asked, now, _agreed, context=context, scope=self.scopes)

    def exchange(self, asked: Mapping[str, Any], now: datetime, *, keep_access: bool) -> Answer:
        """Answer `POST /oauth/token`."""
        shown = asked.get("client_id") and asked.get("client_secret")
        if not shown or self.consent.impostor(asked):
            return Answer(401, {"error": "invalid_client"})
        match asked.get("grant_type"):
            case "refresh_token":
                return self._refresh(asked, now, keep_access=keep_access)
            case "client_credentials":
                return _granted(self._issue(now, renewable=False), now)
            case "authorization_code":
                return self._redeem(asked, now)
        return Answer(400, {"error": "unsupported_grant_type"})

    def _redeem(self, asked: Mapping[str, Any], now: datetime) -> Answer:
        found = self.consent.redeem(asked, now)
        if found is None or not self._in_context(asked, found.context):
            return Answer(400, DEAD_GRANT)
        if self._switches["refresh_after_code"] == "revoked":
            self._spend()
        grant = self._issue(now, renewable=True)
        grant.client_id = str(asked["client_id"])
        return _granted(grant, now)

    def _in_context(self, asked: Mapping[str, Any], context: str) -> bool:
        """An older page sends `context` and `scope` with the code, newer ones do not (V S3)."""
        needed = self._switches["code_context"] == "required"
        return asked.get("context") == context or (not needed and "context" not in asked)

    def _spend(self) -> None:
        for grant in self._grants.values():
            grant.renewed = True

    def _refresh(self, asked: Mapping[str, Any], now: datetime, *, keep_access: bool) -> Answer:
        token, client = asked.get("refresh_token"), asked.get("client_id")
        living = (g for g in self._grants.values() if g.refresh_token and not g.renewed)
        old = next((g for g in living if g.refresh_token == token), None)
        if old is None or old.client_id not in {None, client}:
            return Answer(400, DEAD_GRANT)
        # Receiving a new refresh token revokes all old ones (V S4).
        for grant in self._grants.values():
            grant.renewed = True
            if grant.refresh_token is not None and not keep_access:
                grant.expired = True
        new = self._issue(now, renewable=True)
        new.client_id = old.client_id
        if new.client_id is None:
            self._newest = new
        return _granted(new, now)

    def _issue(self, now: datetime | None, *, renewable: bool) -> Grant:
        grant = Grant(
            access_token=minted.hexadecimal(64),
            refresh_token=minted.hexadecimal(64) if renewable else None,
            user_id=self.user_id,
            scopes=self.scopes,
            issued_at=now,
        )
        self._grants[grant.access_token] = grant
        return grant


def _agreed(_: Wanted) -> None:
    return None


def _granted(grant: Grant, now: datetime) -> Answer:
    body: dict[str, Any] = {
        "access_token": grant.access_token,
        "token_type": "bearer",
        "expires_in": int(LIFETIME.total_seconds()),
        "scope": grant.scopes,
        "created_at": int(now.timestamp()),
    }
    if grant.refresh_token is not None:
        body["refresh_token"] = grant.refresh_token
    return Answer(200, body)
