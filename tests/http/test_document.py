"""The OpenAPI document."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import ValidationError as NotValid
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel, ValidationError

from segue.http.app import ROUTES, create_app
from segue.http.openapi.responses import FAILURES
from segue.model.problem import CODES
from segue.model.sequence import SequenceCreate
from segue.model.step import STEP_TYPES, StepCreate, StepUpdate
from segue.service.context import Services

from .claims import JSON, Claims, claims_of

INLINE = {"subject": "Hello", "body": "<p>Hello</p>"}
WRITES = ("createSequence", "createSequenceStep", "updateSequenceStep")


@pytest.fixture
def claims(services: Services) -> Claims:
    return claims_of(create_app(services), services)


@pytest.fixture
def document(claims: Claims) -> Any:
    return claims.document


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document["paths"].values():
        yield from operations.values()


def _strings(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    yield at, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, f"{at}/{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _strings(inner, f"{at}/{i}")


def test_it_is_valid_openapi_3_1(document: dict[str, Any]):
    """No generator and no viewer could read it."""
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_it_survives_json_with_its_nulls(document: dict[str, Any]):
    """An example would lose the keys that are null on the wire."""
    page = json.loads(json.dumps(document))["paths"]["/engagement/v2/sequences"]["get"]
    example = page["responses"]["200"]["content"][JSON]["examples"]["page"]["value"]

    assert example["pagination"]["previous"] is None
    assert example["records"][0]["is_archived"] is None


def test_every_route_of_the_api_is_described(document: dict[str, Any]):
    """A caller could not learn of an operation."""
    served = {
        (route.path, route.method.lower())
        for route in ROUTES.all
        if not re.match("/(docs|metrics|openapi|oauth/|links/)", route.path)
    }

    assert served == {
        (path, method) for path, found in document["paths"].items() for method in found
    }
    for operation in _operations(document):
        assert operation["summary"]
        assert operation["description"]
        assert operation["operationId"]


def test_every_example_is_what_its_schema_says(document: dict[str, Any], claims: Claims):
    """Whoever copies an example would be refused, or would wait for what never comes."""
    count = 0
    for operation in _operations(document):
        described = [operation.get("requestBody"), *operation["responses"].values()]
        for part in filter(None, described):
            if "content" not in claims.resolve(part):
                continue
            media = claims.resolve(part)["content"][JSON]
            shown = [example["value"] for example in media.get("examples", {}).values()]
            shown += [media["example"]] if "example" in media else []
            assert shown
            for value in shown:
                claims.validate(media["schema"], value)
                count += 1
    for parameter in document["components"]["parameters"].values():
        if "example" in parameter and "enum" not in parameter["schema"]:
            claims.validate(parameter["schema"], parameter["example"])
    assert count > 100


def test_every_error_response_is_declared(document: dict[str, Any]):
    """A generated client would meet a status it does not know."""
    assert set(CODES) == set(FAILURES)
    for operation in _operations(document):
        if operation["operationId"] in WRITES:
            assert {str(status) for status in FAILURES} <= set(operation["responses"])
        assert {"405", "500"} <= set(operation["responses"])


def test_the_key_and_headers_of_the_connection_are_declared(document: dict[str, Any]):
    """A generated client could not authenticate."""
    assert document["components"]["securitySchemes"]["apiKey"]["name"] == "x-api-key"
    assert document["security"] == [{"apiKey": []}]
    step = document["paths"]["/engagement/v2/sequences/{sequence_id}/sequence_steps"]["post"]
    claims = Claims(document)
    names = {claims.resolve(parameter)["name"] for parameter in step["parameters"]}

    assert names == {
        "sequence_id",
        "x-customer-id",
        "x-provider-name",
        "Idempotency-Key",
        "dry_run",
        "strict",
    }


def test_schemas_have_the_wires_names_only(document: dict[str, Any]):
    """Generated clients would send spellings that only old clients use, or have silly names."""
    schemas = document["components"]["schemas"]
    names = {name for schema in schemas.values() for name in schema.get("properties", {})}

    assert [name for name in names if re.search("[A-Z]", name)] == []
    assert [at for at, value in _strings(schemas) if at.endswith("/title") and value == ""] == []
    assert not any(
        at.endswith("/title") and isinstance(value, str) for at, value in _strings(schemas)
    )
    for name in ("SequenceCreate", "StepCreate", "StepUpdate", "TemplateById", "TemplateInline"):
        assert schemas[name]["additionalProperties"] is True


def test_a_template_is_one_of_two_forms(document: dict[str, Any]):
    """A generated client would offer fields that exclude each other."""
    template = document["components"]["schemas"]["TemplateWrite"]

    assert [form["$ref"].rpartition("/")[2] for form in template["oneOf"]] == [
        "TemplateById",
        "TemplateInline",
    ]


def _agrees(claims: Claims, name: str, model: type[BaseModel], record: Any) -> bool:
    try:
        claims.validate({"$ref": f"#/components/schemas/{name}"}, record)
    except NotValid:
        claimed = False
    else:
        claimed = True
    try:
        model.model_validate_json(json.dumps(record))
    except ValidationError:
        accepted = False
    else:
        accepted = True
    return claimed == accepted


TEMPLATES = [
    {"id": "42"},
    {"id": "42", "name": "Named"},
    {"id": "42", "subject": "Hello"},
    {"id": "42", "subject": None, "body": "x"},
    {"id": None, **INLINE},
    {**INLINE, "cc": ["a@b.example"], "own": 1},
    {"id": "42", **INLINE},
    {"id": 42},
    {"id": 42, **INLINE},
    {"id": "a b"},
    {"subject": "Hello"},
    {"body": "Hello"},
    {"id": "42", "cc": "a@b.example"},
    {},
    None,
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_templates_schema_accepts_what_the_server_does(claims: Claims, template: Any):
    """A caller that validates by the document would be refused, or refuse itself."""
    record = {"type": "auto_email", "template": template}

    assert _agrees(claims, "StepCreate", StepCreate, record)


@pytest.mark.parametrize(
    "change",
    [
        {},
        *({"type": kind} for kind in (*STEP_TYPES, "sms", None)),
        {"interval_seconds": 0.5},
        {"interval_seconds": -1},
        {"interval_seconds": "1"},
        {"interval_seconds": 157_680_001},
        {"date": "2026-12-01"},
        {"date": "2026-12-01", "interval_seconds": 1},
        {"date": None, "interval_seconds": 1},
        {"order": 0},
        {"order": 2},
        {"order": 1.5},
        {"is_reply": "true"},
        {"is_reply": None},
        {"custom_fields": []},
        {"custom_fields": {"any": [{"thing": None}]}},
        {"unknown": 1},
    ],
)
def test_the_steps_schema_accepts_what_the_server_does(claims: Claims, change: dict[str, Any]):
    """The same, for a step."""
    assert _agrees(claims, "StepCreate", StepCreate, {"type": "call", **change})


@pytest.mark.parametrize(
    ("name", "model", "record"),
    [
        ("SequenceCreate", SequenceCreate, {"name": "", "type": "team"}),
        ("SequenceCreate", SequenceCreate, {"name": "x", "type": "public"}),
        ("SequenceCreate", SequenceCreate, {"name": "x", "type": "team", "tags": [1]}),
        ("SequenceCreate", SequenceCreate, {"name": "x", "type": "team", "steps": [{}]}),
        ("SequenceCreate", SequenceCreate, {"name": "x", "type": "team", "owner_id": None}),
        ("StepUpdate", StepUpdate, {}),
        ("StepUpdate", StepUpdate, {"template": {}}),
        ("StepUpdate", StepUpdate, {"template": {"subject": 1}}),
    ],
)
def test_other_schemas_accept_what_the_server_does(
    claims: Claims, name: str, model: type[BaseModel], record: Any
):
    """The same, for sequences and changes."""
    assert _agrees(claims, name, model, record)
