"""Operations: what an adapter is asked, what it must read first, and what it answers with.

An adapter is asked twice. First `reads` names what it needs of the provider's present state; it is
called again with the answers so far until it names nothing more, so that one read may depend on
another. Then `plan` (for a write) or `read` (for a query) turns the answers into the result.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from segue.model.sequence import SequenceCreate
from segue.model.state import StateCreate
from segue.model.step import StepCreate, StepUpdate
from segue.model.warning import PlanWarning
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
class Create:
    """Make one record: an account or a contact."""

    record: Any
    write_id: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Change one record: what `record` gives, null included, and nothing else."""

    id: str
    record: Any
    write_id: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Upsert:
    """Change the one record that has these values, or make it where there is none."""

    record: Any
    on: Mapping[str, str]
    """Field -> value; all must be equal."""
    write_id: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Do what the operation's name says to one thing, such as pausing a state."""

    id: str
    sequence_id: str | None = None
    """Where the thing is a step: the sequence it must be in."""
    write_id: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol:
    """Enrol contacts, each for itself: one that is not taken leaves the others alone.

    The plan is one of `Plan.at_once`; `spi.enrolment` says how outcomes are told.
    """

    states: tuple[StateCreate, ...]
    """Place in this tuple is place in the caller's list."""
    write_id: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Get:
    """Read one thing."""

    id: str
    sequence_id: str | None = None
    """Where the thing is a step: the sequence it must be in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRecords:
    """Read one page: of a list, or of what a search finds."""

    page_size: int
    """1 to 1000; the adapter clamps it to the provider's maximum."""
    cursor: Any = None
    """What a page before gave as `next`: JSON of the adapter's own making; None for the first."""
    modified_after: datetime | None = None
    filter: Mapping[str, Any] = field(default_factory=dict)
    """Of a search: field -> value, all of which must be equal; `emails` is a list, any of which.
    Of a list of steps: `sequence_id`."""


RecordRead = tuple[Any, Mapping[str, Any]]
"""A record as the wire spells it, and the provider's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of records."""

    records: tuple[RecordRead, ...]
    next: Any = None
    """The cursor of the page after; None on the last."""
    previous: Any = None
    total_count: int | None = None
    """Only when it is true."""
    warnings: tuple[PlanWarning, ...] = ()
    """What the caller should know of the list, such as a ceiling that it runs into."""


Asked = TypeVar("Asked")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Write(Generic[Asked]):
    """How a provider does one kind of write."""

    reads: Callable[[Asked, Answers], tuple[Read, ...]]
    plan: Callable[[Asked, Answers], Plan]
    check: Callable[[Asked], None] | None = None
    """Raises `PlanRefused` for what would be refused whatever the reads bring. What is to be done
    much later is held against it first; the plan refuses all of it too."""


@dataclass(frozen=True, slots=True)
class Query(Generic[Asked, Result]):
    """How a provider answers one kind of question."""

    reads: Callable[[Asked, Answers], tuple[Read, ...]]
    read: Callable[[Asked, Answers], Result]


def no_reads(_asked: object, _answers: Answers) -> tuple[Read, ...]:
    """Need nothing of the provider's present state."""
    return ()
