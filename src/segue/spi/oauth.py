"""A provider's OAuth 2.0 as data: where its endpoints are and how its tokens live (RFC 6749)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

Encoding = Literal["form", "json"]

BAD_REQUEST: Final = 400
LONGEST_LIFE: Final = 10 * 365 * 86_400
"""Seconds. A longer `expires_in` is a mistake, and would not fit a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer of the token endpoint that says that the grant itself is dead.

    `contains` is searched in the body without regard to case; an empty one matches every body.
    """

    status: int = BAD_REQUEST
    contains: str = "invalid_grant"


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """How tokens are asked for at one provider.

    The provider's credential has the fields ``access_token`` and ``refresh_token``.
    """

    authorize: str
    """Path of the consent page, appended to the provider's `auth_url`."""
    token: str
    """Path of the token endpoint, appended likewise."""
    scopes: tuple[str, ...] = ()
    """What is asked for where the provider app names no scopes."""
    separator: str = " "
    pkce: bool = False
    """Whether the provider knows RFC 7636; the method is S256."""
    encoding: Encoding = "form"
    """Of the token endpoint's requests."""
    authorize_params: Mapping[str, str] = field(default_factory=dict)
    """More that the consent page's query has to say."""
    echoed: tuple[str, ...] = ()
    """Parameters of the redirect that go to the token endpoint beside the code."""
    mint_every: timedelta = timedelta(0)
    """The provider refuses a second token for the same user sooner than this."""
    idle_death: timedelta | None = None
    """A refresh token that is not used for so long is dead."""
    ahead: timedelta = timedelta(minutes=5)
    """How long before its end a token is refreshed."""
    keeps_previous: bool = False
    """Whether the refresh token before the last may still be good."""
    dead: tuple[Refusal, ...] = (Refusal(),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What a token endpoint gave."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    """None where the one that was used goes on."""
    expires_at: datetime | None = None
    scopes: tuple[str, ...] | None = None


FAULTS_OF_THE_APP: Final = ("invalid_client", "unauthorized_client")
"""Errors of RFC 6749, 5.2, that another consent would not mend."""


def is_dead(oauth: OAuth, status: int, text: str) -> bool:
    """Tell whether a refusal means that this grant will never be honoured again."""
    said = text.lower()
    if any(fault in said for fault in FAULTS_OF_THE_APP):
        return False
    return any(rule.status == status and rule.contains.lower() in said for rule in oauth.dead)


def read_granted(body: Any, at: datetime) -> Granted | None:
    """Read a token endpoint's answer that came at `at`; None where it holds no access token."""
    if not isinstance(body, Mapping):
        return None
    access, refresh, scope = (
        _text(body.get(name)) for name in ("access_token", "refresh_token", "scope")
    )
    if access is None:
        return None
    life = _seconds(body.get("expires_in"))
    return Granted(
        access_token=access,
        refresh_token=refresh,
        expires_at=None if life is None else at + timedelta(seconds=life),
        scopes=None if scope is None else tuple(scope.split()),
    )


def refreshing(client_id: str, secret: str, refresh_token: str) -> dict[str, str]:
    """Give the fields that ask for a new token with a refresh token (RFC 6749, 6)."""
    return {
        "grant_type": "refresh_token",
        "client_id": client_id,
        "client_secret": secret,
        "refresh_token": refresh_token,
    }


def _text(given: Any) -> str | None:
    usable = isinstance(given, str) and bool(given) and given.isprintable()
    return given if usable else None


def _seconds(given: Any) -> int | None:
    if isinstance(given, str) and given.isdecimal() and len(given) <= len(str(LONGEST_LIFE)):
        given = int(given)
    usable = isinstance(given, int | float) and not isinstance(given, bool)
    return int(given) if usable and 0 < given <= LONGEST_LIFE else None
