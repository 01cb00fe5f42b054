"""Errors in the caller's terms: one envelope, one entry for each fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CODES: Mapping[int, str] = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED_ERROR",
    403: "FORBIDDEN_ERROR",
    404: "NOT_FOUND_ERROR",
    405: "METHOD_NOT_ALLOWED_ERROR",
    408: "REQUEST_TIMEOUT_ERROR",
    409: "CONFLICT_ERROR",
    413: "PAYLOAD_TOO_LARGE_ERROR",
    415: "UNSUPPORTED_MEDIA_TYPE_ERROR",
    422: "UNPROCESSABLE_ENTITY_ERROR",
    429: "TOO_MANY_REQUESTS_ERROR",
    431: "REQUEST_HEADER_FIELDS_TOO_LARGE_ERROR",
    499: "REMOTE_PROVIDER_ERROR",
    500: "INTERNAL_SERVER_ERROR",
    502: "BAD_GATEWAY_ERROR",
    503: "SERVICE_UNAVAILABLE_ERROR",
    504: "GATEWAY_TIMEOUT_ERROR",
}
VALIDATION = "VALIDATION_ERROR"
OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong."""

    detail: str
    title: str = ""
    """Short; the detail where empty."""
    pointer: str | None = None
    """Where in the request: ``/body/record/...``, ``/query/...``, ``/header/...``."""
    problem_type: str = ""
    """The code where empty."""
    meta: Mapping[str, Any] = field(default_factory=dict)


class Problem(Exception):
    """A request that cannot be answered as asked.

    `status` is the HTTP status; `retry_after`, in whole seconds, is given only where waiting helps.
    """

    def __init__(
        self,
        status: int,
        *faults: Fault,
        code: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__("; ".join(fault.detail for fault in faults))
        self.status = status
        self.faults = faults
        self.code = code or CODES[status]
        self.retry_after = retry_after
        self.key: str | None = None
        """The idempotency key of the write that failed, for the answer's header."""


def render(problem: Problem, *, request_id: str, application: str | None = None) -> dict[str, Any]:
    """Spell the error envelope."""
    origin = {"origin": "segue"} | ({"application_name": application} if application else {})
    return {
        "errors": [
            {
                "id": request_id,
                "title": fault.title or fault.detail,
                "detail": fault.detail,
                "problem_type": fault.problem_type or problem.code,
                "code": problem.code,
                "status": str(problem.status),
                **({"source": {"pointer": fault.pointer}} if fault.pointer is not None else {}),
                "meta": {**origin, **fault.meta},
            }
            for fault in problem.faults
        ]
    }
