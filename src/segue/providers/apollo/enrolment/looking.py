"""Seeing at Apollo what became of a call whose answer was lost.

What is found is answered as Apollo would have: `contacts` that are in the sequence, and
`skipped_contact_ids`; beside them stands `looked_up`, since nobody is in both then for sure.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from segue.kit.clock import parse_iso
from segue.model.warning import PlanWarning, WarningType
from segue.providers.apollo.enrolment import states
from segue.providers.apollo.enrolment.states import Record
from segue.spi.plan import Finder, Match

ELSEWHERE = "contacts_active_in_other_campaigns"
FINISHED_ELSEWHERE = "contacts_finished_in_other_campaigns"
NO_EMAIL = "contacts_without_email"
NOT_FOUND = "contact_not_found"

REMOVED = "removed"
TOLERANCE = timedelta(seconds=5)
"""How far Apollo's clock may stand behind ours."""

Asked = Mapping[str, Any]


def enrolled(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find who of a call's contacts is in the sequence, each read by itself.

    Nothing is found while the call may be on its way yet, or was never taken: where it has added
    nobody, and could still add somebody.
    """
    bodies = answer if len(asked["contacts"]) > 1 else [answer]
    found: dict[str, Record] = {}
    skipped: dict[str, str] = {}
    for contact_id, body in zip(asked["contacts"], bodies, strict=True):
        contact = None if body is None else _contact(body)
        entry = None if contact is None else states.entry(contact, asked["sequence"])
        word = _block(contact, asked["lifted"])
        if entry is not None:
            found[contact_id] = entry
        elif word is not None:
            skipped[contact_id] = word
    took = any(not before(entry, asked["asked_at"]) for entry in found.values())
    if not took and len(found) + len(skipped) < len(asked["contacts"]):
        return ()
    rows = [{"id": each, "contact_campaign_statuses": [dict(found[each])]} for each in found]
    named = states.state_id(next(iter(found)), asked["sequence"]) if len(found) == 1 else ""
    seen = {"contacts": rows, "skipped_contact_ids": skipped, "looked_up": True}
    return (Match(id=named, answer=seen),)


def before(entry: Record, asked_at: str) -> bool:
    """Tell whether a contact was added before it was asked for."""
    added, asked = parse_iso(entry.get("added_at")), parse_iso(asked_at)
    return added is not None and asked is not None and added < asked - TOLERANCE


def _contact(body: Any) -> Record:
    """Give the contact of a body that shows its sequences; without them nobody is seen out."""
    contact = states.one(body)
    if not isinstance(contact["contact_campaign_statuses"], list):
        raise TypeError("a contact's sequences are no list")
    return contact


def _block(contact: Record | None, lifted: Iterable[str]) -> str | None:
    """Say why Apollo does not take a contact. Blocks stand unless they are lifted [OAS]."""
    if contact is None:
        return NOT_FOUND
    words = {
        FINISHED_ELSEWHERE if entry.get("status") == "finished" else ELSEWHERE
        for entry in states.entries(contact)
    }
    if "no_email" not in lifted and contact.get("email", "?") in (None, ""):
        return NO_EMAIL
    if "active_elsewhere" not in lifted and ELSEWHERE in words:
        return ELSEWHERE
    # Nobody can lift this one here.
    return FINISHED_ELSEWHERE if FINISHED_ELSEWHERE in words else None


def settled(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find a state once it is as it was asked to become; one that Apollo works on counts, warned.

    `remove` empties the contact's `emailer_campaign_ids` [CREA]; whether the entry goes too is not
    told.
    """
    contact, sequence_id = states.one(answer), asked["sequence"]
    entry = states.entry(contact, sequence_id)
    if asked["wanted"] == REMOVED:
        left = contact.get("emailer_campaign_ids")
        there = entry is None or (isinstance(left, list) and sequence_id not in left)
    else:
        there = entry is not None and entry.get("status") == asked["wanted"]
    answered = asked.get("answer")
    pending = isinstance(answered, Mapping) and "entity_progress_job" in answered
    if not there and not pending:
        return ()
    named = states.state_id(asked["contact"], sequence_id)
    return (Match(id=named, answer=entry or {}, warnings=() if there else (_BACKGROUND,)),)


_BACKGROUND = PlanWarning(
    problem_type=WarningType.PARTIAL_SUCCESS,
    title="Apollo does it in the background",
    detail="Apollo took the change as a job of its own, which was not done yet when it was read"
    " back. Read the state again to see it.",
    pointer="",
)

FINDERS: Mapping[str, Finder] = {
    "enrolled": enrolled,
    "settled": settled,
}
