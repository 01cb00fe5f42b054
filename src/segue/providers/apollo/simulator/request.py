"""What a resource is given: an authenticated request with its parameters gathered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from segue.providers.apollo.simulator.account import Account, Row
from segue.providers.apollo.simulator.refusals import MALFORMED, Refused, not_found
from segue.simulation import Answer, Asked

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One request on its way into a resource. `id` is the id in its path, or empty."""

    account: Account
    switches: Mapping[str, str]
    params: Params
    id: str
    actor: Row
    now: datetime

    def new_id(self) -> str:
        """Make an id; ids made one after another are consecutive."""
        return self.account.ids.next(self.now)

    def switch(self, name: str, position: str) -> bool:
        """Tell whether a switch is in a position."""
        return self.switches[name] == position

    def row(self, rows: Mapping[str, Row], id: object = None) -> Row:
        """Return the row named in the path, or by `id`; refused with 404 when there is none."""
        found = rows.get(self.id if id is None else str(id))
        if found is None:
            raise not_found()
        return found


Resource = Callable[[Request], Answer]
Check = Callable[[Params, Mapping[str, str]], None]
"""What is refused for its parameters alone, under the present switches."""


def gathered(asked: Asked) -> Params:
    """Join query and JSON body, as Apollo does: search filters are taken from either [VCR].

    A body that is not declared as JSON is not read. Refused with 400 when it is declared and
    cannot be parsed.
    """
    params: Params = {}
    for name, values in asked.query.items():
        if name.endswith("[]"):
            params[name.removesuffix("[]")] = values
        else:
            params[name] = values[-1]
    if not asked.raw.strip() or "json" not in asked.headers.get("content-type", ""):
        return params
    if asked.body is None and asked.raw.strip() != b"null":
        raise Refused(MALFORMED)
    if isinstance(asked.body, dict):
        params.update(asked.body)
    return params


def true(value: object) -> bool:
    """Tell whether a flag is set, in JSON or in a query."""
    return value is True or value == "true"


def listed(params: Mapping[str, Any], name: str) -> set[str]:
    """Return the values of a parameter that takes one or many, as strings."""
    return set(ordered(params, name))


def ordered(params: Mapping[str, Any], name: str) -> list[str]:
    """Return the values of a parameter that takes one or many, each once, in their order."""
    return list(dict.fromkeys(str(it) for it in many(params.get(name))))


def many(sent: object) -> list[Any]:
    """Return what was sent for a parameter that takes one or many, as a list."""
    if isinstance(sent, list):
        return sent
    return [] if sent is None or sent == "" else [sent]
