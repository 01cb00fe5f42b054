"""Taking secrets out of whatever is about to be shown."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

HIDDEN = "[redacted]"

NAMES = re.compile(
    r"(?:^|_|-)(?:authorization|token|secret|password|api[_-]?key|cookie|credential)s?$", re.IGNORECASE
)
PATTERNS = re.compile(
    r"(?i)\bbearer\s+[A-Za-z0-9._~+/=-]{8,}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?"
    r"|(?<=api_key=)[^&\s\"']+|(?<=access_token=)[^&\s\"']+|(?<=refresh_token=)[^&\s\"']+"
)
SHORTEST = 6


def text(shown: str, secrets: Iterable[str] = ()) -> str:
    """Hide every known secret, and everything shaped like a credential, in a text."""
    for secret in sorted((s for s in secrets if len(s) >= SHORTEST), key=len, reverse=True):
        shown = shown.replace(secret, HIDDEN)
    return PATTERNS.sub(HIDDEN, shown)


def value(shown: Any, secrets: Iterable[str] = ()) -> Any:
    """Hide secrets anywhere in a JSON value, by what they are and by the name of their key."""
    known = tuple(secrets)
    if isinstance(shown, str):
        return text(shown, known)
    if isinstance(shown, Mapping):
        return {
            text(str(key), known): HIDDEN
            if NAMES.search(str(key)) and isinstance(inner, str)
            else value(inner, known)
            for key, inner in shown.items()
        }
    if isinstance(shown, list | tuple):
        return [value(inner, known) for inner in shown]
    return shown
