"""One spelling for one JSON value, so that equal requests have equal digests."""

import hashlib
import json
import math
from typing import Any


def encode(value: Any) -> bytes:
    """Spell a JSON value with sorted keys and no spaces.

    A lone surrogate, which JSON can escape and UTF-8 cannot carry, is kept as `json.loads` reads it
    back from bytes. ValueError for a number that is not finite.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode("utf-8", "surrogatepass")


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
    """Tell whether a JSON value has at most so many levels of lists and objects."""
    level = [value]
    for _ in range(levels):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return True
    return False


def digest(value: Any) -> str:
    """SHA-256 of `encode(value)`, in hex."""
    return hashlib.sha256(encode(value)).hexdigest()
