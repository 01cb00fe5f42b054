"""Answering which sequences a contact is in, and which contacts a sequence has."""

from dataclasses import replace
from typing import Any

from segue.providers.apollo.enrolment import routes, states
from segue.providers.apollo.enrolment.states import Record
from segue.providers.apollo.pages import CEILING, total_entries
from segue.providers.apollo.paths import LARGEST_PAGE
from segue.spi import numbered
from segue.spi.errors import PlanRefused
from segue.spi.numbered import Walk
from segue.spi.operation import Answers, Get, ListRecords, Page, Query, Read, RecordRead

NOT_IN = "The contact is not in this sequence."


def contact_read(contact_id: str) -> Read:
    """Name the reading of a contact. One that is not there is a 422, not a 404 [OAS]."""
    return Read(name="contact", request=routes.contact(contact_id))


def _get_reads(ask: Get, _answers: Answers) -> tuple[Read, ...]:
    return (contact_read(states.parts(ask.id)[0]),)


def _get(ask: Get, answers: Answers) -> RecordRead:
    contact_id, sequence_id = states.parts(ask.id)
    found = states.entry(states.one(answers["contact"]), sequence_id)
    if found is None:
        raise PlanRefused(NOT_IN, status=404)
    return states.state(contact_id, found), found


GET_STATE = Query(reads=_get_reads, read=_get)


def _request(ask: ListRecords, number: int, size: int) -> Any:
    return routes.within(_sequence(ask), page=number, per_page=size)


def _created(row: Record) -> str | None:
    # Milliseconds and Z always [VCR], so that the texts compare as the moments do.
    created = row.get("created_at")
    return created if isinstance(created, str) else None


WALK = Walk(
    largest=LARGEST_PAGE,
    request=_request,
    rows=states.rows,
    total=total_entries,
    key=_created,
    ceiling=CEILING,
)


def _sequence(ask: ListRecords) -> str:
    return str(ask.filter["sequence_id"]).lower()


def _search_reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    if ask.filter.get("contact_id"):
        return (contact_read(str(ask.filter["contact_id"]).lower()),)
    if ask.filter.get("sequence_id"):
        return numbered.reads(WALK, ask, answers)
    raise PlanRefused(
        "Apollo lists the states of one contact or of one sequence; name one of them.",
        capability="state.list",
    )


def _search(ask: ListRecords, answers: Answers) -> Page:
    if ask.filter.get("contact_id"):
        return _of_contact(ask, states.one(answers["contact"]))
    sequence_id = _sequence(ask)

    def shown(row: Record) -> RecordRead:
        found = states.entry(row, sequence_id)
        return (None, row) if found is None else (states.state(str(row["id"]), found), found)

    page = numbered.page(WALK, ask, answers, shown)
    exact = tuple(record for record in page.records if record[0] is not None)
    # Apollo ignores a filter that it does not know, without a word [AUD].
    total = page.total_count if len(exact) == len(page.records) else None
    return replace(page, records=exact, total_count=total)


def _of_contact(ask: ListRecords, contact: Record) -> Page:
    contact_id = str(ask.filter["contact_id"]).lower()
    wanted = str(ask.filter.get("sequence_id") or "").lower()
    found = [
        entry
        for entry in states.entries(contact)
        if wanted in ("", str(entry["emailer_campaign_id"]))
    ]
    after = str((ask.cursor or {}).get("after", ""))
    left = [entry for entry in found if str(entry["emailer_campaign_id"]) > after]
    given = left[: ask.page_size]
    more = len(left) > len(given)
    return Page(
        records=tuple((states.state(contact_id, entry), entry) for entry in given),
        next={"after": str(given[-1]["emailer_campaign_id"])} if more else None,
        total_count=len(found),
    )


SEARCH_STATES = Query(reads=_search_reads, read=_search)
