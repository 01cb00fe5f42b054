"""Adding a step in the middle: the whole list of steps in one declarative call.

``PUT /sequences/{id}`` makes the list what it is sent: a step, touch or template with an id is
kept, one without is made, one left out is deleted (recorded 2026-07 [VCR], seen 2026-09 [CREA]).
"""

from collections.abc import Mapping
from typing import Any

from segue.kit.canonical import digest
from segue.providers.apollo import graph, paths, timing
from segue.providers.apollo.content import Content
from segue.providers.apollo.finders import sought
from segue.providers.apollo.graph import APPROVED, EMAIL_STEPS, Record
from segue.spi.errors import PlanRefused
from segue.spi.plan import Call, Find, Lookup, Match, Request

STEP_KEYS = (
    "note",
    "priority",
    "exact_datetime",
    "max_emails_per_day",
    "auto_skip_in_x_days",
)
TOUCH_KEYS = ("include_signature", "attachment_ids", "generation_options", "generation_tone")


def calls(
    sequence_id: str,
    held: Record,
    place: int,
    body: Mapping[str, Any],
    content: Content | None,
) -> tuple[Call | Find, ...]:
    """Send every step with every id and its content, the new one among them, and find it after."""
    old = [listed(held, step) for step in graph.steps(held)]
    new = {**body, **({} if content is None else {"emailer_touches": [new_touch(body, content)]})}
    asked = sought(held, place, body)
    text = {} if content is None else {"text": content.body}
    reading = paths.graph(sequence_id)
    return (
        Call(
            name="insert",
            request=_whole(sequence_id, held, [*old[: place - 1], new, *old[place - 1 :]]),
            lookup=Lookup(request=reading, find="step", asked={**asked, **text}),
            guard=Lookup(request=reading, find="unchanged", asked={"as": as_held(held)}),
            undo=_whole(sequence_id, held, old),
        ),
        Find(
            name="step",
            lookup=Lookup(
                request=reading, find="inserted", asked={**asked, "approved": _approved(held)}
            ),
        ),
    )


def _whole(sequence_id: str, held: Record, steps: list[dict[str, Any]]) -> Request:
    # `active` is mirrored: true would start the sequence, false would pause it [OAS]. The positions
    # must be a complete 1..N, else 422 "Missing Step 1 for this sequence." [CREA].
    placed = [{**step, "position": i} for i, step in enumerate(steps, start=1)]
    return Request(
        method="PUT",
        path=("sequences", sequence_id),
        body={"active": graph.is_on(held), "emailer_steps": placed},
    )


def _approved(held: Record) -> list[Any]:
    return [
        touch["id"]
        for touch in held.get("emailer_touches") or ()
        if touch.get("status") == APPROVED
    ]


def as_held(held: Record) -> str:
    """Digest all that the declarative call sends again of what stands, so that a change shows."""
    steps = [listed(held, step) for step in graph.steps(held)]
    return digest({"active": graph.is_on(held), "steps": steps})


def unchanged(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find the sequence as it was when the call was planned; nothing where it has changed."""
    try:
        same = as_held(answer) == asked["as"]
    except PlanRefused:
        same = False
    return (Match(id="", answer=answer),) if same else ()


def new_touch(body: Mapping[str, Any], content: Content) -> dict[str, Any]:
    """Spell the touch of a new step: approved where it has a body, as an approval demands [OAS]."""
    # Apollo's own samples sign every e-mail; a LinkedIn message is not signed.
    signed = {"include_signature": True} if body["type"] in EMAIL_STEPS else {}
    return {
        "type": content.thread,
        "status": APPROVED if content.sends else "to_be_reviewed",
        **signed,
        "emailer_template": {"subject": content.subject, "body_html": content.body},
    }


def listed(held: Record, step: Record) -> dict[str, Any]:
    """Spell a step as it stands, with every id, so that sending it changes nothing.

    Raises `PlanRefused` 409 where the documented call cannot carry what the step holds.
    """
    spelled = {"id": step["id"], "type": step.get("type"), **_wait(step)}
    spelled |= {key: step[key] for key in STEP_KEYS if step.get(key) is not None}
    touches = [_touch(held, step, touch) for touch in graph.touches(held, step["id"])]
    return spelled | ({"emailer_touches": touches} if touches else {})


def _wait(step: Record) -> dict[str, Any]:
    mode, waited = step.get("wait_mode"), step.get("wait_time")
    if mode is None and waited is None and step.get("exact_datetime"):
        return {}
    if mode is not None and mode not in timing.UNITS:
        raise _unlistable(step, f"waits in units of a {mode}")
    return {"wait_mode": mode or "minute", "wait_time": waited or 0}


def _touch(held: Record, step: Record, touch: Record) -> dict[str, Any]:
    template = graph.template(held, touch)
    if template is None:
        raise _unlistable(step, "does not show its content")
    # An approved touch without a body exists (LinkedIn steps begin so [SG]), but sending that
    # status is refused [OAS]; left out, it stays.
    empty = not graph.body(template).strip()
    return {
        "id": touch["id"],
        "type": touch.get("type"),
        **({} if empty and touch.get("status") == APPROVED else {"status": touch.get("status")}),
        **{key: touch[key] for key in TOUCH_KEYS if touch.get(key) not in (None, [], {})},
        "emailer_template": {
            "id": template["id"],
            "subject": graph.subject(template),
            "body_html": graph.body(template),
        },
    }


def _unlistable(step: Record, why: str) -> PlanRefused:
    return PlanRefused(
        f"Step {step.get('position')} {why}, which Apollo's call for inserting cannot carry without"
        " a change. Add the step at the end instead.",
        pointer="/order",
        status=409,
    )
