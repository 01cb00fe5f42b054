"""Warnings of what Apollo keeps otherwise than it was asked."""

from segue.model.warning import PlanWarning, WarningType


def adjusted(pointer: str, row: str | None, title: str, detail: str) -> PlanWarning:
    """Say that something is sent, or held, otherwise than asked."""
    return PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title=title,
        detail=detail,
        pointer=pointer,
        capability=row,
    )
