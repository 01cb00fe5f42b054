"""What each operation takes and answers, in the document's terms."""

from collections.abc import Mapping, Sequence
from typing import Any

from segue.http import query
from segue.http.openapi import bodies, examples
from segue.http.openapi.parameters import query_parameter
from segue.http.openapi.refs import ref
from segue.http.openapi.responses import LOCAL, PASSED, READ, STORED, WRITE, header_refs, refs

CONNECTION = ("CustomerId", "ProviderName")
ID = ("x-request-id", "RequestId")
KEY = ("Idempotency-Key", "IdempotencyKey")
REPLAYED = ("Idempotent-Replayed", "IdempotentReplayed")
WAIT = ("Retry-After", "RetryAfter")


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


def own_list(
    text: str,
    schema: str,
    shown: Mapping[str, Any],
    *,
    known: Sequence[query.Parameter] = query.AUDIT,
) -> dict[str, Any]:
    """Describe a list of Segue's own, whose filters have names that mean other things elsewhere."""
    return {
        **local(text, schema, shown),
        "parameters": [query_parameter(parameter) for parameter in known],
    }


def storing(
    answered: Mapping[str, Any],
    *,
    path: Sequence[str] = (),
    body: tuple[str, Mapping[str, Any]] | None = None,
    body_needed: bool = True,
    known: Sequence[query.Parameter] = query.NONE,
    statuses: tuple[int, ...] = STORED,
) -> dict[str, Any]:
    """Describe an operation that changes what Segue keeps.

    `answered` is by status, `body` is a schema's name and examples.
    """
    names = (*path, *(parameter.name for parameter in known))
    asked: dict[str, Any] = {}
    if body is not None:
        schema, shown = body
        asked["requestBody"] = {**_body(ref(schema), shown, UNREAD), "required": body_needed}
    return {
        "parameters": parameter_refs(*names),
        **asked,
        "responses": {**answered, **refs(statuses)},
    }


def emptied(text: str) -> dict[str, Any]:
    """Describe an answer without a body."""
    return {"204": {"description": text, "headers": header_refs(ID)}}


def open_to_all(text: str, schema: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Describe an operation that needs nothing."""
    return {
        "security": [],
        "responses": {"200": answer(text, schema, shown), **refs((405, 500))},
    }


def probing(schema: str, ready: Mapping[str, Any], unready: Mapping[str, Any]) -> dict[str, Any]:
    """Describe readiness, which says the same of itself at 200 and at 503."""
    return {
        "security": [],
        "responses": {
            "200": answer("The server can work.", schema, ready),
            "503": answer("It cannot, or was told to stop.", schema, unready),
            **refs((405, 500)),
        },
    }


def passing(asked: tuple[str, Mapping[str, Any]], told: tuple[str, Any]) -> dict[str, Any]:
    """Describe a passthrough; each is a schema's name and examples."""
    return {
        "parameters": parameter_refs(*CONNECTION),
        "requestBody": _body(ref(asked[0]), asked[1], UNREAD),
        "responses": {
            "200": answer("What the provider answered, an error too.", *told),
            **refs(PASSED),
        },
    }


def searching(match: str, schema: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a search."""
    names = (*CONNECTION, *(parameter.name for parameter in query.SEARCH))
    page = answer("A page.", schema, examples.PAGES[schema])
    return {
        "parameters": parameter_refs(*names),
        "requestBody": _body(bodies.search(match), shown),
        "responses": {"200": page, **refs(WRITE)},
    }


MADE: Mapping[str, Mapping[str, Any]] = {
    "Created": examples.CREATED,
    "Enrolled": examples.ENROLLED,
    "Batch": examples.BATCH,
}


def writing(
    body: dict[str, Any],
    shown: Mapping[str, Any],
    *,
    path: Sequence[str] = (),
    makes: str | None = None,
) -> dict[str, Any]:
    """Describe an operation that writes; `makes` is the schema of a 201."""
    if makes is None:
        return {**acting(path=path), "requestBody": _body(body, shown)}
    planned = answer("With `dry_run=true`: the plan.", "DryRun", examples.DRY_RUN, KEY)
    made = answer("It was made.", makes, MADE[makes], KEY, REPLAYED, WAIT)
    return {
        "parameters": parameter_refs(*_written(path)),
        "requestBody": _body(body, shown),
        "responses": {"201": made, "200": planned, **refs(WRITE)},
    }


def job(
    status: int,
    *,
    path: Sequence[str] = (),
    body: tuple[dict[str, Any], Mapping[str, Any], str] | None = None,
) -> dict[str, Any]:
    """Describe an operation that keeps or ends a job; `body` is schema, examples and size."""
    told = answer("How the job stands.", "Job", examples.JOB)
    if body is None:
        return {
            "parameters": parameter_refs(*path, *CONNECTION),
            "responses": {str(status): told, **refs(LOCAL)},
        }
    schema, shown, size = body
    accepted = answer("The job is kept.", "Job", examples.JOB, KEY, REPLAYED)
    described = _body(schema, shown)
    described["description"] = f"At most {size} bytes. {LATER}"
    return {
        "parameters": parameter_refs(*path, *CONNECTION, "IdempotencyKey"),
        "requestBody": described,
        "responses": {str(status): accepted, **refs((*STORED, 422))},
    }


def jobs(
    text: str, schema: str, shown: Mapping[str, Any], *, path: Sequence[str] = ()
) -> dict[str, Any]:
    """Describe a page of jobs, or of one job's outcomes."""
    names = (*path, *CONNECTION, "page_size", "cursor")
    return {
        "parameters": parameter_refs(*names),
        "responses": {"200": answer(text, schema, shown), **refs(LOCAL)},
    }


def acting(*, path: Sequence[str]) -> dict[str, Any]:
    """Describe an operation that changes something and needs no body."""
    changed = "It was done; with `dry_run=true`: the plan."
    either = answer(changed, "Updated", examples.UPDATED | examples.DRY_RUN, KEY, REPLAYED)
    either["content"]["application/json"]["schema"] = {"oneOf": [ref("Updated"), ref("DryRun")]}
    return {
        "parameters": parameter_refs(*_written(path)),
        "responses": {"200": either, **refs(WRITE)},
    }


def _written(path: Sequence[str]) -> tuple[str, ...]:
    return (*path, *CONNECTION, "IdempotencyKey", *(known.name for known in query.WRITE))


TOLD = "Keys that are not known are answered with a warning."
LATER = "Keys that are not known are warned of in the outcomes."
UNREAD = "Keys that are not known are passed over."


def _body(schema: dict[str, Any], shown: Mapping[str, Any], strange: str = TOLD) -> dict[str, Any]:
    return {
        "required": True,
        "description": f"At most 5,000,000 bytes. {strange}",
        "content": {"application/json": {"schema": schema, "examples": dict(shown)}},
    }
