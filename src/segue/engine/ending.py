"""How a write ends that is not done, or stops: in its journal, and for who comes next."""

from typing import Any

from segue.engine.run import Noted, Run
from segue.engine.seal import seal
from segue.engine.unknown import Finding, not_carried_on, unknown
from segue.model.problem import Problem
from segue.store import journal, leases
from segue.store.runner import Runner
from segue.vault import Vault


async def stop(run: Run, problem: Problem, *noted: Noted) -> Problem:
    """Leave a write open at what was not sent, because of the problem that its caller is told.

    A repeat goes on from there; recovery does where nobody was told. One that is barred, of which
    nothing was sent, is refused.
    """
    run.noted.extend(noted)
    state: journal.WriteState = "refused" if run.barred else "open"
    await close(run, problem, state, lambda tx: leases.release(tx, run.lease))
    return problem


async def give_up(run: Run, name: str, finding: Finding) -> Problem:
    """Close a write whose outcome nobody knows, and keep others off until it must have settled."""
    problem = unknown(run, name, finding)
    until = run.tools.clock.now() + run.destination.provider.settle
    await close(run, problem, "unknown", lambda tx: leases.leave(tx, run.lease, until=until))
    return problem


async def abandon(run: Run, name: str, finding: Finding) -> Problem:
    """End a write for which nothing more can be sent: refused, where nothing of it stands."""
    if any(row.state in ("started", "finished", "left") for row in run.rows.values()):
        return await give_up(run, name, finding)
    problem = not_carried_on(finding)
    await close(run, problem, "refused", lambda tx: leases.release(tx, run.lease))
    return problem


async def close(run: Run, problem: Problem, state: journal.WriteState, ending: Any) -> None:
    """Commit how a write ended badly or stopped, with all that was noted, and leave the lease.

    Recovery goes on with what stopped while nobody waited, and with an unknown outcome that waiting
    may tell.
    """
    waits = run.unattended if state == "open" else problem.retry_after is not None
    left = waits and state in ("open", "unknown") and not run.barred
    sealed = kept_problem(run.tools.vault, run.entry.id, problem)
    at = run.tools.clock.now()

    async def closing(tx: Runner) -> None:
        await journal.close(
            tx, run.entry.id, state=state, answer=None, problem=sealed, at=at, left=left
        )

    await run.commit(closing, ending)


def kept_problem(vault: Vault, write_id: str, problem: Problem) -> bytes:
    """Seal for the journal what the caller of a write was told."""
    shown = {
        "status": problem.status,
        "code": problem.code,
        "details": [fault.detail for fault in problem.faults],
        "meta": [dict(fault.meta) for fault in problem.faults],
        "retry_after": problem.retry_after,
    }
    return seal(vault, shown, write_id=write_id, part="problem")
