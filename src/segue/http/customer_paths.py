"""Customers' ids in paths: they are an application's own, and may hold a slash."""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.types import Scope

STAND_IN: Final = "\x00"
"""Stands for a slash of an id while the path is matched; no id holds it."""
ZERO: Final = b"%00"
NOWHERE: Final = "/%00"
SLASH: Final = re.compile(rb"%2[fF]")
PLACES: Final = (b"/mgmt/v2/customers/", b"/private/v2/customers/")


def kept_whole(scope: Scope) -> str:
    """Give a request's path; where a customer's id may stand, an escaped slash parts nothing.

    A zero character leads nowhere: nothing has one in its id, and PostgreSQL takes none.
    """
    path: str = scope["path"]
    raw: bytes = scope.get("raw_path") or b""
    if ZERO in raw:
        return NOWHERE
    if not raw.startswith(PLACES) or not SLASH.search(raw):
        return path
    return unquote_to_bytes(SLASH.sub(ZERO, raw)).decode("utf-8", errors="replace")


def customer_of(request: Request) -> str:
    """Give the customer that a request's path names."""
    found: str = request.path_params["customer_id"]
    return found.replace(STAND_IN, "/")
