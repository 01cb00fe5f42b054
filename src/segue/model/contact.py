"""A contact: a person, as the wire writes and reads it."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from segue.model.described import Described
from segue.model.wire import Address as Email
from segue.model.wire import CustomFields, Id, Line, Written

EmailType = Literal["primary", "personal", "work"]
EMAIL_TYPES: tuple[EmailType, ...] = ("primary", "personal", "work")
PhoneType = Literal["primary", "work", "home", "mobile", "other"]
PHONE_TYPES: tuple[PhoneType, ...] = ("primary", "work", "home", "mobile", "other")
UNTYPED = "untyped"
"""What stands in a capability row for an entry whose type is null."""


class AddressWrite(Written):
    """A postal address; what is absent is null."""

    street_1: Line | None = None
    street_2: Line | None = None
    city: Line | None = None
    state: Line | None = None
    postal_code: Line | None = None
    country: Line | None = None


class EmailAddress(Written):
    """One e-mail address. A null type, as some providers read, is taken back as it is."""

    email_address: Email
    email_address_type: EmailType | None


class PhoneNumber(Written):
    """One phone number. A null type is taken back as it is read."""

    phone_number: Annotated[str, Field(max_length=64)] | None
    phone_number_type: PhoneType | None


class ContactWrite(Written):
    """A contact to make or to change.

    On a change null clears, and absent leaves alone. A list names the entries of its types: a type
    that the list does not name stays as it is, and an empty list clears them all.
    """

    first_name: Line | None = None
    last_name: Line | None = None
    job_title: Line | None = None
    address: AddressWrite | None = None
    email_addresses: Annotated[list[EmailAddress], Field(max_length=20)] | None = None
    phone_numbers: Annotated[list[PhoneNumber], Field(max_length=20)] | None = None
    owner_id: Id | None = None
    """A user of the provider."""
    account_id: Id | None = None
    custom_fields: CustomFields | None = None
    """The provider's own contact keys, sent verbatim."""


class ContactMatch(Written):
    """What a contact must be equal in, to be the one that an upsert changes."""

    model_config = ConfigDict(extra="forbid")

    email: Email


class ContactFilter(Written):
    """Whom to look for: contacts with any of these addresses."""

    model_config = ConfigDict(extra="forbid")

    emails: Annotated[list[Email], Field(min_length=1, max_length=100)]


class AddressRead(Described):
    """A postal address as the provider holds it."""

    street_1: str | None = None
    street_2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None


class EmailAddressRead(Described):
    """An e-mail address as the provider holds it."""

    email_address: str
    email_address_type: EmailType | None


class PhoneNumberRead(Described):
    """A phone number as the provider holds it."""

    phone_number: str | None
    phone_number_type: PhoneType | None


class ContactRead(Described):
    """A contact as the provider holds it."""

    id: str
    owner_id: str | None
    account_id: str | None
    first_name: str | None
    last_name: str | None
    job_title: str | None
    address: AddressRead | None
    email_addresses: list[EmailAddressRead]
    phone_numbers: list[PhoneNumberRead]
    open_count: int
    click_count: int
    reply_count: int
    bounced_count: int
    created_at: str | None
    updated_at: str | None
    is_deleted: bool = False
    last_modified_at: str | None
    """Null where the provider does not tell."""
    raw_data: dict[str, Any] | None = None
    """The provider's own record, only when asked for."""
