"""Adding one step: at the end by private calls, in the middle by one declarative call."""

from collections.abc import Mapping
from typing import Any

from segue.kit.clock import iso
from segue.model.step import StepCreate
from segue.model.warning import PlanWarning, WarningType
from segue.providers.apollo import appending, content, graph, insertion, paths, timing
from segue.providers.apollo.capabilities import require
from segue.providers.apollo.graph import Record
from segue.providers.apollo.notices import SINGLE, already_on, customized, warn
from segue.spi.capability import used_by_step
from segue.spi.operation import Answers, CreateStep, Read, Write
from segue.spi.plan import Output, Plan

DOCUMENTED = frozenset(
    {
        "auto_skip_in_x_days",
        "exact_datetime",
        "max_emails_per_day",
        "note",
        "priority",
        "wait_mode",
        "wait_time",
    }
)
"""Keys of a step that a creation is known to heed [OAS][YDC]."""


def _reads(ask: CreateStep, _answers: Answers) -> tuple[Read, ...]:
    return (
        Read(name="graph", request=paths.graph(ask.sequence_id)),
        *content.template_read(ask.step, SINGLE),
    )


def _plan(ask: CreateStep, answers: Answers) -> Plan:
    require(used_by_step(ask.step))
    held: Record = answers["graph"]
    standing = graph.steps(held)
    place, moved = _place(ask.step.order, len(standing))
    timed, timing_warnings = _timing(ask, held, standing, place)
    written, content_warnings = content.compose(ask.step, answers, SINGLE)
    if written is not None:
        subjects = graph.threads(standing[: place - 1], held)
        written, dropped = content.threaded(written, ask.step, subjects, SINGLE, status=409)
        content_warnings += dropped
    typed = typed_step(ask.step, timed)
    body, laid_over = customized(typed, ask.step.custom_fields, spot=SINGLE, documented=DOCUMENTED)
    if place == len(standing) + 1:
        calls = appending.calls(ask.sequence_id, held, body, written)
    else:
        calls = insertion.calls(ask.sequence_id, held, place, body, written)
    live = (already_on("The step is live now."),) if graph.is_on(held) else ()
    return Plan(
        calls=calls,
        result=Output("step", "/emailer_step/id"),
        warnings=(*moved, *timing_warnings, *content_warnings, *laid_over, *live),
    )


def typed_step(step: StepCreate, timed: Mapping[str, Any]) -> dict[str, Any]:
    """Spell a step without its content."""
    noted = step.task_note is not None and step.type != "auto_email"
    note = {"note": step.task_note} if noted else {}
    return {"type": content.TYPES[step.type], **timed, **note}


def _place(order: int | None, count: int) -> tuple[int, tuple[PlanWarning, ...]]:
    last = count + 1
    if order is None or order <= last:
        return order or last, ()
    detail = f"The sequence has {count} steps. Asked: place {order}; the step gets place {last}."
    title = "The step was placed last"
    return last, (warn(SINGLE, WarningType.VALUE_ADJUSTED, "order", title, detail),)


def _timing(ask: CreateStep, held: Record, standing: list[Record], place: int) -> timing.Timed:
    timing.one_kind(ask.step, exact=graph.is_exact(held))
    if ask.step.date is None:
        return timing.wait(ask.step.seconds, SINGLE)
    found, warnings = timing.moment(ask.step.date, now=ask.now, spot=SINGLE)
    before = [timing.exact_moment(step) for step in standing[: place - 1]]
    after = [timing.exact_moment(step) for step in standing[place - 1 :]]
    timing.between(
        found,
        next((moment for moment in reversed(before) if moment), None),
        next((moment for moment in after if moment), None),
        spot=SINGLE,
    )
    # The private creation demands a wait even where a moment decides [SG].
    return {**timing.wait(0, SINGLE)[0], "exact_datetime": iso(found)}, warnings


CREATE_STEP = Write(reads=_reads, plan=_plan)
