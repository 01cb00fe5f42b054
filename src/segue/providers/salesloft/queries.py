"""Reading cadences: one with its steps, or a page of them."""

from collections.abc import Mapping
from typing import Any

from segue.kit import pointer
from segue.model.step import StepRead
from segue.providers.salesloft import pages, paths, read
from segue.providers.salesloft.answers import paging, record, records, total
from segue.providers.salesloft.timing import whole
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, Get, ListRecords, Page, Query, Read, RecordRead

LARGEST_LIST = 25
"""Cadences a page. Each costs one request more, of 600 a minute for the whole team [S3]."""


def reads_of_one(sequence_id: str, answers: Answers) -> tuple[Read, ...]:
    """Name what shows a cadence with its steps: itself, all pages of its steps, its export."""
    first = (
        Read(name="cadence", request=paths.cadence(sequence_id)),
        Read(name="steps", request=paths.steps(sequence_id)),
        # Not verified that a cadence without steps has an export.
        Read(name="export", request=paths.export(sequence_id), may_be_absent=True),
    )
    return first + tuple(
        Read(name=f"steps {page}", request=paths.steps(sequence_id, page=page))
        for page in _pages(answers)
    )


def _pages(answers: Answers) -> range:
    pages = whole(paging(answers.get("steps")).get("total_pages"), 1)
    return range(2, pages + 1)


def listed_steps(answers: Answers) -> list[Mapping[str, Any]]:
    """Give the steps that Salesloft lists, from all pages."""
    names = ("steps", *(f"steps {page}" for page in _pages(answers)))
    return [one for name in names for one in records(answers[name])]


def steps_in_order(answers: Answers) -> list[StepRead]:
    """Give the steps of a cadence with their content; refuses (404) where that is not shown."""
    listed = listed_steps(answers)
    return read.steps(_groups(answers["export"], listed), listed)


def _one(_ask: Get, answers: Answers) -> RecordRead:
    cadence, steps = record(answers["cadence"]), steps_in_order(answers)
    return read.sequence(cadence, num_steps=len(listed_steps(answers)), steps=steps), cadence


def _groups(export: Any, listed: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    if export is not None:
        return exported_groups(export)
    if not listed:
        return []
    raise PlanRefused(
        "Salesloft shows this cadence but not what its steps hold (its export is not there).",
        status=404,
        reason="export_not_found",
    )


def exported_groups(export: Any) -> list[Mapping[str, Any]]:
    """Give the step groups of an export."""
    return list(pointer.get(record(export), "/cadence_content/step_groups") or ())


_CADENCES = pages.Listing(resource="cadences", largest=LARGEST_LIST)


def _reads_of_many(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    wanted = pages.reads(_CADENCES, ask, answers)
    if any(page.name not in answers for page in wanted):
        return wanted
    # Only of cadences that are shown: a window may hold more.
    shown = pages.page(_CADENCES, ask, answers, lambda row: (row, row)).records
    return (*wanted, *(_count(str(row["id"])) for row, _ in shown))


def _count(cadence_id: str) -> Read:
    # A cadence's own record does not tell how many steps it has [S1] [S5].
    return Read(name=f"steps {cadence_id}", request=paths.steps(cadence_id, per_page=1))


def _many(ask: ListRecords, answers: Answers) -> Page:
    def shown(cadence: Mapping[str, Any]) -> RecordRead:
        counted = total(answers[f"steps {cadence['id']}"])
        return read.sequence(cadence, num_steps=counted), cadence

    return pages.page(_CADENCES, ask, answers, shown)


GET_SEQUENCE: Query[Get, RecordRead] = Query(
    reads=lambda ask, answers: reads_of_one(ask.id, answers), read=_one
)
LIST_SEQUENCES: Query[ListRecords, Page] = Query(reads=_reads_of_many, read=_many)
