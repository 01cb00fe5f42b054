"""What the OpenAPI document claims, held against what is sent."""

import re
from collections.abc import Mapping
from typing import Any

import httpx2
from jsonschema import Draft202012Validator, FormatChecker

from segue.service.context import Services

JSON = "application/json"

_made: dict[tuple[str, ...], "Claims"] = {}


class Claims:
    """One document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.held = 0

    def resolve(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Follow a reference inside the document."""
        found: Any = value
        if "$ref" in value:
            found = self.document
            for part in value["$ref"].removeprefix("#/").split("/"):
                found = found[part]
        return found

    def validate(self, schema: Mapping[str, Any], instance: Any) -> None:
        """Raise where an instance is not what a schema of the document says."""
        whole = {**schema, "components": self.document["components"]}
        Draft202012Validator(whole, format_checker=FormatChecker()).validate(instance)

    def operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        """Find the operation that a request names."""
        for template, operations in self.document["paths"].items():
            pattern = re.sub(r"\{\w+\}", "[^/]+", template)
            if re.fullmatch(f"{pattern}/?", path):
                found: Mapping[str, Any] | None = operations.get(method.lower())
                return found
        return None

    async def hold(self, response: httpx2.Response) -> None:
        """Fail where a response has a status, a body or a header that was not claimed."""
        operation = self.operation(response.request.method, response.request.url.path)
        if operation is None:
            return
        await response.aread()
        claimed = self.resolve(operation["responses"][str(response.status_code)])
        if "content" in claimed:
            self.validate(claimed["content"][JSON]["schema"], response.json())
        else:
            assert response.content == b""
        for name, reference in claimed["headers"].items():
            header = self.resolve(reference)
            if header.get("required"):
                assert name in response.headers
            if name in response.headers:
                self._header(header["schema"], response.headers[name])
        self.held += 1

    def _header(self, schema: Mapping[str, Any], value: str) -> None:
        self.validate(schema, int(value) if schema["type"] == "integer" else value)


def claims_of(app: Any, services: Services) -> Claims:
    """Give an application's claims, which differ only with the names of its providers.

    Making a document takes longer than most of the tests that hold answers against it.
    """
    names = tuple(sorted(services.providers))
    if names not in _made:
        _made[names] = Claims(app.openapi())
    return _made[names]
