"""Answer a collection or a single row, with sparse fields and included rows."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from segue.providers.outreach.simulator.errors import Refused, bad_parameter, entry
from segue.providers.outreach.simulator.filters import candidates, read_filters
from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.paging import Listing, check_sort, ordered, page_of
from segue.providers.outreach.simulator.render import Fields, related, resource_document
from segue.providers.outreach.simulator.resources import BY_TYPE
from segue.providers.outreach.simulator.rows import Row
from segue.providers.outreach.simulator.table import Resource

Query = Mapping[str, list[str]]

PARAMETERS = re.compile(
    r"page\[(size|after|before|limit|offset)\]|fields\[\w+\]|filter\[.+|include|sort|count"
    r"|newFilterSyntax|provideAuthorizationMeta|provideDataConnections"
)


def collection(org: Org, resource: Resource, query: Query) -> dict[str, Any]:
    """Answer `GET /{plural}`. `meta.count` is null unless `count=true` [AE-life]."""
    _check_parameters(query)
    fields = read_fields(query)
    sort = query.get("sort", [""])[-1]
    check_sort(resource, sort)
    found = candidates(org, resource, read_filters(org, resource, query))
    shown = found if resource.listed is None else [row for row in found if resource.listed(row)]
    rows = ordered(org, shown, sort)
    page = page_of(Listing(org, resource, rows, sort, query))
    meta: dict[str, Any] = {"count": None}
    if query.get("count", ["false"])[-1] == "true":
        meta = {"count": len(rows), "count_truncated": False}
    answer: dict[str, Any] = {"data": [resource_document(org, row, fields) for row in page.rows]}
    answer |= _included(org, resource, page.rows, query, fields)
    return answer | {"meta": meta, "links": page.links}


def single(org: Org, resource: Resource, row: Row, query: Query) -> dict[str, Any]:
    """Answer `GET /{plural}/{id}`."""
    _check_parameters(query)
    fields = read_fields(query)
    answer: dict[str, Any] = {"data": resource_document(org, row, fields)}
    return answer | _included(org, resource, [row], query, fields)


def read_fields(query: Query) -> Fields:
    """Read `fields[type]=a,b`; an unknown type or name is 400 [ONF]."""
    fields: dict[str, frozenset[str]] = {}
    for key, values in query.items():
        if not key.startswith("fields["):
            continue
        named = key[len("fields[") : -1]
        names = frozenset(name for name in values[-1].split(",") if name)
        resource = BY_TYPE.get(named)
        known = {*resource.attributes, *resource.relationships} if resource else set()
        if unknown := sorted(names - known) or ([] if resource else [named]):
            detail = f"'{unknown[0]}' is not a valid field for the resource '{named}'."
            error = entry("fieldsParameter.unknownResourceField", "Unknown Resource Field", detail)
            raise Refused(400, error)
        fields[named] = names
    return fields


def _check_parameters(query: Query) -> None:
    for key in query:
        if not PARAMETERS.fullmatch(key):
            raise bad_parameter("queryParameter.unknown", f"'{key}' is not a known parameter.")


def _included(
    org: Org, resource: Resource, rows: list[Row], query: Query, fields: Fields
) -> dict[str, Any]:
    paths = [path for path in query.get("include", [""])[-1].split(",") if path]
    if not paths:
        return {}
    found: dict[tuple[str, int], Row] = {}
    for path in paths:
        here: Iterable[Row] = rows
        there = resource
        for name in path.split("."):
            there = _target(there, name, path)
            here = {row.id: row for at in here for row in related(org, at, name)}.values()
            found.update({(row.type, row.id): row for row in here})
    return {"included": [resource_document(org, row, fields) for row in found.values()]}


def _target(resource: Resource, name: str, path: str) -> Resource:
    relationship = resource.relationships.get(name)
    target = BY_TYPE.get(relationship.type) if relationship else None
    if relationship is None or relationship.link_only or target is None:
        raise bad_parameter("includeParameter.unknownRelationship", f"'{path}' cannot be included.")
    return target
