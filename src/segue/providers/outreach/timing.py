"""When a step happens: Outreach's `interval` and `date`."""

import math
from typing import Any

from segue.model.step import StepCreate
from segue.model.warning import PlanWarning, WarningType
from segue.spi.errors import PlanRefused

DAY_LENGTH = len("2031-05-06")


def whole_seconds(
    asked: float, *, at: str, row: str = "step.interval_seconds"
) -> tuple[int, tuple[PlanWarning, ...]]:
    """Turn a wait into an `interval`, never a shorter one.

    Outreach: `sequenceStep.interval` is an integer of seconds, seen in specs and in live records
    of 2024 and 2026 [OAS26, AB, SC]. The vendor's guide has an example that reads as minutes;
    it is wrong.
    """
    sent = math.ceil(asked)
    if sent == asked:
        return sent, ()
    rounded = PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title="Wait rounded up",
        detail=f"Outreach counts whole seconds: asked for {asked} seconds, sent {sent} seconds.",
        pointer=f"{at}/interval_seconds",
        capability=row,
    )
    return sent, (rounded,)


def timing(
    step: StepCreate, *, by_date: bool, at: str = ""
) -> tuple[dict[str, Any], tuple[PlanWarning, ...]]:
    """Give the attribute that says when `step` happens, in a sequence of that kind."""
    if by_date:
        return _day(step.date or "", at=at)
    # An interval left out becomes a week [SG], so 0 is always sent.
    interval, warnings = whole_seconds(step.seconds, at=at)
    return {"interval": interval}, warnings


def _day(date: str, *, at: str) -> tuple[dict[str, Any], tuple[PlanWarning, ...]]:
    # `sequenceStep.date` is a bare day [OAS26]; the hour comes from the sequence's schedule.
    day = date[:DAY_LENGTH]
    if day == date:
        return {"date": day}, ()
    cut = PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title="Time of day left out",
        detail=f"Outreach dates a step by its day: asked for {date}, sent {day}.",
        pointer=f"{at}/date",
        capability="step.date",
    )
    return {"date": day}, (cut,)


def check_kind(step: StepCreate, *, by_date: bool) -> None:
    """Refuse a step whose time does not fit the kind of the sequence it is added to.

    Outreach: `sequence.sequenceType` is ``interval`` or ``date``; a step has the attribute of that
    kind [OAS26]. What the vendor does with the other one is not known, so it is never tried.
    """
    if by_date and step.interval_seconds is not None:
        raise PlanRefused(
            "This sequence goes by dates; its steps take date, not interval_seconds.",
            pointer="/interval_seconds",
            status=409,
        )
    if by_date and step.date is None:
        raise PlanRefused(
            "This sequence goes by dates, so date is required.", pointer="/date", status=409
        )
    if not by_date and step.date is not None:
        raise PlanRefused(
            "This sequence goes by intervals; its steps take interval_seconds, not date.",
            pointer="/date",
            status=409,
        )
