"""Warnings that this adapter gives, and laying custom fields over what it has made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segue.kit import pointer
from segue.model.warning import PlanWarning, WarningType
from segue.spi.custom import overlay


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a step stands in the record, and how the rows of its fields begin."""

    at: str = ""
    rows: str = "step."


SINGLE = Spot()
"""A step that is added by itself."""
CHANGED = Spot(rows="update.")
"""A change of a step."""


def in_sequence(index: int) -> Spot:
    """Say where the step at `index` of a new sequence stands."""
    return Spot(at=f"/steps/{index}", rows="sequence.steps.")


def warn(spot: Spot, kind: WarningType, field: str, title: str, detail: str) -> PlanWarning:
    """Warn of a field, given as its row is named (``template.subject``)."""
    return PlanWarning(
        problem_type=kind,
        title=title,
        detail=detail,
        pointer=f"{spot.at}/{field.replace('.', '/')}",
        capability=f"{spot.rows}{field}",
    )


def left_off(at: str, title: str, detail: str) -> PlanWarning:
    """Say what will not run, or runs already, although everything asked for was done."""
    return PlanWarning(
        problem_type=WarningType.NOT_ACTIVATED, title=title, detail=detail, pointer=at
    )


def already_on(detail: str) -> PlanWarning:
    """Say that the sequence was on before."""
    return left_off("", "The sequence is on already", f"Segue did not switch anything on. {detail}")


def customized(
    typed: Mapping[str, Any],
    custom: Mapping[str, Any] | None,
    *,
    spot: Spot,
    documented: frozenset[str],
) -> tuple[dict[str, Any], tuple[PlanWarning, ...]]:
    """Merge custom fields over `typed`, and warn of keys that Apollo may not know.

    Apollo ignores body keys it does not know, with a 200 and without a word (seen live [AUD]), so
    a misspelt key would be lost in silence.
    """
    merged, warnings = overlay(typed, custom, at=f"{spot.at}/custom_fields")
    strange = tuple(
        PlanWarning(
            problem_type=WarningType.FIELD_UNKNOWN,
            title="Apollo may ignore this key",
            detail=f"{key!r} was sent as given, but it is not among the keys known to work here,"
            " and Apollo ignores unknown keys without an error.",
            pointer=f"{spot.at}/custom_fields/{pointer.escape(key)}",
        )
        for key in custom or ()
        if key not in documented
    )
    return merged, (*warnings, *strange)
