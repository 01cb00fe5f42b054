"""A sequence: an ordered list of steps, as the wire writes and reads it."""

from typing import Annotated, Any, Literal

from pydantic import Field

from segue.model.described import Described
from segue.model.step import StepCreate, StepRead
from segue.model.wire import CustomFields, Id, Line, Written

ShareType = Literal["team", "private"]
SHARE_TYPES: tuple[ShareType, ...] = ("team", "private")


class SequenceCreate(Written):
    """A sequence to make, with its steps. It is left switched off."""

    name: Annotated[Line, Field(min_length=1)]
    type: ShareType
    """Who may use it: ``team`` or ``private``."""
    owner_id: Id | None = None
    """A user of the provider."""
    tags: Annotated[list[Line], Field(max_length=100)] | None = None
    steps: Annotated[list[StepCreate], Field(max_length=100)] | None = None
    custom_fields: CustomFields | None = None
    """The provider's own sequence keys, sent verbatim."""


class SequenceRead(Described):
    """A sequence as the provider holds it."""

    id: str
    owner_id: str | None
    name: str | None
    is_enabled: bool
    tags: list[str]
    num_steps: int
    metrics: dict[str, int | float]
    """Counters of the provider, camelCase keys."""
    created_at: str | None
    updated_at: str | None
    last_modified_at: str | None
    is_archived: bool | None
    share_type: ShareType
    is_deleted: bool = False
    steps: list[StepRead] | None = None
    """Only when one sequence is asked for."""
    raw_data: dict[str, Any] | None = None
    """The provider's own record, only when asked for."""
