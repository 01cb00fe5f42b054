"""Operations: what an adapter is asked, what it must read first, and what it answers with.

An adapter is asked twice. First `reads` names what it needs of the provider's present state; it is
called again with the answers so far until it names nothing more, so that one read may depend on
another. Then `plan` (for a write) or `read` (for a query) turns the answers into the result.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from segue.model.sequence import SequenceCreate, SequenceRead
from segue.model.step import StepCreate, StepUpdate
from segue.spi.plan import Plan, Request

Answers = Mapping[str, Any]
"""Read name -> parsed body of its answer; None where the thing was not there and may be absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One reading that planning needs."""

    name: str
    request: Request
    may_be_absent: bool = False
    """A 404 is then the answer None, not an error."""
    pointer: str = ""
    """Where in `record` the id stands that this reads, for the error when it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateStep:
    """Add one step. What the capability table drops has been taken out of `step` already."""

    sequence_id: str
    step: StepCreate
    write_id: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateStep:
    """Change one step."""

    sequence_id: str
    step_id: str
    change: StepUpdate
    write_id: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSequence:
    """Make a sequence with its steps."""

    sequence: SequenceCreate
    write_id: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GetSequence:
    """Read one sequence with its steps."""

    sequence_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSequences:
    """Read one page of sequences."""

    page_size: int
    """1 to 1000; the adapter clamps it to the provider's maximum."""
    cursor: Any = None
    """What a page before gave as `next`: JSON of the adapter's own making; None for the first."""
    modified_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of records."""

    records: tuple[tuple[SequenceRead, Mapping[str, Any]], ...]
    """Each with the provider's own record."""
    next: Any = None
    """The cursor of the page after; None on the last."""
    previous: Any = None
    total_count: int | None = None
    """Only when it is true."""


Asked = TypeVar("Asked")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Write(Generic[Asked]):
    """How a provider does one kind of write."""

    reads: Callable[[Asked, Answers], tuple[Read, ...]]
    plan: Callable[[Asked, Answers], Plan]


@dataclass(frozen=True, slots=True)
class Query(Generic[Asked, Result]):
    """How a provider answers one kind of question."""

    reads: Callable[[Asked, Answers], tuple[Read, ...]]
    read: Callable[[Asked, Answers], Result]


def no_reads(_asked: object, _answers: Answers) -> tuple[Read, ...]:
    """Need nothing of the provider's present state."""
    return ()


SequenceRecord = tuple[SequenceRead, Mapping[str, Any]]
"""A sequence and the provider's own record of it."""
