"""What passthroughs and the audit log look like: described here, never used to make one."""

from typing import Any, Literal

from segue.http.openapi.shapes import Moment, Pagination, Shape


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


class AuditPage(Shape):
    """Part of the audit log, the newest first."""

    pagination: Pagination
    records: list[AuditRecord]


SHAPES = (PassedThrough, AuditPage)
