"""One spelling for one JSON value, so that equal requests have equal digests."""

import hashlib
import json
from typing import Any


def encode(value: Any) -> bytes:
    """Spell a JSON value with sorted keys and no spaces."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def digest(value: Any) -> str:
    """SHA-256 of `encode(value)`, in hex."""
    return hashlib.sha256(encode(value)).hexdigest()
