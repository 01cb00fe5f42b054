"""Warnings: the part of an answer that says what was not done exactly as asked."""

from dataclasses import dataclass
from enum import StrEnum


class WarningType(StrEnum):
    """The closed set of `problem_type` in a warning."""

    FIELD_NOT_SUPPORTED = "FIELD_NOT_SUPPORTED"
    FIELD_UNKNOWN = "FIELD_UNKNOWN"
    VALUE_ADJUSTED = "VALUE_ADJUSTED"
    FEATURE_EMULATED = "FEATURE_EMULATED"
    NOT_ACTIVATED = "NOT_ACTIVATED"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    PARTIAL_SUCCESS = "PARTIAL_SUCCESS"
    SHARED_TEMPLATE = "SHARED_TEMPLATE"
    CACHE_STALE = "CACHE_STALE"
    ID_UNAVAILABLE = "ID_UNAVAILABLE"


LOSSES = frozenset(
    {
        WarningType.FIELD_NOT_SUPPORTED,
        WarningType.FIELD_UNKNOWN,
        WarningType.VALUE_ADJUSTED,
        WarningType.FEATURE_EMULATED,
    }
)
"""What `strict=true` refuses. The other types say what happened; nothing asked for was lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWarning:
    """Something the caller asked for that the provider does differently, or not at all."""

    problem_type: WarningType
    title: str
    detail: str
    pointer: str
    """Where in `record` the caller asked for it, such as ``/template/to``; the whole: ``""``."""
    capability: str | None = None
    """The row of the capability table that announces this."""

    @property
    def loss(self) -> bool:
        """Tell whether `strict=true` must refuse the write for this."""
        return self.problem_type in LOSSES
