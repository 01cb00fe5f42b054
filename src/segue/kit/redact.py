"""Taking secrets out of whatever is about to be shown."""

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, quote_plus

HIDDEN = "[redacted]"
CUT: Final = "[...]"

NAMES = re.compile(
    r"(?i)(?:^|[_.-]|(?<=[a-z0-9])(?=(?-i:[A-Z])))"
    r"(?:authorization|token|secret|password|api[_-]?key|cookie|credential)s?$"
)
# Words follow "bearer" in honest sentences too: a token is long or has a digit. What begins with
# eyJ is JSON in base64. Metrics begin as our keys do, but are in small letters alone. No
# alternative gives back what it has taken, or a long text would take as many looks as it has
# characters, times as many.
PATTERNS = re.compile(
    r"(?i)\bbearer\s+(?:[A-Za-z0-9._~+/=-]{20,}|(?=[A-Za-z._~+/=-]*\d)[A-Za-z0-9._~+/=-]{8,})"
    r"|\bsegue_(?=(?-i:[a-z_]*[A-Z0-9-]))[A-Za-z0-9_-]{24,}+"
    r"|\b(?-i:eyJ)[A-Za-z0-9_-]{8,}+(?:\.[A-Za-z0-9_-]++){0,2}+"
    r"|(?:(?<=api_key=)|(?<=access_token=)|(?<=refresh_token=)|(?<=client_secret=))[^&\s\"']++"
    r"|(?<=://)[^/\s:@\"']*+:[^/\s@\"']++(?=@)"
    r"|(?<=authorization: )(?:basic|digest|token)\s[^\r\n\"']++"
)
TRIGGERS: Final = ("bearer", "segue_", "eyj", "key=", "token=", "secret=", "://", "authorization:")
"""One of these stands in whatever `PATTERNS` finds: looking for it takes a hundredth as long."""
LONGEST_NAME: Final = 32
SHORTEST = 6
LEAST_MARGIN: Final = 8192
"""Characters next to a cut that are not shown: a secret may have been cut through."""


def text(shown: str, secrets: Iterable[str] = (), *, longest: int | None = None) -> str:
    """Hide every known secret, and everything shaped like a credential, in a text.

    Of one with more than `longest` characters its middle is left out.
    """
    return _text(shown, spellings(secrets), longest)


def _text(shown: str, ways: tuple[str, ...], longest: int | None = None) -> str:
    if longest is not None and len(shown) > longest:
        half, margin = (longest - len(CUT)) // 2, max(LEAST_MARGIN, len(ways[0]) if ways else 0)
        if len(shown) <= 2 * (half + margin):
            whole = _text(shown, ways)
            return whole if len(whole) <= longest else f"{whole[:half]}{CUT}{whole[-half:]}"
        head = _text(shown[: half + margin], ways)[:-margin]
        tail = _text(shown[-half - margin :], ways)[margin:]
        return f"{head[:half]}{CUT}{tail[-half:]}"
    shown = _without(shown, ways)
    return PATTERNS.sub(HIDDEN, shown) if _triggers(shown) else shown


def _triggers(shown: str) -> bool:
    folded = shown.casefold()
    for trigger in TRIGGERS:  # noqa: SIM110 -- as in `_stands_in`
        if trigger in folded:
            return True
    return False


def spellings(secrets: Iterable[str]) -> tuple[str, ...]:
    """Give every way in which secrets may stand in a text, the longest first.

    As they are, as a URL, JSON, HTML or Python spells them, and in base64 or hexadecimal, there
    also within something longer. Values under 6 characters are left out: they would take honest
    words along.
    """
    found = {way for secret in secrets if len(secret) >= SHORTEST for way in _spelled(secret)}
    return tuple(sorted(found, key=len, reverse=True))


def standing_in(shown: str, secrets: Iterable[str]) -> list[str]:
    """Give the secrets that stand in a text, in whatever spelling."""
    return [secret for secret in secrets if len(secret) >= SHORTEST and _stands_in(shown, secret)]


def _stands_in(shown: str, secret: str) -> bool:
    for way in _spelled(secret):  # noqa: SIM110 -- twice as fast as `any`, for every line of a log
        if way in shown:
            return True
    return False


def harmless(shown: str, keys: Iterable[str]) -> bool:
    """Tell whether nothing in a text has a credential's shape, and no key names a secret."""
    return not (_triggers(shown) or any(map(_names_a_secret, keys)))


# As many as a busy process has in use. It holds them in clear anyway, to send them.
@lru_cache(maxsize=2048)
def _spelled(secret: str) -> tuple[str, ...]:
    raw = secret.encode(errors="surrogatepass")
    plain = [secret, *_in_base64(raw), raw.hex(), raw.hex().upper()]
    found = {way for one in plain for way in (one, *_escaped(one))}
    # What is part of our own mark would be found in it again, for ever.
    return tuple(way for way in found if len(way) >= SHORTEST and way not in HIDDEN)


def _in_base64(raw: bytes) -> Iterator[str]:
    """Spell bytes as they stand in the base64 of anything that holds them, whatever is before."""
    for before in range(3):
        padded = bytes(before) + raw
        whole = slice(-(-before * 8 // 6), len(padded) * 8 // 6)
        yield b64encode(padded)[whole].decode()
        yield urlsafe_b64encode(padded)[whole].decode()


def _escaped(way: str) -> Iterator[str]:
    if way.isalnum() and way.isascii():
        return
    quoted = quote(way, safe="", errors="replace")
    written = json.dumps(way)
    yield quoted
    yield re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), quoted)
    yield quote(way, errors="replace")
    yield quote_plus(way, errors="replace")
    yield written[1:-1]
    yield json.dumps(way, ensure_ascii=False)[1:-1]
    yield json.dumps(written[1:-1])[1:-1]
    yield way.replace("/", r"\/")
    yield written[1:-1].replace("/", r"\/")
    yield html.escape(way)
    yield html.escape(way, quote=False)
    yield repr(way)[1:-1]
    yield repr(way.encode(errors="surrogatepass"))[2:-1]


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


def value(shown: Any, secrets: Iterable[str] = (), *, longest: int | None = None) -> Any:
    """Hide secrets anywhere in a JSON value, by what they are and by the name of their key.

    In a list under such a key what has spaces stays: it is a sentence about the secret. Of a text
    with more than `longest` characters the middle is left out.
    """
    return _value(shown, spellings(secrets), longest)


def _value(shown: Any, ways: tuple[str, ...], longest: int | None) -> Any:
    if isinstance(shown, str):
        return _text(shown, ways, longest)
    if isinstance(shown, Mapping):
        return {
            _text(str(key), ways, longest): _named(inner, ways, longest)
            if _names_a_secret(str(key))
            else _value(inner, ways, longest)
            for key, inner in shown.items()
        }
    if isinstance(shown, list | tuple):
        return [_value(inner, ways, longest) for inner in shown]
    return shown


@lru_cache(maxsize=1024)
def _among_names(key: str) -> bool:
    return NAMES.search(key) is not None


def _names_a_secret(key: str) -> bool:
    # The longest of the names, and something before it, is shorter.
    return _among_names(key[-LONGEST_NAME:])


def _named(inner: Any, ways: tuple[str, ...], longest: int | None) -> Any:
    if isinstance(inner, str):
        return HIDDEN
    if isinstance(inner, list | tuple):
        return [
            HIDDEN if isinstance(one, str) and " " not in one else _value(one, ways, longest)
            for one in inner
        ]
    return _value(inner, ways, longest)
