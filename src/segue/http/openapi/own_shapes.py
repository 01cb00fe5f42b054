"""What passthroughs and the audit log look like: described here, never used to make one."""

from typing import Any, Literal

from segue.http.openapi.shapes import Moment, Pagination, Shape, Warned
from segue.model.job import JobType
from segue.model.state import Outcome, Reason
from segue.store.jobs import JobState


class PassedThrough(Shape):
    """What the provider answered to a caller's own request."""

    url: str
    """What was asked, without credentials."""
    status: int
    """The provider's own."""
    headers: dict[str, str]
    """By lower-case names; without those about the connection and without cookies."""
    body: Any
    """JSON where it is JSON, else a text, which is empty where there was none."""


class AuditRecord(Shape):
    """One act."""

    id: str
    at: Moment
    who: Literal["key", "browser", "operator", "segue"]
    """`key`: a request with an API key. `browser`: a customer that connected itself. `operator`:
    the command line. `segue`: the server by itself."""
    key_id: str | None
    what: str
    """The operation's id, as in this document, or an event such as `connection.refreshed`."""
    status: int
    """The HTTP status that it ended with; of an event what comes closest."""
    customer_id: str | None
    provider_name: str | None
    connection_id: str | None
    write_id: str | None
    """Of a journaled write: `getWrite` tells more."""
    subject: str | None
    """The id of what was acted on where nothing else here names it: the key that was made, rotated
    or revoked, the job, the magic link that was deleted, the sequence, step or record of the path.
    Null where the request failed."""


class AuditPage(Shape):
    """Part of the audit log, the newest first."""

    pagination: Pagination
    records: list[AuditRecord]


class JobCounts(Shape):
    """How many contacts came to what."""

    enrolled: int
    already_enrolled: int
    skipped: int
    failed: int
    """Those too that were not sent because the job ended."""
    unknown: int
    """While the job is open some of them may still be found out."""
    pending: int
    """Still to come."""


class JobWait(Shape):
    """Why nothing is done at present."""

    reason: str
    """A word for programs, such as `rate_limited`, `busy`, `unreachable`, `answer_lost`."""
    detail: str
    until: Moment
    """When it is tried again."""


class JobProblem(Shape):
    """Why a job could not go on."""

    status: str
    """The HTTP status that the request would have been answered with."""
    reason: str
    detail: str


class Job(Shape):
    """One job, as it stands."""

    id: str
    type: JobType
    state: JobState
    """`done`: every contact has its outcome. `failed`: the job could not go on, as `problem` says;
    what it did stays done."""
    customer_id: str
    provider_name: str
    total: int
    outcomes: JobCounts
    waiting: JobWait | None
    cancel_requested: bool
    problem: JobProblem | None
    created_at: Moment
    started_at: Moment | None
    ended_at: Moment | None


class JobPage(Shape):
    """Some jobs of a connection, the newest first."""

    pagination: Pagination
    records: list[Job]


class JobOutcome(Shape):
    """What became of one contact; `pending` where its turn is still to come."""

    id: str | None
    """Of the sequence state, where there is one."""
    contact_id: str
    outcome: Outcome | Literal["pending"]
    reason: Reason | None
    detail: str | None
    """The provider's own words."""


class JobOutcomes(Shape):
    """Some of a job's contacts, in the order asked."""

    pagination: Pagination
    records: list[JobOutcome]
    warnings: list[Warned]


SHAPES = (PassedThrough, AuditPage, Job, JobPage, JobOutcomes)
