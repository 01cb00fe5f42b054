"""Write rows as Outreach does: integer ids, three forms of relationship, percent-encoded links."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.resources import BY_TYPE
from segue.providers.outreach.simulator.rows import Row
from segue.providers.outreach.simulator.table import Relationship, Resource

Fields = Mapping[str, Collection[str]]

PLURALS = {
    "batch": "batches",
    "emailAddress": "emailAddresses",
    "opportunity": "opportunities",
    "contentCategory": "contentCategories",
    "mailAlias": "mailAliases",
    "mailbox": "mailboxes",
}


def resource_document(org: Org, row: Row, fields: Fields) -> dict[str, Any]:
    """Write one row. `fields`: the members to show by type; every one where a type is absent."""
    resource = BY_TYPE[row.type]
    shown = fields.get(row.type)
    attributes = _attributes(org, row, resource) if shown is None else _named(org, row, shown)
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


def _attributes(org: Org, row: Row, resource: Resource) -> dict[str, Any]:
    """Write every attribute that is shown unasked, in alphabetical order."""
    attributes: dict[str, Any] = {**_nulls(row.type), **row.values}
    for name, derive in resource.derived.items():
        if name not in resource.on_request:
            attributes[name] = derive(org, row)
    return attributes


def _named(org: Org, row: Row, shown: Collection[str]) -> dict[str, Any]:
    return {name: value_of(org, row, name) for name in _in_order(row.type)[0] if name in shown}


def value_of(org: Org, row: Row, name: str) -> Any:
    """Return an attribute's value, worked out where it follows from other rows."""
    derive = BY_TYPE[row.type].derived.get(name)
    return row.values.get(name) if derive is None else derive(org, row)


def related(org: Org, row: Row, name: str) -> Iterable[Row]:
    """Return the rows a relationship leads to, by id."""
    relationship = BY_TYPE[row.type].relationships[name]
    if relationship.many:
        rows = org.rows.pointing(relationship.type, relationship.back, row.id)
        kept = filter(relationship.only, rows) if relationship.only else rows
        return sorted(kept, key=lambda it: it.id)
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
def _nulls(type: str) -> dict[str, None]:
    return dict.fromkeys(n for n in _in_order(type)[0] if n not in BY_TYPE[type].on_request)


@cache
def _related_path(relationship: Relationship) -> str:
    plural = PLURALS.get(relationship.type, relationship.type + "s")
    where = quote(f"filter[{relationship.back}][id]", safe="")
    return f"/api/v2/{plural}?{where}="
