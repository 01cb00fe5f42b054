"""Customers' ids in paths: they are an application's own, and may hold a slash."""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.types import Scope

STAND_IN: Final = "\x00"
"""Stands for a slash of an id while the path is matched; no id holds it."""
SLASH: Final = re.compile(rb"%2[fF]")
PLACES: Final = (b"/mgmt/v2/customers/", b"/private/v2/customers/")


def kept_whole(scope: Scope) -> str:
    """Give a request's path; where a customer's id may stand, an escaped slash parts nothing."""
    path: str = scope["path"]
    raw: bytes = scope.get("raw_path") or b""
    if not raw.startswith(PLACES) or b"%00" in raw or not SLASH.search(raw):
        return path
    return unquote_to_bytes(SLASH.sub(b"%00", raw)).decode("utf-8", errors="replace")


def customer_of(request: Request) -> str:
    """Give the customer that a request's path names."""
    found: str = request.path_params["customer_id"]
    return found.replace(STAND_IN, "/")
