"""JSON pointers (RFC 6901): reading through documents and naming places in them."""

from collections.abc import Iterable, Mapping
from typing import Any


def escape(part: str) -> str:
    """Spell one reference token so that it can stand between slashes."""
    return part.replace("~", "~0").replace("/", "~1")


def join(parts: Iterable[str | int]) -> str:
    """Build a pointer from its tokens; no tokens give the whole document's pointer, ``""``."""
    return "".join(f"/{escape(str(part))}" for part in parts)


def get(document: Any, pointer: str, default: Any = None) -> Any:
    """Read the value at `pointer`; `default` where any part of the way is missing."""
    found = document
    for raw in pointer.split("/")[1:]:
        part = raw.replace("~1", "/").replace("~0", "~") if "~" in raw else raw
        if isinstance(found, dict | Mapping) and part in found:
            found = found[part]
        elif isinstance(found, list | tuple) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            return default
    return found
