"""A plan: the calls that one write will make, as a value.

A plan can be shown (dry run), compared (golden tests), stored before the first call, and resumed
after a crash. It cannot branch.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import NoneType
from typing import Any, Final, Literal

from segue.kit import pointer
from segue.model.warning import PlanWarning
from segue.spi.enrolment import Told

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Output:
    """A value that an earlier call of the same plan will return."""

    call: str
    pointer: str


Segment = str | int | Output
PLAIN: Final = frozenset({str, int, float, bool, NoneType})
"""Types whose values hold no others: most of a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, relative to the provider's API root and without credentials."""

    method: Method
    path: tuple[Segment, ...]
    """Segments. Each is percent-encoded when sent, so that no id can reach another resource."""
    query: Mapping[str, Any] = field(default_factory=dict)
    """A value that is a list or tuple repeats its key."""
    body: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """How to see at the provider whether something exists.

    `find` names a function in the provider's `finders`, which gets `asked` and the parsed answer.
    """

    request: Request
    find: str
    asked: Mapping[str, Any] = field(default_factory=dict)
    more: tuple[Request, ...] = ()
    """Further requests, where one does not show everything. The finder then gets the list of all
    answers in this order."""
    may_be_absent: bool = False
    """What is not there at all brings None in the place of its answer."""
    crowded: bool = False
    """Writes to other sequences can make what this finds too, so that a match made while another
    such call is open may be theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One thing that a finder found."""

    id: str
    answer: Any
    """Shaped as the answer of the call that would have made it, so that it can stand for it."""
    made_at: datetime | None = None
    warnings: tuple[PlanWarning, ...] = ()
    """What finding it has shown that the caller should know."""


Finder = Callable[[Mapping[str, Any], Any], tuple[Match, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One write at the provider."""

    name: str
    request: Request
    makes: str = ""
    """The provider's word for what this call makes (``template``); "" when it makes nothing."""
    id_at: str = ""
    """Where in the answer the id of what it made stands. An answer without it is a lost answer."""
    lookup: Lookup | None = None
    """How to learn whether the call took effect when its answer was lost."""
    repeatable: bool = False
    """Sending it twice leaves the same state as once, so a lost answer may simply be sent again."""
    guard: Lookup | None = None
    """What must still be there, exactly once, when this call is sent later than it was planned.

    Without it the write is refused and what it made is undone: the plan rests on a state that
    somebody has changed since.
    """
    undo: Request | None = None
    """What takes it back. May use outputs of this very call."""
    optional: PlanWarning | None = None
    """When given, a refusal of this call becomes this warning."""
    only_if: Output | None = None
    """When given, the call is left out where this output is null."""
    tells: Mapping[str, Any] | None = None
    """Of a call that enrols: what the provider's `tell_enrolments` needs, among it ``places``, the
    places in the caller's list that the call is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """A reading in the middle of a plan: what an earlier call made and did not tell the id of.

    It is repeated until exactly one match is seen, for as long as the provider's `patience`. Its
    output is the match's `answer`.
    """

    name: str
    lookup: Lookup


@dataclass(frozen=True, slots=True)
class Plan:
    """Calls in order, or, with `at_once`, calls that each stand alone."""

    calls: tuple[Call | Find, ...]
    result: Output | None
    """The id that the caller gets; None where the answer has none."""
    warnings: tuple[PlanWarning, ...] = ()
    at_once: int = 0
    """At most so many of the calls run at a time, and one that is refused leaves the others alone;
    0 where each call waits for the one before."""
    told: tuple[Told, ...] = ()
    """Outcomes that planning knows already, so that no call is about them."""

    def __post_init__(self) -> None:
        known: set[str] = set()
        for call in self.calls:
            if call.name in known:
                raise ValueError(f"two calls are named {call.name!r}")
            own = call.lookup.request if isinstance(call, Find) else call.request
            if missing := {output.call for output in outputs(own)} - known:
                raise ValueError(f"{call.name!r} needs {sorted(missing)}, which have not run yet")
            known.add(call.name)
        if self.result is not None and self.result.call not in known:
            raise ValueError(f"the result needs {self.result.call!r}, which is not in the plan")


def outputs(value: Any) -> list[Output]:
    """List every placeholder in a value."""
    found: list[Output] = []
    left = [value]
    for inner in left:
        kind = type(inner)
        if kind in PLAIN:
            continue
        if kind is Output:
            found.append(inner)
        elif kind is Request:
            left += (inner.path, inner.query, inner.body)
        elif isinstance(inner, dict | Mapping):
            left += inner.values()
        elif isinstance(inner, list | tuple):
            left += inner
    return found


class MissingOutput(LookupError):
    """An earlier answer does not hold what a later call needs."""


LONGEST_ID = 255


def identity(found: Any) -> str | None:
    """Spell what a provider gave as an id; None for what cannot be one.

    An id is a whole number, or 1 to 255 printable characters that are no step in a path.
    """
    if isinstance(found, bool) or not isinstance(found, str | int):
        return None
    spelled = str(found)
    fits = 0 < len(spelled) <= LONGEST_ID and spelled.isprintable()
    return spelled if fits and spelled not in (".", "..") else None


def resolve(value: Any, answers: Mapping[str, Any]) -> Any:
    """Replace every placeholder in `value` by what the named answer holds there.

    Raises `MissingOutput` where the answer has no such place, or no id where a path needs one.
    """
    if type(value) in PLAIN:
        return value
    if isinstance(value, Output):
        return _found(value, answers)
    if isinstance(value, Request):
        return Request(
            method=value.method,
            path=tuple(_segment(part, answers) for part in value.path),
            query=resolve(value.query, answers),
            body=resolve(value.body, answers),
        )
    if isinstance(value, dict | Mapping):
        return {
            key: inner if type(inner) in PLAIN else resolve(inner, answers)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return type(value)(
            [inner if type(inner) in PLAIN else resolve(inner, answers) for inner in value]
        )
    return value


def _found(output: Output, answers: Mapping[str, Any]) -> Any:
    found = pointer.get(answers.get(output.call), output.pointer, MissingOutput)
    if found is MissingOutput:
        raise MissingOutput(f"{output.call}{output.pointer}")
    return found


def _segment(part: Segment, answers: Mapping[str, Any]) -> Segment:
    if not isinstance(part, Output):
        return part
    found: str | int = resolve(part, answers)
    if identity(found) is None:
        raise MissingOutput(f"{part.call}{part.pointer}")
    return found
