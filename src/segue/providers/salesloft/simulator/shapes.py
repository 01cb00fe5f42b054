"""Checking JSON objects against a table of their keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from segue.providers.salesloft.simulator.wire import Complaints

MUST_BE = {
    "string": "must be a string",
    "integer": "must be an integer",
    # The words seen in the field for sharing_settings.shared (T S8).
    "boolean": "must be true or false",
    "object": "must be an object",
    "array": "must be an array",
    "identifier": "must be a string or an integer",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an object: its type, and what its value may be."""

    name: str
    type: str = "string"
    required: bool = False
    nullable: bool = False
    filled: bool = False
    """An empty or blank value counts as missing."""
    choices: Sequence[str] = ()
    low: int | None = None
    high: int | None = None


def required(name: str, type: str = "string", **rules: Any) -> Key:
    """Make a key that must be there."""
    return Key(name, type, required=True, **rules)


def complain(complaints: Complaints, key: str, message: str) -> None:
    """Note a message once."""
    messages = complaints.setdefault(key, [])
    if message not in messages:
        messages.append(message)


def check(
    complaints: Complaints, where: str, given: Mapping[str, Any], keys: Sequence[Key]
) -> None:
    """Note what is wrong with the known keys of `given`; `where` prefixes their names."""
    for key in keys:
        if message := _fault(given, key):
            complain(complaints, f"{where}{key.name}", message)


def check_unknown(
    complaints: Complaints, where: str, given: Mapping[str, Any], keys: Sequence[Key]
) -> None:
    """Note every key that is not in the table, in the words seen in the field (T S7)."""
    known = {key.name for key in keys}
    for name in given:
        if name not in known:
            complain(complaints, where, f"{name} is not a valid field")


def _fault(given: Mapping[str, Any], key: Key) -> str | None:
    if key.name not in given:
        return "is required" if key.required else None
    value = given[key.name]
    if value is None:
        return None if key.nullable else "is required" if key.required else MUST_BE[key.type]
    if not _is(key.type, value):
        return MUST_BE[key.type]
    if key.filled and not (value.strip() if isinstance(value, str) else value):
        return "is required"
    if key.choices and value not in key.choices:
        return f"must be one of: {', '.join(key.choices)}"
    return _out_of_range(key, value)


def _out_of_range(key: Key, value: Any) -> str | None:
    below = key.low is not None and value < key.low
    above = key.high is not None and value > key.high
    if not (below or above):
        return None
    if key.high is None:
        return f"must be greater than or equal to {key.low}"
    return f"must be between {key.low} and {key.high}"


def _is(type: str, value: Any) -> bool:
    match type:
        case "string":
            return isinstance(value, str)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
    return isinstance(value, (int, str)) and not isinstance(value, bool)
