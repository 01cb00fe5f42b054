"""What answers look like: described here, never used to make or check one."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from segue.model.account import AccountRead
from segue.model.contact import ContactRead
from segue.model.described import Described
from segue.model.sequence import SequenceRead
from segue.model.state import Outcome, Reason, StateRead
from segue.model.step import StepRead
from segue.model.template import TemplateRecord
from segue.model.user import MailboxRead, UserRead
from segue.model.warning import WarningType
from segue.spi.capability import Support
from segue.store.journal import CallState, WriteState

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Shape(Described):
    """One JSON value of an answer. A key that may be left out has a default here."""


class Source(Shape):
    """Where in the request."""

    pointer: str
    """`/body/record/...`, `/query/...`, `/header/...`, `/path/...`, or the request's path."""


class Warned(Shape):
    """Something that was not done exactly as asked."""

    title: str
    detail: str
    problem_type: WarningType
    source: Source
    capability: str | None = None
    """The row of the provider's capability table that announces this."""


class RecordId(Shape):
    """What was made."""

    id: str
    """The provider's id."""


class Created(Shape):
    """A write that made something."""

    record: RecordId
    warnings: list[Warned]


class Updated(Shape):
    """A write that changed something."""

    warnings: list[Warned]


class Pagination(Shape):
    """Where a page lies among the others."""

    next: str | None
    """The `cursor` of the next page; null on the last one."""
    previous: str | None
    total_count: int | None = None
    """Left out where the provider does not tell it."""


class Page(Shape):
    """One page."""

    pagination: Pagination
    warnings: list[Warned] | None = None
    """What is to be known of the list, such as a ceiling of the provider's."""


class AccountPage(Page):
    """One page of accounts."""

    records: list[AccountRead]


class ContactPage(Page):
    """One page of contacts."""

    records: list[ContactRead]


class UserPage(Page):
    """One page of users."""

    records: list[UserRead]


class MailboxPage(Page):
    """One page of mailboxes."""

    records: list[MailboxRead]


class SequencePage(Page):
    """One page of sequences."""

    records: list[SequenceRead]


class StepPage(Page):
    """One page of steps."""

    records: list[StepRead]


class StatePage(Page):
    """One page of sequence states."""

    records: list[StateRead]


class TemplatePage(Page):
    """One page of templates."""

    records: list[TemplateRecord]


class EnrolledId(Shape):
    """The state of the contact in the sequence."""

    id: str | None
    """The provider's id; null where it was there and the provider does not tell it."""
    outcome: Literal["enrolled", "already_enrolled"]


class Enrolled(Shape):
    """A contact that is in the sequence."""

    record: EnrolledId
    warnings: list[Warned]


class MemberOutcome(Shape):
    """What became of one contact."""

    id: str | None
    """Of the sequence state, where there is one."""
    contact_id: str
    outcome: Outcome
    reason: Reason | None
    detail: str | None
    """The provider's own words."""


class Batch(Shape):
    """What became of each contact, in the order asked."""

    records: list[MemberOutcome]
    warnings: list[Warned]


class Meta(Described):
    """More about a fault. What does not apply is left out."""

    model_config = ConfigDict(extra="allow")

    origin: Literal["segue", "remote-provider"]
    """Who refused."""
    application_name: str | None = None
    reason: str | None = None
    """A word for programs, such as `unsupported`, `strict`, `key_reused`, `master_key_required`."""
    outcome: str | None = None
    """Of an enrolment: `skipped` or `failed`."""
    capability: str | None = None
    """The row of the provider's capability table that says so."""
    cause: Any = None
    """The provider's own words, without secrets."""
    provider_status: int | None = None
    """The status that the provider answered with."""
    call: str | None = None
    """The call of the write's plan that failed."""
    write_id: str | None = None
    """The write, for `GET /segue/v1/writes/{write_id}`."""
    leftovers: list[Any] | None = None
    """What the write has made and could not take back."""
    exists: list[Any] | None = None
    """What is known to exist at the provider after a write whose outcome is not known."""


class Faulty(Shape):
    """One thing that is wrong."""

    id: str
    """The request's id, as in `x-request-id`."""
    title: str
    detail: str
    problem_type: str
    """`VALIDATION_ERROR` for what is wrong with the request itself; else mostly as `code`."""
    code: str
    status: str
    """The HTTP status, as text."""
    source: Source | None = None
    meta: Meta


class Problem(Shape):
    """A request that was not answered as asked: every fault at once."""

    errors: Annotated[list[Faulty], Field(min_length=1)]


class CredentialField(Shape):
    """One value of a provider's credential."""

    name: str
    note: str
    required: bool


class ProviderEntry(Shape):
    """An installed provider."""

    name: str
    """What `x-provider-name` takes."""
    title: str
    credential: list[CredentialField]
    """What connecting a customer takes."""


class ProviderList(Shape):
    """The installed providers."""

    records: list[ProviderEntry]


class CapabilityRow(Shape):
    """One claim: what the provider does with an operation, a field or a value."""

    name: str
    """Such as `step.create`, `step.type.call`, `step.template.cc`."""
    support: Support
    """`native` and `emulated` lose nothing; `lossy` warns of what it loses; the others cannot."""
    usable: bool
    on_use: Literal["refuse", "drop"] | None
    """What a use of an unusable row does; null where it is usable."""
    note: str
    source: str
    confidence: Literal["high", "medium", "low"]


class CapabilityTable(Shape):
    """Everything that is known of what a provider can do."""

    provider_name: str
    capabilities: list[CapabilityRow]


class Made(Shape):
    """What a call made at the provider."""

    kind: str
    """The provider's word for it."""
    id: str


class CallRecord(Shape):
    """One call of a write, as the journal holds it."""

    name: str
    state: CallState
    """`started` without more: the answer never came."""
    started_at: Moment
    finished_at: Moment | None
    made: Made | None


class WriteBrief(Shape):
    """One write."""

    id: str
    state: WriteState
    """`unknown`: nobody can say whether the provider did it."""
    operation: str
    """Such as `step.create`, `contact.upsert`, `state.batch_create`."""
    customer_id: str
    provider_name: str
    sequence_id: str | None
    idempotency_key: str
    attempt: int
    recovers: bool
    """Whether it runs or Segue goes on with it by itself. Otherwise it has ended, or waits for its
    caller's repeat or for a person."""
    created_at: Moment
    updated_at: Moment


class WritePage(Shape):
    """Some writes, the newest first."""

    pagination: Pagination
    records: list[WriteBrief]


class WriteRecord(WriteBrief):
    """How a write stands."""

    calls: list[CallRecord]
    answer: dict[str, Any] | None
    """`status` and `body` of the answer that a repeat gets; null until there is one."""
    problem: dict[str, Any] | None
    """Why the last attempt failed or stopped: `status`, `code`, `details`, `meta`."""


class Health(Shape):
    """The process answers."""

    status: Literal["ok"]
    version: str


class ServerCheck(Shape):
    """One thing that a server needs."""

    ok: bool
    reason: str | None
    """Why it is not so."""


class ServerReadiness(Shape):
    """Whether the server can work."""

    status: Literal["ready", "not_ready"]
    version: str
    checks: dict[str, ServerCheck]
    """By `database`, `migrations`, `clock`, `encryption_key` and `serving`; those that need the
    database are left out where it does not answer."""
