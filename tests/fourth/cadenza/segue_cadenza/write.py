"""From sequences and steps to the calls that make Cadenza's flows and stages."""

import math
from collections.abc import Mapping
from typing import Any

from segue.kit.clock import parse_iso
from segue.model.step import StepCreate
from segue.model.warning import PlanWarning, WarningType
from segue.spi.custom import overlay
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, CreateSequence, CreateStep
from segue.spi.plan import Call, Lookup, Match, Output, Plan, Request
from segue_cadenza.read import KINDS, MINUTE

Written = tuple[dict[str, Any], tuple[PlanWarning, ...]]


def create_step(ask: CreateStep, _answers: Answers) -> Plan:
    body, warnings = _stage(ask.step, "")
    flow = ("flows", ask.sequence_id)
    call = _making("stage", (*flow, "stages"), {**body, "ref": ask.write_id}, seen_at=flow)
    return Plan(calls=(call,), result=Output("stage", "/stage/id"), warnings=warnings)


def create_sequence(ask: CreateSequence, _answers: Answers) -> Plan:
    sequence = ask.sequence
    stages = [_stage(step, f"/steps/{i}") for i, step in enumerate(sequence.steps or ())]
    body = {
        "name": sequence.name,
        "shared": sequence.type == "team",
        "owner": sequence.owner_id,
        "labels": sequence.tags or [],
        "stages": [stage for stage, _ in stages],
        "ref": ask.write_id,
    }
    call = _making("flow", ("flows",), body, seen_at=("flows",))
    warnings = tuple(warning for _, found in stages for warning in found)
    return Plan(calls=(call,), result=Output("flow", "/flow/id"), warnings=warnings)


def find_flow(asked: Mapping[str, Any], body: Any) -> tuple[Match, ...]:
    return _matches("flow", body["flows"], asked)


def find_stage(asked: Mapping[str, Any], body: Any) -> tuple[Match, ...]:
    return _matches("stage", body["flow"]["stages"], asked)


def _matches(word: str, rows: Any, asked: Mapping[str, Any]) -> tuple[Match, ...]:
    return tuple(
        Match(id=row["id"], answer={word: row}, made_at=parse_iso(row["made"]))
        for row in rows
        if row.get("ref") == asked["ref"]
    )


def _making(
    word: str, path: tuple[str, ...], body: Mapping[str, Any], *, seen_at: tuple[str, ...]
) -> Call:
    request = Request(method="GET", path=seen_at)
    return Call(
        name=word,
        request=Request(method="POST", path=path, body=body),
        makes=word,
        id_at=f"/{word}/id",
        lookup=Lookup(request=request, find=word, asked={"ref": body["ref"]}),
    )


def _stage(step: StepCreate, at: str) -> Written:
    foreign = step.template is not None and step.template.id is not None
    if step.type not in KINDS or step.date or step.is_reply or step.order or foreign:
        raise PlanRefused("Cadenza has no such stage.", pointer=at)
    minutes = math.ceil(step.seconds / MINUTE)
    content = step.template and {"subject": step.template.subject, "html": step.template.body}
    typed = {
        "kind": KINDS[step.type],
        "name": step.name,
        "wait": minutes,
        "content": content,
        "note": step.task_note,
    }
    body, warnings = overlay(typed, step.custom_fields, at=f"{at}/custom_fields")
    if minutes * MINUTE == step.seconds:
        return body, warnings
    adjusted = PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title="The wait is longer",
        detail=f"Asked: {step.seconds} seconds; sent: {minutes} minutes.",
        pointer=f"{at}/interval_seconds",
        capability="step.interval_seconds",
    )
    return body, (adjusted, *warnings)
