"""From Cadenza's flows and stages to sequences and steps."""

from collections.abc import Mapping
from typing import Any

from segue.model.sequence import SequenceRead
from segue.model.step import StepRead, TemplateRead
from segue.spi.operation import Answers, Get, ListRecords, Page, Read, RecordRead
from segue.spi.plan import Request

KINDS = {"auto_email": "mail", "manual_email": "draft", "call": "ring", "task": "todo"}
OURS = {theirs: ours for ours, theirs in KINDS.items()}
MINUTE = 60


def flow_reads(ask: Get, _answers: Answers) -> tuple[Read, ...]:
    return (Read(name="flow", request=Request(method="GET", path=("flows", ask.id))),)


def read_flow(_ask: Get, answers: Answers) -> RecordRead:
    flow = answers["flow"]["flow"]
    steps = [_step(stage, place) for place, stage in enumerate(flow["stages"], start=1)]
    return _sequence(flow).model_copy(update={"steps": steps}), flow


def list_reads(_ask: ListRecords, _answers: Answers) -> tuple[Read, ...]:
    return (Read(name="all", request=Request(method="GET", path=("flows",))),)


def read_list(_ask: ListRecords, answers: Answers) -> Page:
    return Page(records=tuple((_sequence(flow), flow) for flow in answers["all"]["flows"]))


def _sequence(flow: Mapping[str, Any]) -> SequenceRead:
    return SequenceRead(
        id=flow["id"],
        owner_id=flow["owner"],
        name=flow["name"],
        is_enabled=False,
        tags=flow["labels"],
        num_steps=len(flow["stages"]),
        metrics={},
        created_at=flow["made"],
        updated_at=None,
        last_modified_at=None,
        is_archived=None,
        share_type="team" if flow["shared"] else "private",
    )


def _step(stage: Mapping[str, Any], place: int) -> StepRead:
    content = stage["content"]
    return StepRead(
        id=stage["id"],
        type=OURS[stage["kind"]],
        name=stage["name"],
        interval_seconds=stage["wait"] * MINUTE,
        template=content and TemplateRead(subject=content["subject"], body=content["html"]),
        order=place,
        task_note=stage["note"],
    )
