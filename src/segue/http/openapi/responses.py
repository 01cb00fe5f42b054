"""Component responses: every way in which a request can fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from segue.http.openapi.refs import ref
from segue.model.problem import OUTCOME_UNKNOWN, VALIDATION, Fault, Problem, render

REQUEST_ID = "2f1e7d0c-8a55-4c3b-9a51-0d6f5c1f7b42"
FAR = "remote-provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One status of ours: when it is answered, and an example."""

    name: str
    text: str
    fault: Fault
    code: str | None = None
    waits: bool = False
    """Comes with `Retry-After` where waiting helps."""
    headers: Mapping[str, str] = field(default_factory=dict)


def _invalid(detail: str, pointer: str) -> Fault:
    return Fault(detail=detail, pointer=pointer, problem_type=VALIDATION)


def _far(detail: str, **cause: Any) -> Fault:
    return Fault(detail=detail, meta={"origin": FAR, "cause": cause})


FAILURES: Mapping[int, Failure] = {
    400: Failure(
        name="BadRequest",
        text="The request is not valid, the provider cannot do what it asks"
        " (`meta.reason: unsupported`), or the provider answered 400. Nothing was written.",
        fault=_invalid("Input should be a valid number.", "/body/record/interval_seconds"),
    ),
    401: Failure(
        name="Unauthorized",
        text="No valid `x-api-key`, one of the connection's headers is missing, or the provider no"
        " longer takes the connection's credential (`meta.reason`).",
        fault=Fault(detail="The API key is not valid."),
    ),
    403: Failure(
        name="Forbidden",
        text="The API key lacks a scope (`meta.reason: missing_scope`, named in `meta.scope`), or"
        " the provider does not let the connection's user do this.",
        fault=Fault(
            detail="This API key has no scope 'manage'.",
            meta={"reason": "missing_scope", "scope": "manage"},
        ),
    ),
    404: Failure(
        name="NotFound",
        text="No such path, or nothing of this application's that has this name or id.",
        fault=Fault(detail="This customer has no connection to Outreach."),
    ),
    405: Failure(
        name="MethodNotAllowed",
        text="The path has other methods: `Allow` names them.",
        fault=_invalid("DELETE is not a method of this path.", "/engagement/v2/sequences"),
        headers={"Allow": "Allow"},
    ),
    408: Failure(
        name="RequestTimeout",
        text="The request took too long to arrive. Nothing of it was done.",
        fault=Fault(detail="The request took too long to arrive."),
    ),
    409: Failure(
        name="Conflict",
        text="Another write with this key or to this sequence is running, the sequence's state does"
        " not allow it, what is to be made is there already, or the provider answered 409.",
        fault=Fault(detail="Another request with this Idempotency-Key is running. Ask again."),
        waits=True,
    ),
    413: Failure(
        name="PayloadTooLarge",
        text="The body has more than 5,000,000 bytes.",
        fault=_invalid("A body has at most 5,000,000 bytes.", "/engagement/v2/sequences"),
    ),
    415: Failure(
        name="UnsupportedMediaType",
        text="The body is not `application/json`, or is compressed.",
        fault=_invalid("The body must be sent as application/json.", "/engagement/v2/sequences"),
    ),
    422: Failure(
        name="UnprocessableEntity",
        text="The `Idempotency-Key` was used for another request, the provider does not take a"
        " credential (`meta.reason: credential_refused`), or it answered 422.",
        fault=Fault(
            detail="This Idempotency-Key was used for another request.",
            meta={"reason": "key_reused"},
        ),
    ),
    429: Failure(
        name="TooManyRequests",
        text="The provider's rate limit is reached, the key has asked this server too often"
        " (`meta.reason: too_many_requests`), or too many wrong keys came from the caller's address"
        " (`too_many_attempts`). Nothing of the write is taken back: repeat it"
        " with its key.",
        fault=_far("The provider's rate limit is reached.", error="rate limit exceeded"),
        waits=True,
    ),
    431: Failure(
        name="RequestHeaderFieldsTooLarge",
        text="The request's line and headers have more than 32,768 bytes or 100 headers.",
        fault=Fault(
            detail="A request's line and headers have at most 32,768 bytes and 100 headers."
        ),
    ),
    499: Failure(
        name="ProviderRefused",
        text="The provider refused with a status of 4xx that has no twin here.",
        fault=_far("Payment required.", error="payment required"),
    ),
    500: Failure(
        name="InternalServerError",
        text="A fault of the server. Its log tells why, under the request's id.",
        fault=Fault(
            title="Internal Server Error", detail="The server could not answer this request."
        ),
    ),
    502: Failure(
        name="BadGateway",
        text="The provider answered with an error of its own, or with something unreadable.",
        fault=_far("The provider answered 500."),
    ),
    503: Failure(
        name="ServiceUnavailable",
        text="The provider, or the server's database, cannot be reached.",
        fault=_far("The provider could not be reached."),
        waits=True,
    ),
    504: Failure(
        name="OutcomeUnknown",
        text="The provider did not answer in time. For a write (`OUTCOME_UNKNOWN`) it is not known"
        " whether it took effect: repeat it with its key, which finds out and never writes twice."
        " A passthrough (`GATEWAY_TIMEOUT_ERROR`) has no such key.",
        fault=Fault(
            title="The outcome is not known",
            detail="The answer of Outreach to the call 'step' was lost. Ask again with the same"
            " Idempotency-Key after Retry-After.",
            meta={
                "reason": "answer_lost",
                "write_id": "wr_5f0c6d0e4b6f4c0f9f2d3a1b7c8e9d10",
                "call": "step",
                "exists": [{"kind": "template", "id": "42"}],
            },
        ),
        code=OUTCOME_UNKNOWN,
        waits=True,
    ),
}
LOCAL = (400, 401, 403, 404, 405, 408, 429, 431, 500, 503)
"""What a request that asks no provider can be answered."""
STORED = (*LOCAL, 409, 413, 415)
"""What a request that changes only what Segue keeps can be answered."""
PASSED = (*LOCAL, 413, 415, 502, 504)
"""What a passthrough can be answered that is not the provider's own answer."""
READ = tuple(status for status in FAILURES if status not in (413, 415))
WRITE = tuple(FAILURES)


def responses() -> dict[str, Any]:
    """Give every component response."""
    return {failure.name: _response(status, failure) for status, failure in FAILURES.items()}


def refs(statuses: tuple[int, ...]) -> dict[str, Any]:
    """Point at the failures of an operation."""
    return {
        str(status): {"$ref": f"#/components/responses/{FAILURES[status].name}"}
        for status in statuses
    }


def header_refs(*names: tuple[str, str]) -> dict[str, Any]:
    """Point at headers: (name on the wire, name of the component)."""
    return {wire: {"$ref": f"#/components/headers/{name}"} for wire, name in names}


def _response(status: int, failure: Failure) -> dict[str, Any]:
    problem = Problem(status, failure.fault, code=failure.code)
    names = [("x-request-id", "RequestId"), ("Idempotency-Key", "IdempotencyKey")]
    names += [("Retry-After", "RetryAfter")] if failure.waits else []
    names += failure.headers.items()
    application = None if status == HTTPStatus.UNAUTHORIZED else "Acme production"
    return {
        "description": failure.text,
        "headers": header_refs(*names),
        "content": {
            "application/json": {
                "schema": ref("Problem"),
                "example": render(problem, request_id=REQUEST_ID, application=application),
            }
        },
    }
