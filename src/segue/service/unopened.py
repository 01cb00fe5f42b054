"""Writes of which what is stored cannot be opened: their key is gone, or a row was damaged.

Nothing of such a write can be gone on with or looked up. What its rows say in the clear, which
calls were begun and what they made, is all that is known.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import structlog

from segue.engine.ending import kept_problem
from segue.engine.seal import unseal
from segue.engine.unknown import settled_at
from segue.model.problem import OUTCOME_UNKNOWN, Fault, Problem
from segue.service.context import Services
from segue.spi.provider import Provider
from segue.store import journal, leases
from segue.store.journal import CallRow, Entry
from segue.store.leases import Lease
from segue.vault import Unsealable

REASON: Final = "unopened"
STANDS: Final = ("started", "finished", "left")


def shut(services: Services, entry: Entry, rows: Iterable[CallRow]) -> str:
    """Say what of a write cannot be opened, and why; nothing where all of it can."""
    parts = [("plan", "its plan", entry.plan or b"")]
    parts += [
        (f"call/{row.position}", f"the answer to {row.name!r}", row.answer)
        for row in rows
        if row.answer is not None
    ]
    for part, words, sealed in parts:
        try:
            unseal(services.vault, sealed, write_id=entry.id, part=part)
        except Unsealable as error:
            return f"{words}: {error}"
    return ""


def may_stand(entry: Entry, rows: Iterable[CallRow]) -> bool:
    """Tell whether anything of a write may stand, so that it cannot be planned afresh."""
    if entry.state == "refused":
        return any(row.state == "left" for row in rows)
    return any(row.state in STANDS for row in rows)


def unopened(services: Services, entry: Entry, rows: Iterable[CallRow], why: str) -> Problem:
    """Say that nobody knows what became of such a write, and what exists as far as is known."""
    provider = services.providers.get(entry.provider)
    title = provider.title if provider else entry.provider
    detail = (
        f"What Segue has stored of this write cannot be opened ({why.rstrip('.')}), so that it"
        f" cannot go on. A person has to look at {title} what became of it, and say so with"
        " `segue writes resolve`."
    )
    meta = {"reason": REASON, "write_id": entry.id, "exists": made(rows)}
    fault = Fault(title="The outcome is not known", detail=detail, meta=meta)
    return Problem(504, fault, code=OUTCOME_UNKNOWN)


def made(rows: Iterable[CallRow]) -> list[dict[str, str]]:
    """Name what the calls have made that stands, as far as is known."""
    standing = (row for row in rows if row.state in STANDS)
    return [{"kind": row.kind, "id": row.object_id} for row in standing if row.object_id]


def last_landing(
    services: Services, provider: Provider, rows: Iterable[CallRow]
) -> datetime | None:
    """Say when nothing that was sent can take effect any more; None where that is so now."""
    started = [row for row in rows if row.state == "started"]
    end = max((settled_at(services.tools, provider, row) for row in started), default=None)
    return end if end is not None and end > services.clock.now() else None


async def mark(
    services: Services,
    provider: Provider,
    entry: Entry,
    rows: list[CallRow],
    lease: Lease,
    why: str,
) -> None:
    """Put in the journal that the outcome of a write is unknown for good, and in the log why."""
    problem = unopened(services, entry, rows, why)
    now, until = services.clock.now(), last_landing(services, provider, rows)
    sealed = kept_problem(services.vault, entry.id, problem)
    async with services.database.transaction() as tx:
        if not await leases.renew(tx, lease, now=now, ttl=services.tools.lease):
            return
        await journal.close(tx, entry.id, state="unknown", answer=None, problem=sealed, at=now)
        await leases.let_go(tx, lease, until=until)
    structlog.get_logger().error(
        "a write cannot be opened, and waits for a person",
        write_id=entry.id,
        operation=entry.operation,
        reason=why,
    )
