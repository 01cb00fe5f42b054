"""What answers are read into, besides records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypedDict, TypeVar, cast

from segue.client.call import Answer

R = TypeVar("R")
T = TypeVar("T")

Outcome = Literal["enrolled", "already_enrolled", "skipped", "failed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteWarning:
    """Something that is not exactly as asked."""

    title: str
    detail: str
    problem_type: str
    """Such as `FIELD_NOT_SUPPORTED` or `VALUE_ADJUSTED`."""
    pointer: str | None
    """Where it was asked for: `/body/record/...`."""
    capability: str | None = None
    """The row of the provider's capability table that announces this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[R]):
    """Some records of a list."""

    records: tuple[R, ...]
    next: str | None
    """The cursor of the next page; None on the last."""
    previous: str | None
    total_count: int | None = None
    """None where the provider does not tell."""
    warnings: tuple[WriteWarning, ...] = ()
    """Such as that the provider shows no more than its first thousands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """A write that is done."""

    warnings: tuple[WriteWarning, ...]
    idempotency_key: str
    replayed: bool = False
    """The write was done before under the same key, and this is its first answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Created(Updated):
    """A write that has made a record."""

    id: str
    """The provider's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled(Created):
    """A contact that is in a sequence."""

    outcome: Literal["enrolled", "already_enrolled"]


class Enrolment(TypedDict):
    """What became of one contact among many."""

    id: str | None
    """The sequence state's."""
    contact_id: str
    outcome: Outcome
    reason: str | None
    """A word for programs, such as `opted_out` or `active_elsewhere`."""
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolments(Updated):
    """What became of many contacts, in the order asked."""

    records: tuple[Enrolment, ...]
    retry_after: float | None = None
    """Some outcome is not final: the same call with the same key goes on after so many seconds."""

    @property
    def final(self) -> bool:
        """Tell whether a repeat would change nothing."""
        return self.retry_after is None


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a write would do."""

    reads: tuple[Mapping[str, Any], ...]
    """Requests to the provider that were really made."""
    calls: tuple[Mapping[str, Any], ...]
    """Requests that the write would make."""
    warnings: tuple[WriteWarning, ...]
    cost: tuple[Mapping[str, Any], ...] = ()
    """What they take of the connection's budget, by scope."""


def record(answer: Answer) -> Any:
    """Read one record."""
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError
    return found


def page(answer: Answer) -> Page[Any]:
    """Read a page of records."""
    found = answer.json()
    where = found["pagination"]
    return Page(
        records=tuple(found["records"]),
        next=where["next"],
        previous=where["previous"],
        total_count=where.get("total_count"),
        warnings=_warnings(found),
    )


class _Done(TypedDict):
    warnings: tuple[WriteWarning, ...]
    idempotency_key: str
    replayed: bool


def _done(answer: Answer, found: Mapping[str, Any]) -> _Done:
    return _Done(
        warnings=_warnings(found),
        idempotency_key=answer.headers["idempotency-key"],
        replayed=answer.headers.get("idempotent-replayed") == "true",
    )


def updated(answer: Answer) -> Updated:
    """Read a change."""
    return Updated(**_done(answer, answer.json()))


def created(answer: Answer) -> Created:
    """Read what was made."""
    found = answer.json()
    return Created(id=found["record"]["id"], **_done(answer, found))


def enrolled(answer: Answer) -> Enrolled:
    """Read what became of one contact."""
    found = answer.json()
    made = found["record"]
    return Enrolled(id=made["id"], outcome=made["outcome"], **_done(answer, found))


def enrolments(answer: Answer) -> Enrolments:
    """Read what became of many contacts."""
    found = answer.json()
    records = cast("list[Enrolment]", found["records"])
    return Enrolments(
        records=tuple(records), retry_after=answer.retry_after, **_done(answer, found)
    )


def dry_run(answer: Answer) -> DryRun:
    """Read what a write would do."""
    found = answer.json()
    return DryRun(
        reads=tuple(found["reads"]),
        calls=tuple(found["calls"]),
        warnings=_warnings(found),
        cost=tuple(found.get("cost", ())),
    )


def _warnings(found: Mapping[str, Any]) -> tuple[WriteWarning, ...]:
    return tuple(
        WriteWarning(
            title=each["title"],
            detail=each["detail"],
            problem_type=each["problem_type"],
            pointer=each.get("source", {}).get("pointer"),
            capability=each.get("capability"),
        )
        for each in found.get("warnings", ())
    )
