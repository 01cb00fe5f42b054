"""Bodies: how the wire wraps what a caller writes."""

from typing import Any

from segue.http.openapi.refs import ref


def _closed_over(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": True,
    }


def record(schema: str) -> dict[str, Any]:
    """Wrap one record."""
    return _closed_over(record=ref(schema))


def job(schema: str) -> dict[str, Any]:
    """Wrap a job."""
    return _closed_over(job=ref(schema))


def records(schema: str) -> dict[str, Any]:
    """Wrap a list of records."""
    listed = {"type": "array", "minItems": 1, "maxItems": 1000, "items": ref(schema)}
    return _closed_over(records=listed)


def upsert(schema: str, match: str) -> dict[str, Any]:
    """Wrap a record and what it must be equal in."""
    return _closed_over(record=ref(schema), upsert_on=ref(match))


def search(match: str) -> dict[str, Any]:
    """Wrap a filter."""
    return _closed_over(filter=ref(match))
