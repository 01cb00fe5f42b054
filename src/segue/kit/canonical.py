"""One spelling for one JSON value, so that equal requests have equal digests."""

import hashlib
import json
import math
from collections.abc import Iterator
from typing import Any, Final

LONG: Final = 1_000
"""Entries of a list that are spelled at once: what else runs in the process waits meanwhile."""
HOLDERS: Final = frozenset({dict, list})
SORTED: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def encode(value: Any) -> bytes:
    """Spell a JSON value with sorted keys and no spaces.

    A lone surrogate, which JSON can escape and UTF-8 cannot carry, is kept as `json.loads` reads it
    back from bytes. ValueError for a number that is not finite.
    """
    return SORTED.encode(value).encode("utf-8", "surrogatepass")


def finite(spelled: str) -> float:
    """Read a JSON number with a point or an exponent; ValueError where no float is so large."""
    found = float(spelled)
    if math.isinf(found):
        raise ValueError(spelled)
    return found


def not_json(word: str) -> Any:
    """Refuse ``NaN`` and ``Infinity``, which Python reads and JSON does not have."""
    raise ValueError(word)


def shallow(value: Any, levels: int) -> bool:
    """Tell whether a parsed JSON value has at most so many levels of lists and objects."""
    level = [value]
    for _ in range(levels):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if type(inner) in HOLDERS
        ]
        if not level:
            return True
    return False


def digest(value: Any) -> str:
    """SHA-256 of `encode(value)`, in hex."""
    hashed = hashlib.sha256()
    for piece in _pieces(value):
        hashed.update(piece)
    return hashed.hexdigest()


def _pieces(value: Any) -> Iterator[bytes]:
    if isinstance(value, list) and len(value) > LONG:
        for first in range(0, len(value), LONG):
            yield b"," if first else b"["
            yield encode(value[first : first + LONG])[1:-1]
        yield b"]"
    elif _long_within(value) and all(isinstance(key, str) for key in value):
        for i, key in enumerate(sorted(value)):
            yield b"," if i else b"{"
            yield encode(key) + b":"
            yield from _pieces(value[key])
        yield b"}"
    else:
        yield encode(value)


def _long_within(value: Any) -> bool:
    """Tell whether an object holds a long list, in itself or in the objects in it."""
    if isinstance(value, dict):
        return any(map(_long_within, value.values()))
    return isinstance(value, list) and len(value) > LONG
