"""What one operation of the API is made of."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from segue.model.scope import KeyScope

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]

ROOT = "/engagement/v2"
MANAGEMENT = "/mgmt/v2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path."""

    id: str
    method: str
    path: str
    tag: str
    summary: str
    endpoint: Endpoint
    described: dict[str, Any]
    """The rest of it, in the OpenAPI document's terms."""
    about: str
    """What it does for the caller, in a few sentences."""
    scope: KeyScope | None = None
    """What its key has to be good for, where that does not follow from its method."""

    @property
    def needs(self) -> KeyScope:
        """Name the scope that a request's key must have."""
        looks = self.method == "GET" or self.path.endswith("/_search")
        return self.scope or ("read" if looks else "write")
