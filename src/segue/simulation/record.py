"""What a simulator was asked, in order, with every credential blanked."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from segue.simulation.vendor import Asked

SECRET_NAMES = frozenset(
    {"access_token", "api_key", "client_secret", "code", "password", "refresh_token"}
)
"""Names whose values are blanked in bodies and queries. Headers are not kept at all."""


@dataclass(slots=True)
class Entry:
    """One request as it arrived. `status` is None while, or because, no answer was sent."""

    n: int
    at: datetime
    asked: Asked
    fault: str | None = None
    status: int | None = None

    def described(self) -> dict[str, Any]:
        """Return the entry as JSON."""
        return {
            "n": self.n,
            "at": self.at.isoformat(),
            "method": self.asked.method,
            "path": self.asked.path,
            "query": _blanked(dict(self.asked.query)),
            "body": _blanked(_read(self.asked)),
            "status": self.status,
            "fault": self.fault,
        }


class Record:
    """Every request since the start or the last clearing."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def add(self, asked: Asked, at: datetime, fault: str | None) -> Entry:
        """Note a request on arrival; its status is filled in when it is answered."""
        entry = Entry(len(self.entries) + 1, at, asked, fault)
        self.entries.append(entry)
        return entry

    def described(self) -> list[dict[str, Any]]:
        """Return the requests as JSON, in order of arrival."""
        return [entry.described() for entry in self.entries]

    def clear(self) -> None:
        """Forget every request."""
        self.entries.clear()


def _read(asked: Asked) -> Any:
    """Read the body anew, so that what a vendor did to the parsed one does not show here."""
    if not asked.raw:
        return None
    if "form-urlencoded" in asked.headers.get("content-type", ""):
        return asked.form()
    try:
        return json.loads(asked.raw)
    except ValueError:
        return asked.raw.decode(errors="replace")


def _blanked(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: "***" if k in SECRET_NAMES else _blanked(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_blanked(item) for item in value]
    return value
