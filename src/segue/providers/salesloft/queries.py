"""Reading cadences: one with its steps, or a page of them."""

from collections.abc import Mapping
from typing import Any

from segue.kit import pointer
from segue.providers.salesloft import paths, read
from segue.providers.salesloft.answers import paging, record, records, total
from segue.providers.salesloft.timing import whole
from segue.spi.errors import PlanRefused
from segue.spi.operation import (
    Answers,
    Get,
    ListRecords,
    Page,
    Query,
    Read,
    RecordRead,
)

LARGEST_LIST = 25
"""Cadences a page. Each costs one request more, of 600 a minute for the whole team [S3]."""


def _reads_of_one(ask: Get, answers: Answers) -> tuple[Read, ...]:
    first = (
        Read(name="cadence", request=paths.cadence(ask.id)),
        Read(name="steps", request=paths.steps(ask.id)),
        # Not verified that a cadence without steps has an export.
        Read(name="export", request=paths.export(ask.id), may_be_absent=True),
    )
    return first + tuple(
        Read(name=f"steps {page}", request=paths.steps(ask.id, page=page))
        for page in _pages(answers)
    )


def _pages(answers: Answers) -> range:
    pages = whole(paging(answers.get("steps")).get("total_pages"), 1)
    return range(2, pages + 1)


def _one(_ask: Get, answers: Answers) -> RecordRead:
    cadence = record(answers["cadence"])
    names = ("steps", *(f"steps {page}" for page in _pages(answers)))
    listed = [one for name in names for one in records(answers[name])]
    steps = read.steps(_groups(answers["export"], listed), listed)
    return read.sequence(cadence, num_steps=len(listed), steps=steps), cadence


def _groups(export: Any, listed: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    if export is not None:
        return list(pointer.get(record(export), "/cadence_content/step_groups") or ())
    if not listed:
        return []
    raise PlanRefused(
        "Salesloft shows this cadence but not what its steps hold (its export is not there).",
        status=404,
        reason="export_not_found",
    )


def _reads_of_many(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    query: dict[str, Any] = {
        "per_page": _per_page(ask),
        "page": _page(ask),
        # The default, updated_at DESC, moves records between pages while they are read [S1].
        "sort_by": "created_at",
        "sort_direction": "asc",
        "include_paging_counts": "true",
    }
    if ask.modified_after is not None:
        query["updated_at[gt]"] = ask.modified_after.isoformat(timespec="microseconds")
    listing = Read(name="cadences", request=paths.cadences(**query))
    listed = records(answers["cadences"]) if "cadences" in answers else []
    return (listing, *(_count(str(one["id"])) for one in listed))


def _count(cadence_id: str) -> Read:
    # A cadence's own record does not tell how many steps it has [S1] [S5].
    return Read(name=f"steps {cadence_id}", request=paths.steps(cadence_id, per_page=1))


def _many(ask: ListRecords, answers: Answers) -> Page:
    answer = answers["cadences"]
    listed, told = records(answer), paging(answer)
    found = (
        (read.sequence(one, num_steps=total(answers[f"steps {one['id']}"])), one) for one in listed
    )
    following = told.get("next_page")
    if not told and len(listed) == _per_page(ask):
        following = _page(ask) + 1
    counted = told.get("total_count")
    return Page(
        records=tuple(found),
        next=_cursor(ask, following),
        previous=_cursor(ask, told.get("prev_page")),
        total_count=counted if isinstance(counted, int) else None,
    )


def _page(ask: ListRecords) -> int:
    return int(ask.cursor["page"]) if ask.cursor else 1


def _per_page(ask: ListRecords) -> int:
    # A page number means something only with the size it was counted in.
    return int(ask.cursor["per_page"]) if ask.cursor else min(ask.page_size, LARGEST_LIST)


def _cursor(ask: ListRecords, page: Any) -> dict[str, int] | None:
    return None if page is None else {"page": int(page), "per_page": _per_page(ask)}


GET_SEQUENCE: Query[Get, RecordRead] = Query(reads=_reads_of_one, read=_one)
LIST_SEQUENCES: Query[ListRecords, Page] = Query(reads=_reads_of_many, read=_many)
