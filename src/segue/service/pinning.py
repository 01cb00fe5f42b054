"""Where a caller's own request goes: below the provider's API, and nowhere else."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote_to_bytes, urlsplit

from segue.engine.transport import Destination
from segue.model.problem import VALIDATION, Fault, Problem
from segue.spi.provider import Provider

LAYERS: Final = 8
"""Times that a path may be encoded one over another."""
TOP: Final = "/"
"""The one path outside of the API: clients of the old wire ask for it to keep a token fresh."""

IN_PATH: Final = "/%:@!$&'()*+,;=-._~"
IN_QUERY: Final = IN_PATH + "?[]"
MALFORMED: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
"""Also IIS's own ``%u002e``."""
UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of control characters, of what is not shown, and of what ends a line."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked path: the URL without what the caller's `query` adds, and the query within it."""

    url: str
    query: str
    telling: bool
    """Whether it lies within the API."""


def pinned(destination: Destination, path: str, method: str) -> Target:
    """Say where a path leads; `Problem` 400 where that could be another host or another root."""
    provider, api_url = destination.provider, destination.api_url.rstrip("/")
    own = urlsplit(provider.api_url).path.rstrip("/")
    if path == TOP and method == "GET":
        return Target(f"{api_url.removesuffix(own)}/", "", telling=False)
    plain, _, query = path.partition("?")
    if wrong := _wrong(plain, query):
        raise refused(wrong)
    below = _canonical(provider, plain).removeprefix(own)
    return Target(api_url + quote(below, safe=IN_PATH), quote(query, safe=IN_QUERY), telling=True)


def refused(detail: str) -> Problem:
    """Say that a path is not followed."""
    return Problem(400, Fault(detail=detail, pointer="/body/path", problem_type=VALIDATION))


def _canonical(provider: Provider, path: str) -> str:
    """Spell a path with the API's own root, where it is given with another spelling of it."""
    roots = provider.roots or (urlsplit(provider.api_url).path.rstrip("/"),)
    for root in roots:
        if path == root or path.startswith(f"{root}/"):
            return roots[0] + path.removeprefix(root)
    named = " or ".join(roots)
    raise refused(f"A path at {provider.title} starts with {named}.")


def _wrong(path: str, query: str) -> str | None:
    if not path.startswith("/") or path.startswith("//"):
        return "The path must start with one slash: it is below the provider's own host."
    if "#" in path or "#" in query:
        return "A path has no fragment."
    if any(_unseen(character) for character in query):
        return "The query holds a control character."
    if MALFORMED.search(path) or MALFORMED.search(query):
        return "A percent sign must be followed by two hexadecimal digits."
    return _climbs(path)


def _climbs(path: str) -> str | None:
    """Look through every layer of encoding, since nobody knows how many the provider takes off."""
    for _ in range(LAYERS):
        for read in (path, unicodedata.normalize("NFKC", path)):
            if any(_unseen(character) for character in read):
                return "The path holds a control character."
            if "\\" in read or "%u" in read.lower():
                return "The path holds a backslash or an encoding that is not a URL's."
            if any(part.partition(";")[0].strip() in {".", ".."} for part in read.split("/")):
                return "The path holds '.' or '..'."
        try:
            below = unquote_to_bytes(path).decode()
        except UnicodeError:
            return "The path is not UTF-8."
        if below == path:
            return None
        path = below
    return "The path is encoded too many times."


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in UNSEEN
