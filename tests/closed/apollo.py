"""Apollo's routes: documented ones from its own OpenAPI file, private ones from our own schema."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from segue.spi.plan import Request

from . import deviations, specs
from .apollo_private import PRIVATE
from .routes import ANY, Route, faults, fits, names
from .schema import Schema, closed

OPTIONS = re.compile(r"Choose 1 of the following options: (.*)", re.DOTALL)
OPTION = re.compile(r"(?:<li>|^|, )`(\w+)`")
JSON = "application/json"


def check(request: Request, media_type: str, *, without: str | None = None) -> list[str]:
    """Say what of a request neither Apollo's file nor what is known of its app allows."""
    for path, route in _routes(request.method, without):
        if fits(path, request):
            return list(faults(route, path, request, media_type))
    return ["neither the vendor's file nor its web app has such a route"]


@cache
def _routes(method: str, without: str | None) -> tuple[tuple[tuple[str, ...], Route], ...]:
    documented = ((path, _documented(method, path, without)) for path in _paths(method))
    private = ((path, route) for (verb, path), route in PRIVATE.items() if verb == method)
    # A route with fewer ids is the closer fit: /emailer_campaigns/search is no id.
    found = [(names(path), route) for path, route in (*documented, *private)]
    return tuple(sorted(found, key=lambda each: each[0].count("{id}")))


def _paths(method: str) -> Iterator[str]:
    for path, operations in specs.load(specs.APOLLO)["paths"].items():
        if method.lower() in operations:
            yield path


def _documented(method: str, path: str, without: str | None) -> Route:
    operation: Mapping[str, Any] = specs.load(specs.APOLLO)["paths"][path][method.lower()]
    spelled = f"{method} /{'/'.join(names(path))}"
    allowed = deviations.known("apollo", spelled, without=without)
    asked = operation.get("requestBody", {"content": {}})["content"]
    body = _closed(asked[JSON]["schema"]) if asked else None
    parameters = operation.get("parameters", ())
    return Route(
        query={
            **{each["name"]: ANY for each in parameters if each["in"] == "query"},
            **deviations.query_of(allowed),
        },
        body=deviations.body_of(body, allowed),
        media_types=deviations.media_types_of(allowed, asked or (JSON,)),
    )


def _closed(schema: Schema) -> dict[str, Any]:
    """Close a schema, with the values that a description lists."""
    found = closed(schema)
    for name, inner in schema.get("properties", {}).items():
        found["properties"][name] = _closed(inner)
    if "items" in schema:
        found["items"] = _closed(schema["items"])
    listed = OPTIONS.search(schema.get("description", ""))
    if listed and schema.get("type") == "string" and "enum" not in found:
        found["enum"] = OPTION.findall(listed.group(1))
    return found
