"""This folder's operations, by row, and what they need in the manifest."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.enrolment import finders, memberships
from segue.providers.salesloft.enrolment.enrol import ENROL
from segue.providers.salesloft.enrolment.removal import REMOVE
from segue.providers.salesloft.enrolment.telling import tell
from segue.spi.enrolment import Teller
from segue.spi.errors import ErrorRule
from segue.spi.operation import Query, Write
from segue.spi.plan import Finder

WRITES: Mapping[str, Write[Any]] = {
    "state.create": ENROL,
    "state.batch_create": ENROL,
    "state.remove": REMOVE,
}
QUERIES: Mapping[str, Query[Any, Any]] = {
    "state.get": memberships.GET,
    "state.list": memberships.LIST,
    "state.search": memberships.LIST,
}
FINDERS: Mapping[str, Finder] = finders.FINDERS
ERROR_RULES: tuple[ErrorRule, ...] = (
    # An older note has duplicates refused with 409 [S7].
    ErrorRule(status=409, method="POST", path=r"/cadence_memberships$"),
)
"""Asked before the provider's general rules."""

TELL: Teller | None = tell
