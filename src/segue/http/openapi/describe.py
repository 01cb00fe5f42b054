"""What each operation takes and answers, in the document's terms."""

from collections.abc import Mapping, Sequence
from typing import Any

from segue.http import query
from segue.http.openapi import examples
from segue.http.openapi.responses import LOCAL, READ, WRITE, header_refs, refs
from segue.http.openapi.schemas import ref

CONNECTION = ("CustomerId", "ProviderName")
ID = ("x-request-id", "RequestId")
KEY = ("Idempotency-Key", "IdempotencyKey")
REPLAYED = ("Idempotent-Replayed", "IdempotentReplayed")


def parameter_refs(*names: str) -> list[dict[str, Any]]:
    """Point at parameters."""
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def answer(
    text: str, schema: str, shown: Mapping[str, Any], *headers: tuple[str, str]
) -> dict[str, Any]:
    """Describe an answer that is not a failure."""
    return {
        "description": text,
        "headers": header_refs(ID, *headers),
        "content": {"application/json": {"schema": ref(schema), "examples": dict(shown)}},
    }


def reading(
    text: str,
    schema: str,
    shown: Mapping[str, Any],
    *,
    path: Sequence[str] = (),
    known: Sequence[query.Parameter] = query.NONE,
) -> dict[str, Any]:
    """Describe an operation that reads from a provider."""
    names = (*path, *CONNECTION, *(parameter.name for parameter in known))
    return {
        "parameters": parameter_refs(*names),
        "responses": {"200": answer(text, schema, shown), **refs(READ)},
    }


def local(
    text: str, schema: str, shown: Mapping[str, Any], *, path: Sequence[str] = ()
) -> dict[str, Any]:
    """Describe an operation that needs a key and asks no provider."""
    return {
        "parameters": parameter_refs(*path),
        "responses": {"200": answer(text, schema, shown), **refs(LOCAL)},
    }


def open_to_all(text: str, schema: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Describe an operation that needs nothing."""
    return {
        "security": [],
        "responses": {"200": answer(text, schema, shown), **refs((405, 500))},
    }


def writing(
    body: str, shown: Mapping[str, Any], *, path: Sequence[str] = (), creates: bool
) -> dict[str, Any]:
    """Describe an operation that writes."""
    names = (*path, *CONNECTION, "IdempotencyKey", *(known.name for known in query.WRITE))
    planned = answer("With `dry_run=true`: the plan.", "DryRun", examples.DRY_RUN, KEY)
    if creates:
        made = answer("It was made.", "Created", examples.CREATED, KEY, REPLAYED)
        answers = {"201": made, "200": planned}
    else:
        changed = "It was changed; with `dry_run=true`: the plan."
        either = answer(changed, "Updated", examples.UPDATED | examples.DRY_RUN, KEY, REPLAYED)
        either["content"]["application/json"]["schema"] = {"oneOf": [ref("Updated"), ref("DryRun")]}
        answers = {"200": either}
    return {
        "parameters": parameter_refs(*names),
        "requestBody": {
            "required": True,
            "description": "At most 5,000,000 bytes. Keys that are not known are answered with a"
            " warning.",
            "content": {"application/json": {"schema": enveloped(body), "examples": dict(shown)}},
        },
        "responses": {**answers, **refs(WRITE)},
    }


def enveloped(schema: str) -> dict[str, Any]:
    """Wrap a record as every body does."""
    return {
        "type": "object",
        "required": ["record"],
        "properties": {"record": ref(schema)},
        "additionalProperties": True,
    }
