"""A sequence state: one contact in one sequence, and what becomes of enrolling contacts."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from segue.model.described import Described
from segue.model.wire import Id, Written

Allowance = Literal["active_elsewhere", "no_email", "unverified_email", "bounced"]
ALLOWANCES: tuple[Allowance, ...] = ("active_elsewhere", "no_email", "unverified_email", "bounced")


class StateCreate(Written):
    """One contact to enrol in one sequence."""

    contact_id: Id
    sequence_id: Id
    mailbox_id: Id | None = None
    """What the e-mails are sent from; needed where the provider does not choose it itself."""
    user_id: Id | None = None
    """On whose behalf."""
    allow: Annotated[list[Allowance], Field(max_length=4)] | None = None
    """What must not keep the contact out. Nothing is allowed that is not named."""


class StateFilter(Written):
    """Which states to look for; both mean both."""

    model_config = ConfigDict(extra="forbid")

    contact_id: Id | None = None
    sequence_id: Id | None = None

    @model_validator(mode="after")
    def _something(self) -> "StateFilter":
        if self.contact_id is None and self.sequence_id is None:
            raise PydanticCustomError("nothing_to_match", "give contact_id, sequence_id or both")
        return self


class Outcome(StrEnum):
    """What became of enrolling one contact."""

    ENROLLED = "enrolled"
    ALREADY_ENROLLED = "already_enrolled"
    SKIPPED = "skipped"
    """The provider does not take this contact; `Reason` says why."""
    FAILED = "failed"
    """Not enrolled, and not for what the contact is."""
    UNKNOWN = "unknown"
    """Its answer was lost, and nobody knows yet."""


class Reason(StrEnum):
    """Why a contact is not enrolled."""

    NOT_FOUND = "not_found"
    NO_EMAIL = "no_email"
    UNVERIFIED_EMAIL = "unverified_email"
    BOUNCED = "bounced"
    OPTED_OUT = "opted_out"
    ACTIVE_ELSEWHERE = "active_elsewhere"
    FINISHED_ELSEWHERE = "finished_elsewhere"
    SAME_COMPANY = "same_company"
    JOB_CHANGE = "job_change"
    NO_PERMISSION = "no_permission"
    PENDING_ELSEWHERE = "pending_elsewhere"
    SEQUENCE_RULES = "sequence_rules"
    """The sequence's own rules at the provider keep the contact out."""
    INVALID = "invalid"
    """The provider calls the request wrong."""
    OTHER = "other"
    RATE_LIMITED = "rate_limited"
    UNREACHABLE = "unreachable"
    REJECTED = "rejected"
    """The provider refused the call about this contact, such as for a missing permission."""
    NOT_SENT = "not_sent"
    """Something stopped the whole write before this contact's turn."""
    ANSWER_LOST = "answer_lost"


UNSENT = frozenset({Reason.RATE_LIMITED, Reason.UNREACHABLE, Reason.NOT_SENT})
"""With these a repeat with the same key sends what was not sent."""

Status = Literal["pending", "active", "paused", "finished", "failed", "removed"]


class StateRead(Described):
    """A sequence state as the provider holds it."""

    id: str
    state: str | None
    """The provider's own word."""
    status: Status | None
    """The same in words that hold for every provider; null where none fits."""
    contact_id: str | None
    sequence_id: str | None
    mailbox_id: str | None
    user_id: str | None
    created_at: str | None
    updated_at: str | None
    is_deleted: bool = False
    last_modified_at: str | None
    """Null where the provider does not tell."""
    raw_data: dict[str, Any] | None = None
    """The provider's own record, only when asked for."""
