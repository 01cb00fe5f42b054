"""Making a sequence with its steps."""

from dataclasses import dataclass
from typing import Any

from segue.kit import pointer
from segue.model.sequence import SequenceCreate
from segue.model.step import StepCreate
from segue.model.warning import PlanWarning, WarningType
from segue.providers.outreach import lookups
from segue.providers.outreach.capabilities import require
from segue.providers.outreach.content import Content, Making, existing_content, new_content
from segue.providers.outreach.create_step import reply_needs_content
from segue.providers.outreach.documents import create, delete, one
from segue.providers.outreach.pages import missing
from segue.providers.outreach.steps import Setting, content_calls, no_content, step_call
from segue.spi.capability import used_by_sequence
from segue.spi.custom import overlay
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, CreateSequence, Read
from segue.spi.plan import Call, Output, Plan

SHARE_TYPES = {"team": "shared", "private": "private"}
"""Outreach also has ``read_only``, which no word of the wire means [OAS26]."""

SEQUENCE = Output("sequence", "/data/id")


@dataclass(frozen=True, slots=True)
class Prepared:
    """One step of the new sequence, with its content."""

    step: StepCreate
    content: Content | None
    made: Making
    at: str


def reads(ask: CreateSequence, answers: Answers) -> tuple[Read, ...]:
    """Name the templates that the steps use by id."""
    wanted: dict[str, Read] = {}
    for i, step in enumerate(ask.sequence.steps or ()):
        if step.template is not None and step.template.id is not None:
            name = f"template_{step.template.id}"
            request = one("templates", int(step.template.id))
            wanted.setdefault(
                name, Read(name=name, request=request, pointer=f"/steps/{i}/template/id")
            )
    return missing(tuple(wanted.values()), answers)


def plan(ask: CreateSequence, answers: Answers) -> Plan:
    """Plan the templates, the sequence, then each step with its link.

    Templates come first, so that what can be refused for its words is refused before anything
    else stands, and so that undoing takes them last: deleting a sequence takes its steps and links
    along but not templates [SC], and deleting a linked template is not known to work.
    """
    require(used_by_sequence(ask.sequence))
    by_date = is_by_date(ask.sequence)
    prepared = _prepare(ask, answers)
    sequence, warnings = _sequence(ask, by_date=by_date)
    calls = [call for ready in prepared for call in (ready.content.calls if ready.content else ())]
    calls.append(sequence)
    said = [*warnings]
    for place, ready in enumerate(prepared, 1):
        setting = Setting(
            sequence=SEQUENCE, order=place, by_date=by_date, made=ready.made, at=ready.at
        )
        call, warned = step_call(ready.step, setting)
        calls.append(call)
        said += [*warned, *_other_place(ready.step, place, at=ready.at)]
        said += no_content(ready.step, at=ready.at)
        if ready.content is not None:
            calls += content_calls(ready.step, ready.content, setting)
            said += ready.content.warnings
    return Plan(calls=tuple(calls), result=SEQUENCE, warnings=tuple(said))


def is_by_date(sequence: SequenceCreate) -> bool:
    """Tell whether the steps make it a sequence by date; refuse a mixture."""
    kinds = [step.date is not None for step in sequence.steps or ()]
    for i, kind in enumerate(kinds):
        if kind != kinds[0]:
            raise PlanRefused(
                "A sequence goes by dates or by intervals: either every step has date, or none.",
                pointer=f"/steps/{i}/date",
            )
    return bool(kinds) and kinds[0]


def _prepare(ask: CreateSequence, answers: Answers) -> list[Prepared]:
    found: list[Prepared] = []
    thread: str | None = None
    before: tuple[Output, ...] = ()
    for i, step in enumerate(ask.sequence.steps or ()):
        at = f"/steps/{i}"
        made = Making(now=ask.now, suffix=f"_{i + 1}", before=before)
        if step.is_reply:
            _check_reply(step, thread, at=at)
        content = _content(step, thread if step.is_reply else None, answers, made=made, at=at)
        if content is not None:
            before += tuple(Output(call.name, "/data/id") for call in content.calls)
            if step.is_email and not step.is_reply:
                thread = content.subject
        found.append(Prepared(step, content, made, at))
    return found


def _check_reply(step: StepCreate, thread: str | None, *, at: str) -> None:
    reply_needs_content(step, at=at)
    if thread is None:
        raise PlanRefused(
            "No e-mail with content stands before this step, so there is no thread to reply in.",
            pointer=f"{at}/is_reply",
        )


def _content(
    step: StepCreate, thread: str | None, answers: Answers, *, made: Making, at: str
) -> Content | None:
    if step.template is None:
        return None
    if step.template.id is None:
        return new_content(step.template, thread=thread, at=at, made=made)
    template = pointer.get(answers[f"template_{step.template.id}"], "/data")
    return existing_content(step.template, template, thread=thread, at=at)


def _sequence(ask: CreateSequence, *, by_date: bool) -> tuple[Call, tuple[PlanWarning, ...]]:
    asked = ask.sequence
    # The API makes a sequence shared where nothing is said, its web page read_only [AMP, AB].
    typed: dict[str, Any] = {"name": asked.name, "shareType": SHARE_TYPES[asked.type]}
    if asked.steps:
        # Whether the kind can be changed later is not known.
        typed["sequenceType"] = "date" if by_date else "interval"
    if asked.tags:
        typed["tags"] = list(asked.tags)
    wanted, replaced = overlay(typed, asked.custom_fields, at="/custom_fields")
    if asked.steps and wanted["sequenceType"] != typed["sequenceType"]:
        raise PlanRefused(
            f"The steps make this a sequence by {typed['sequenceType']}.",
            pointer="/custom_fields/sequenceType",
        )
    owner = {"owner": ("user", int(asked.owner_id))} if asked.owner_id else None
    call = Call(
        name="sequence",
        request=create("sequences", "sequence", wanted, owner),
        makes="sequence",
        id_at="/data/id",
        lookup=lookups.sequence(wanted, since=ask.now),
        undo=delete("sequences", SEQUENCE),
    )
    return call, (_left_off(), *(() if owner else (_no_owner(),)), *replaced)


def _left_off() -> PlanWarning:
    return PlanWarning(
        problem_type=WarningType.NOT_ACTIVATED,
        title="The sequence is off",
        detail="Outreach makes a sequence switched off, and it is left so. When it is "
        "ready, switch it on with POST /engagement/v2/sequences/{id}/_activate, or in Outreach.",
        pointer="",
    )


def _no_owner() -> PlanWarning:
    # Seen 2025 and 2026: the owner of a sequence made through the API is null, although its
    # creator is the user of the token [AMP, SC].
    return PlanWarning(
        problem_type=WarningType.NOT_ACTIVATED,
        title="The sequence has no owner",
        detail="Without owner_id Outreach leaves the owner empty, and the sequence shows among "
        "nobody's own sequences.",
        pointer="/owner_id",
        capability="sequence.owner_id",
    )


def _other_place(step: StepCreate, place: int, *, at: str) -> tuple[PlanWarning, ...]:
    if step.order in (None, place):
        return ()
    return (
        PlanWarning(
            problem_type=WarningType.VALUE_ADJUSTED,
            title="Placed as listed",
            detail=f"The steps of a new sequence stand as they are listed: asked for place "
            f"{step.order}, sent {place}.",
            pointer=f"{at}/order",
            capability="sequence.steps.order",
        ),
    )
