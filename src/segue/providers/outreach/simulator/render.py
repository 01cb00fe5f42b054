"""Write rows as Outreach does: integer ids, three forms of relationship, percent-encoded links."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.resources import BY_TYPE
from segue.providers.outreach.simulator.rows import Row
from segue.providers.outreach.simulator.table import Relationship

Fields = Mapping[str, Collection[str]]

PLURALS = {
    "batch": "batches",
    "contentCategory": "contentCategories",
    "mailAlias": "mailAliases",
    "mailbox": "mailboxes",
}


def resource_document(org: Org, row: Row, fields: Fields) -> dict[str, Any]:
    """Write one row. `fields`: the members to show by type; every one where a type is absent."""
    resource = BY_TYPE[row.type]
    shown = fields.get(row.type)
    attributes: dict[str, Any] = {
        name: value_of(org, row, name)
        for name in _in_order(row.type)[0]
        if shown is None or name in shown
    }
    relationships = {
        name: _relationship(org, row, name, resource.relationships[name])
        for name in _in_order(row.type)[1]
        if shown is None or name in shown
    }
    return {
        "type": row.type,
        "id": row.id,
        "attributes": attributes,
        "relationships": relationships,
        "links": {"self": f"{org.site}/api/v2/{resource.plural}/{row.id}"},
    }


def value_of(org: Org, row: Row, name: str) -> Any:
    """Return an attribute's value, worked out where it follows from other rows."""
    derive = BY_TYPE[row.type].derived.get(name)
    return row.values[name] if derive is None else derive(org, row)


def related(org: Org, row: Row, name: str) -> Iterable[Row]:
    """Return the rows a relationship leads to, by id."""
    relationship = BY_TYPE[row.type].relationships[name]
    if relationship.many:
        rows = org.rows.pointing(relationship.type, relationship.back, row.id)
        return sorted(rows, key=lambda it: it.id)
    target = org.rows.get(relationship.type, row.refs[name])
    return () if target is None else (target,)


def _relationship(org: Org, row: Row, name: str, relationship: Relationship) -> dict[str, Any]:
    if not relationship.many:
        target = row.refs[name]
        return {"data": None if target is None else {"type": relationship.type, "id": target}}
    links = {"related": f"{org.site}{_related_path(relationship)}{row.id}"}
    if relationship.link_only:
        return {"links": links}
    linkage = [{"type": it.type, "id": it.id} for it in related(org, row, name)]
    return {"data": linkage, "links": links, "meta": {"count": len(linkage)}}


@cache
def _in_order(type: str) -> tuple[list[str], list[str]]:
    """Return a resource's attributes and relationships in the alphabetical order of answers."""
    resource = BY_TYPE[type]
    return sorted(resource.attributes), sorted(resource.relationships)


@cache
def _related_path(relationship: Relationship) -> str:
    plural = PLURALS.get(relationship.type, relationship.type + "s")
    where = quote(f"filter[{relationship.back}][id]", safe="")
    return f"/api/v2/{plural}?{where}="
