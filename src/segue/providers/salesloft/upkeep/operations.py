"""This folder's operations, by row, and what they need in the manifest."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.upkeep import steps, templates
from segue.providers.salesloft.upkeep.readiness import READINESS
from segue.spi.errors import ErrorRule
from segue.spi.operation import Query, Write
from segue.spi.plan import Finder

WRITES: Mapping[str, Write[Any]] = {}
QUERIES: Mapping[str, Query[Any, Any]] = {
    "sequence.readiness": READINESS,
    "step.get": steps.GET,
    "step.list": steps.LIST,
    "template.get": templates.GET,
    "template.list": templates.LIST,
}
FINDERS: Mapping[str, Finder] = {}
ERROR_RULES: tuple[ErrorRule, ...] = ()
"""Asked before the provider's general rules."""
