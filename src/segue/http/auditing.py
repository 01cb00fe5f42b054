"""Which requests stand in the audit log, and what of them."""

from typing import Final

from starlette.types import Scope

from segue.http.exchange import Exchange, acted_on
from segue.http.operations import OPERATIONS
from segue.http.routing import Route
from segue.service.auditing import record
from segue.service.context import Services

AUDITED: Final = frozenset(
    operation.id
    for operation in OPERATIONS
    if operation.method != "GET" and not operation.path.endswith("/_search")
)
"""What changes something, and every passthrough. The export of a credential, a GET, enters itself
before it answers."""

FAILED: Final = 400


async def note(scope: Scope, exchange: Exchange, services: Services) -> None:
    """Enter a request whose answer is known and has not been sent yet: one commit.

    Left out are requests without a valid key, which are nobody's, dry runs, and writes that are
    done: those were entered as they were closed.
    """
    route = scope.get("route")
    what = route.operation_id if isinstance(route, Route) else None
    left_out = exchange.key_id is None or exchange.dry_run or exchange.entered
    if what not in AUDITED or left_out:
        return
    await record(
        services,
        application_id=exchange.application_id or "",
        who="key",
        what=what,
        status=exchange.status or 500,
        key_id=exchange.key_id,
        customer_id=exchange.customer_id,
        provider=exchange.provider,
        connection_id=exchange.connection_id,
        write_id=exchange.write_id,
        subject=exchange.subject or _subject(scope, exchange),
    )


def _subject(scope: Scope, exchange: Exchange) -> str | None:
    """Give the id in a request's path of what was acted on.

    Of a request that failed it may be any word of the caller's, and nothing was acted on.
    """
    return acted_on(scope) if (exchange.status or FAILED) < FAILED else None
