"""`filter[q]`: search accounts and prospects by the beginnings of words [TEAR, ONF].

`acme` finds what begins so, `_acme_` what is exactly so, `_NULL_` and `_NOTNULL_` what is absent
or there; `acme,custom1` looks into one field. One operator's notes say all this: clients should
not depend on it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.render import value_of
from segue.providers.outreach.simulator.rows import Row
from segue.providers.outreach.simulator.table import Resource


@dataclass(frozen=True, slots=True)
class Search:
    """One search: a row passes where any of the fields does."""

    fields: tuple[str, ...]
    matches: Callable[[str | None], bool]

    def holds(self, org: Org, row: Row) -> bool:
        """Tell whether a row passes."""
        return any(
            self.matches(text) for name in self.fields for text in _texts(value_of(org, row, name))
        )


def read_search(resource: Resource, text: str) -> Search:
    """Read the value of `filter[q]`."""
    wanted, comma, name = text.rpartition(",")
    if comma and name in resource.attributes:
        return Search((name,), _matches(wanted))
    return Search(resource.searched, _matches(text))


def _matches(wanted: str) -> Callable[[str | None], bool]:
    if wanted in {"_NULL_", "_NOTNULL_"}:
        absent = wanted == "_NULL_"
        return lambda text: (text is None) == absent
    exact = re.fullmatch(r"_(.+)_", wanted)
    sought = (exact[1] if exact else wanted).casefold()
    if exact:
        return lambda text: text is not None and text.casefold() == sought
    return lambda text: text is not None and _begins(text.casefold(), sought)


def _begins(text: str, sought: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(sought)}", text) is not None


def _texts(value: Any) -> list[str | None]:
    if isinstance(value, list):
        return [str(item) for item in value] or [None]
    return [None if value is None else str(value)]
