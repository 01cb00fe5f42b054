"""Salesloft's routes: from its own OpenAPI file, imports from what is known of them."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from segue.kit import pointer
from segue.spi.plan import Request

from . import deviations, salesloft_imports, specs
from .routes import Route, faults, fits, names
from .schema import Schema, closed

MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"
BOUNDS = ("gt", "gte", "lt", "lte")
ONE_OF = re.compile(r"must be one of: ([\w, ]+)")
ACCEPTED = re.compile(r"(?:must be one of:?|currently accepted:) ([\w, ]+)", re.IGNORECASE)
SHAPES: Mapping[str, str] = {
    "integer": r"[1-9]\d*",
    "boolean": "true|false",
}
PER_PAGE = r"[1-9]\d?|100"
"""The vendor corrects any other in silence."""

IMPORT = "/v2/cadence_imports.json"


def check(request: Request, media_type: str, *, without: str | None = None) -> list[str]:
    """Say what of a request Salesloft's file, and for imports its pages, do not allow."""
    for path, route in _routes(request.method, without):
        if fits(path, request):
            return list(faults(route, path, request, media_type))
    return ["the vendor's file has no such route"]


@cache
def _routes(method: str, without: str | None) -> tuple[tuple[tuple[str, ...], Route], ...]:
    paths: Mapping[str, Any] = specs.load(specs.SALESLOFT)["paths"]
    return tuple(
        _route(method, path, operations[method.lower()], without)
        for path, operations in paths.items()
        if method.lower() in operations
    )


def _route(
    method: str, path: str, operation: Mapping[str, Any], without: str | None
) -> tuple[tuple[str, ...], Route]:
    allowed = deviations.known("salesloft", f"{method} {path}", without=without)
    short = path
    for each in allowed:
        short = short.removesuffix(each.ending)
    asked = _asked(operation)
    media_types = deviations.media_types_of(allowed, asked)
    if path == IMPORT:
        body, rule = salesloft_imports.BODY, salesloft_imports.rules
        return names(short), Route(body=body, rule=rule, media_types=media_types)
    return names(short), Route(
        id="[0-9A-Za-z-]+",
        query={**_query(operation), **deviations.query_of(allowed)},
        body=deviations.body_of(_body(asked), allowed),
        media_types=media_types,
    )


def _asked(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what a body may be, by media type."""
    found: Any = operation.get("requestBody", {"content": {}})
    if "$ref" in found:
        found = pointer.get(specs.load(specs.SALESLOFT), found["$ref"].removeprefix("#"))
    content: Mapping[str, Any] = found["content"]
    return content


def _body(asked: Mapping[str, Any]) -> Schema | None:
    """Close a body, with the values that a description lists."""
    if not asked:
        return None
    (form,) = (kind["schema"] for kind in asked.values())
    found = closed(form)
    for name, schema in form.get("properties", {}).items():
        if words := ACCEPTED.search(schema.get("description", "")):
            inner = found["properties"][name]
            inner.get("items", inner)["enum"] = words.group(1).split(", ")
    return found


def _query(operation: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in operation.get("parameters", ()):
        if each["in"] == "query":
            found |= _parameter(each["name"], each["schema"], each.get("description", ""))
    return found


def _parameter(name: str, schema: Mapping[str, Any], prose: str) -> dict[str, str]:
    """Spell one filter as it is sent: lists in ``name[]``, ranges in ``name[gt]`` and the like."""
    if name == "per_page":
        return {name: PER_PAGE}
    if name == "sort_direction":
        return {name: "(?i:ASC|DESC)"}
    if words := ONE_OF.search(prose):
        return {name: "|".join(words.group(1).split(", "))}
    if '"name":"gt"' in prose or "Equality filters" in prose:
        return {f"{name}[{bound}]": MOMENT for bound in BOUNDS}
    if schema["type"] == "array":
        return {f"{name}[]": SHAPES.get(schema.get("items", {}).get("type"), ".+")}
    return {name: SHAPES.get(schema["type"], ".+")}
