"""Adding a step to a sequence that is there."""

from typing import Any

from segue.kit import pointer
from segue.model.step import StepCreate
from segue.providers.outreach.capabilities import require
from segue.providers.outreach.content import Content, Making, existing_content, new_content
from segue.providers.outreach.documents import attributes, change, csv, many, one, related
from segue.providers.outreach.pages import collected, complete, missing, walk
from segue.providers.outreach.places import Placing, find_place, guarded
from segue.providers.outreach.steps import Setting, content_calls, live, no_content, step_call
from segue.providers.outreach.threads import emails, starter
from segue.providers.outreach.timing import check_kind
from segue.spi.capability import used_by_step
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, CreateStep, Read
from segue.spi.plan import Call, Output, Plan

LINKS = "links"
STEPS = "steps"


def reads(ask: CreateStep, answers: Answers) -> tuple[Read, ...]:
    """Name what must be known first: the sequence, its steps, the template, the thread."""
    wanted = [
        Read(name="sequence", request=one("sequences", int(ask.sequence_id))),
        *walk(STEPS, many_steps(ask.sequence_id), answers),
    ]
    if ask.step.template is not None and ask.step.template.id is not None:
        request = one("templates", int(ask.step.template.id))
        wanted.append(Read(name="template", request=request, pointer="/template/id"))
    if ask.step.is_reply and complete(STEPS, answers):
        wanted += _thread_reads(ask, answers)
    return missing(tuple(wanted), answers)


def many_steps(sequence_id: str) -> Any:
    """Ask for all steps of a sequence."""
    return many("sequenceSteps", {"filter[sequence][id]": sequence_id}, sort="order")


def _thread_reads(ask: CreateStep, answers: Answers) -> tuple[Read, ...]:
    earlier = find_place(ask.step.order, collected(STEPS, answers)).earlier
    if not (ids := emails(earlier)):
        return ()
    request = many("sequenceTemplates", {"filter[sequenceStep][id]": csv(ids)})
    wanted = walk(LINKS, request, answers)
    if complete(LINKS, answers) and (begun := starter(earlier, collected(LINKS, answers))):
        template = one("templates", related(begun, "template") or 0)
        wanted += (Read(name="thread", request=template, may_be_absent=True),)
    return wanted


def plan(ask: CreateStep, answers: Answers) -> Plan:
    """Plan a step: its template, room for it, the step, the link, and the link's activation."""
    step = ask.step
    require(used_by_step(step))
    sequence = pointer.get(answers["sequence"], "/data")
    by_date = attributes(sequence).get("sequenceType") == "date"
    check_kind(step, by_date=by_date)
    present = collected(STEPS, answers)
    placing = find_place(step.order, present)
    setting = Setting(
        sequence=int(ask.sequence_id),
        order=placing.end if _waits(step, placing) else placing.order,
        by_date=by_date,
        made=Making(now=ask.now),
        known=tuple(int(there["id"]) for there in present),
    )
    content = _content(step, placing, answers, setting.made)
    call, warnings = step_call(step, setting)
    calls = [*(content.calls if content else ()), *placing.moves, call]
    if content is not None:
        link, activate = content_calls(step, content, setting)
        calls += [link, *_take_place(step, placing), activate]
    return Plan(
        calls=guarded(calls, present, int(ask.sequence_id)),
        result=Output("step", "/data/id"),
        warnings=(
            *warnings,
            *placing.warnings,
            *(content.warnings if content else ()),
            *no_content(step, at=""),
            *live(answers["sequence"], "the step is live now"),
        ),
    )


def _content(step: StepCreate, placing: Placing, answers: Answers, made: Making) -> Content | None:
    thread = _thread(step, placing, answers) if step.is_reply else None
    if step.template is None:
        return None
    if step.template.id is None:
        return new_content(step.template, thread=thread, at="", made=made)
    found = pointer.get(answers["template"], "/data")
    return existing_content(step.template, found, thread=thread, at="")


def _thread(step: StepCreate, placing: Placing, answers: Answers) -> str:
    reply_needs_content(step, at="")
    if starter(placing.earlier, collected(LINKS, answers)) is None:
        raise PlanRefused(
            "No e-mail with content stands before this step, so there is no thread to reply in.",
            pointer="/is_reply",
            status=409,
        )
    return str(pointer.get(answers.get("thread"), "/data/attributes/subject") or "")


def reply_needs_content(step: StepCreate, *, at: str) -> None:
    """Refuse a reply that has no link to say so on."""
    if step.template is None:
        raise PlanRefused(
            "Outreach keeps is_reply with the content of a step, so a reply needs template.",
            pointer=f"{at}/is_reply",
            capability="step.is_reply",
        )


def _waits(step: StepCreate, placing: Placing) -> bool:
    """Tell whether a step is made at the end and takes its place once it has its content.

    A step cannot be deleted. Should its link be refused, the empty step must not share a place
    with one of those that made room for it and go back.
    """
    return step.template is not None and bool(placing.moves)


def _take_place(step: StepCreate, placing: Placing) -> tuple[Call, ...]:
    if not _waits(step, placing):
        return ()
    made = Output("step", "/data/id")
    return (
        Call(
            name="place",
            request=change("sequenceSteps", "sequenceStep", made, {"order": placing.order}),
            repeatable=True,
            undo=change("sequenceSteps", "sequenceStep", made, {"order": placing.end}),
        ),
    )
