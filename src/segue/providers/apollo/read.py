"""Reading sequences: from Apollo's records to ours."""

from collections.abc import Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from segue.kit.clock import iso, parse_iso
from segue.model.sequence import SequenceRead
from segue.model.step import StepRead, TemplateRead
from segue.providers.apollo import graph, paths, timing
from segue.providers.apollo.content import TYPES
from segue.providers.apollo.graph import EMAIL_STEPS, REPLY, Record
from segue.providers.apollo.sharing import share_type
from segue.spi.operation import Answers, Get, Query, Read, RecordRead

OURS = {theirs: ours for ours, theirs in TYPES.items()}
"""Our word for a step type; every other kind, such as a LinkedIn visit, reads as a task."""

METRICS = ("unique_", "_rate")
"""How a counter's name begins, or ends."""


def _reads(ask: Get, answers: Answers) -> tuple[Read, ...]:
    wanted = (Read(name="graph", request=paths.graph(ask.id)),)
    held = answers.get("graph")
    return wanted if held is None else (*wanted, *labels_read([graph.campaign(held)]))


def labels_read(campaigns: list[Record]) -> tuple[Read, ...]:
    """Name the reading of label names, where a sequence has labels."""
    if not any(campaign.get("label_ids") for campaign in campaigns):
        return ()
    return (Read(name="labels", request=paths.labels(), may_be_absent=True),)


def label_names(answers: Answers) -> Mapping[str, str]:
    """Map label ids to names. Rows carry `id` or, as older ones do, only `_id` [OAS]."""
    return {
        str(label.get("id") or label.get("_id")): str(label["name"])
        for label in answers.get("labels") or ()
        if label.get("name")
    }


def _read(_ask: Get, answers: Answers) -> RecordRead:
    held: Record = answers["graph"]
    found = sequence(graph.campaign(held), label_names(answers))
    steps = [step(held, each) for each in graph.steps(held)]
    return found.model_copy(update={"steps": steps}), held


def sequence(campaign: Record, labels: Mapping[str, str]) -> SequenceRead:
    """Read a sequence without its steps.

    Apollo shows no time of change, so `updated_at` and `last_modified_at` are null [VCR]. A label
    whose name is not to be had stands in `tags` as its id.
    """
    return SequenceRead(
        id=str(campaign["id"]),
        owner_id=_text(campaign.get("user_id")),
        name=_text(campaign.get("name")),
        is_enabled=campaign.get("active") is True,
        tags=[labels.get(str(label), str(label)) for label in campaign.get("label_ids") or ()],
        num_steps=int(campaign.get("num_steps") or 0),
        metrics=_metrics(campaign),
        created_at=_time(campaign.get("created_at")),
        updated_at=None,
        last_modified_at=None,
        is_archived=campaign.get("archived") is True,
        share_type=share_type(campaign),
        is_deleted=campaign.get("deleted") is True,
    )


def _metrics(campaign: Record) -> dict[str, int | float]:
    # A counter that is still being counted is the string "loading" [VCR].
    begin, end = METRICS
    return {
        to_camel(key): value
        for key, value in campaign.items()
        if (key.startswith(begin) or key.endswith(end))
        and isinstance(value, int | float)
        and not isinstance(value, bool)
    }


def step(held: Record, found: Record) -> StepRead:
    """Read one step of a sequence."""
    touches = graph.touches(held, found["id"])
    touch = touches[0] if touches else None
    moment = timing.exact_moment(found)
    email = found.get("type") in EMAIL_STEPS
    return StepRead(
        id=str(found["id"]),
        type=OURS.get(str(found.get("type")), "task"),
        interval_seconds=None if moment else timing.seconds_of(found),
        date=iso(moment) if moment else None,
        template=_template(held, found, touch) if touch else None,
        is_reply=touch.get("type") == REPLY if touch and email else None,
        order=graph.position(found) or None,
        task_note=_text(found.get("note")),
    )


def _template(held: Record, step: Record, touch: Record) -> TemplateRead | None:
    found = graph.template(held, touch)
    if found is None:
        return None
    subject = _text(found.get("subject"))
    if touch.get("type") == REPLY and not subject:
        subject = _thread(held, step) or subject
    return TemplateRead(
        id=_text(found.get("id")),
        name=_text(found.get("name")),
        subject=subject,
        body=graph.body(found),
    )


def _thread(held: Record, step: Record) -> str | None:
    """Give the subject that a reply is sent with: its own is empty, which means the thread's."""
    found = graph.threads(graph.before(held, step), held) or frozenset()
    return next(iter(found)) if len(found) == 1 else None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _time(value: Any) -> str | None:
    moment = parse_iso(value)
    return iso(moment) if moment else None


GET_SEQUENCE = Query(reads=_reads, read=_read)
