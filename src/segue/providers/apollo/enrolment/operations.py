"""This folder's operations, by row, and what they need in the manifest."""

from collections.abc import Mapping
from typing import Any

from segue.providers.apollo.enrolment import adding, leaving, looking, searching, telling
from segue.spi.enrolment import Teller
from segue.spi.errors import ErrorRule
from segue.spi.operation import Query, Write
from segue.spi.plan import Finder

WRITES: Mapping[str, Write[Any]] = {
    "state.create": adding.ENROL,
    "state.batch_create": adding.ENROL,
    "state.pause": leaving.PAUSE,
    "state.resume": leaving.RESUME,
    "state.finish": leaving.FINISH,
    "state.remove": leaving.REMOVE,
}
QUERIES: Mapping[str, Query[Any, Any]] = {
    "state.get": searching.GET_STATE,
    "state.search": searching.SEARCH_STATES,
}
FINDERS: Mapping[str, Finder] = looking.FINDERS

PRIVATE = r"/change_contact_statuses$"

ERROR_RULES: tuple[ErrorRule, ...] = (
    ErrorRule(status=403, contains="API_INACCESSIBLE", path=PRIVATE, reason="master_key_required"),
    ErrorRule(status=404, contains="Record not found", path=PRIVATE),
    ErrorRule(status=404, path=PRIVATE, reason="private_route_missing"),
)
"""Asked before the provider's general rules."""

TELL: Teller | None = telling.tell
