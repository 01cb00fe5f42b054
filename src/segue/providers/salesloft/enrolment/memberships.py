"""Cadence memberships as sequence states: one, a list of them, or those of a contact."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from segue.kit import pointer
from segue.kit.clock import iso, parse_iso
from segue.model.state import StateRead, Status
from segue.providers.salesloft import pages
from segue.providers.salesloft.answers import record, text
from segue.spi.numbered import Row
from segue.spi.operation import Answers, Get, ListRecords, Page, Query, Read, RecordRead
from segue.spi.plan import Request

RESOURCE = "cadence_memberships"

MAPPED = frozenset(
    {
        *("id", "current_state", "person", "cadence", "user", "person_deleted"),
        *("created_at", "updated_at", "currently_on_cadence"),
    }
)
IGNORED: Mapping[str, str] = {
    "added_at": "the latest adding; created_at is the first. The list is sorted by it",
    "step": "our states do not tell the step they stand at",
    "latest_action": "a reference to a work item of Salesloft's own",
    "counts": "our states count nothing",
}

STATUSES: Mapping[str, Status] = {
    "processing": "pending",
    "staged": "pending",
    "active": "active",
    "scheduled": "active",
    "completed": "finished",
    "removed": "removed",
    "removed_no_action": "removed",
}
"""What Salesloft's words mean [S1]. `archived` [S5] is not explained anywhere."""

REASSIGNED = "reassigned"

FILTERS: Mapping[str, tuple[str, str]] = {
    "contact_id": ("person_id", "/person/id"),
    "sequence_id": ("cadence_id", "/cadence/id"),
}


def _narrow(ask: ListRecords) -> dict[str, Any]:
    return {
        name: ask.filter[field] for field, (name, _) in FILTERS.items() if ask.filter.get(field)
    }


# The two times to sort by are `added_at` and `updated_at` [S1]. Ascending, both take what moves
# behind the reader, never before: a person who is added again, or any record that changes, goes to
# the end and comes (again) later. `added_at` moves seldom, so a whole list is read in its order.
_MEMBERSHIPS = pages.Listing(resource=RESOURCE, by="added_at", narrow=_narrow)


def one(state_id: str) -> Request:
    """Read one membership."""
    return Request(method="GET", path=("v2", RESOURCE, state_id))


def state(row: Row) -> StateRead:
    """Read a membership."""
    changed = _time(row.get("updated_at"))
    return StateRead(
        id=str(row["id"]),
        state=text(row.get("current_state")),
        status=_status(row),
        contact_id=text(pointer.get(row, "/person/id")),
        sequence_id=text(pointer.get(row, "/cadence/id")),
        # Mail leaves from the inbox of the membership's user [S8]; the record names no mailbox.
        mailbox_id=None,
        user_id=text(pointer.get(row, "/user/id")),
        created_at=_time(row.get("created_at")),
        updated_at=changed,
        last_modified_at=changed,
        is_deleted=row.get("person_deleted") is True,
    )


def is_of(row: Row, contact_id: str, sequence_id: str) -> bool:
    """Tell whether a membership is that person's in that cadence."""
    person, cadence = pointer.get(row, "/person/id"), pointer.get(row, "/cadence/id")
    return (text(person), text(cadence)) == (contact_id, sequence_id)


def is_current(row: Row) -> bool:
    """Tell whether the person is on the cadence now."""
    return row.get("currently_on_cadence") is True


def _status(row: Row) -> Status | None:
    word = row.get("current_state")
    if word == REASSIGNED:
        # Another user goes on with the person [S1]; whether in this record is not documented.
        return "active" if is_current(row) else "removed"
    return STATUSES.get(word) if isinstance(word, str) else None


def _time(value: Any) -> str | None:
    found = parse_iso(value)
    return iso(found) if found else None


def _shown(row: Row) -> RecordRead:
    return state(row), row


def _page(ask: ListRecords, answers: Answers) -> Page:
    page = pages.page(_MEMBERSHIPS, ask, answers, _shown)
    kept = tuple(found for found in page.records if _is_asked(found[1], ask))
    if len(kept) == len(page.records):
        return page
    # A filter whose name Salesloft does not know is ignored [S1].
    return replace(page, records=kept, total_count=None)


def _is_asked(row: Row, ask: ListRecords) -> bool:
    asked = ((at, ask.filter.get(field)) for field, (_, at) in FILTERS.items())
    return all(wanted is None or text(pointer.get(row, at)) == wanted for at, wanted in asked)


GET: Query[Get, RecordRead] = Query(
    reads=lambda ask, _answers: (Read(name="membership", request=one(ask.id)),),
    read=lambda _ask, answers: _shown(record(answers["membership"])),
)
LIST: Query[ListRecords, Page] = Query(
    reads=lambda ask, answers: pages.reads(_MEMBERSHIPS, ask, answers), read=_page
)
