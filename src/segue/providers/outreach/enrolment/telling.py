"""What Outreach's answer to an enrolment says of each contact.

The vendor's own word stands in `code`, which newer refusals carry, else in `detail`; `title` is the
same for all of them [SC].
"""

from collections.abc import Iterator, Mapping
from typing import Any

from segue.kit import pointer
from segue.model.state import Outcome, Reason
from segue.providers.outreach.auth import words
from segue.spi.enrolment import Told
from segue.spi.plan import identity

ACCEPTED = range(200, 300)
NOT_FOUND = 404
INVALID = 422
BEEN_IN = "already been in this sequence"

Verdict = tuple[Outcome, Reason]

SAID: Mapping[str, Verdict] = {
    # The ruleset's sequenceExclusivity [SC, CLAY].
    "active in another": (Outcome.SKIPPED, Reason.ACTIVE_ELSEWHERE),
    # `opted_out_of_email` in code, "opted out of email" in words [SC].
    "opted_out": (Outcome.SKIPPED, Reason.OPTED_OUT),
    "opted out": (Outcome.SKIPPED, Reason.OPTED_OUT),
    # The ruleset's minimumProspectTouchedInterval [OAS26]; the text has not been seen.
    "touched": (Outcome.SKIPPED, Reason.SEQUENCE_RULES),
    # Of the mailbox's user, and of a private sequence [CLAY]; of an archived one [ONF].
    "user is locked": (Outcome.FAILED, Reason.NO_PERMISSION),
    "not the owner": (Outcome.FAILED, Reason.NO_PERMISSION),
    "sequence is locked": (Outcome.FAILED, Reason.SEQUENCE_RULES),
    "mailbox": (Outcome.FAILED, Reason.INVALID),
}
"""What a refusal says, and what it means for the contact."""

RELATED = "/data/relationships/"
PROSPECT = f"{RELATED}prospect"
PROSPECT_MISSING = "could not find 'prospect'"

BY_STATUS: Mapping[int, Verdict] = {
    400: (Outcome.FAILED, Reason.INVALID),
    401: (Outcome.FAILED, Reason.REJECTED),
    403: (Outcome.FAILED, Reason.REJECTED),
    415: (Outcome.FAILED, Reason.REJECTED),
    429: (Outcome.FAILED, Reason.RATE_LIMITED),
}


def tell(tells: Mapping[str, Any], status: int, body: Any) -> tuple[Told, ...]:
    """Tell what became of every place that a call was about."""
    places = [int(place) for place in tells["places"]]
    if status in ACCEPTED:
        return _in(places, body)
    outcome, reason = _refused(tells, status, body)
    return tuple(
        Told(place=place, outcome=outcome, reason=reason, words=words(body) or None)
        for place in places
    )


def _in(places: list[int], body: Any) -> tuple[Told, ...]:
    state_id = identity(pointer.get(body, "/data/id"))
    if state_id is None:
        raise ValueError("an accepted enrolment has no id")
    first, *others = places
    return (
        Told(place=first, outcome=Outcome.ENROLLED, state_id=state_id),
        *(
            Told(place=place, outcome=Outcome.ALREADY_ENROLLED, state_id=state_id)
            for place in others
        ),
    )


def _refused(tells: Mapping[str, Any], status: int, body: Any) -> tuple[Outcome, Reason | None]:
    said = list(_said(body))
    if status != INVALID:
        return _not_invalid(status, said)
    if any(BEEN_IN in word for word in said):
        # Unless told otherwise by its ruleset, Outreach counts what is over as well [OAS26, SC].
        if tells["over"]:
            return Outcome.SKIPPED, Reason.SEQUENCE_RULES
        return Outcome.ALREADY_ENROLLED, None
    for place in _pointers(body):
        if place.startswith(RELATED):
            # All three are always sent, so what one of them points to cannot be found.
            return (Outcome.SKIPPED if place == PROSPECT else Outcome.FAILED), Reason.NOT_FOUND
    return _by_words(said)


def _by_words(said: list[str]) -> Verdict:
    for word in said:
        for fragment, verdict in SAID.items():
            if fragment in word:
                return verdict
    return Outcome.SKIPPED, Reason.OTHER


def _not_invalid(status: int, said: list[str]) -> Verdict:
    if status != NOT_FOUND:
        return BY_STATUS.get(status, (Outcome.FAILED, Reason.OTHER))
    missing = any(PROSPECT_MISSING in word for word in said)
    return (Outcome.SKIPPED if missing else Outcome.FAILED), Reason.NOT_FOUND


def _errors(body: Any) -> list[Any]:
    errors = pointer.get(body, "/errors")
    return errors if isinstance(errors, list) else []


def _said(body: Any) -> Iterator[str]:
    for error in _errors(body):
        for key in ("code", "detail"):
            if isinstance(word := pointer.get(error, f"/{key}"), str):
                yield word.casefold()


def _pointers(body: Any) -> Iterator[str]:
    for error in _errors(body):
        if isinstance(place := pointer.get(error, "/source/pointer"), str):
            yield place
