"""What a provider's simulator is: one vendor account in memory behind one synchronous method."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl

from segue.simulation.clock import Clock


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor answers. `body`: a JSON value, a `str` sent as it is, or None for no body."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"

    def encoded(self) -> bytes:
        """Return the bytes of the body as they go over the wire."""
        if self.body is None:
            return b""
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a vendor was asked. Header names are lower-case; `body` is None when not JSON."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: Any = None
    raw: bytes = b""

    def form(self) -> dict[str, str]:
        """Read the body as `application/x-www-form-urlencoded`; the last of equal names wins."""
        try:
            return dict(parse_qsl(self.raw.decode(), keep_blank_values=True))
        except UnicodeDecodeError:
            return {}


class Vendor(Protocol):
    """One vendor account in memory.

    `answer` authenticates, limits, routes and applies. It is synchronous, so that a request is
    atomic: it happens wholly or not at all.
    """

    name: str
    switches: dict[str, str]
    """Present position of each switch: what the vendor's documents leave open."""
    SWITCHES: Mapping[str, tuple[str, ...]]
    """Every position of every switch; the first is the default."""

    def answer(self, asked: Asked, clock: Clock) -> Answer:
        """Answer one request and apply it."""
        ...

    def seed(self, what: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put rows in and return their ids. `ValueError` names what cannot be seeded.

        Where the vendor has such things, ``{"users": [{"email": ...}]}`` and ``{"templates":
        [{"subject": ...}]}`` are among what can be, and the answer lists ids under the same words.
        Where it has OAuth, ``{"oauth_app": {}}`` gives the `client_id` and `client_secret` of an
        application that may be sent back anywhere, or registers one by these and `redirect_uris`.
        """
        ...

    def snapshot(self) -> Mapping[str, Any]:
        """Return the whole state, by resource, as JSON values."""
        ...

    def reset(self) -> None:
        """Go back to the fresh, minimally seeded account."""
        ...

    def expire_token(self) -> None:
        """Let the credential's access run out; a refresh still works."""
        ...

    def revoke_token(self) -> None:
        """Take the credential back; a refresh is refused too."""
        ...

    def token(self) -> Mapping[str, str]:
        """Return a valid credential of the seeded account."""
        ...

    def fault_answer(self, kind: str, clock: Clock) -> Answer:
        """Return the vendor's own words for `refused`, `rate_limited` or `server_error`."""
        ...
