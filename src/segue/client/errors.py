"""What goes wrong, as exceptions that carry the envelope's fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

OUTCOME_UNKNOWN: Final = "OUTCOME_UNKNOWN"
CONNECTION_FAILED: Final = "CONNECTION_FAILED"
UNREADABLE_ANSWER: Final = "UNREADABLE_ANSWER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong."""

    id: str = ""
    """The request's id."""
    title: str = ""
    detail: str = ""
    problem_type: str = ""
    """`VALIDATION_ERROR` for what is wrong with the request itself; else mostly as `code`."""
    code: str = ""
    status: str = ""
    pointer: str | None = None
    """Where in the request: `/body/record/...`, `/query/...`, `/header/...`."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """`origin` says who refused; `reason`, `capability`, `cause`, `write_id` where they apply."""


class SegueError(Exception):
    """A request that was not answered as asked.

    `status` is the HTTP status, None where no answer came. `code` is the envelope's, or
    `CONNECTION_FAILED`, or `UNREADABLE_ANSWER` for an answer that is not one of Segue. `errors` has
    one entry for each fault. `retry_after`, in seconds, is there where waiting helps.
    `idempotency_key` is the one that the write went under, whoever made it: the same call with the
    same key goes on from where the write stands. `request_id` names the last attempt in the
    server's log.
    """

    def __init__(
        self,
        status: int | None,
        code: str,
        errors: tuple[Fault, ...] = (),
        *,
        retry_after: float | None = None,
        idempotency_key: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(status, code, errors)
        self.status = status
        self.code = code
        self.errors = errors
        self.retry_after = retry_after
        self.idempotency_key = idempotency_key
        self.request_id = request_id

    def __str__(self) -> str:
        """Say all of it in one line: status, code, and every fault's pointer and detail."""
        said = [f"{it.pointer}: {it.detail}" if it.pointer else it.detail for it in self.errors]
        whole = " ".join(str(part) for part in (self.status, self.code) if part is not None)
        return f"{whole}: {'; '.join(said)}" if said else whole


class Invalid(SegueError):
    """400 or 422: the request is wrong, or asks for what the provider cannot do."""


class Unauthorized(SegueError):
    """401: the API key, or the provider's credential, is not accepted."""


class NotFound(SegueError):
    """404: there is no such connection or record."""


class Conflict(SegueError):
    """409: what stands at the provider, or another write, is in the way."""


class RateLimited(SegueError):
    """429: too many requests."""


class OutcomeUnknown(SegueError):
    """504 `OUTCOME_UNKNOWN`: the provider's answer was lost, and nobody knows what it did.

    With `retry_after` the same call with the same `idempotency_key` finds out later; without, a
    person has to look.
    """


class Unreachable(SegueError):
    """502, 503 or 504: the provider, or Segue itself, does not answer as it should."""


class ConnectionFailed(SegueError):
    """No answer came: a write may or may not have been done, and its repeat is safe."""


BY_STATUS: Final[Mapping[int, type[SegueError]]] = {
    400: Invalid,
    401: Unauthorized,
    404: NotFound,
    409: Conflict,
    422: Invalid,
    429: RateLimited,
    502: Unreachable,
    503: Unreachable,
    504: Unreachable,
}


def kind_of(status: int, code: str) -> type[SegueError]:
    """Choose the class of an answer's exception."""
    return OutcomeUnknown if code == OUTCOME_UNKNOWN else BY_STATUS.get(status, SegueError)


def faults_of(envelope: Any) -> tuple[Fault, ...]:
    """Read the entries of an error envelope; none where it is not one."""
    entries = envelope.get("errors") if isinstance(envelope, dict) else None
    if not isinstance(entries, list):
        return ()
    return tuple(_fault(entry) for entry in entries if isinstance(entry, dict))


def _fault(entry: Mapping[str, Any]) -> Fault:
    def text(name: str) -> str:
        found = entry.get(name)
        return "" if found is None else str(found)

    source, meta = entry.get("source"), entry.get("meta")
    return Fault(
        id=text("id"),
        title=text("title"),
        detail=text("detail"),
        problem_type=text("problem_type"),
        code=text("code"),
        status=text("status"),
        pointer=source.get("pointer") if isinstance(source, dict) else None,
        meta=meta if isinstance(meta, dict) else {},
    )
