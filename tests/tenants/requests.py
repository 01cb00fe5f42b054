"""Every request that a path's document allows, with anybody's ids in any place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from segue import registry
from segue.http.openapi.document import document as described
from segue.http.operations import OPERATIONS

from .city import BACK, Customer, Tenant

JSON = "application/json"
VENDORS = {"outreach": "1", "salesloft": "1", "apollo": "66000000000000000000aa01"}
"""What can be an id at each provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One operation, as the document has it."""

    id: str
    method: str
    path: str
    headers: frozenset[str]
    path_names: tuple[str, ...]
    query_names: tuple[str, ...]
    bodies: tuple[Any, ...]

    @property
    def connected(self) -> bool:
        """Tell whether it is done through one customer's connection."""
        return "x-customer-id" in self.headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, and whose ids stand in it."""

    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    customers: frozenset[str]
    """Ids of the customers that it names, whosever they are."""
    own: bool
    """Nothing in it is anybody else's than the caller's."""


@cache
def document() -> dict[str, Any]:
    """Give the server's own document."""
    return described(OPERATIONS, registry.names())


def operations() -> Iterator[Described]:
    """Give every operation that needs a key."""
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            if operation.get("security") != []:
                yield _described(path, method.upper(), operation)


def _described(path: str, method: str, operation: Mapping[str, Any]) -> Described:
    parameters = [_resolved(each) for each in operation.get("parameters", ())]

    def named(place: str) -> tuple[str, ...]:
        return tuple(each["name"] for each in parameters if each["in"] == place)

    content = operation.get("requestBody", {"content": {}})["content"]
    shown = content.get(JSON, {}).get("examples", {})
    return Described(
        id=operation["operationId"],
        method=method,
        path=path,
        headers=frozenset(named("header")),
        path_names=named("path"),
        query_names=named("query"),
        bodies=tuple(each["value"] for each in shown.values()) or (None,),
    )


def _resolved(value: Mapping[str, Any]) -> Any:
    found: Any = value
    if "$ref" in value:
        found = document()
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
    return found


def requests(operation: Described, caller: Tenant, tenants: Sequence[Tenant]) -> Iterator[Asked]:
    """Give every request that the caller can make of an operation with anybody's ids.

    Each id in the path, in the query, in the body and in the headers is everybody's in turn.
    """
    everybody = [(tenant, customer) for tenant in tenants for customer in tenant.customers]
    known = {name for tenant, one in everybody for name in (*tenant.values, *one.values)}
    given = [name for name in operation.query_names if name in known]
    free = [name for name in operation.path_names if name in known]
    places = [*free, *given, *(["body"] if _names(operation.bodies) & known else [])]
    heads = everybody if operation.connected else [None]
    for head, provider, body in product(heads, VENDORS, operation.bodies):
        for chosen in product(everybody, repeat=len(places)):
            whose = dict(zip(places, chosen, strict=True))
            yield _asked(operation, caller, whose, head, provider, body)


Owner = tuple[Tenant, Customer]


def _asked(
    operation: Described,
    caller: Tenant,
    whose: Mapping[str, Owner],
    head: Owner | None,
    provider: str,
    body: Any,
) -> Asked:
    values = {name: _value(name, owner) for name, owner in whose.items() if name != "body"}
    fixed = {"provider_name": provider, "name": provider}
    path = {
        name: values.get(name) or fixed.get(name) or VENDORS[provider]
        for name in operation.path_names
    }
    query = {name: values[name] for name in operation.query_names if name in values}
    if "provider_name" in operation.query_names:
        query["provider_name"] = provider
    headers = {"x-api-key": caller.api_key}
    if head is not None:
        headers |= {"x-customer-id": head[1].id, "x-provider-name": provider}
    owners = [*whose.values(), *([head] if head else [])]
    return Asked(
        url=operation.path.format(**path),
        query=query,
        headers=headers,
        body=_filled(body, whose.get("body"), provider),
        customers=frozenset(owner[1].id for owner in owners),
        own=all(owner[0] is caller for owner in owners),
    )


def _value(name: str, owner: Owner) -> str:
    tenant, customer = owner
    return customer.values.get(name) or tenant.values[name]


def _names(bodies: Any) -> set[str]:
    if isinstance(bodies, Mapping):
        return set(bodies) | {name for inner in bodies.values() for name in _names(inner)}
    if isinstance(bodies, list | tuple):
        return {name for inner in bodies for name in _names(inner)}
    return set()


def _filled(body: Any, owner: Owner | None, provider: str) -> Any:
    """Put ids into an example: somebody's where the names are ours, else the provider's own."""
    if isinstance(body, Mapping):
        return {name: _put(name, inner, owner, provider) for name, inner in body.items()}
    if isinstance(body, list):
        return [_filled(inner, owner, provider) for inner in body]
    return body


def _put(name: str, inner: Any, owner: Owner | None, provider: str) -> Any:
    if owner is not None and (name in owner[0].values or name in owner[1].values):
        return _value(name, owner)
    if name == "return_url":
        return BACK
    if re.fullmatch(r"(?:\w+_)?id", name) and isinstance(inner, str):
        return VENDORS[provider]
    return _filled(inner, owner, provider)
