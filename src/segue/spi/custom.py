"""Laying a caller's custom fields over what an adapter has made."""

from collections.abc import Mapping
from typing import Any

from segue.kit.pointer import escape
from segue.model.warning import PlanWarning, WarningType


def overlay(
    typed: Mapping[str, Any], custom: Mapping[str, Any] | None, *, at: str
) -> tuple[dict[str, Any], tuple[PlanWarning, ...]]:
    """Merge `custom` over `typed`, verbatim and last; warn of each key that replaces another value.

    `at` is the pointer of the custom fields in the record, such as ``/custom_fields``.
    """
    custom = custom or {}
    warnings = tuple(
        PlanWarning(
            problem_type=WarningType.VALUE_ADJUSTED,
            title="A custom field replaces a typed one",
            detail=f"custom_fields sets {key!r} itself, so its value is sent instead of ours.",
            pointer=f"{at}/{escape(key)}",
            capability=None,
        )
        for key in custom
        if key in typed and typed[key] != custom[key]
    )
    return {**typed, **custom}, warnings
