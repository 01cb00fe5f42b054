"""Read a request's JSON:API document: permitted members first (400), then values (422)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from segue.providers.outreach.simulator.errors import (
    Entry,
    Refused,
    attribute_invalid,
    bad_document,
    not_found,
    relationship_invalid,
    too_long,
    unknown_attribute,
)
from segue.providers.outreach.simulator.kinds import complaint, stored
from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.rows import Change, Row
from segue.providers.outreach.simulator.table import Attribute, Relationship, Resource


@dataclass(slots=True)
class Given:
    """What a document asks to write."""

    values: dict[str, Any] = field(default_factory=dict)
    refs: dict[str, int | None] = field(default_factory=dict)


def new_row(org: Org, resource: Resource, body: Any) -> Change:
    """Read a POST's document into an unstored row."""
    document = _outer(resource, body)
    if "id" in document:
        raise bad_document("A new resource has no id.")
    given = _read(org, resource, document)
    row = org.fresh(resource)
    row.values.update(given.values)
    row.refs.update(given.refs)
    return Change(row, frozenset(given.values) | frozenset(given.refs))


def changed_row(org: Org, resource: Resource, body: Any, row: Row) -> Change:
    """Read a PATCH's document into a changed copy of a row; only sent members change."""
    document = _outer(resource, body)
    if _whole_number(org, document.get("id")) != row.id:
        raise bad_document("The id in the body must match the id in the path.")
    given = _read(org, resource, document)
    after = row.copy()
    after.values.update(given.values)
    after.refs.update(given.refs)
    return Change(after, frozenset(given.values) | frozenset(given.refs), before=row)


def _outer(resource: Resource, body: Any) -> Mapping[str, Any]:
    document = body.get("data") if isinstance(body, dict) else None
    if not isinstance(document, dict):
        raise bad_document("The body must be a JSON object with a member 'data'.")
    if document.get("type") != resource.type:
        raise bad_document(f"The type must be '{resource.type}'.")
    unknown = set(document) - {"type", "id", "attributes", "relationships", "links", "meta"}
    if unknown:
        raise Refused(400, *(unknown_attribute(name) for name in sorted(unknown)))
    for name in ("attributes", "relationships"):
        if not isinstance(document.get(name, {}), dict):
            raise bad_document(f"'{name}' must be an object.")
    return document


def _read(org: Org, resource: Resource, document: Mapping[str, Any]) -> Given:
    writable = {**resource.attributes, **resource.write_only}
    attributes = _permitted(org, writable, document.get("attributes", {}))
    relationships = _permitted(org, resource.relationships, document.get("relationships", {}))
    given = Given()
    errors: list[Entry] = []
    for name, value in attributes.items():
        fault = _fault(name, writable[name], value)
        errors += [fault] if fault else []
        if fault is None and name in resource.attributes:
            given.values[name] = stored(writable[name].kind, value)
    for name, value in relationships.items():
        fault = _pointed(org, name, resource.relationships[name], value, given)
        errors += [fault] if fault else []
    if errors:
        raise Refused(422, *errors)
    return given


def _permitted(
    org: Org, table: Mapping[str, Attribute] | Mapping[str, Relationship], sent: dict[str, Any]
) -> dict[str, Any]:
    """Refuse unknown members; refuse or ignore those only the vendor writes."""
    unknown = [name for name in sent if name not in table]
    locked = [name for name in sent if name in table and not table[name].writable]
    refused = unknown + (locked if org.on("read_only_attribute", "reject") else [])
    if refused:
        raise Refused(400, *(unknown_attribute(name) for name in refused))
    return {name: value for name, value in sent.items() if name not in locked}


def _fault(name: str, attribute: Attribute, value: Any) -> Entry | None:
    """Return what is wrong with a value, or None."""
    if value is None:
        return None if attribute.nullable else attribute_invalid(name, "can't be blank")
    if wrong := complaint(attribute.kind, value):
        return attribute_invalid(name, wrong)
    if attribute.allowed and value not in attribute.allowed:
        return attribute_invalid(name, "is not included in the list")
    if attribute.least is not None and value < attribute.least:
        return attribute_invalid(name, f"must be greater than or equal to {attribute.least}")
    if attribute.longest is not None and len(value) > attribute.longest:
        return too_long()
    return None


def _pointed(
    org: Org, name: str, relationship: Relationship, value: Any, given: Given
) -> Entry | None:
    """Read one to-one relationship into `given`, or return what is wrong with it."""
    if not isinstance(value, dict) or "data" not in value:
        raise bad_document(f"The relationship '{name}' must be an object with a member 'data'.")
    linkage = value["data"]
    if linkage is None:
        given.refs[name] = None
        return None
    if not isinstance(linkage, dict) or linkage.get("type") != relationship.type:
        return relationship_invalid(name, f"must be of type {relationship.type}")
    target = _whole_number(org, linkage.get("id"))
    if target is None:
        return relationship_invalid(name, "must have an integer id")
    if org.rows.get(relationship.type, target) is None:
        if org.on("missing_reference", "not_found"):
            raise not_found(relationship.type, target)
        return relationship_invalid(name, "must exist")
    given.refs[name] = target
    return None


def _whole_number(org: Org, id: Any) -> int | None:
    """Read an id; whether a string of digits will do is a switch [SC against ONF]."""
    if isinstance(id, str) and id.isdecimal() and org.on("string_ids", "accept"):
        return int(id)
    return id if isinstance(id, int) and not isinstance(id, bool) else None
