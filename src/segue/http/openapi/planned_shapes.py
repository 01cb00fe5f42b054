"""What dry runs and budgets look like: described here, never used to make one."""

from typing import Any, Literal

from segue.http.openapi.shapes import Moment, Shape, Warned


class BudgetWindow(Shape):
    """A span of time with a limit."""

    window: str
    """`minute`, `hour` or `day`."""
    length_seconds: int
    limit: int | None
    """In the provider's own units, mostly requests; null where it does not limit."""
    left: int | None
    resets_at: Moment | None
    """When the window ends; null where none is open."""
    known: Literal["default", "told"]
    """Whether the limit is what the provider has told of this connection."""


class BudgetScope(Shape):
    """Requests that are counted together: a team's, a user's, or one endpoint's."""

    scope: str
    windows: list[BudgetWindow]
    blocked_until: Moment | None
    """Until then nothing is sent, because the provider has said no."""


class Budget(Shape):
    """What a connection may still ask of its provider."""

    customer_id: str
    provider_name: str
    scopes: list[BudgetScope]
    """Those that were used lately; others begin with the defaults."""


class Cost(BudgetScope):
    """What a write asks of one scope, and how that stands."""

    reads: int
    """Units that the reads have spent."""
    calls: int
    """Units that the calls would spend, if each is sent once and none has to be looked up."""


class PlannedRequest(Shape):
    """A request to the provider, relative to its API's root and without credentials."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    """`{call/pointer}` stands for a value that an earlier call will return."""
    query: str | None = None
    body: Any = None
    """`{"$from": call, "pointer": ...}` stands for a value that an earlier call will return."""


class PlannedCall(PlannedRequest):
    """A call that the write would make."""

    name: str
    optional: Literal[True] | None = None
    """The provider's refusal of it is a warning, not an error."""
    only_if: dict[str, Any] | None = None
    """It is made only where an earlier call has returned this value."""
    undo: PlannedRequest | None = None
    """What takes the call back when a later one is refused."""
    repeated_until_found: Literal[True] | None = None
    """It reads what an earlier call made and did not name."""


class DryRun(Shape):
    """What a write would do. With unchanged reads the real one makes exactly these calls."""

    reads: list[PlannedRequest]
    """Reads that were really made."""
    calls: list[PlannedCall]
    warnings: list[Warned]
    cost: list[Cost]
    """Of the connection's budget, by scope."""


SHAPES = (Budget, DryRun)
