"""Reading the steps of a sequence on their own."""

from segue.providers.apollo import graph, paths, read
from segue.providers.apollo.graph import Record
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, Get, ListRecords, Page, Query, Read, RecordRead

NO_STEP = "The sequence has no such step."


def graph_read(sequence_id: str | None) -> tuple[Read, ...]:
    """Name the reading of the sequence that a step is in."""
    if sequence_id is None:
        raise PlanRefused("A step is read from its sequence; name the sequence.")
    return (Read(name="graph", request=paths.graph(sequence_id)),)


def _get_reads(ask: Get, _answers: Answers) -> tuple[Read, ...]:
    return graph_read(ask.sequence_id)


def _get(ask: Get, answers: Answers) -> RecordRead:
    held: Record = answers["graph"]
    found = graph.step_at(held, ask.id)
    if found is None:
        raise PlanRefused(NO_STEP, status=404)
    return _shown(held, found)


def _list_reads(ask: ListRecords, _answers: Answers) -> tuple[Read, ...]:
    return graph_read(ask.filter.get("sequence_id"))


def _list(ask: ListRecords, answers: Answers) -> Page:
    held: Record = answers["graph"]
    found = graph.steps(held)
    seen = int((ask.cursor or {}).get("seen", 0))
    given = found[seen : seen + ask.page_size]
    reached = seen + len(given)
    return Page(
        records=tuple(_shown(held, step) for step in given),
        next={"seen": reached} if given and reached < len(found) else None,
        previous={"seen": max(0, seen - ask.page_size)} if seen else None,
        total_count=len(found),
    )


def _shown(held: Record, step: Record) -> RecordRead:
    touches = graph.touches(held, step["id"])
    templates = [graph.template(held, touch) for touch in touches]
    raw = {
        "emailer_step": step,
        "emailer_touches": touches,
        "emailer_templates": [template for template in templates if template is not None],
    }
    return read.step(held, step), raw


GET_STEP = Query(reads=_get_reads, read=_get)
LIST_STEPS = Query(reads=_list_reads, read=_list)
