"""This folder's operations, by row, and what they need in the manifest."""

from collections.abc import Mapping
from typing import Any

from segue.providers.outreach.enrolment import acts, enrol, lookups, read, telling
from segue.providers.outreach.listing import getting, listing
from segue.spi.enrolment import Teller
from segue.spi.errors import ErrorRule
from segue.spi.operation import Query, Write
from segue.spi.plan import Finder

FILTERS: Mapping[str, str] = {
    "contact_id": "filter[prospect][id]",
    "sequence_id": "filter[sequence][id]",
}


def _filters(asked: Mapping[str, Any]) -> dict[str, str]:
    return {FILTERS[field]: str(value) for field, value in asked.items() if value is not None}


_ENROL = Write(enrol.reads, enrol.plan, enrol.check)
_LIST = listing("sequenceStates", read.state, _filters)

WRITES: Mapping[str, Write[Any]] = {
    "state.create": _ENROL,
    "state.batch_create": _ENROL,
    "state.pause": acts.PAUSE,
    "state.resume": acts.RESUME,
    "state.finish": acts.FINISH,
    "state.remove": acts.REMOVE,
}
QUERIES: Mapping[str, Query[Any, Any]] = {
    "state.list": _LIST,
    "state.search": _LIST,
    "state.get": getting("sequenceStates", read.state),
}
FINDERS: Mapping[str, Finder] = lookups.FINDERS
ERROR_RULES: tuple[ErrorRule, ...] = (
    # An action that cannot be done from where a state stands [AE-conv]; its text is not known.
    ErrorRule(status=422, path=r"sequenceStates/[^/]+/actions/", reason="wrong_state"),
)
"""Asked before the provider's general rules."""

TELL: Teller | None = telling.tell
