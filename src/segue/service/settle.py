"""Settling a write that a dead or undecided process left behind, before the next one starts."""

from collections.abc import Awaitable, Callable

import structlog

from segue.engine.execute import keep
from segue.engine.misread import RAISED
from segue.engine.run import Run
from segue.engine.unknown import Verdict, settle, settled_at
from segue.service.carrying import resumed
from segue.service.context import Services
from segue.service.session import Session
from segue.spi.plan import Call, Find
from segue.store import journal
from segue.store.journal import CallRow
from segue.store.leases import Held, Lease
from segue.store.runner import Runner
from segue.vault import Unsealable

Settled = Callable[[Runner], Awaitable[None]]
"""Puts what was found in the journal, in the transaction that takes the lease over."""


async def settle_left(services: Services, session: Session, held: Held) -> Settled | None:
    """Find out about the open call of the write that holds an expired lease.

    None unless it is known whether that call took effect, or nothing that it sent can take effect
    any more: only then may the lease be taken over. What was found is for that write's repeat; it
    is dropped when the write's own process has woken meanwhile and gone on.
    """
    entry = await journal.by_id(services.database, held.write_id)
    if entry is None or entry.plan is None or entry.state in ("done", "refused"):
        return _nothing
    rows = await journal.calls(services.database, entry.id, entry.attempt)
    try:
        lease = Lease(held.resource, held.fence, held.holder)
        run = resumed(services, session.destination, entry, lease, rows)
        known = await _settle_open(run)
    except (Unsealable, *RAISED):
        # A plan of another version, or sealed with a key that is gone, must not block the sequence
        # for good: its own repeat says what is wrong.
        log = structlog.get_logger()
        log.exception("a write that was left cannot be settled", write_id=entry.id)
        return _nothing if _over(services, session, rows) else None
    if not known:
        return None

    async def settled(tx: Runner) -> None:
        if await journal.calls(tx, entry.id, entry.attempt) == rows:
            for statement in run.noted:
                await statement(tx)

    return settled


def _over(services: Services, session: Session, rows: list[CallRow]) -> bool:
    """Tell whether no call that was started can take effect any more."""
    now = services.clock.now()
    started = (row for row in rows if row.state == "started")
    return all(settled_at(services.tools, session.provider, row) <= now for row in started)


async def _nothing(_tx: Runner) -> None:
    return


async def _settle_open(run: Run) -> bool:
    if run.plan.at_once:
        return all([await _settle_alone(run, *each) for each in enumerate(run.plan.calls)])
    for position, call in enumerate(run.plan.calls):
        if run.restore(position, call):
            continue
        row = run.rows.get(position)
        if row is None or row.state != "started" or not isinstance(call, Call):
            return True
        return await _settle_call(run, position, call)
    return True


async def _settle_alone(run: Run, position: int, call: Call | Find) -> bool:
    row = run.rows.get(position)
    if row is None or row.state != "started" or not isinstance(call, Call):
        return True
    finding = await settle(run, position, call)
    if finding.verdict is Verdict.DID_NOT and not call.repeatable:
        run.noted.append(run.state(position, "absent"))
    elif finding.verdict is not Verdict.HAPPENED:
        return run.tools.clock.now() >= settled_at(
            run.tools, run.destination.provider, run.rows[position]
        )
    return True


async def _settle_call(run: Run, position: int, call: Call) -> bool:
    finding = await settle(run, position, call)
    end = settled_at(run.tools, run.destination.provider, run.rows[position])
    if finding.verdict is Verdict.HAPPENED and finding.match is not None:
        match = finding.match
        keep(run, position, call, match.answer, warnings=match.warnings)
    elif finding.verdict is Verdict.DID_NOT and not call.repeatable:
        run.noted.append(run.state(position, "absent"))
    elif run.tools.clock.now() < end:
        return False
    return True
