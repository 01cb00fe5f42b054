"""Seeing at Apollo what became of a call whose answer was lost.

What is found is answered as Apollo would have: `contacts` that are in the sequence, and
`skipped_contact_ids`; beside them `looked_up` says whether the rest is surely not in it.
"""

from collections.abc import Mapping
from typing import Any

from segue.model.warning import PlanWarning, WarningType
from segue.providers.apollo.enrolment import presence, states
from segue.providers.apollo.enrolment.states import Record
from segue.spi.errors import PlanRefused
from segue.spi.plan import Finder, Match

ELSEWHERE = "contacts_active_in_other_campaigns"
FINISHED_ELSEWHERE = "contacts_finished_in_other_campaigns"

REMOVED = "removed"

Asked = Mapping[str, Any]


def enrolled(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find those of many contacts that are in the sequence; nothing where surely none is.

    Raises `PlanRefused` where none is seen and the sequence has more contacts than the page: then
    nobody can say that the call did nothing.
    """
    rows = states.rows(answer)
    found = [
        _row(row, entry)
        for row in rows
        if str(row["id"]) in asked["contacts"]
        and (entry := states.entry(row, asked["sequence"])) is not None
    ]
    whole = presence.whole(answer, len(rows))
    if found:
        return (_match(asked, found, {}, whole=whole or len(found) == len(asked["contacts"])),)
    if not whole:
        raise PlanRefused("The sequence has more contacts than Apollo shows on a page.")
    return ()


def enrolled_one(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find a contact in the sequence, or in another one, for which Apollo does not take it.

    Nothing is found where the contact is in none: then the call may be on its way yet.
    """
    contact = states.one(answer)
    found = states.entry(contact, asked["sequence"])
    if found is not None:
        return (_match(asked, [_row({"id": asked["contact"]}, found)], {}, whole=True),)
    # Both blocks stand unless they are lifted [OAS], and the second is never lifted here.
    words = {
        FINISHED_ELSEWHERE if entry.get("status") == "finished" else ELSEWHERE
        for entry in states.entries(contact)
    }
    word = ELSEWHERE if ELSEWHERE in words and not asked["lifted"] else FINISHED_ELSEWHERE
    if word not in words:
        return ()
    return (_match(asked, [], {asked["contact"]: word}, whole=True),)


def _row(contact: Record, entry: Record) -> dict[str, Any]:
    return {"id": str(contact["id"]), "contact_campaign_statuses": [dict(entry)]}


def _match(
    asked: Asked, found: list[dict[str, Any]], skipped: Mapping[str, str], *, whole: bool
) -> Match:
    answer = {"contacts": found, "skipped_contact_ids": skipped, "looked_up": {"whole": whole}}
    named = states.state_id(found[0]["id"], asked["sequence"]) if len(found) == 1 else ""
    return Match(id=named, answer=answer)


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
    "enrolled_one": enrolled_one,
    "settled": settled,
}
