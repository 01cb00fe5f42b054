"""Deleting a step, and seeing that every other one is as it was.

The private deletion names one step and says nothing of the others. The documented way is to send
the whole list without it [OAS], which writes every other step anew.
"""

from collections.abc import Mapping
from typing import Any

from segue.model.warning import PlanWarning, WarningType
from segue.providers.apollo import graph, paths
from segue.providers.apollo.graph import REPLY, Record
from segue.providers.apollo.insertion import as_held
from segue.providers.apollo.notices import already_on
from segue.providers.apollo.upkeep import routes
from segue.providers.apollo.upkeep.steps import NO_STEP, graph_read
from segue.spi.errors import PlanRefused
from segue.spi.operation import Act, Answers, Read, Write
from segue.spi.plan import Call, Find, Lookup, Match, Plan


def _reads(ask: Act, _answers: Answers) -> tuple[Read, ...]:
    return () if ask.sequence_id is None else graph_read(ask.sequence_id)


def _plan(ask: Act, answers: Answers) -> Plan:
    held: Record = answers.get("graph") or {}
    step = graph.step_at(held, ask.id)
    if step is None or ask.sequence_id is None:
        raise PlanRefused(NO_STEP, status=404)
    rest = _without(held, ask.id)
    warnings = (*_replies(held, rest, step), *_standing(step))
    if graph.is_on(held):
        warnings += (already_on("It goes on at once without the step."),)
    reading = paths.graph(ask.sequence_id)
    asked = {"step": ask.id, "rest": _digest(rest)}
    call = Call(
        name="delete",
        request=routes.step(ask.id),
        lookup=Lookup(request=reading, find="deleted", asked=asked),
    )
    back = Find(name="steps", lookup=Lookup(request=reading, find="deleted", asked=asked))
    return Plan(calls=(call, back), result=None, warnings=warnings)


def _without(held: Record, step_id: str) -> Record:
    return {**held, "emailer_steps": [s for s in graph.steps(held) if s.get("id") != step_id]}


def _digest(held: Record) -> str | None:
    """Digest steps with their ids and contents; None where Apollo does not show all of it."""
    try:
        return as_held({**held, "emailer_campaign": {}})
    except PlanRefused:
        return None


def _replies(held: Record, rest: Record, deleted: Record) -> tuple[PlanWarning, ...]:
    moved: list[str] = []
    for step in graph.steps(rest):
        replies = any(touch.get("type") == REPLY for touch in graph.touches(rest, step["id"]))
        if not replies or graph.position(step) < graph.position(deleted):
            continue
        now = graph.threads(graph.before(rest, step), rest)
        if now is None and graph.threads(graph.before(held, step), held) is not None:
            raise PlanRefused(
                f"Step {graph.position(step)} is a reply in the thread that this step starts."
                " Delete the replies first.",
                status=409,
            )
        if now != graph.threads(graph.before(held, step), held):
            moved.append(str(graph.position(step)))
    if not moved:
        return ()
    detail = (
        f"The replies at place {', '.join(moved)} were in the thread of this step. They are now"
        " sent in the thread of an e-mail before it, with its subject."
    )
    return (_partial("Replies change their thread", detail),)


def _standing(step: Record) -> tuple[PlanWarning, ...]:
    counts = step.get("counts")
    active = counts.get("active") if isinstance(counts, Mapping) else None
    if not isinstance(active, int) or active <= 0:
        return ()
    detail = f"{active} contacts are active at this step; Apollo does not say what becomes of them."
    return (_partial("Contacts stand at this step", detail),)


def _partial(title: str, detail: str) -> PlanWarning:
    return PlanWarning(
        problem_type=WarningType.PARTIAL_SUCCESS, title=title, detail=detail, pointer=""
    )


def deleted(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find that a step is gone, and warn where another one is not as it was."""
    campaign = graph.campaign(answer)
    if not campaign or graph.step_at(answer, asked["step"]) is not None:
        return ()
    warnings: tuple[PlanWarning, ...] = ()
    if asked["rest"] is not None and _digest(answer) != asked["rest"]:
        detail = "After the deletion Apollo shows other steps differently than before it."
        warnings = (_partial("Other steps have changed", detail),)
    return (Match(id=str(asked["step"]), answer={"deleted": True}, warnings=warnings),)


DELETE_STEP = Write(reads=_reads, plan=_plan)
