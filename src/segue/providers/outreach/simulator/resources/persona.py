"""Personas, the kinds of person by which prospects are sorted [OAS26]."""

from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.resources.stage import check_name
from segue.providers.outreach.simulator.table import (
    WHEN,
    Attribute,
    Relationship,
    Resource,
    linked,
    written,
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Row

ATTRIBUTES: dict[str, Attribute] = {
    "name": written(marks="fs", longest=255),
    "description": written(longest=255),
    **WHEN,
}

RELATIONSHIPS: dict[str, Relationship] = {"prospects": linked("prospect", "persona")}


def _let_go(org: "Org", persona: "Row") -> None:
    org.clear("prospect", "persona", persona)


PERSONA = Resource(
    type="persona",
    plural="personas",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update", "delete"}),
    check=check_name,
    let_go=_let_go,
)
