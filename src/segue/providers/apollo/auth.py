"""The key in a header, Apollo's ways of saying no, and where its words stand in a body."""

from collections.abc import Mapping
from typing import Any

from segue.kit.markup import plain
from segue.spi.errors import ErrorRule
from segue.spi.provider import CredentialField

CREDENTIAL = (
    CredentialField(
        name="api_key",
        note="a master API key: the private routes that add and change single steps are on no"
        " scope list. It acts as the team's longest-standing active admin.",
    ),
)

PRIVATE = r"/emailer_(?:steps|touches|templates)(?:/|$)|/emailer_campaigns/[0-9a-fA-F]{24}$"
"""Routes outside Apollo's documents: a scoped key never reaches them [CREA]."""
DECLARATIVE = r"/sequences/[^/]+$"


def headers(credential: Mapping[str, str]) -> Mapping[str, str]:
    """Sign a request. Apollo checks an `Authorization` beside the key and refuses both [DEMO]."""
    return {"x-api-key": credential["api_key"]}


ERROR_RULES = (
    ErrorRule(status=401, reason="reauth_required"),
    # Cloudflare, not Apollo: the request never arrived [ADEL][CREA].
    ErrorRule(status=403, contains="error code: 1010", reason="blocked_by_edge"),
    ErrorRule(status=403, contains="free plan", reason="plan_limit"),
    ErrorRule(status=403, contains="on paid plans", reason="plan_limit"),
    ErrorRule(status=403, contains="API_INACCESSIBLE", path=PRIVATE, reason="master_key_required"),
    ErrorRule(status=403, contains="API_INACCESSIBLE", reason="missing_scope"),
    ErrorRule(status=403),
    ErrorRule(status=404, contains="Record not found"),
    ErrorRule(status=404, path=PRIVATE, reason="private_route_missing"),
    ErrorRule(status=404),
    ErrorRule(status=422, contains="Api key required", reason="reauth_required"),
    # This one may answer 422 after it has changed the sequence [DEMO].
    ErrorRule(status=422, method="PUT", path=DECLARATIVE, clean=False),
    ErrorRule(status=422, contains="Your plan is limited to", reason="plan_limit"),
    ErrorRule(status=422, contains="ab_testing_limit", reason="plan_limit"),
    ErrorRule(status=422),
    # The lock on /sequences of the whole team; it is gone in seconds [OAS].
    ErrorRule(status=429, contains="already processing the request", reason="sequence_locked"),
    ErrorRule(status=429, contains="only available to paying teams", reason="plan_limit"),
    ErrorRule(status=429),
)


def words(body: Any) -> str:
    """Pick the message: `error`, `errors`, `message`, or the text itself. Links lose their tags.

    There is no one envelope: 76 error bodies of the specification are plain text [OAS].
    """
    if isinstance(body, str):
        return plain(body)
    if isinstance(body, list):
        return "; ".join(filter(None, map(words, body)))
    if not isinstance(body, Mapping):
        return ""
    for key in ("error", "errors", "message"):
        if found := words(body.get(key)):
            return found
    return "; ".join(filter(None, map(words, body.values())))
