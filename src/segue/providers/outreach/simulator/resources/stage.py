"""Stages, the points in the process by which prospects are sorted [OAS26]."""

from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.errors import Refused, attribute_invalid
from segue.providers.outreach.simulator.table import (
    WHEN,
    Attribute,
    Relationship,
    Resource,
    linked,
    to_one,
    written,
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change, Row

ATTRIBUTES: dict[str, Attribute] = {
    "name": written(marks="fs", longest=255),
    "order": written("integer", "fs"),
    "color": written(longest=255),
    **WHEN,
}

RELATIONSHIPS: dict[str, Relationship] = {
    "prospects": linked("prospect", "stage", "id"),
    "creator": to_one("user", writable=False),
    "updater": to_one("user", writable=False),
}


def check_name(_: "Org", change: "Change") -> None:
    """Want a name, as models with one do; that these do is composed."""
    if not (change.row.values["name"] or "").strip():
        raise Refused(422, attribute_invalid("name", "can't be blank"))


def _let_go(org: "Org", stage: "Row") -> None:
    org.clear("prospect", "stage", stage)


STAGE = Resource(
    type="stage",
    plural="stages",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update", "delete"}),
    check=check_name,
    let_go=_let_go,
)
