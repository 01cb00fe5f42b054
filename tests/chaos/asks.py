"""The writes of a campaign: what is asked, and what must be seen of it afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """A thing that a write makes."""

    kind: str
    mark: str
    shows: Mapping[str, Any] = field(default_factory=dict)
    """What it must show; a text has to be in it, or in one of several."""
    answered: str | None = "/record/id"
    """Where the answer has its id; None where the answer does not name it."""
    shared: bool = False
    """Whether other writes may have made it, or changed it since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change to a thing that was there before."""

    kind: str
    id: str
    field: str
    """What of it is changed; `there` for the thing itself."""
    before: Any
    after: tuple[Any, ...]
    """What it may be afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One write, as its caller asks it."""

    number: int
    provider: str
    operation: str
    method: str
    path: str
    body: Any = None
    makes: tuple[Make, ...] = ()
    changes: tuple[Change, ...] = ()
    sequence: str | None = None

    @property
    def key(self) -> str:
        """The idempotency key."""
        return f"chaos-{self.number}"
