"""This folder's operations, by row, and what they need in the manifest."""

from collections.abc import Mapping
from typing import Any

from segue.providers.outreach.listing import getting, listing
from segue.providers.outreach.upkeep import readiness, steps, switching, templates
from segue.spi.errors import ErrorRule
from segue.spi.operation import Query, Write
from segue.spi.plan import Finder

WRITES: Mapping[str, Write[Any]] = {
    "sequence.activate": switching.ACTIVATE,
    "sequence.deactivate": switching.DEACTIVATE,
    "sequence.archive": switching.ARCHIVE,
}
QUERIES: Mapping[str, Query[Any, Any]] = {
    "sequence.readiness": Query(readiness.reads, readiness.read),
    "step.list": Query(steps.list_reads, steps.read_list),
    "step.get": Query(steps.get_reads, steps.read_one),
    "template.list": listing("templates", templates.template),
    "template.get": getting("templates", templates.template),
}
FINDERS: Mapping[str, Finder] = switching.FINDERS
ERROR_RULES: tuple[ErrorRule, ...] = (
    # The actions were published in 2026, locking in the hyper-schema alone [OAS26, HS26]; where a
    # tenant lacks one, its path is no route [AMP].
    ErrorRule(
        status=404,
        contains="routeNotFound",
        path=r"sequences/[^/]+/actions/",
        reason="unsupported",
    ),
)
"""Asked before the provider's general rules."""
