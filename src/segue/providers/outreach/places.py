"""Where a step goes: Outreach's `order`.

Outreach keeps `order` as it is given: two steps with one number are accepted and nothing is
renumbered (seen 2026-04 [SC]). So places are counted here by sorting, and holes and doubles made
elsewhere are lived with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from segue.model.warning import PlanWarning, WarningType
from segue.providers.outreach import lookups
from segue.providers.outreach.documents import Record, attributes, change, records
from segue.spi.plan import Call, Lookup, Match, Segment

STEP = "step"
MOVE = "move_"
PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Where one new step goes, and what must make room for it."""

    order: int
    earlier: tuple[Record, ...]
    """The steps before it, first to last."""
    moves: tuple[Call, ...] = ()
    end: int
    """A number after every step, the moved ones included."""
    warnings: tuple[PlanWarning, ...] = ()


def in_order(steps: Iterable[Record]) -> list[Record]:
    """Sort steps as the sequence runs; of two with one number the older comes first."""
    return sorted(steps, key=lambda step: (number(step), int(step["id"])))


def number(step: Record) -> int:
    """Give a step's own number."""
    return int(attributes(step).get("order") or 0)


def find_place(asked: int | None, steps: Iterable[Record]) -> Placing:
    """Find the number for a step that is to stand at place `asked`, 1-based; None means last."""
    present = in_order(steps)
    if asked is not None and asked <= len(present):
        return _between(present[: asked - 1], present[asked - 1 :])
    end = 1 + max(map(number, present), default=0)
    last = len(present) + 1
    return Placing(
        order=end,
        earlier=tuple(present),
        end=end + 1,
        warnings=(_beyond(asked, last),) if asked is not None and asked > last else (),
    )


def _between(earlier: list[Record], later: list[Record]) -> Placing:
    order = max(1, number(earlier[-1]) + 1 if earlier else 1)
    taken = order
    moves = []
    for step in later:
        taken = max(taken + 1, number(step))
        if taken != number(step):
            moves.append(_move(step, taken))
    return Placing(
        order=order,
        earlier=tuple(earlier),
        # From the last down, so that no two steps have one number at any moment.
        moves=tuple(reversed(moves)),
        end=taken + 1,
    )


def _move(step: Record, to: int) -> Call:
    step_id = int(step["id"])
    return Call(
        name=f"{MOVE}{step_id}",
        request=change("sequenceSteps", "sequenceStep", step_id, {"order": to}),
        repeatable=True,
        undo=change("sequenceSteps", "sequenceStep", step_id, {"order": number(step)}),
    )


def guarded(calls: Iterable[Call], steps: Iterable[Record], sequence: int) -> tuple[Call, ...]:
    """Let no call that gives a place be sent later than planned when a step has come or moved.

    A move may have taken effect already, its answer lost, so both sides of it are allowed.
    """
    places = {int(step["id"]): number(step) for step in steps}
    found = []
    for call in calls:
        if call.name == STEP:
            found.append(replace(call, guard=lookups.placed(sequence, places)))
        elif call.name.startswith(MOVE):
            step = int(call.name.removeprefix(MOVE))
            after = {**places, step: call.request.body["data"]["attributes"]["order"]}
            found.append(replace(call, guard=lookups.placed(sequence, places, after)))
            places = after
        elif call.name == PLACE:
            order = call.request.body["data"]["attributes"]["order"]
            room = _room(sequence, order, call.request.path[-1])
            found.append(replace(call, guard=room))
        else:
            found.append(call)
    return tuple(found)


def _room(sequence: int, order: int, step: Segment) -> Lookup:
    placed = lookups.placed(sequence)
    return Lookup(request=placed.request, find="room", asked={"order": order, "step": step})


def find_room(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find that no other step has that number; nothing when one has."""
    taken = (
        number(step) == asked["order"] and str(step["id"]) != str(asked["step"])
        for step in records(answer)
    )
    return () if any(taken) else (Match(id="", answer=answer),)


def _beyond(asked: int, last: int) -> PlanWarning:
    return PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title="Placed last",
        detail=f"Asked for place {asked}; the sequence has {last - 1} steps, so it became {last}.",
        pointer="/order",
        capability="step.order",
    )
