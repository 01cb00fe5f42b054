"""The document's links."""

import re
from typing import Any

from jsonschema import ValidationError

from segue.http.app import create_app
from segue.http.openapi.follow import FOLLOWS
from segue.service.context import Services

from .claims import JSON, Claims

BODY = "$response.body#/"
PATH = "$request.path."


def _walk(value: Any, pointer: str) -> Any:
    for part in pointer.split("/"):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def test_every_link_leads_somewhere(services: Services):
    """Whoever follows a link would ask for an id that the answer does not have."""
    document = create_app(services).openapi()
    claims = Claims(document)
    operations = {
        operation["operationId"]: (path, operation)
        for path, methods in document["paths"].items()
        for operation in methods.values()
    }
    followed = 0

    assert set(FOLLOWS) <= set(operations)
    for source, (status, _, _) in FOLLOWS.items():
        path, operation = operations[source]
        answer = operation["responses"][status]
        (example, *_) = answer["content"][JSON]["examples"].values()
        for link in answer["links"].values():
            target, _ = operations[link["operationId"]]
            assert set(link["parameters"]) == set(re.findall(r"\{(\w+)\}", target)), link
            for name, expression in link["parameters"].items():
                if expression.startswith(PATH):
                    assert f"{{{expression.removeprefix(PATH)}}}" in path
                    continue
                value = _walk(example["value"], expression.removeprefix(BODY))
                _accepts(claims, operations[link["operationId"]][1], name, value)
                followed += 1
    assert followed > 50


def _accepts(claims: Claims, operation: dict[str, Any], name: str, value: Any) -> None:
    found = (claims.resolve(each) for each in operation["parameters"])
    (schema,) = (each["schema"] for each in found if each["name"] == name)
    try:
        claims.validate(schema, value)
    except ValidationError as error:
        raise AssertionError(f"{name}: {error}") from error
