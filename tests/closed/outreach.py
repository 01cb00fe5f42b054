"""Outreach's routes: its own OpenAPI file, less every attribute that is not declared writable."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from segue.spi.plan import Output, Request

from . import deviations, specs
from .deviation import ID_LIST
from .routes import Route, Rule, faults, fits, names
from .schema import Schema, closed, thing

WRITABLE = frozenset({"rw", "wo"})
NUMBER = r"[1-9]\d*"
MEDIA_TYPE = "application/vnd.api+json"

MUST_BE = re.compile(r"[Mm]ust be [^.]*")
TYPE_OF = re.compile(r"Type of [\w ]+ \(([\w, ]+)\)")
LISTED = re.compile(r", (?:and )?| or ")
WORD = re.compile(r'"(\w+),?"')
ONLY_ID = "only the attribute id to filter"
ATTRIBUTES = re.compile(r"You can use attributes (.*?) to filter")
EVERY = "any filterable attribute of"
CUSTOM = re.compile(r"custom([1-9]\d*)")

MOMENT = r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z)?"
SHAPES: Mapping[str, str] = {
    "date-time": rf"{MOMENT}|(?:{MOMENT}|neginf)\.\.(?:{MOMENT}|inf)",
    "integer": ID_LIST,
    "boolean": "true|false",
}
"""How a filter's value is written, by the attribute's format or type."""


def check(request: Request, media_type: str, *, without: str | None = None) -> list[str]:
    """Say what of a request Outreach's file does not allow."""
    for path, route in _routes(request.method, without):
        if fits(path, request):
            return list(faults(route, path, request, media_type))
    return ["the vendor's file has no such route"]


@cache
def _routes(method: str, without: str | None) -> tuple[tuple[tuple[str, ...], Route], ...]:
    collections = {each["collection"]: kind for kind, each in _fields().items()}
    paths = specs.load(specs.OUTREACH)["paths"]
    found = tuple(
        (names(path), _route(method, path, collections[path.split("/")[1]], without))
        for path, operations in paths.items()
        if method.lower() in operations and path.split("/")[1] in collections
    )
    new = deviations.new_paths("outreach", method, without=without)
    return (*found, *((names(path), Route(id=NUMBER)) for path in new))


def _fields() -> Mapping[str, Any]:
    found: Mapping[str, Any] = specs.load(specs.OUTREACH_FIELDS)["resources"]
    return found


def _route(method: str, path: str, kind: str, without: str | None) -> Route:
    allowed = deviations.known("outreach", f"{method} {path}", without=without)
    many = method == "GET" and path.count("/") == 1
    operation = specs.load(specs.OUTREACH)["paths"][path][method.lower()]
    asked = operation.get("requestBody", {"content": {}})["content"]
    body = _body(kind, operation) if asked else None
    return Route(
        id=NUMBER,
        query={**(_query(kind) if many else {}), **deviations.query_of(allowed)},
        body=deviations.body_of(body, allowed),
        media_types=deviations.media_types_of(allowed, asked),
        rule=RULES.get(method),
    )


def _body(kind: str, operation: Mapping[str, Any]) -> Schema:
    record = operation["requestBody"]["content"][MEDIA_TYPE]["schema"]["properties"]["data"]
    members = {
        "type": {"const": kind},
        "attributes": _attributes(kind),
        "relationships": _relationships(kind),
    }
    if "id" in record["properties"]:
        members["id"] = closed(record["properties"]["id"])
    data = thing(members, required=record.get("required", ["type"]))
    return thing({"data": data}, required=["data"])


def _attributes(kind: str) -> Schema:
    return thing(
        {
            name: _attribute(schema)
            for name, schema in _schema(kind)["properties"].items()
            if _declared(kind, "attributes", name) in WRITABLE
        }
    )


def _attribute(schema: Schema) -> Schema:
    """Close one attribute. What its values may be, the file says in prose only."""
    found = closed(schema)
    said = schema.get("description", "")
    types = [word for each in TYPE_OF.findall(said) for word in LISTED.split(each)]
    if values := types or WORD.findall(" ".join(MUST_BE.findall(said))):
        # The lengths beside them are wrong: 4 for a word such as "finish".
        return {"enum": [*values, None]}
    return found


def _relationships(kind: str) -> Schema:
    return thing(
        {
            name: thing({"data": closed(schema["properties"]["data"])}, required=["data"])
            for name, schema in _schema(f"{kind}Relationships").get("properties", {}).items()
            if _declared(kind, "relationships", name) in WRITABLE
        }
    )


def _schema(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = specs.load(specs.OUTREACH)["components"]["schemas"][name]
    return found


def _declared(kind: str, part: str, name: str) -> str | None:
    found = _fields()[kind]
    if part == "attributes" and (slot := CUSTOM.fullmatch(name)):
        # The fields' file counts them where the vendor's lists each.
        return "rw" if int(slot[1]) <= found["custom_slots"] else None
    access: str | None = found[part].get(name, {}).get("access")
    return access


def _query(kind: str) -> dict[str, str]:
    sortable = "|".join(_flagged(kind, "sortable")) or "(?!)"
    one = f"-?(?:{sortable})"
    found = {"sort": f"{one}(?:,{one})*"}
    for name, attribute in _flagged(kind, "filterable").items():
        found[f"filter[{name}]"] = _shape(attribute)
    for name, schema in _schema(f"{kind}Relationships").get("properties", {}).items():
        related = _related(kind, name, schema.get("description", ""))
        found |= {f"filter[{name}][{other}]": shape for other, shape in related.items()}
    return found


def _flagged(kind: str, flag: str) -> dict[str, Mapping[str, Any]]:
    attributes = _fields()[kind]["attributes"]
    return {name: each for name, each in attributes.items() if each.get(flag)}


def _shape(attribute: Mapping[str, Any]) -> str:
    return SHAPES.get(attribute.get("format", attribute["type"]), ".+")


def _related(kind: str, name: str, prose: str) -> dict[str, str]:
    """Say by which of its attributes a relationship filters: its description tells."""
    if ONLY_ID in prose:
        return {"id": ID_LIST}
    if named := ATTRIBUTES.search(prose):
        words = re.split(r", | and ", named.group(1))
        return {word: ID_LIST if word == "id" else ".+" for word in words}
    if EVERY not in prose:
        return {}
    (to,) = _fields()[kind]["relationships"][name]["types"]
    return {other: _shape(each) for other, each in _flagged(to, "filterable").items()}


def _names_itself(request: Request) -> Iterator[str]:
    """A PATCH names in its body the record that its path names (AE-conv)."""
    named = request.body["data"].get("id") if isinstance(request.body, Mapping) else None
    own = request.path[-1]
    if not isinstance(own, Output) and not isinstance(named, Output) and str(own) != str(named):
        yield f"body/data/id: {named!r} is not the record that the path names"


def _one_syntax(request: Request) -> Iterator[str]:
    """Filters of the newer syntax are heeded only where it is asked for (AE-conv)."""
    # What a simulator has heard holds every parameter in a list.
    if request.query.get("newFilterSyntax") not in ("true", ["true"]):
        newer = [name for name in request.query if name.endswith("[]")]
        yield from (f"query {name} without newFilterSyntax" for name in newer)


RULES: Mapping[str, Rule] = {"PATCH": _names_itself, "GET": _one_syntax}
