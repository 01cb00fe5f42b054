"""How Salesloft knows us, and how it says no."""

from collections.abc import Mapping
from typing import Any

from segue.kit.markup import plain
from segue.spi.errors import ErrorRule
from segue.spi.oauth import OAuth
from segue.spi.provider import CredentialField

LONGEST_WORDS = 500

CREDENTIAL = (
    CredentialField(
        name="access_token",
        note="OAuth access token (lives 2 hours), or an API key of a Salesloft customer",
    ),
    CredentialField(
        name="refresh_token",
        note="OAuth refresh token; every refresh revokes the one before",
        required=False,
    ),
)


# A new refresh token revokes all old ones [S4]; how long one lives is not documented. Scopes are
# chosen where the app is registered, so none are asked for.
OAUTH = OAuth(
    authorize="/oauth/authorize",
    token="/oauth/token",  # noqa: S106 -- a path
    encoding="json",
    echoed=("context", "scope"),
)


def headers(credential: Mapping[str, str]) -> Mapping[str, str]:
    """Make the headers that carry a credential; keys and tokens are sent alike."""
    return {
        "Authorization": f"Bearer {credential['access_token']}",
        "Accept": "application/json",
    }


# An import is checked whole before anything is made [S8], so each documented 4xx leaves no trace.
# 402, 405, 409 and every other status is not documented: such an answer to a write is a lost one.
ERROR_RULES = (
    ErrorRule(status=400),
    ErrorRule(status=401, reason="reauth_required"),
    ErrorRule(status=403, contains="required scopes", reason="missing_scope"),
    ErrorRule(status=403),
    ErrorRule(status=404),
    ErrorRule(status=422),
    ErrorRule(status=429),
)


def words(body: Any) -> str:
    """Pick Salesloft's own words out of an error body, at most 500 characters.

    The body is ``{"error": text}`` or ``{"errors": {field: [text]}}``, where a field may hold a
    plain text [S6]; a route that does not exist answers with an HTML page [S7].
    """
    if isinstance(body, Mapping):
        found = [*_errors(body.get("errors")), *_texts(body.get("error"))]
        found += _texts(body.get("error_description"))
        said = "; ".join(found)
    else:
        said = plain(body) if isinstance(body, str) else ""
    return said[:LONGEST_WORDS]


def _errors(errors: Any) -> list[str]:
    if not isinstance(errors, Mapping):
        return _texts(errors)
    return [f"{field}: {text}" for field, held in errors.items() for text in _texts(held)]


def _texts(held: Any) -> list[str]:
    if isinstance(held, str):
        return [held] if held else []
    if isinstance(held, Mapping):
        return _errors(held)
    return [text for one in held for text in _texts(one)] if isinstance(held, list) else []
