"""Changing a step that is there."""

from typing import Any

from segue.kit import pointer
from segue.model.warning import PlanWarning, WarningType
from segue.providers.outreach import lookups
from segue.providers.outreach.capabilities import require
from segue.providers.outreach.documents import Record, attributes, change, csv, many, one, related
from segue.providers.outreach.pages import collected, complete, missing, walk
from segue.providers.outreach.rewrite import Rewriting, rewrite
from segue.providers.outreach.steps import live
from segue.providers.outreach.timing import whole_seconds
from segue.spi.capability import used_by_update
from segue.spi.custom import overlay
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, Read, UpdateStep
from segue.spi.plan import Call, Find, Output, Plan


def reads(ask: UpdateStep, answers: Answers) -> tuple[Read, ...]:
    """Name what must be known first: the step, its content, and who else uses that content."""
    wanted: list[Read] = [
        Read(name="step", request=one("sequenceSteps", int(ask.step_id))),
        Read(name="sequence", request=one("sequences", int(ask.sequence_id))),
    ]
    if changed_content(ask):
        request = many("sequenceTemplates", {"filter[sequenceStep][id]": ask.step_id})
        wanted += walk("links", request, answers)
        templates = _templates(collected("links", answers))
        if complete("links", answers) and templates:
            ids = csv(templates)
            wanted += walk("templates", many("templates", {"filter[id]": ids}), answers)
            uses = many("sequenceTemplates", {"filter[template][id]": ids})
            wanted += walk("uses", uses, answers)
    return missing(tuple(wanted), answers)


def changed_content(ask: UpdateStep) -> dict[str, str]:
    """Give the template attributes that the change names."""
    asked = ask.change.template
    if asked is None:
        return {}
    named = {"subject": asked.subject, "bodyHtml": asked.body}
    return {name: value for name, value in named.items() if value is not None}


def _templates(links: list[Record]) -> list[int]:
    return sorted({related(link, "template") or 0 for link in links} - {0})


def plan(ask: UpdateStep, answers: Answers) -> Plan:
    """Plan the change. What takes old content away comes last, when the rest is done."""
    require(used_by_update(ask.change))
    step = pointer.get(answers["step"], "/data")
    if related(step, "sequence") != int(ask.sequence_id):
        raise PlanRefused("The sequence has no such step.", status=404)
    own, warnings = _own(ask, step)
    made: tuple[Call, ...] = ()
    removed: tuple[Call, ...] = ()
    if wanted := changed_content(ask):
        rewritten = rewrite(
            Rewriting(
                step=step,
                wanted=wanted,
                now=ask.now,
                links=tuple(collected("links", answers)),
                templates={int(found["id"]): found for found in collected("templates", answers)},
                uses=tuple(collected("uses", answers)),
            )
        )
        made, removed = rewritten.calls, rewritten.removals
        warnings += rewritten.warnings
    calls = (*made, *own, *removed)
    if not calls:
        # The old wire answered an empty change with success: the step is read, nothing is sent.
        found = Find(name="step", lookup=lookups.same_step(int(ask.step_id)))
        return Plan(calls=(found,), result=Output("step", "/data/id"), warnings=warnings)
    result = own[0].name if own else calls[0].name
    warnings += live(answers["sequence"], "the change works at once")
    return Plan(calls=calls, result=Output(result, "/data/id"), warnings=warnings)


def _own(ask: UpdateStep, step: Record) -> tuple[tuple[Call, ...], tuple[PlanWarning, ...]]:
    """Plan what changes on the step itself."""
    typed: dict[str, Any] = {}
    warnings: tuple[PlanWarning, ...] = ()
    present = attributes(step)
    if ask.change.interval_seconds is not None:
        if present.get("date") is not None:
            raise PlanRefused(
                "This step has a date; it takes no interval_seconds.",
                pointer="/interval_seconds",
                status=409,
            )
        # Outreach takes a new interval even in a sequence that is sending (seen 2026 [SC]).
        typed["interval"], warnings = whole_seconds(
            ask.change.interval_seconds, at="", row="update.interval_seconds"
        )
    if ask.change.task_note is not None:
        typed["taskNote"] = ask.change.task_note
        warnings += _unseen_note(present)
    wanted, replaced = overlay(typed, ask.change.custom_fields, at="/custom_fields")
    if not wanted:
        return (), warnings
    before = {name: present[name] for name in wanted if name in present}
    step_id = int(ask.step_id)
    call = Call(
        name="step",
        request=change("sequenceSteps", "sequenceStep", step_id, wanted),
        repeatable=True,
        undo=change("sequenceSteps", "sequenceStep", step_id, before) if before else None,
    )
    return (call,), (*warnings, *replaced)


def _unseen_note(present: Record) -> tuple[PlanWarning, ...]:
    if present.get("stepType") != "auto_email":
        return ()
    return (
        PlanWarning(
            problem_type=WarningType.VALUE_ADJUSTED,
            title="Nobody sees this note",
            detail="The note was kept as asked, but an automatic e-mail makes no task to show it.",
            pointer="/task_note",
        ),
    )
