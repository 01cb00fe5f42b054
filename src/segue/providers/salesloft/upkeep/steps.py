"""The steps of a cadence, listed or one by one."""

from collections.abc import Mapping
from typing import Any

from segue.model.step import StepRead
from segue.providers.salesloft.queries import listed_steps, reads_of_one, steps_in_order
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, Get, ListRecords, Page, Query, Read, RecordRead


def _found(answers: Answers) -> list[RecordRead]:
    raw = {str(one.get("id")): one for one in listed_steps(answers)}
    return [(step, raw.get(step.id or "", {})) for step in steps_in_order(answers)]


def _reads_of_list(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    return reads_of_one(ask.filter["sequence_id"], answers)


def _page(ask: ListRecords, answers: Answers) -> Page:
    found = _found(answers)
    start = _start(ask.cursor or {}, found)
    given = found[start : start + ask.page_size]
    reached = start + len(given)
    before = max(0, start - ask.page_size)
    return Page(
        records=tuple(given),
        next=_cursor(reached, given[-1][0]) if given and reached < len(found) else None,
        previous={"seen": before} if start else None,
        total_count=len(found),
    )


def _cursor(reached: int, last: StepRead) -> dict[str, Any]:
    return {"seen": reached, **({} if last.id is None else {"last": last.id})}


def _start(cursor: Mapping[str, Any], found: list[RecordRead]) -> int:
    # Every page is cut from the whole list, which may have changed since the one before.
    ids = [step.id for step, _ in found]
    if cursor.get("last") in ids and cursor.get("last") is not None:
        return ids.index(cursor["last"]) + 1
    return min(int(cursor.get("seen", 0)), len(found))


def _reads_of_one(ask: Get, answers: Answers) -> tuple[Read, ...]:
    return reads_of_one(str(ask.sequence_id), answers)


def _one(ask: Get, answers: Answers) -> RecordRead:
    for step, raw in _found(answers):
        if step.id == ask.id:
            return step, raw
    raise PlanRefused("This sequence has no such step.", status=404, reason="not_found")


GET: Query[Get, RecordRead] = Query(reads=_reads_of_one, read=_one)
LIST: Query[ListRecords, Page] = Query(reads=_reads_of_list, read=_page)
