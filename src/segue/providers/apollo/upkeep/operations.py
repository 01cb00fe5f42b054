"""This folder's operations, by row, and what they need in the manifest."""

from collections.abc import Mapping
from typing import Any

from segue.providers.apollo.upkeep import deleting, readiness, steps, switching, templates
from segue.spi.errors import ErrorRule
from segue.spi.operation import Query, Write
from segue.spi.plan import Finder

WRITES: Mapping[str, Write[Any]] = {
    "sequence.activate": switching.ACTIVATE,
    "sequence.deactivate": switching.DEACTIVATE,
    "sequence.archive": switching.ARCHIVE,
    "step.delete": deleting.DELETE_STEP,
}
QUERIES: Mapping[str, Query[Any, Any]] = {
    "sequence.readiness": readiness.READINESS,
    "step.list": steps.LIST_STEPS,
    "step.get": steps.GET_STEP,
    "template.get": templates.GET_TEMPLATE,
}
FINDERS: Mapping[str, Finder] = {
    "switched": switching.switched,
    "shown": switching.shown,
    "deleted": deleting.deleted,
}
ERROR_RULES: tuple[ErrorRule, ...] = ()
"""Asked before the provider's general rules, which cover these routes."""
