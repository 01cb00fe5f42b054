"""Going on with one write that was left, from its journal alone."""

from dataclasses import replace
from datetime import timedelta

import structlog

from segue.engine.ending import abandon, close
from segue.engine.run import Run
from segue.engine.transport import Destination
from segue.engine.undo import finish_undo, reopen, undoing, unsure
from segue.engine.unknown import barred
from segue.model.problem import Fault, Problem
from segue.service.carrying import finish, resumed
from segue.service.context import Services
from segue.service.lease import leased
from segue.service.manners import manner_of
from segue.service.session import Session, destination_of
from segue.service.settle import Settled, settle_left
from segue.service.unopened import mark, shut
from segue.spi.plan import Call, Plan
from segue.store import connections, journal, leases
from segue.store.journal import Entry
from segue.store.leases import Held, Lease

REFUSED = 499
"""The status of a refusal whose own status died with the process that got it."""


async def carry_on(services: Services, entry: Entry) -> bool:
    """Go on with a write as its own repeat would; false where somebody else has it in hand.

    Nothing is sent for a write that is too old, whose connection is gone, or that another change
    of the same thing has overtaken: it is only found out what became of it. One that cannot be
    opened is unknown from now on. Raises `Problem` where
    it stops or ends badly; the journal says how.
    """
    connection = await connections.by_id(services.database, entry.connection_id)
    rows = await journal.calls(services.database, entry.id, entry.attempt)
    closed = bool(shut(services, entry, rows))
    session = await session_of(services, entry, credential=not closed)
    if session is None:
        structlog.get_logger().warning("a write's provider is not installed", write_id=entry.id)
        return True
    why = too_old(services, entry)
    if connection is None:
        why = "its connection is no longer there"
    elif connection.state == "reauth_required" and not (why or closed):
        return True
    held = False

    async def settle(other: Held) -> Settled | None:
        return await settle_left(services, session, other)

    try:
        async with leased(services, entry.resource, entry.id, settle, patience=0) as lease:
            held = True
            await _go_on(services, session, entry.id, lease, why)
    except Problem:
        if held:
            raise
        return False
    return True


def too_old(services: Services, entry: Entry) -> str:
    """Say that a write was asked for too long ago to be carried on by itself; else nothing."""
    hours = services.settings.recovery_hours
    if services.clock.now() - entry.created_at <= timedelta(hours=hours):
        return ""
    return f"it was asked for more than {hours:g} hours ago"


async def session_of(
    services: Services, entry: Entry, *, credential: bool = True
) -> Session | None:
    """Give the way to a write's provider, for work that nobody waits for.

    None where the provider is not installed. Without a connection it has no credential, nor where
    none is asked for: then nothing is opened.
    """
    provider = services.providers.get(entry.provider)
    if provider is None:
        return None
    connection = await connections.by_id(services.database, entry.connection_id)
    destination = (
        Destination(
            connection_id=entry.connection_id,
            provider=provider,
            api_url=services.api_urls.get(provider.name, provider.api_url),
            credential={},
        )
        if connection is None or not credential
        else destination_of(services, provider, connection)
    )
    return Session(
        application_id=entry.application_id,
        application_name="",
        customer_id=entry.customer_id,
        connection_id=entry.connection_id,
        provider=provider,
        destination=replace(destination, background=True),
    )


async def _go_on(services: Services, session: Session, id: str, lease: Lease, why: str) -> None:
    entry = await journal.by_id(services.database, id)
    if entry is None or entry.done_at is not None:
        await leases.release(services.database, lease)
        return
    rows = await journal.calls(services.database, id, entry.attempt)
    if closed := shut(services, entry, rows):
        await mark(services, session.provider, entry, rows, lease, closed)
        return
    run = resumed(services, session.destination, entry, lease, rows, unattended=True)
    run.barred = why
    if not why and _only_changes(run.plan) and await journal.overtaken(services.database, entry):
        run.barred = "another write to the same thing has been asked for since"
    try:
        if await _taken_back(run):
            return
    except Problem:
        await leases.release(services.database, lease)
        raise
    reopen(run)
    await finish(services, run, manner_of(entry.operation), entry.key)


def _only_changes(plan: Plan) -> bool:
    """Tell whether a plan sets what a later write may have set anew, with nothing to show it."""
    return all(
        isinstance(call, Call) and call.repeatable and call.guard is None for call in plan.calls
    )


async def _taken_back(run: Run) -> bool:
    """Finish an undoing in which the process died, and close the write that was refused."""
    begun = undoing(run)
    if run.barred and (begun or any(map(unsure, run.rows.values()))):
        run.recall()
        raise await abandon(run, "undo", barred(run))
    await finish_undo(run)
    if not begun:
        return False
    refused = next(row.name for row in run.rows.values() if row.state == "refused")
    left = [row for row in run.rows.values() if row.state == "left"]
    detail = (
        f"{run.destination.provider.title} refused the call {refused!r} of this write, and the"
        " process that asked ended before it could tell more. What the write had made has been"
        " taken back, but for leftovers."
    )
    meta = {
        "call": refused,
        "write_id": run.entry.id,
        **(
            {
                "leftovers": [
                    {"kind": row.kind, "id": row.object_id, "certain": True} for row in left
                ]
            }
            if left
            else {}
        ),
    }
    problem = Problem(REFUSED, Fault(detail=detail, meta=meta))
    await close(run, problem, "refused", lambda tx: leases.release(tx, run.lease))
    return True
