"""Telling, contact by contact, what Apollo's answer to an add says.

A 200 may have added nobody: the truth is in `contacts` and `skipped_contact_ids` [VCR][CREA].
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from segue.model.state import Outcome, Reason
from segue.providers.apollo.auth import words as apollos
from segue.providers.apollo.enrolment import states
from segue.providers.apollo.enrolment.looking import (
    ELSEWHERE,
    FINISHED_ELSEWHERE,
    NO_EMAIL,
    NOT_FOUND,
    before,
)
from segue.spi.enrolment import Told

HERE = "contacts_already_exists_in_current_campaign"

REASONS: Mapping[str, Reason] = {
    NOT_FOUND: Reason.NOT_FOUND,
    ELSEWHERE: Reason.ACTIVE_ELSEWHERE,
    FINISHED_ELSEWHERE: Reason.FINISHED_ELSEWHERE,
    "contacts_in_pending_state": Reason.PENDING_ELSEWHERE,
    "contacts_in_same_company": Reason.SAME_COMPANY,
    "contacts_unverified_email": Reason.UNVERIFIED_EMAIL,
    "contacts_with_job_change": Reason.JOB_CHANGE,
    "contacts_with_unverified_user_managed_email": Reason.UNVERIFIED_EMAIL,
    NO_EMAIL: Reason.NO_EMAIL,
    "contacts_without_ownership_permission": Reason.NO_PERMISSION,
}
"""What a skipped contact is skipped for, as seen in 2026 [VCR][CREA]."""

REFUSALS: tuple[tuple[int, str, Reason], ...] = (
    (401, "", Reason.REJECTED),
    (403, "", Reason.REJECTED),
    (404, "", Reason.NOT_FOUND),
    (422, "Aggregate accounts are not supported", Reason.SEQUENCE_RULES),
)
"""What a refusal of the whole call says by its status and words; any other, that it is wrong."""

REFUSED = 400

NEITHER = "Apollo names the contact neither among the added nor among the skipped."
NOT_THERE = "Apollo's answer was lost, and it does not show the contact in the sequence."
ONE_OR_OTHER = "in another sequence, or in this one already"


@dataclass(frozen=True, slots=True)
class Answered:
    """What one answer says, by contact."""

    added: Mapping[str, Mapping[str, Any]]
    skipped: Mapping[str, str]
    looked_up: bool
    """A look-up stands for the answer."""


def tell(tells: Mapping[str, Any], status: int, body: Any) -> tuple[Told, ...]:
    """Tell every place's outcome; none at all where only a look-up can tell."""
    if status >= REFUSED:
        return _all(tells, _reason(status, apollos(body)), apollos(body))
    answered = _read(body)
    if answered is None:
        said = apollos(body.get("error")) if isinstance(body, Mapping) else ""
        return _all(tells, Reason.OTHER, said) if said else ()
    told: dict[str, Told] = {}
    found: list[Told] = []
    for place, contact_id in zip(tells["places"], tells["contacts"], strict=True):
        known = told.get(contact_id) or _one(tells, contact_id, answered)
        if known is None:
            return ()
        found.append(replace(_again(known) if contact_id in told else known, place=place))
        told[contact_id] = known
    return tuple(found)


def _again(told: Told) -> Told:
    if told.outcome is not Outcome.ENROLLED:
        return told
    return replace(told, outcome=Outcome.ALREADY_ENROLLED)


def _all(tells: Mapping[str, Any], reason: Reason, said: str) -> tuple[Told, ...]:
    return tuple(
        Told(place=place, outcome=Outcome.FAILED, reason=reason, words=said or None)
        for place in tells["places"]
    )


def _reason(status: int, said: str) -> Reason:
    found = (reason for code, part, reason in REFUSALS if code == status and part in said)
    return next(found, Reason.INVALID)


def _read(body: Any) -> Answered | None:
    if not isinstance(body, Mapping) or not {"contacts", "skipped_contact_ids"} & body.keys():
        return None
    return Answered(
        added={str(row["id"]): row for row in states.rows(body)},
        skipped=_skipped(body.get("skipped_contact_ids")),
        looked_up=body.get("looked_up") is True,
    )


def _skipped(said: Any) -> dict[str, str]:
    """Read ids and reasons; a list is tolerated where the object of the recordings is [VCR]."""
    if isinstance(said, Mapping):
        return {str(contact_id): str(word or "") for contact_id, word in said.items()}
    found: dict[str, str] = {}
    for each in said if isinstance(said, list) else ():
        if isinstance(each, Mapping):
            found[str(each.get("contact_id") or each.get("id"))] = str(each.get("reason") or "")
        else:
            found[str(each)] = ""
    return found


def _one(tells: Mapping[str, Any], contact_id: str, answered: Answered) -> Told | None:
    """Tell one contact, at no place yet; None where only a look-up can tell."""
    if contact_id in answered.added:
        entry = states.entry(answered.added[contact_id], tells["sequence"]) or {}
        earlier = answered.looked_up and before(entry, tells["asked_at"])
        return _there(tells, contact_id, earlier=earlier)
    word = answered.skipped.get(contact_id)
    if word is None:
        return _absent(tells, answered)
    if word == HERE:
        # Seen out of the sequence before, it can only be in it by this call, sent once before.
        return _there(tells, contact_id, earlier=not tells["seen_out"])
    if word == ELSEWHERE and not answered.looked_up:
        # Said too of a contact that is in this very sequence [VCR][COLL].
        if tells["alone"]:
            return None
        if not tells["seen_out"]:
            return _not(Outcome.SKIPPED, Reason.OTHER, f"{word}: {ONE_OR_OTHER}")
    return _not(Outcome.SKIPPED, REASONS.get(word, Reason.OTHER), word or None)


def _there(tells: Mapping[str, Any], contact_id: str, *, earlier: bool) -> Told:
    return Told(
        place=-1,
        outcome=Outcome.ALREADY_ENROLLED if earlier else Outcome.ENROLLED,
        state_id=states.state_id(contact_id, tells["sequence"]),
    )


def _absent(tells: Mapping[str, Any], answered: Answered) -> Told | None:
    if answered.looked_up:
        return _not(Outcome.FAILED, Reason.OTHER, NOT_THERE)
    return None if tells["alone"] else _not(Outcome.FAILED, Reason.OTHER, NEITHER)


def _not(outcome: Outcome, reason: Reason, words: str | None) -> Told:
    return Told(place=-1, outcome=outcome, reason=reason, words=words)
