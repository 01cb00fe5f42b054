"""How a request proves who it is for, and how Outreach says no."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from segue.kit.markup import plain
from segue.providers.outreach.documents import MEDIA_TYPE
from segue.spi.errors import ErrorRule
from segue.spi.oauth import OAuth, Refusal
from segue.spi.provider import CredentialField

CREDENTIAL = (
    CredentialField(
        name="access_token",
        note="A user's OAuth access token. It lives two hours. Making steps is not open to "
        "server-to-server tokens.",
    ),
    CredentialField(
        name="refresh_token",
        note="The OAuth refresh token of the same grant. It lives 14 days.",
        required=False,
    ),
)

# Every resource is named in its own scope; `write` does not include `read` [AE-scope].
SCOPES = (
    *(
        f"{resource}.all"
        for resource in (
            "sequences",
            "sequenceSteps",
            "sequenceTemplates",
            "templates",
            "sequenceStates",
            "accounts",
            "prospects",
            "emailAddresses",
        )
    ),
    "mailboxes.read",
    "users.read",
)


OAUTH = OAuth(
    authorize="/authorize",
    token="/token",  # noqa: S106 -- a path
    scopes=SCOPES,
    mint_every=timedelta(seconds=60),  # a second grant for a user and an app is a 429 [AE-auth]
    idle_death=timedelta(days=14),
    # Whether using a refresh token ends it is contested [PH, OPER; TAP, AB, AE-auth].
    keeps_previous=True,
    # Only the status of this refusal was seen, never its body [SG, SC, BAL].
    dead=(Refusal(contains=""),),
)


def headers(credential: Mapping[str, str]) -> dict[str, str]:
    """Make the headers that carry a credential."""
    return {"Authorization": f"Bearer {credential['access_token']}", "Accept": MEDIA_TYPE}


# Statuses as documented and seen [AE-err, SC, AMP, BAL, W6W]. No 409 has been seen or documented,
# so a 409 proves nothing and is not listed.
ERROR_RULES = (
    ErrorRule(status=400),
    ErrorRule(status=401, reason="reauth_required"),
    ErrorRule(status=403, contains="unauthorizedOauthScope", reason="missing_scope"),
    ErrorRule(status=403),
    ErrorRule(status=404),
    ErrorRule(status=415),
    ErrorRule(status=422),
    ErrorRule(status=429),
)

LONGEST_WORDS = 500


def words(body: Any) -> str:
    """Pick the vendor's words out of an error body.

    JSON:API errors have `detail`, one of them `details` [DOC]; the gateway answers with `error` and
    `description` [W6W]; the edge and the token endpoint with text or HTML [SC, BAL].
    """
    if isinstance(body, Mapping):
        errors = body.get("errors")
        said = [_said(error) for error in errors] if isinstance(errors, list) else [_said(body)]
        return "; ".join(word for word in said if word)[:LONGEST_WORDS]
    return plain(body)[:LONGEST_WORDS] if isinstance(body, str) else ""


def _said(error: Any) -> str:
    if not isinstance(error, Mapping):
        return str(error)
    for key in ("detail", "details", "description", "error_description", "title", "error", "id"):
        if isinstance(error.get(key), str) and error[key]:
            return str(error[key])
    return ""
