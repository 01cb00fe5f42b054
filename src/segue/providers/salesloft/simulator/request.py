"""One authenticated request on its way to a resource."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from segue.providers.salesloft.simulator.account import Account
from segue.providers.salesloft.simulator.forms import form_pairs, typed
from segue.providers.salesloft.simulator.records import User
from segue.providers.salesloft.simulator.shapes import Key
from segue.providers.salesloft.simulator.wire import (
    Complaints,
    Refused,
    as_number,
    forbidden,
    invalid,
    malformed,
)
from segue.simulation.vendor import Asked


@dataclass(frozen=True, slots=True)
class Request:
    """A request, who makes it, and the team it is about. `key` is the id in the path.

    `scopes` are the token's; None, which seeding has, is all of them.
    """

    asked: Asked
    account: Account
    caller: User
    now: datetime
    switches: Mapping[str, str]
    key: str = ""
    scopes: frozenset[str] | None = None

    @property
    def number(self) -> int:
        """The id in the path; 0, which nothing has, when it is no number."""
        return as_number(self.key) or 0

    def body(self) -> dict[str, Any]:
        """Return the fields sent, as JSON or as a form; 400 when they cannot be read."""
        return read_body(self.asked)

    def fields(self, keys: Sequence[Key]) -> dict[str, Any]:
        """Return the fields sent; those of a form, whose values are texts, typed by `keys`."""
        pairs = form_pairs(self.asked)
        return self.body() if pairs is None else typed(pairs, keys)

    def permits(self, scope: str) -> bool:
        """Tell whether the token has a scope."""
        return self.scopes is None or scope in self.scopes

    def require(self, scope: str) -> None:
        """Answer 403 if the token lacks a scope."""
        if not self.permits(scope):
            raise Refused(forbidden())

    def refuse(self, complaints: Complaints) -> None:
        """Answer 422 if there is anything to complain of."""
        if complaints:
            raise Refused(invalid(complaints, self.switches))


def read_body(asked: Asked) -> dict[str, Any]:
    """Return the fields of a body: JSON, which the vendor recommends, or a form (V S4)."""
    pairs = form_pairs(asked)
    if pairs is not None:
        return dict(pairs)
    if asked.body is None and asked.raw.strip() not in {b"", b"null"}:
        raise Refused(malformed("The request body is not valid JSON"))
    if asked.body is None:
        return {}
    if not isinstance(asked.body, dict):
        raise Refused(malformed("The request body is not a JSON object"))
    return asked.body
