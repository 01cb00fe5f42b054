"""Schemas that allow no key they do not name, and values that may hold placeholders."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from segue.spi.plan import Output

Schema = Mapping[str, Any]

KEPT = frozenset({"type", "enum", "format", "maxLength", "minimum", "maximum", "required"})
"""What of a vendor's schema judges a value, beside what is nested in it."""
LONGEST_MESSAGE = 240
UNKNOWN = "is no key that can be written"

FORMATS = FormatChecker(["date"])


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def closed(schema: Schema) -> dict[str, Any]:
    """Copy a vendor's schema without its prose; no object may have a key that it does not name.

    OpenAPI 3.0's `nullable` becomes a second type.
    """
    found = {key: value for key, value in schema.items() if key in KEPT}
    if "properties" in schema:
        found = thing({k: closed(v) for k, v in schema["properties"].items()}, **found)
    if "items" in schema:
        found["items"] = closed(schema["items"])
    if isinstance(values := schema.get("additionalProperties"), Mapping):
        # Of an object whose keys are the caller's, such as ids of custom fields.
        found["additionalProperties"] = closed(values)
    if schema.get("nullable"):
        found["type"] = [found["type"], "null"]
    return found


def thing(properties: Mapping[str, Schema], **more: Any) -> dict[str, Any]:
    """Make the schema of an object with these keys and no other."""
    return {
        **more,
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
    }


def listing(items: Schema, **more: Any) -> dict[str, Any]:
    """Make the schema of a list."""
    return {"type": "array", "items": items, **more}


def allow(schema: dict[str, Any], place: str, allowed: Schema) -> None:
    """Put `allowed` into a closed schema, at a place such as ``/emailer_steps/*/note``."""
    at = schema
    for name in place.split("/")[1:]:
        at = at["items"] if name == "*" else at.setdefault("properties", {}).setdefault(name, {})
    at.update(allowed)


def validator(schema: Schema) -> Draft202012Validator:
    """Make what judges values by a schema."""
    return Draft202012Validator(schema, format_checker=FORMATS)


def wrong(judge: Draft202012Validator, value: Any) -> Iterator[str]:
    """Say what is wrong with a value. A placeholder may stand for a value of any type."""
    for error in judge.iter_errors(listed(value)):
        place = "".join(f"/{part}" for part in error.absolute_path)
        if error.validator == "additionalProperties":
            known = error.schema["properties"]
            yield from (
                f"body{place}/{key} {UNKNOWN}" for key in error.instance if key not in known
            )
        elif not isinstance(error.instance, Output):
            yield f"body{place}: {error.message[:LONGEST_MESSAGE]}"


def listed(value: Any) -> Any:
    """Give a value as it will be sent, with lists for tuples; placeholders stay."""
    if isinstance(value, Mapping):
        return {key: listed(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [listed(inner) for inner in value]
    return value
