"""Component schemas, made from the wire's types and the answers' shapes."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from segue.http.openapi import own_shapes, planned_shapes, shapes, tenant_shapes
from segue.http.openapi.refs import PREFIX, ref
from segue.model.account import AccountMatch, AccountWrite
from segue.model.contact import ContactFilter, ContactMatch, ContactWrite
from segue.model.job import JobCreate
from segue.model.passthrough import Passthrough
from segue.model.readiness import Readiness
from segue.model.sequence import SequenceCreate
from segue.model.state import StateCreate, StateFilter
from segue.model.step import StepCreate, StepUpdate
from segue.model.tenant import (
    ConnectionCreate,
    CustomerWrite,
    KeyCreate,
    KeyRotate,
    MagicLinkCreate,
    ProviderWrite,
    ReturnUrls,
)

WRITTEN: tuple[type[BaseModel], ...] = (
    AccountWrite,
    AccountMatch,
    ContactWrite,
    ContactMatch,
    ContactFilter,
    SequenceCreate,
    StepCreate,
    StepUpdate,
    StateCreate,
    StateFilter,
    JobCreate,
    CustomerWrite,
    ConnectionCreate,
    ProviderWrite,
    MagicLinkCreate,
    KeyCreate,
    KeyRotate,
    ReturnUrls,
    Passthrough,
)
ANSWERED: tuple[type[BaseModel], ...] = (
    shapes.Created,
    shapes.Updated,
    shapes.Enrolled,
    shapes.Batch,
    shapes.AccountPage,
    shapes.ContactPage,
    shapes.UserPage,
    shapes.MailboxPage,
    shapes.SequencePage,
    shapes.StepPage,
    shapes.StatePage,
    shapes.TemplatePage,
    Readiness,
    shapes.Problem,
    shapes.ProviderList,
    shapes.CapabilityTable,
    shapes.WritePage,
    shapes.WriteRecord,
    shapes.Health,
    shapes.ServerReadiness,
    *tenant_shapes.SHAPES,
    *own_shapes.SHAPES,
    *planned_shapes.SHAPES,
)
NAMES = {
    "AccountRead": "Account",
    "ContactRead": "Contact",
    "AddressRead": "ContactAddress",
    "EmailAddressRead": "ContactEmailAddress",
    "PhoneNumberRead": "ContactPhoneNumber",
    "UserRead": "User",
    "MailboxRead": "Mailbox",
    "StateRead": "SequenceState",
    "TemplateRecord": "Template",
    "SequenceRead": "Sequence",
    "StepRead": "SequenceStep",
    "TemplateRead": "SequenceStepTemplate",
    "TemplateChange": "TemplateUpdate",
    "Warned": "Warning",
    "WarningType": "WarningType",
    "Faulty": "Error",
    "Meta": "ErrorMeta",
}
NULLED = frozenset({"AddressRead", "Check", "ServerCheck"})
"""Answers whose keys without a value are null, not absent."""
NULL = {"type": "null"}


def schemas() -> dict[str, Any]:
    """Give every component schema."""
    found = {name: _taken(schema) for name, schema in _definitions(WRITTEN, "validation").items()}
    found |= {
        name: _nulled(schema) if name in NULLED else _left_out(schema)
        for name, schema in _definitions(ANSWERED, "serialization").items()
    }
    found |= _template(found.pop("TemplateWrite"))
    found["StepCreate"]["not"] = {
        "description": "`date` and `interval_seconds` never together.",
        "required": ["date", "interval_seconds"],
        "properties": {"date": {"type": "string"}, "interval_seconds": {"type": "number"}},
    }
    named: dict[str, Any] = _named(found)
    return dict(sorted((NAMES.get(name, name), schema) for name, schema in named.items()))


def _definitions(models: tuple[type[BaseModel], ...], mode: JsonSchemaMode) -> dict[str, Any]:
    _, whole = models_json_schema(
        [(model, mode) for model in models],
        by_alias=False,
        ref_template=PREFIX + "{model}",
        schema_generator=GenerateJsonSchema,
    )
    found: dict[str, Any] = _untitled(whole["$defs"])
    return found


def _untitled(schema: Any) -> Any:
    """Leave out what pydantic adds of itself: titles from names."""
    if isinstance(schema, dict):
        return {
            key: inner.replace("``", "`") if key == "description" else _untitled(inner)
            for key, inner in schema.items()
            if not (key == "title" and isinstance(inner, str))
        }
    if isinstance(schema, list):
        return [_untitled(inner) for inner in schema]
    return schema


def _left_out(schema: dict[str, Any]) -> dict[str, Any]:
    """Say of answers that a key without a value is absent, never null."""
    for name, inner in schema.get("properties", {}).items():
        if "default" not in inner:
            continue
        if inner.pop("default") is not None:
            schema["required"].append(name)
        elif forms := [form for form in inner.pop("anyOf", []) if form != NULL]:
            inner.update(forms[0] if len(forms) == 1 else {"anyOf": forms})
    return schema


def _nulled(schema: dict[str, Any]) -> dict[str, Any]:
    """Say of answers that every key is there."""
    schema["required"] = list(schema["properties"])
    return _taken(schema)


def _taken(schema: dict[str, Any]) -> dict[str, Any]:
    """Say nothing of the defaults that stand for an absent key."""
    for inner in schema.get("properties", {}).values():
        inner.pop("default", None)
    return schema


def _template(whole: dict[str, Any]) -> dict[str, Any]:
    """Tell the two forms of a template apart."""
    optional = whole["properties"]
    needed = {
        name: {**_not_null(optional[name]), "description": text}
        for name, text in (
            ("id", "An existing template of the provider."),
            ("subject", "Subject line."),
            ("body", "HTML."),
        )
    }
    by_id = {**optional, "id": needed["id"]}
    inline = {**optional, "subject": needed["subject"], "body": needed["body"]}
    shape = {"type": "object", "additionalProperties": True}
    return {
        "TemplateWrite": {
            "description": "Content of a step: an existing template, or a subject and a body.",
            "oneOf": [ref("TemplateById"), ref("TemplateInline")],
        },
        "TemplateById": {
            **shape,
            "description": "A template that exists at the provider.",
            "required": ["id"],
            "properties": by_id,
        },
        "TemplateInline": {
            **shape,
            "description": "Content that is given here.",
            "required": ["subject", "body"],
            "properties": inline,
        },
    }


def _not_null(schema: dict[str, Any]) -> dict[str, Any]:
    (form,) = (form for form in schema["anyOf"] if form != NULL)
    return dict(form)


def _named(schema: Any) -> Any:
    """Use the wire's names for what is read."""
    if isinstance(schema, dict):
        return {
            key: f"{PREFIX}{NAMES.get(name, name)}"
            if key == "$ref" and (name := str(inner).removeprefix(PREFIX))
            else _named(inner)
            for key, inner in schema.items()
        }
    if isinstance(schema, list):
        return [_named(inner) for inner in schema]
    return schema
