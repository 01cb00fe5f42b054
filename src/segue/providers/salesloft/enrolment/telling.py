"""What Salesloft's answers to an enrolment mean for the contact."""

from collections.abc import Iterable, Mapping
from typing import Any

from segue.kit import pointer
from segue.model.state import Outcome, Reason
from segue.providers.salesloft.answers import text
from segue.providers.salesloft.auth import words
from segue.spi.enrolment import Told

BAD_REQUEST, NOT_FOUND, CONFLICT, INVALID, RATE_LIMITED = 400, 404, 409, 422, 429

ALREADY = "already in progress"
"""Of a person who is on the cadence [S7]."""

SAYINGS: tuple[tuple[str, Reason], ...] = (
    ("contact restrictions", Reason.OPTED_OUT),  # of a do-not-contact person [S8]
    ("do not contact", Reason.OPTED_OUT),
    ("not owned by the provided user", Reason.NO_PERMISSION),  # [S7]
)
"""Words of a 422, and what they mean."""

MISSING = ("not found", "exist", "not visible", "is invalid", "blank", "is missing")
"""How a 422 may say that there is no such person; its words are not documented."""

PERSON = frozenset({"person_id", "person"})
CADENCE = frozenset({"cadence_id", "cadence"})


def tell(tells: Mapping[str, Any], status: int, body: Any) -> tuple[Told, ...]:
    """Tell what became of the places that a call was about; see `Teller`."""
    outcome, reason = _meaning(status, body, active=tells.get("active", True))
    if outcome is Outcome.ENROLLED:
        return _in(tells["places"], text(pointer.get(body, "/data/id")))
    return tuple(
        Told(
            place=place,
            outcome=outcome,
            reason=reason,
            words=words(body) or f"Salesloft answered {status}.",
        )
        for place in tells["places"]
    )


def _in(places: Iterable[int], state_id: str | None) -> tuple[Told, ...]:
    first, *others = places
    return (
        Told(place=first, outcome=Outcome.ENROLLED, state_id=state_id),
        *(
            Told(place=place, outcome=Outcome.ALREADY_ENROLLED, state_id=state_id)
            for place in others
        ),
    )


def _meaning(status: int, body: Any, *, active: bool) -> tuple[Outcome, Reason | None]:
    said = words(body).lower()
    if status < BAD_REQUEST:
        return Outcome.ENROLLED, None
    # An older note has duplicates refused with 409 [S7].
    if status == CONFLICT or (status == INVALID and ALREADY in said):
        return Outcome.ALREADY_ENROLLED, None
    if status in (BAD_REQUEST, INVALID):
        return Outcome.SKIPPED, _why(said, body, active=active)
    # The cadence was there when the plan was made. A page of HTML is of the route [S7].
    if status == NOT_FOUND and isinstance(body, Mapping):
        return Outcome.SKIPPED, Reason.NOT_FOUND
    return Outcome.FAILED, Reason.RATE_LIMITED if status == RATE_LIMITED else Reason.REJECTED


def _why(said: str, body: Any, *, active: bool) -> Reason:
    for saying, reason in SAYINGS:
        if saying in said:
            return reason
    errors = pointer.get(body, "/errors")
    fields = errors.keys() if isinstance(errors, Mapping) else frozenset[str]()
    if PERSON & fields and any(saying in said for saying in MISSING):
        return Reason.NOT_FOUND
    # A cadence that is not active may take nobody; in which words is not documented.
    return Reason.SEQUENCE_RULES if CADENCE & fields and not active else Reason.INVALID
