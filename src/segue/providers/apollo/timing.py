"""When a step happens: a wait in Apollo's units, or a moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from segue.kit.clock import iso, parse_iso
from segue.model.step import StepCreate
from segue.model.warning import PlanWarning, WarningType
from segue.model.wire import DAY_ONLY
from segue.providers.apollo.graph import Record
from segue.providers.apollo.notices import Spot, warn
from segue.spi.errors import PlanRefused

UNITS: Mapping[str, int] = {"day": 86_400, "hour": 3_600, "minute": 60}
"""What may be written, in seconds, the largest first [OAS]."""
SEEN_UNITS: Mapping[str, int] = {**UNITS, "second": 1, "week": 604_800}
"""What may be read: ``second`` occurred until 2024 [SG], ``week`` stands in one schema [OAS]."""

Timed = tuple[dict[str, Any], tuple[PlanWarning, ...]]


def wait(seconds: float, spot: Spot) -> Timed:
    """Spell a wait in the largest unit that is exact, else in minutes, never shorter than asked."""
    minutes = int(seconds // 60) + (1 if seconds % 60 else 0)
    sent = minutes * 60
    mode = next((unit for unit, length in UNITS.items() if sent and sent % length == 0), "minute")
    body = {"wait_mode": mode, "wait_time": sent // UNITS[mode]}
    if sent == seconds:
        return body, ()
    detail = f"Apollo counts whole minutes. Asked: {seconds} s; sent: {sent} s ({minutes} min)."
    title = "The wait was rounded up to the minute"
    return body, (warn(spot, WarningType.VALUE_ADJUSTED, "interval_seconds", title, detail),)


def moment(date: str, *, now: datetime, spot: Spot) -> tuple[datetime, tuple[PlanWarning, ...]]:
    """Read the moment that a date means; a bare day means its first moment in UTC.

    Raises `PlanRefused` 400 when it is not in the future: Apollo takes no other moment [OAS].
    """
    bare = DAY_ONLY.match(date) is not None
    found = parse_iso(f"{date}T00:00:00+00:00" if bare else date.upper())
    if found is None or found <= now:
        raise PlanRefused(
            f"Apollo takes only moments in the future; {date} is not.", pointer=f"{spot.at}/date"
        )
    if not bare:
        return found, ()
    detail = f"Apollo takes a moment, not a day. Asked: {date}; sent: {iso(found)}."
    title = "The day became its first moment in UTC"
    return found, (warn(spot, WarningType.VALUE_ADJUSTED, "date", title, detail),)


def between(
    found: datetime, before: datetime | None, after: datetime | None, *, spot: Spot
) -> None:
    """Refuse a moment that is not between those of the neighbouring steps: they must rise [OAS]."""
    if before is not None and found <= before:
        detail = f"The step before happens at {iso(before)}; this one must happen later."
        raise PlanRefused(detail, pointer=f"{spot.at}/date")
    if after is not None and found >= after:
        detail = f"The step after happens at {iso(after)}; this one must happen earlier."
        raise PlanRefused(detail, pointer=f"{spot.at}/date")


def one_kind(step: StepCreate, *, exact: bool) -> None:
    """Refuse a date in a sequence of waits, and the reverse: Apollo's sequences are one or other.

    The sequence's `sequence_by_exact_daytime` decides, once, when it is made [OAS].
    """
    if step.date is not None and not exact:
        detail = "This sequence counts waits between its steps, so its steps take no date."
        raise PlanRefused(detail, pointer="/date", status=409)
    if step.date is None and exact:
        detail = "The steps of this sequence happen at given moments, so a step needs a date."
        given = "interval_seconds" if step.interval_seconds is not None else "date"
        raise PlanRefused(detail, pointer=f"/{given}", status=409)


def exact_moment(step: Record) -> datetime | None:
    """Read the moment of a step that Apollo holds."""
    return parse_iso(step.get("exact_datetime"))


def seconds_of(step: Record) -> int | None:
    """Read the wait of a step that Apollo holds, in seconds; None where it has none."""
    length = SEEN_UNITS.get(step.get("wait_mode") or "minute")
    waited = step.get("wait_time")
    return None if length is None or waited is None else int(waited) * length
