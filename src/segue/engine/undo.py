"""Taking back what a refused write has made, as far as the provider can."""

from typing import Any

from segue.engine.refusal import rule_for
from segue.engine.run import Run
from segue.engine.transport import Lost, NotSent
from segue.spi.plan import Call, MissingOutput, resolve
from segue.store import journal

GONE = frozenset({404, 410})


async def undo(run: Run, *, only_made: bool = False) -> list[dict[str, Any]]:
    """Undo the finished calls in reverse, and name what is left over at the provider.

    Each leftover has `kind`, `id`, and `certain`: false when the undoing got no clear answer. With
    `only_made` what the write has changed stays, since others may have built on it since. Changes
    build on each other, so once one cannot be taken back, those before it stay too.

    Raises `Problem` 409 as soon as another process has taken the lease over.
    """
    leftovers: list[dict[str, Any]] = []
    without_trace: list[int] = []
    stuck = False
    for position in sorted(run.rows, reverse=True):
        call = run.plan.calls[position]
        row = run.rows[position]
        if row.state not in ("finished", "left") or not isinstance(call, Call):
            continue
        if only_made and not call.makes:
            continue
        if not (call.makes or call.undo):
            without_trace.append(position)
            continue
        await run.commit()
        gone = False if stuck and not call.makes else await _undo_one(run, call)
        stuck = stuck or not (gone or call.makes)
        run.noted.append(run.state(position, "undone" if gone else "left"))
        if not gone:
            leftovers.append(
                {
                    "kind": call.makes or call.name,
                    "id": row.object_id,
                    "certain": gone is not None,
                }
            )
    if not leftovers:
        # With leftovers a repeat goes on, and must know that these calls were made.
        run.noted.extend(run.state(position, "undone") for position in without_trace)
    return leftovers


async def _undo_one(run: Run, call: Call) -> bool | None:
    """Tell whether a call was taken back; None when nobody knows."""
    if call.undo is None:
        return False
    try:
        request = resolve(call.undo, run.answers)
        answer = await run.tools.transport.send(run.destination, request)
    except (MissingOutput, NotSent):
        return False
    except Lost:
        return None
    if answer.ok or answer.status in GONE:
        return True
    rule = rule_for(run.destination, request, answer)
    return False if rule is not None and rule.clean else None


async def finish_undo(run: Run) -> None:
    """Go on with an undoing in which the process died; what the write changed stays.

    A refused call in a write that is still open tells of it: closing comes after the undoing.
    """
    if not undoing(run):
        return
    for position, call in enumerate(run.plan.calls):
        run.restore(position, call)
    await undo(run, only_made=True)
    run.forget()


def undoing(run: Run) -> bool:
    """Tell whether the process of this write died while it took back what it had made."""
    states = {row.state for row in run.rows.values()}
    return run.entry.state == "open" and "refused" in states


def stands(run: Run) -> bool:
    """Tell whether a repeat must go on with the plan, because something of it may stand.

    Otherwise nothing does, and it is planned afresh: the sequence may have changed meanwhile.
    """
    states = {row.state for row in run.rows.values()}
    if run.entry.state == "refused" or undoing(run):
        return "left" in states
    return bool(states & {"started", "finished", "left"})


def reopen(run: Run) -> None:
    """Note that a write goes on: an ended one is open again, and what was refused is not."""
    entry = run.entry
    at = run.tools.clock.now()
    if entry.state != "open":
        run.noted.append(
            lambda tx: journal.replan(tx, entry.id, plan=entry.plan, attempt=entry.attempt, at=at)
        )
    for position, row in sorted(run.rows.items()):
        if row.state in ("refused", "undone"):
            run.noted.append(run.state(position, "absent"))
