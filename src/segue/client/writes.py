"""Records as they are written. A key that is not given is not sent; None is sent as null.

On a change, absent leaves alone and null clears.
"""

from collections.abc import Sequence
from typing import Any, Literal, Required, TypedDict

from segue.client.records import EmailAddress, PhoneNumber, ShareType, StepType

Allowance = Literal["active_elsewhere", "no_email", "unverified_email", "bounced"]


class AccountWrite(TypedDict, total=False):
    """An account to make or to change."""

    name: str | None
    domain: str | None
    owner_id: str | None
    account_id: str | None
    custom_fields: dict[str, Any]
    """The provider's own keys, sent verbatim; so it is for every record."""


class AccountMatch(TypedDict, total=False):
    """What an account must be equal in, all of it, to be the one that is changed."""

    name: str
    domain: str


class AddressWrite(TypedDict, total=False):
    """A postal address."""

    street_1: str | None
    street_2: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    country: str | None


class ContactWrite(TypedDict, total=False):
    """A contact to make or to change."""

    first_name: str | None
    last_name: str | None
    job_title: str | None
    address: AddressWrite | None
    email_addresses: Sequence[EmailAddress]
    phone_numbers: Sequence[PhoneNumber]
    owner_id: str | None
    account_id: str | None
    custom_fields: dict[str, Any]


class ContactMatch(TypedDict):
    """What a contact must be equal in, to be the one that is changed."""

    email: str


class TemplateWrite(TypedDict, total=False):
    """The content of a step: the `id` of a template at the provider, or `subject` and `body`."""

    id: str
    subject: str
    body: str
    """HTML."""
    name: str
    to: Sequence[str]
    cc: Sequence[str]
    bcc: Sequence[str]
    custom_fields: dict[str, Any]


class StepCreate(TypedDict, total=False):
    """A step to add."""

    type: Required[StepType]
    name: str
    interval_seconds: float
    """The wait after the previous step; for the first step, after entry."""
    date: str
    """`YYYY-MM-DD`, or RFC 3339 with a zone; never together with `interval_seconds`."""
    template: TemplateWrite
    is_reply: bool
    order: int
    """1-based; absent: last."""
    task_note: str
    custom_fields: dict[str, Any]


class TemplateChange(TypedDict, total=False):
    """New content of a step."""

    subject: str
    body: str


class StepUpdate(TypedDict, total=False):
    """A change of a step."""

    template: TemplateChange
    interval_seconds: float
    task_note: str
    custom_fields: dict[str, Any]


class SequenceCreate(TypedDict, total=False):
    """A sequence to make. It is left switched off."""

    name: Required[str]
    type: Required[ShareType]
    owner_id: str
    tags: Sequence[str]
    steps: Sequence[StepCreate]
    custom_fields: dict[str, Any]


class StateCreate(TypedDict, total=False):
    """A contact to enrol in a sequence."""

    contact_id: Required[str]
    sequence_id: Required[str]
    mailbox_id: str
    """What e-mails are sent from; Outreach and Apollo need it."""
    user_id: str
    allow: Sequence[Allowance]
    """What must not keep the contact out."""
