"""Which requests go wrong, and how: faults are armed by tests and spent by matching requests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = (
    "refused",
    "rate_limited",
    "server_error",
    "slow",
    "lost_answer",
    "dropped",
    "late",
    "expired_token",
    "revoked_token",
    "malformed",
    "answer",
    "hold_before",
    "hold_after",
    "error_after",
)
"""Every kind of fault. What each does stands in `segue.simulation.app`."""

_FIELDS = {"kind", "method", "path", "times", "after", "seconds", "status", "body", "headers"}


@dataclass(slots=True)
class Fault:
    """One armed fault. `after` matching requests pass first; `times` None means every one."""

    id: int
    kind: str
    method: str | None = None
    path: str | None = None
    times: int | None = 1
    after: int = 0
    seconds: float = 0.0
    status: int = 500
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    passed: int = 0
    hit: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Tell whether a request with `method` and `path` is one this fault is about."""
        if self.times is not None and self.hit >= self.times:
            return False
        if self.method is not None and self.method.upper() != method:
            return False
        return self.path is None or re.search(self.path, path) is not None

    def described(self) -> dict[str, Any]:
        """Return the fault as JSON, with how often it has struck."""
        return {
            "id": self.id,
            "kind": self.kind,
            "method": self.method,
            "path": self.path,
            "times": self.times,
            "after": self.after,
            "seconds": self.seconds,
            "hit": self.hit,
        }


class Faults:
    """The armed faults of one simulator, in the order they were armed."""

    def __init__(self) -> None:
        self.armed: list[Fault] = []
        self._next = 1

    def arm(self, what: Mapping[str, Any]) -> Fault:
        """Arm one fault. `ValueError` says what is wrong with `what`."""
        if unknown := sorted(set(what) - _FIELDS):
            raise ValueError(f"a fault has no {unknown}; it has {sorted(_FIELDS)}")
        if what.get("kind") not in KINDS:
            raise ValueError(f"kind is one of {list(KINDS)}, not {what.get('kind')!r}")
        if what["kind"] == "answer" and not isinstance(what.get("status"), int):
            raise ValueError("an answer fault needs the status to answer with")
        try:
            re.compile(what.get("path") or "")
        except re.error as reason:
            raise ValueError(f"path is not a regular expression: {reason}") from reason
        fault = Fault(id=self._next, **what)
        self._next += 1
        self.armed.append(fault)
        return fault

    def strike(self, method: str, path: str) -> Fault | None:
        """Return the first fault this request sets off, and count it."""
        for fault in self.armed:
            if not fault.matches(method, path):
                continue
            if fault.passed < fault.after:
                fault.passed += 1
                continue
            fault.hit += 1
            return fault
        return None

    def clear(self) -> None:
        """Disarm every fault."""
        self.armed.clear()
