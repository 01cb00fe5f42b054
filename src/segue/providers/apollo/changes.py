"""Changing one step: its wait and note by one private call, its content by another."""

from typing import Any

from segue.model.step import StepUpdate, TemplateChange
from segue.model.warning import PlanWarning, WarningType
from segue.providers.apollo import graph, paths, timing
from segue.providers.apollo.capabilities import require
from segue.providers.apollo.content import Content, without_subject
from segue.providers.apollo.graph import EMAIL_STEPS, REPLY, Record
from segue.providers.apollo.notices import CHANGED, already_on, customized, left_off
from segue.spi.capability import used_by_update
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, Read, UpdateStep, Write
from segue.spi.plan import Call, Find, Lookup, Output, Plan

DOCUMENTED = frozenset({"auto_skip_in_x_days", "note", "wait_mode", "wait_time"})
"""Keys that clients have seen the private PUT of a step heed [VAL][APX]."""

UNAPPROVED = left_off(
    "/template",
    "The step's content is not approved",
    "Apollo refused to approve it. The step will not send until someone approves it in Apollo.",
)


def _reads(ask: UpdateStep, _answers: Answers) -> tuple[Read, ...]:
    return (Read(name="graph", request=paths.graph(ask.sequence_id)),)


def _plan(ask: UpdateStep, answers: Answers) -> Plan:
    require(used_by_update(ask.change))
    held: Record = answers["graph"]
    step = graph.step_at(held, ask.step_id)
    if step is None:
        raise PlanRefused("The sequence has no such step.", status=404)
    settings, warnings = _settings(ask, held, step)
    contents: tuple[Call, ...] = ()
    asked: dict[str, Any] = {"step": ask.step_id}
    change = ask.change.template
    if change is not None and (change.subject is not None or change.body is not None):
        contents, more = _content(change, held, step)
        warnings += more
        asked |= {"text": change.body} if change.body is not None else {}
    # Answers of the private PUTs are known from few accounts only, so the step is read back.
    reading = Lookup(request=paths.graph(ask.sequence_id), find="changed", asked=asked)
    return Plan(
        calls=(*settings, *contents, Find(name="step", lookup=reading)),
        result=Output("step", "/emailer_step/id"),
        warnings=(*warnings, *_live(held, (*settings, *contents))),
    )


def _settings(
    ask: UpdateStep, held: Record, step: Record
) -> tuple[tuple[Call, ...], tuple[PlanWarning, ...]]:
    change = ask.change
    typed: dict[str, Any] = {} if change.task_note is None else {"note": change.task_note}
    warnings: tuple[PlanWarning, ...] = ()
    if change.interval_seconds is not None:
        if graph.is_exact(held):
            detail = "The steps of this sequence happen at given moments, not after waits."
            raise PlanRefused(detail, pointer="/interval_seconds", status=409)
        waited, warnings = timing.wait(change.interval_seconds, CHANGED)
        typed |= waited
    merged, more = customized(typed, change.custom_fields, spot=CHANGED, documented=DOCUMENTED)
    warnings += _unseen_note(change, step)
    if not merged:
        return (), warnings
    # The two halves of a wait go together, or the PUT may be refused [VAL].
    waits = {key: step[key] for key in ("wait_mode", "wait_time") if step.get(key) is not None}
    kept = waits if step.get("wait_mode") in timing.UNITS else {}
    body = {**kept, **merged}
    call = Call(
        name="settings",
        request=paths.put_step(ask.step_id, body),
        repeatable=True,
        undo=paths.put_step(ask.step_id, {key: step.get(key) for key in body}),
    )
    return (call,), (*warnings, *more)


def _content(
    change: TemplateChange, held: Record, step: Record
) -> tuple[tuple[Call, ...], tuple[PlanWarning, ...]]:
    touch, template = _only_touch(held, step)
    old = Content(
        thread=str(touch.get("type")), subject=graph.subject(template), body=graph.body(template)
    )
    new = Content(
        thread=old.thread,
        subject=old.subject if change.subject is None else change.subject,
        body=old.body if change.body is None else change.body,
    )
    warnings: tuple[PlanWarning, ...] = ()
    if change.subject is not None and (old.thread == REPLY or step.get("type") not in EMAIL_STEPS):
        new, warnings = without_subject(new, _thread(held, step), "/template/subject")
    filling = Call(
        name="content",
        request=paths.put_template(template["id"], subject=new.subject, body=new.body),
        repeatable=True,
        undo=paths.put_template(template["id"], subject=old.subject, body=old.body),
    )
    warnings += (*_elsewhere(held, touch), *_outcome(new))
    if not new.sends:
        return (filling,), warnings
    approve = paths.approve(touch["id"])
    approval = Call(name="approve", request=approve, repeatable=True, optional=UNAPPROVED)
    return (filling, approval), warnings


def _only_touch(held: Record, step: Record) -> tuple[Record, Record]:
    touches = graph.touches(held, step["id"])
    if not touches:
        detail = f"A step of the kind {step.get('type')!r} has no content at Apollo."
        raise PlanRefused(detail, pointer="/template", status=409)
    if len(touches) > 1:
        detail = f"The step has {len(touches)} variants; which of them to change cannot be said."
        raise PlanRefused(detail, pointer="/template", status=409)
    template = graph.template(held, touches[0])
    if template is None:
        detail = "Apollo does not show the content of this step."
        raise PlanRefused(detail, pointer="/template", status=409)
    return touches[0], template


def _thread(held: Record, step: Record) -> frozenset[str] | None:
    if step.get("type") not in EMAIL_STEPS:
        return None
    return graph.threads(graph.before(held, step), held) or frozenset()


def _elsewhere(held: Record, touch: Record) -> tuple[PlanWarning, ...]:
    template_id = touch.get("emailer_template_id")
    others = [
        other["emailer_step_id"]
        for other in held.get("emailer_touches") or ()
        if other.get("emailer_template_id") == template_id and other["id"] != touch["id"]
    ]
    if not others or template_id is None:
        return ()
    return (
        PlanWarning(
            problem_type=WarningType.SHARED_TEMPLATE,
            title="Other steps share this content",
            detail=f"The same template serves the steps {', '.join(others)}; they change too.",
            pointer="/template",
        ),
    )


def _outcome(new: Content) -> tuple[PlanWarning, ...]:
    if new.sends:
        return ()
    detail = "Apollo sends no e-mail without a body, so this step will not send."
    return (left_off("/template", "The step has no content", detail),)


def _unseen_note(change: StepUpdate, step: Record) -> tuple[PlanWarning, ...]:
    if change.task_note is None or step.get("type") != "auto_email":
        return ()
    return (
        PlanWarning(
            problem_type=WarningType.VALUE_ADJUSTED,
            title="Nobody sees this note",
            detail="The note was kept as asked, but an automatic e-mail makes no task to show it.",
            pointer="/task_note",
        ),
    )


def _live(held: Record, calls: tuple[Call, ...]) -> tuple[PlanWarning, ...]:
    if not calls or not graph.is_on(held):
        return ()
    if any(call.name == "approve" for call in calls):
        return (already_on("The step's content is approved, so the step is live now."),)
    return (already_on("The change works at once."),)


UPDATE_STEP = Write(reads=_reads, plan=_plan)
