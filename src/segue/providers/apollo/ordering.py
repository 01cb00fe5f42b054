"""The order in which the steps of a new sequence are listed: at Apollo the list is the order."""

from collections.abc import Sequence

from segue.model.step import StepCreate
from segue.model.warning import PlanWarning, WarningType
from segue.providers.apollo.notices import in_sequence, warn


def arrange(given: Sequence[StepCreate]) -> tuple[list[int], tuple[PlanWarning, ...]]:
    """Give the steps' indices in their final order.

    A step with `order` gets that place, or the nearest that is free; the others keep their turn.
    """
    places: dict[int, int] = {}
    ordered = sorted(
        ((step.order, i) for i, step in enumerate(given) if step.order is not None),
    )
    for order, index in ordered:
        places[_free(order, len(given), places)] = index
    others = (i for i in range(len(given)) if i not in places.values())
    final = [places.get(place, -1) for place in range(1, len(given) + 1)]
    final = [index if index >= 0 else next(others) for index in final]
    return final, tuple(
        _moved(index, given[index].order, place)
        for place, index in enumerate(final, start=1)
        if given[index].order not in (None, place)
    )


def _free(order: int, count: int, places: dict[int, int]) -> int:
    upward = range(min(order, count), count + 1)
    downward = range(min(order, count), 0, -1)
    free: list[int] = [place for place in (*upward, *downward) if place not in places]
    return free[0]


def _moved(index: int, order: int | None, place: int) -> PlanWarning:
    return warn(
        in_sequence(index),
        WarningType.VALUE_ADJUSTED,
        "order",
        "The step has another place",
        f"Places run from 1 without a gap. Asked: place {order}; the step gets place {place}.",
    )
