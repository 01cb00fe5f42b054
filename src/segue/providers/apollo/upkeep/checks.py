"""What keeps a sequence from sending, as far as Apollo's records show it."""

from collections.abc import Mapping
from typing import Any

from segue.model.readiness import Check
from segue.providers.apollo import graph
from segue.providers.apollo.content import SPEAKING
from segue.providers.apollo.graph import APPROVED, EMAIL_STEPS, NEW_THREAD, Record


def enabled(held: Record) -> Check:
    """See whether the sequence is switched on."""
    campaign = graph.campaign(held)
    if campaign.get("archived") is True:
        detail = "The sequence is archived, which ends it for every contact."
        todo = "Make a new sequence, or bring this one back in Apollo."
        return Check(name="enabled", ok=False, detail=detail, todo=todo)
    if graph.is_on(held):
        return Check(name="enabled", ok=True, detail="The sequence is on.")
    reason = campaign.get("status_reason")
    why = f" Apollo's reason: {reason}." if isinstance(reason, str) and reason else ""
    return Check(
        name="enabled",
        ok=False,
        detail=f"The sequence is off.{why}",
        todo="Activate the sequence once the other points are in order.",
    )


def steps(held: Record) -> Check:
    """See whether there is anything to do."""
    count = len(graph.steps(held))
    if count:
        return Check(name="steps", ok=True, detail=f"The sequence has {_many(count, 'step')}.")
    detail, todo = "The sequence has no steps.", "Add at least one step."
    return Check(name="steps", ok=False, detail=detail, todo=todo)


def content(held: Record) -> Check:
    """See whether every message has words: a body, and a subject where it starts a thread."""
    empty: list[str] = []
    hidden: list[str] = []
    for step in graph.steps(held):
        if step.get("type") not in SPEAKING:
            continue
        missing, unseen = _missing(held, step)
        empty += missing
        hidden += unseen
    if empty:
        detail = f"Not all messages are written: {'; '.join(empty)}."
        todo = "Write what is missing, and approve it."
        return Check(name="content", ok=False, detail=detail, todo=todo)
    if hidden:
        detail = f"Apollo does not show the content of {', '.join(hidden)}."
        todo = "Open these steps in Apollo and see that they have a subject and a text."
        return Check(name="content", ok=None, detail=detail, todo=todo)
    return Check(name="content", ok=True, detail="Every message has its content.")


def _missing(held: Record, step: Record) -> tuple[list[str], list[str]]:
    place, missing, hidden = _place(step), [], []
    touches = graph.touches(held, step["id"])
    if not touches:
        missing.append(f"{place} has no message at all")
    for touch in touches:
        template = graph.template(held, touch)
        if template is None:
            hidden.append(place)
            continue
        if not graph.body(template).strip():
            missing.append(f"{place} has no text")
        starts = step.get("type") in EMAIL_STEPS and touch.get("type") == NEW_THREAD
        if starts and not graph.subject(template).strip():
            missing.append(f"{place} has no subject")
    return list(dict.fromkeys(missing)), list(dict.fromkeys(hidden))


def approved(held: Record) -> Check:
    """See whether every message is approved: one that is not is never sent [CREA]."""
    places = {str(step["id"]): _place(step) for step in graph.steps(held)}
    waiting = {
        places[str(touch.get("emailer_step_id"))]
        for touch in held.get("emailer_touches") or ()
        if touch.get("status") != APPROVED and str(touch.get("emailer_step_id")) in places
    }
    if not waiting:
        return Check(name="approved", ok=True, detail="No message waits for an approval.")
    ordered = [place for place in places.values() if place in waiting]
    return Check(
        name="approved",
        ok=False,
        detail=f"Not approved, so never sent: the message of {', '.join(ordered)}.",
        todo="Review these steps in Apollo and approve them, or write their content anew here.",
    )


def schedule(held: Record, schedules: Any) -> Check:
    """See whether a sending schedule is attached, with hours in it.

    Without one an activation has been refused in silence [VAL][TRI].
    """
    attached = graph.campaign(held).get("emailer_schedule_id")
    if not attached:
        return Check(
            name="schedule",
            ok=False,
            detail="No sending schedule is attached to the sequence.",
            todo="Choose a schedule in the settings of the sequence in Apollo.",
        )
    listed = schedules.get("emailer_schedules") if isinstance(schedules, Mapping) else None
    found = [one for one in listed or () if isinstance(one, Mapping) and one.get("id") == attached]
    if not found:
        return Check(
            name="schedule",
            ok=None,
            detail="A schedule is attached, but Apollo does not list it.",
            todo="Open the settings of the sequence in Apollo and see that its schedule has hours.",
        )
    return _hours(found[0])


def _hours(found: Record) -> Check:
    name, days = found.get("name") or "without a name", found.get("schedule_hash")
    if not isinstance(days, Mapping):
        detail = f"The hours of the schedule {name!r} are not shown."
        todo = "Open the schedule in Apollo and see that it has hours."
        return Check(name="schedule", ok=None, detail=detail, todo=todo)
    sending = [day for day, hours in days.items() if hours]
    if not sending:
        detail = f"The schedule {name!r} has no hours on any day."
        todo = "Give the schedule hours in Apollo, or choose another one."
        return Check(name="schedule", ok=False, detail=detail, todo=todo)
    zone = found.get("time_zone")
    detail = f"The schedule {name!r} sends on {', '.join(map(str, sending))} ({zone})."
    return Check(name="schedule", ok=True, detail=detail)


def _place(step: Record) -> str:
    return f"step {graph.position(step)}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
