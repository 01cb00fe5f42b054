"""A step: one touch in a sequence, as the wire writes and reads it."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from segue.model.described import Described
from segue.model.wire import (
    Address,
    CustomFields,
    Date,
    Html,
    Id,
    Line,
    Note,
    Place,
    Seconds,
    Written,
)

StepType = Literal["auto_email", "manual_email", "call", "task", "linkedin_send_message"]
STEP_TYPES: tuple[StepType, ...] = (
    "auto_email",
    "manual_email",
    "call",
    "task",
    "linkedin_send_message",
)
EMAIL_TYPES = frozenset({"auto_email", "manual_email"})

Addresses = Annotated[list[Address], Field(max_length=100)]


class TemplateWrite(Written):
    """Content of a step: either `id` of a template at the provider, or `subject` and `body`."""

    id: Id | None = None
    """An existing template of the provider. Never together with `subject` and `body`."""
    subject: Annotated[str, Field(max_length=998)] | None = None
    body: Html | None = None
    """HTML."""
    name: Line | None = None
    """Names the template. Without a name the template is private to the step where possible."""
    to: Addresses | None = None
    cc: Addresses | None = None
    bcc: Addresses | None = None
    custom_fields: CustomFields | None = None
    """The provider's own template keys, sent verbatim."""

    @model_validator(mode="after")
    def _one_form(self) -> "TemplateWrite":
        inline = self.subject is not None and self.body is not None
        if self.id is not None and inline:
            raise PydanticCustomError(
                "template_forms", "give either id, or subject and body, not both"
            )
        if self.id is None and not inline:
            raise PydanticCustomError("template_forms", "give either id, or both subject and body")
        return self


class StepCreate(Written):
    """A step to add to a sequence."""

    type: StepType
    """What happens."""
    name: Line | None = None
    """The user's name for the step."""
    interval_seconds: Seconds | None = None
    """Wait after the previous step, in seconds; for the first step, after entry. Absent means 0.

    Always relative to the step before, on every provider, written and read. Never shortened: what
    a provider cannot express becomes a longer wait, with a warning.
    """
    date: Date | None = None
    """The day it happens, for sequences by date: ``YYYY-MM-DD``, or RFC 3339 with a zone."""
    template: TemplateWrite | None = None
    is_reply: bool | None = None
    """Send in the thread of the e-mail step before."""
    order: Place | None = None
    """1-based place. Absent: last. Occupied: the steps from there on move by one."""
    task_note: Note | None = None
    """Text for the person who does the step."""
    custom_fields: CustomFields | None = None
    """The provider's own step keys, sent verbatim and last."""

    @model_validator(mode="after")
    def _one_kind_of_time(self) -> "StepCreate":
        if self.date is not None and self.interval_seconds is not None:
            raise PydanticCustomError("mixed_time", "give date or interval_seconds, not both")
        return self

    @property
    def seconds(self) -> int | float:
        """The wait that is meant: `interval_seconds`, or 0."""
        return self.interval_seconds or 0

    @property
    def is_email(self) -> bool:
        """Tell whether the step is an e-mail."""
        return self.type in EMAIL_TYPES


class TemplateChange(Written):
    """New content of a step; what is absent stays as it is."""

    subject: Annotated[str, Field(max_length=998)] | None = None
    body: Html | None = None


class StepUpdate(Written):
    """A change of a step; what is absent stays as it is."""

    template: TemplateChange | None = None
    interval_seconds: Seconds | None = None
    """New wait after the previous step, in seconds. An extension of the old wire."""
    task_note: Note | None = None
    """New text for the person who does the step. An extension of the old wire."""
    custom_fields: CustomFields | None = None
    """The provider's own step keys, sent verbatim and last."""


class TemplateRead(Described):
    """Content of a step as the provider holds it."""

    id: str | None = None
    name: str | None = None
    subject: str | None = None
    body: str | None = None
    to: list[str] | None = None
    cc: list[str] | None = None
    bcc: list[str] | None = None


class StepRead(Described):
    """A step as the provider holds it. Keys without a value are absent on the wire."""

    id: str | None = None
    name: str | None = None
    type: str
    """One of ours; any other kind of the provider reads as ``task``."""
    interval_seconds: int | float | None = None
    """Relative to the previous step, in seconds."""
    date: str | None = None
    template: TemplateRead | None = None
    is_reply: bool | None = None
    order: int | None = None
    task_note: str | None = None
    raw_data: dict[str, Any] | None = None
    """The provider's own record, only when asked for, and not within a sequence."""
