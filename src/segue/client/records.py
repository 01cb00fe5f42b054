"""Records as they are read: the wire's JSON objects, with types. Ids are the provider's."""

from typing import Any, Literal, NotRequired, TypedDict

EmailType = Literal["primary", "personal", "work"]
PhoneType = Literal["primary", "work", "home", "mobile", "other"]
ShareType = Literal["team", "private"]
StepType = Literal["auto_email", "manual_email", "call", "task", "linkedin_send_message"]
Status = Literal["pending", "active", "paused", "finished", "failed", "removed"]
CheckName = Literal["enabled", "steps", "content", "approved", "schedule", "mailbox"]


class Account(TypedDict):
    """A company."""

    id: str
    owner_id: str | None
    name: str | None
    domain: str | None
    created_at: str | None
    updated_at: str | None
    is_deleted: bool
    last_modified_at: str | None
    raw_data: NotRequired[dict[str, Any]]


class Address(TypedDict):
    """A postal address."""

    street_1: str | None
    street_2: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    country: str | None


class EmailAddress(TypedDict):
    """An e-mail address."""

    email_address: str
    email_address_type: EmailType | None


class PhoneNumber(TypedDict):
    """A phone number."""

    phone_number: str | None
    phone_number_type: PhoneType | None


class Contact(TypedDict):
    """A person."""

    id: str
    owner_id: str | None
    account_id: str | None
    first_name: str | None
    last_name: str | None
    job_title: str | None
    address: Address | None
    email_addresses: list[EmailAddress]
    phone_numbers: list[PhoneNumber]
    open_count: int
    click_count: int
    reply_count: int
    bounced_count: int
    created_at: str | None
    updated_at: str | None
    is_deleted: bool
    last_modified_at: str | None
    raw_data: NotRequired[dict[str, Any]]


class User(TypedDict):
    """A user of the provider."""

    id: str
    first_name: str | None
    last_name: str | None
    email: str | None
    created_at: str | None
    updated_at: str | None
    is_deleted: bool
    last_modified_at: str | None
    is_locked: bool | None
    raw_data: NotRequired[dict[str, Any]]


class Mailbox(TypedDict):
    """What e-mails are sent from."""

    id: str
    email: str | None
    user_id: str | None
    created_at: str | None
    updated_at: str | None
    is_deleted: bool
    last_modified_at: str | None
    is_disabled: bool | None
    raw_data: NotRequired[dict[str, Any]]


class Content(TypedDict, total=False):
    """The content of a step. What it does not have is absent."""

    id: str
    name: str
    subject: str
    body: str
    to: list[str]
    cc: list[str]
    bcc: list[str]


class Step(TypedDict):
    """One touch in a sequence. What it does not have is absent."""

    id: NotRequired[str]
    name: NotRequired[str]
    type: StepType
    interval_seconds: NotRequired[float]
    """The wait after the previous step."""
    date: NotRequired[str]
    template: NotRequired[Content]
    is_reply: NotRequired[bool]
    order: NotRequired[int]
    """1-based."""
    task_note: NotRequired[str]
    raw_data: NotRequired[dict[str, Any]]


class Sequence(TypedDict):
    """An ordered list of steps."""

    id: str
    owner_id: str | None
    name: str | None
    is_enabled: bool
    tags: list[str]
    num_steps: int
    metrics: dict[str, float]
    created_at: str | None
    updated_at: str | None
    last_modified_at: str | None
    is_archived: bool | None
    share_type: ShareType
    is_deleted: bool
    steps: NotRequired[list[Step]]
    """Only where one sequence is read."""
    raw_data: NotRequired[dict[str, Any]]


class State(TypedDict):
    """One contact in one sequence."""

    id: str
    state: str | None
    """The provider's own word."""
    status: Status | None
    """The same in words that hold for every provider."""
    contact_id: str | None
    sequence_id: str | None
    mailbox_id: str | None
    user_id: str | None
    created_at: str | None
    updated_at: str | None
    is_deleted: bool
    last_modified_at: str | None
    raw_data: NotRequired[dict[str, Any]]


class Template(TypedDict):
    """Content that stands on its own at the provider."""

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
    raw_data: NotRequired[dict[str, Any]]


class Check(TypedDict):
    """One thing that a sequence needs to send."""

    name: CheckName
    ok: bool | None
    """None where the provider's API does not show it."""
    detail: str
    todo: str | None


class Readiness(TypedDict):
    """Whether a sequence would send now."""

    sequence_id: str
    ready: bool
    checks: list[Check]
