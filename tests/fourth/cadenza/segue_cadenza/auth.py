"""The token in a header, and how Cadenza says no."""

from collections.abc import Mapping
from typing import Any

from segue.spi.errors import ErrorRule
from segue.spi.oauth import OAuth
from segue.spi.provider import CredentialField

CREDENTIAL = (CredentialField(name="access_token", note="Lives until it is taken back."),)
OAUTH = OAuth(authorize="/authorize", token="/token", scopes=("flows",), pkce=True)
ERROR_RULES = (
    ErrorRule(status=401, reason="reauth_required"),
    *(ErrorRule(status=status) for status in (404, 422, 429)),
)


def headers(credential: Mapping[str, str]) -> Mapping[str, str]:
    return {"Authorization": f"Token {credential['access_token']}"}


def words(body: Any) -> str:
    return str(body.get("why", "")) if isinstance(body, Mapping) else ""
