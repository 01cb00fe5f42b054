"""Questions: one sequence with its steps, and pages of sequences."""

from datetime import timedelta
from typing import Any

from segue.kit import pointer
from segue.kit.clock import iso
from segue.providers.outreach import read
from segue.providers.outreach.create_step import many_steps
from segue.providers.outreach.documents import LARGEST_PAGE, csv, many, one, records, related
from segue.providers.outreach.pages import collected, complete, missing, token, walk
from segue.spi.operation import Answers, Get, ListRecords, Page, Read, RecordRead
from segue.spi.plan import Request


def sequence_reads(ask: Get, answers: Answers) -> tuple[Read, ...]:
    """Name four readings: the sequence, its steps, their links, the links' templates."""
    wanted = [
        Read(name="sequence", request=one("sequences", int(ask.id))),
        *walk("steps", many_steps(ask.id), answers),
    ]
    steps = [step["id"] for step in collected("steps", answers)]
    if complete("steps", answers) and steps:
        links = many("sequenceTemplates", {"filter[sequenceStep][id]": csv(steps)})
        wanted += walk("links", links, answers)
    templates = {related(link, "template") or 0 for link in collected("links", answers)} - {0}
    if complete("links", answers) and templates:
        request = many("templates", {"filter[id]": csv(sorted(templates))})
        wanted += walk("templates", request, answers)
    return missing(tuple(wanted), answers)


def read_sequence(_ask: Get, answers: Answers) -> RecordRead:
    """Put a sequence and its steps together."""
    record = pointer.get(answers["sequence"], "/data")
    steps = read.steps(
        collected("steps", answers), collected("links", answers), collected("templates", answers)
    )
    return read.sequence(record, steps), record


def list_reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
    """Name the one reading of a page."""
    return missing((Read(name="page", request=_page(ask)),), answers)


def _page(ask: ListRecords) -> Request:
    cursor = ask.cursor or {}
    since = _since(ask)
    query: dict[str, Any] = {
        # What changes while the pages are walked moves to the end, and so is never missed.
        "sort": "updatedAt" if since else "createdAt",
        "page[size]": str(min(ask.page_size, LARGEST_PAGE)),
        "count": "true",
    }
    if since:
        query["filter[updatedAt]"] = f"{since}..inf"
    for name in ("after", "before"):
        if name in cursor:
            query[f"page[{name}]"] = cursor[name]
    return Request(method="GET", path=("sequences",), query=query)


def _since(ask: ListRecords) -> str | None:
    """Give the first moment that counts. A range includes its ends [SG], hence the millisecond."""
    if ask.cursor:
        kept = ask.cursor.get("since")
        return str(kept) if kept else None
    after = ask.modified_after
    return iso(after + timedelta(milliseconds=1)) if after else None


def read_page(ask: ListRecords, answers: Answers) -> Page:
    """Read a page, with cursors to its neighbours."""
    answer = answers["page"]
    return Page(
        records=tuple((read.sequence(record), record) for record in records(answer)),
        next=_cursor(ask, answer, "next", "after"),
        previous=_cursor(ask, answer, "prev", "before"),
        total_count=_total(answer),
    )


def _cursor(ask: ListRecords, answer: Any, direction: str, name: str) -> dict[str, str] | None:
    found = token(answer, direction, f"page[{name}]")
    if found is None:
        return None
    since = _since(ask)
    return {name: found, **({"since": since} if since else {})}


def _total(answer: Any) -> int | None:
    # Above two millions, or under load, the count is cut and says so [AE-conv].
    if pointer.get(answer, "/meta/count_truncated"):
        return None
    count = pointer.get(answer, "/meta/count")
    return count if isinstance(count, int) else None
