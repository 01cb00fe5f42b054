"""A template on its own: content that stands at the provider, whatever step uses it."""

from typing import Any

from segue.model.described import Described


class TemplateRecord(Described):
    """A template as the provider holds it."""

    id: str
    name: str | None
    subject: str | None
    body: str | None
    """HTML."""
    to: list[str] | None
    cc: list[str] | None
    bcc: list[str] | None
    owner_id: str | None
    is_archived: bool | None
    created_at: str | None
    updated_at: str | None
    last_modified_at: str | None
    raw_data: dict[str, Any] | None = None
    """The provider's own record, only when asked for."""
