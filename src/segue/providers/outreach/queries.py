"""Questions: one sequence with its steps, and pages of sequences."""

from collections.abc import Iterable

from segue.kit import pointer
from segue.providers.outreach import read
from segue.providers.outreach.create_step import many_steps
from segue.providers.outreach.documents import csv, many, one, related
from segue.providers.outreach.listing import listing
from segue.providers.outreach.pages import collected, complete, missing, walk
from segue.spi.operation import Answers, Get, Read, RecordRead


def sequence_reads(ask: Get, answers: Answers) -> tuple[Read, ...]:
    """Name four readings: the sequence, its steps, their links, the links' templates."""
    wanted = outline_reads(ask.id, answers)
    if complete("steps", answers):
        wanted += content_reads([step["id"] for step in collected("steps", answers)], answers)
    return missing(tuple(wanted), answers)


def outline_reads(sequence_id: str, answers: Answers) -> list[Read]:
    """Name two readings: a sequence, and its steps without their content."""
    return [
        Read(name="sequence", request=one("sequences", int(sequence_id))),
        *walk("steps", many_steps(sequence_id), answers),
    ]


def content_reads(steps: Iterable[int], answers: Answers) -> list[Read]:
    """Name two readings: the links of these steps, and the links' templates."""
    if not (ids := csv(steps)):
        return []
    links = many("sequenceTemplates", {"filter[sequenceStep][id]": ids})
    wanted = [*walk("links", links, answers)]
    templates = {related(link, "template") or 0 for link in collected("links", answers)} - {0}
    if complete("links", answers) and templates:
        request = many("templates", {"filter[id]": csv(sorted(templates))})
        wanted += walk("templates", request, answers)
    return wanted


def read_sequence(_ask: Get, answers: Answers) -> RecordRead:
    """Put a sequence and its steps together."""
    record = pointer.get(answers["sequence"], "/data")
    steps = read.steps(
        collected("steps", answers), collected("links", answers), collected("templates", answers)
    )
    return read.sequence(record, steps), record


_LIST = listing("sequences", read.sequence)
list_reads, read_page = _LIST.reads, _LIST.read
