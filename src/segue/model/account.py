"""An account: a company, as the wire writes and reads it."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from segue.model.described import Described
from segue.model.wire import CustomFields, Id, Line, Written

Domain = Annotated[str, Field(max_length=255)]


class AccountWrite(Written):
    """An account to make or to change. On a change null clears, and absent leaves alone."""

    name: Line | None = None
    domain: Domain | None = None
    owner_id: Id | None = None
    """A user of the provider."""
    account_id: Id | None = None
    """On the old wire, where no provider used it."""
    custom_fields: CustomFields | None = None
    """The provider's own account keys, sent verbatim."""


class AccountMatch(Written):
    """What an account must be equal in: to be found, or to be the one that an upsert changes."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Line, Field(min_length=1)] | None = None
    domain: Annotated[Domain, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _something(self) -> "AccountMatch":
        if self.name is None and self.domain is None:
            raise PydanticCustomError("nothing_to_match", "give name, domain or both")
        return self


class AccountRead(Described):
    """An account as the provider holds it."""

    id: str
    owner_id: str | None
    name: str | None
    domain: str | None
    created_at: str | None
    updated_at: str | None
    is_deleted: bool = False
    last_modified_at: str | None
    """Null where the provider does not tell."""
    raw_data: dict[str, Any] | None = None
    """The provider's own record, only when asked for."""
