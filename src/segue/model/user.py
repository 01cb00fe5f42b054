"""Users of the provider, and the mailboxes they send from. Both are only read."""

from typing import Any

from segue.model.described import Described


class UserRead(Described):
    """A user as the provider holds them."""

    id: str
    first_name: str | None
    last_name: str | None
    email: str | None
    created_at: str | None
    updated_at: str | None
    is_deleted: bool = False
    last_modified_at: str | None
    is_locked: bool | None
    """True where the user cannot work there any more; null where the provider does not tell."""
    raw_data: dict[str, Any] | None = None
    """The provider's own record, only when asked for."""


class MailboxRead(Described):
    """A mailbox as the provider holds it."""

    id: str
    email: str | None
    user_id: str | None
    created_at: str | None
    updated_at: str | None
    is_deleted: bool = False
    last_modified_at: str | None
    is_disabled: bool | None
    """True where nothing can be sent from it; null where the provider does not tell."""
    raw_data: dict[str, Any] | None = None
    """The provider's own record, only when asked for."""
