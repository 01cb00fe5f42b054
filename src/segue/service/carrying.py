"""Carrying a stored plan out, and closing its write with the answer that repeats get."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from segue.engine.execute import execute
from segue.engine.run import Run
from segue.engine.seal import seal, unseal
from segue.engine.transport import Destination
from segue.kit import redact
from segue.model.problem import Fault, Problem
from segue.service.context import Services
from segue.service.shown import wire_warning
from segue.spi.codec import read_plan, show_plan
from segue.spi.plan import Plan
from segue.store import audit, journal, leases
from segue.store.audit import AuditEntry, audit_id
from segue.store.errors import Conflict, StoreError
from segue.store.journal import CallRow, Entry
from segue.store.leases import Lease
from segue.store.runner import Runner


def in_record(pointer: str) -> str:
    """Point into the one record of a body."""
    return f"/body/record{pointer}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a face answers with."""

    status: int
    body: Mapping[str, Any]
    key: str
    write_id: str | None = None
    replayed: bool = False
    retry_after: int | None = None
    """Seconds after which a repeat with the key can tell more."""
    stopped: Problem | None = None
    """Of a batch that was carried out in part: why the rest was not sent."""
    entered: bool = False
    """Whether the audit log has the request already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the writes of one operation are carried out and answered."""

    status: int = 201
    answers_id: bool = True
    at: Callable[[str], str] = in_record
    """Makes a pointer into the body of one that planning names."""
    carry_out: "CarryOut | None" = None
    """Carries the plan out and closes the write, where that is more than making its calls."""


CarryOut = Callable[["Services", Run, Manner, str], Awaitable[Outcome]]
MADE = Manner()
"""201 with the id of what was made."""
CHANGED = Manner(status=200, answers_id=False)
"""200 without an id."""


def keep_plan(services: Services, plan: Plan, asked: Any, *, write_id: str) -> bytes:
    """Seal a plan for the journal, with what the answer needs of the request."""
    shown = show_plan(plan) | ({} if asked is None else {"asked": asked})
    return seal(services.vault, shown, write_id=write_id, part="plan")


def resumed(
    services: Services,
    destination: Destination,
    entry: Entry,
    lease: Lease,
    rows: list[CallRow],
    *,
    unattended: bool = False,
) -> Run:
    """Take a write up where its journal says it stopped."""
    kept = unseal(services.vault, entry.plan or b"", write_id=entry.id, part="plan")
    return Run(
        tools=services.tools,
        destination=destination,
        entry=entry,
        plan=read_plan(kept),
        lease=lease,
        rows={row.position: row for row in rows},
        asked=kept.get("asked"),
        unattended=unattended,
    )


async def finish(services: Services, run: Run, manner: Manner, key: str) -> Outcome:
    """Carry a write out that holds its lease. Raises `Problem`; the lease is let go of then."""
    try:
        return await (manner.carry_out or _carry_out)(services, run, manner, key)
    except Conflict:
        await leases.release(services.database, run.lease)
        detail = "Another request with this Idempotency-Key is running. Ask again."
        raise Problem(409, Fault(detail=detail), retry_after=1) from None
    except BaseException:
        # Whatever went wrong, this write's own repeat need not wait for the lease to run out. It
        # changes nothing where the lease was let go of already.
        until = services.clock.now() + run.destination.provider.settle
        with suppress(StoreError):
            await leases.leave(services.database, run.lease, until=until)
        raise


async def _carry_out(services: Services, run: Run, manner: Manner, key: str) -> Outcome:
    made = await execute(run, answers_id=manner.answers_id)
    record = {"record": {"id": made}} if manner.answers_id else {}
    return await close_done(services, run, manner, key, record)


async def close_done(
    services: Services, run: Run, manner: Manner, key: str, record: Mapping[str, Any]
) -> Outcome:
    """Close a write that is done, keep its answer for repeats, and enter the request behind it."""
    told = (*run.plan.warnings, *run.warnings)
    warnings = [wire_warning(warning, manner.at) for warning in told]
    body = redact.known({**record, "warnings": warnings}, run.destination.secrets)
    kept = {"status": manner.status, "body": body}
    sealed = seal(services.vault, kept, write_id=run.entry.id, part="answer")
    at = services.clock.now()
    entered = _entered(run, manner.status, at)

    async def closing(tx: Runner) -> None:
        await journal.close(tx, run.entry.id, state="done", answer=sealed, problem=None, at=at)
        if entered is not None:
            await audit.add(tx, entered)

    await run.commit(closing, ending=run.let_go)
    return Outcome(
        status=manner.status,
        body=body,
        key=key,
        write_id=run.entry.id,
        entered=entered is not None,
    )


def _entered(run: Run, status: int, at: datetime) -> AuditEntry | None:
    if run.by is None:
        return None
    return AuditEntry(
        id=audit_id(at),
        application_id=run.entry.application_id,
        at=at,
        who="key",
        what=run.by.what,
        status=status,
        key_id=run.by.key_id,
        customer_id=run.entry.customer_id,
        provider=run.entry.provider,
        connection_id=run.entry.connection_id,
        write_id=run.entry.id,
        subject=run.by.subject,
    )
