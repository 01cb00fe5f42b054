"""Taking secrets out of whatever is about to be shown."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

HIDDEN = "[redacted]"

NAMES = re.compile(
    r"(?i)(?:^|[_.-]|(?<=[a-z0-9])(?=(?-i:[A-Z])))"
    r"(?:authorization|token|secret|password|api[_-]?key|cookie|credential)s?$"
)
# Words follow "bearer" in honest sentences too: a token is long or has a digit.
PATTERNS = re.compile(
    r"(?i)\bbearer\s+(?:[A-Za-z0-9._~+/=-]{20,}|(?=[A-Za-z._~+/=-]*\d)[A-Za-z0-9._~+/=-]{8,})"
    r"|\bsegue_[A-Za-z0-9_-]{24,}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?"
    r"|(?<=api_key=)[^&\s\"']+|(?<=access_token=)[^&\s\"']+|(?<=refresh_token=)[^&\s\"']+"
)
SHORTEST = 6


def text(shown: str, secrets: Iterable[str] = ()) -> str:
    """Hide every known secret, and everything shaped like a credential, in a text."""
    return PATTERNS.sub(HIDDEN, _without(shown, spellings(secrets)))


def spellings(secrets: Iterable[str]) -> tuple[str, ...]:
    """Give every way in which secrets may stand in a text, the longest first.

    A URL and JSON each escape some characters. Values under 6 characters are left out: they would
    take honest words along.
    """
    found = {way for secret in secrets if len(secret) >= SHORTEST for way in _spelled(secret)}
    return tuple(sorted(found, key=len, reverse=True))


def _spelled(secret: str) -> Iterator[str]:
    yield secret
    if not secret.isalnum() or not secret.isascii():
        yield quote(secret, safe="", errors="replace")
        yield json.dumps(secret)[1:-1]
        yield secret.replace("/", r"\/")


def _without(shown: str, ways: tuple[str, ...]) -> str:
    for way in ways:
        shown = shown.replace(way, HIDDEN)
    return shown


def known(shown: Any, secrets: Iterable[str]) -> Any:
    """Hide known secrets anywhere in a JSON value; all else stays as it is, word for word."""
    return _known(shown, spellings(secrets))


def _known(shown: Any, ways: tuple[str, ...]) -> Any:
    if isinstance(shown, str):
        return _without(shown, ways)
    if isinstance(shown, Mapping):
        return {_without(str(key), ways): _known(inner, ways) for key, inner in shown.items()}
    if isinstance(shown, list | tuple):
        return [_known(inner, ways) for inner in shown]
    return shown


def value(shown: Any, secrets: Iterable[str] = ()) -> Any:
    """Hide secrets anywhere in a JSON value, by what they are and by the name of their key.

    In a list under such a key what has spaces stays: it is a sentence about the secret.
    """
    return _value(shown, tuple(secrets))


def _value(shown: Any, secrets: tuple[str, ...]) -> Any:
    if isinstance(shown, str):
        return text(shown, secrets)
    if isinstance(shown, Mapping):
        return {
            text(str(key), secrets): _named(inner, secrets)
            if NAMES.search(str(key))
            else _value(inner, secrets)
            for key, inner in shown.items()
        }
    if isinstance(shown, list | tuple):
        return [_value(inner, secrets) for inner in shown]
    return shown


def _named(inner: Any, secrets: tuple[str, ...]) -> Any:
    if isinstance(inner, str):
        return HIDDEN
    if isinstance(inner, list | tuple):
        return [
            HIDDEN if isinstance(one, str) and " " not in one else _value(one, secrets)
            for one in inner
        ]
    return _value(inner, secrets)
