"""Steps of one sequence, read on their own.

Outreach's own numbers for them may have holes and doubles, so a step's place is known only from
the whole sequence; the content is read of those that are shown.
"""

from typing import Any

from segue.model.step import StepRead
from segue.providers.outreach import queries, read
from segue.providers.outreach.documents import Record
from segue.providers.outreach.pages import collected, complete, missing
from segue.providers.outreach.places import in_order, number
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, Get, ListRecords, Page, Read, RecordRead

Place = tuple[int, int]
"""A step's own number, and its id: what steps are sorted by."""


def _place(step: Record) -> Place:
    return number(step), int(step["id"])


def list_reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    """Name the readings: the sequence, its steps, and the content of those of the page."""
    wanted = queries.outline_reads(str(ask.filter["sequence_id"]), answers)
    if complete("steps", answers):
        wanted += queries.content_reads([step["id"] for step in _shown(ask, answers)], answers)
    return missing(tuple(wanted), answers)


def _shown(ask: ListRecords, answers: Answers) -> list[Record]:
    """Cut the page out of the sequence, by the step beside it."""
    present, cursor = in_order(collected("steps", answers)), ask.cursor or {}
    if "before" in cursor:
        earlier = [step for step in present if _place(step) < tuple(cursor["before"])]
        return earlier[-ask.page_size :]
    if "after" in cursor:
        present = [step for step in present if _place(step) > tuple(cursor["after"])]
    return present[: ask.page_size]


def read_list(ask: ListRecords, answers: Answers) -> Page:
    """Read a page of steps, first to last."""
    shown, all_steps = _shown(ask, answers), _all(answers)
    ids = {int(step["id"]) for step in shown}
    places = [_place(record) for _, record in all_steps]
    return Page(
        records=tuple(found for found in all_steps if int(found[1]["id"]) in ids),
        next=_cursor("after", shown[-1]) if shown and _place(shown[-1]) != places[-1] else None,
        previous=_cursor("before", shown[0]) if shown and _place(shown[0]) != places[0] else None,
        total_count=len(all_steps),
    )


def _cursor(name: str, step: Record) -> dict[str, Any]:
    return {name: list(_place(step))}


def _all(answers: Answers) -> list[tuple[StepRead, Record]]:
    found = collected("steps", answers)
    links, templates = collected("links", answers), collected("templates", answers)
    return list(zip(read.steps(found, links, templates), in_order(found), strict=True))


def get_reads(ask: Get, answers: Answers) -> tuple[Read, ...]:
    """Name the readings: the sequence, its steps, and the content of the one asked for."""
    wanted = queries.outline_reads(str(ask.sequence_id), answers)
    if any(str(step["id"]) == ask.id for step in collected("steps", answers)):
        wanted += queries.content_reads([int(ask.id)], answers)
    return missing(tuple(wanted), answers)


def read_one(ask: Get, answers: Answers) -> RecordRead:
    """Read one step; `PlanRefused` 404 where the sequence has no such step."""
    for step, record in _all(answers):
        if step.id == ask.id:
            return step, record
    raise PlanRefused("The sequence has no such step.", status=404)
