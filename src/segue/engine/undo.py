"""Taking back what a refused write has made, as far as the provider can."""

import math
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from segue.engine.again import Came, came_of, patience
from segue.engine.refusal import rule_for
from segue.engine.run import Run
from segue.engine.transport import Lost, NotSent
from segue.engine.unknown import Finding, Verdict, settled_at, unknown
from segue.model.problem import Problem
from segue.spi.plan import Call, MissingOutput, Request, resolve
from segue.store import journal, leases
from segue.store.journal import CallRow

GONE = frozenset({404, 410})
UNHEARD = frozenset({401, 429})


async def undo(
    run: Run, *, only_made: bool = False, again: Collection[int] | None = None
) -> list[dict[str, Any]]:
    """Undo the finished calls in reverse, and name what is left over at the provider.

    Each leftover has `kind`, `id`, and `certain`: false when the undoing got no clear answer. With
    `only_made` what the write has changed stays, since others may have built on it since. Changes
    build on each other, so once one cannot be taken back, those before it stay too. `again` names
    the only positions to undo, where that may have happened already.

    Raises `Problem` 409 as soon as another process has taken the lease over.
    """
    leftovers: list[dict[str, Any]] = []
    without_trace: list[int] = []
    stuck = False
    for position in sorted(run.rows, reverse=True):
        call = run.plan.calls[position]
        row = run.rows[position]
        if not isinstance(call, Call) or not (again is None or position in again):
            continue
        if row.state not in ("finished", "left") and not unsure(row):
            continue
        if only_made and not call.makes:
            continue
        if not (call.makes or call.undo):
            without_trace.append(position)
            continue
        await run.commit()
        kept = call.undo is None or (stuck and not call.makes)
        gone = False if kept else await _undo_one(run, call, again=again is not None)
        stuck = stuck or not (gone or call.makes)
        run.noted.append(
            run.lost(position)
            if gone is None
            else run.state(position, "undone" if gone else "left")
        )
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


async def _undo_one(run: Run, call: Call, *, again: bool) -> bool | None:
    """Tell whether a call was taken back; None when nobody knows.

    What was not heard at all proves nothing of an undoing that was sent before.
    """
    unheard = None if again else False
    try:
        request = resolve(call.undo, run.answers)
    except MissingOutput:
        return False
    answer = await _sent(run, request)
    if isinstance(answer, NotSent):
        return unheard
    if isinstance(answer, Lost):
        return None
    if answer.ok or answer.status in GONE:
        return True
    rule = rule_for(run.destination, request, answer)
    if rule is None or not rule.clean:
        return None
    return unheard if answer.status in UNHEARD else False


async def _sent(run: Run, request: Request) -> Came:
    """Send what takes a call back, again while the provider has surely not done it."""
    tools, tried = run.tools, 0
    patient = patience(tools.clock, run.destination, tools.patience)
    while True:
        tried += 1
        came = await came_of(tools.transport, run.destination, request)
        pause = patient.pause(tried, came, clean=True)
        if pause is None:
            return came
        await tools.clock.sleep(pause)
        await run.commit()


def unsure(row: CallRow) -> bool:
    """Tell whether a call was finished and then undone with a lost answer."""
    return row.state == "started" and row.answer is not None


async def finish_undo(run: Run) -> None:
    """Go on with an undoing whose answer was lost, or in which the process died.

    It is sent again, once the lost one cannot land any more: what is there by then cannot be told
    by a look-up, which looks for new things. Where the process died, what the write changed stays.

    Raises `Problem` 504 while nobody knows.
    """
    lost = [position for position, row in run.rows.items() if unsure(row)]
    if not lost and not undoing(run):
        return
    ends = [settled_at(run.tools, run.destination.provider, run.rows[place]) for place in lost]
    now = run.tools.clock.now()
    if (end := max(ends, default=now)) > now:
        raise await _unsure(run, math.ceil((end - now).total_seconds()))
    run.recall()
    leftovers = await undo(
        run, only_made=undoing(run), again=list(run.rows) if undoing(run) else lost
    )
    if not all(one["certain"] for one in leftovers):
        raise await _unsure(run, math.ceil(run.destination.provider.settle.total_seconds()))
    await run.commit()
    run.forget()


async def _unsure(run: Run, wait: int) -> Problem:
    until = run.tools.clock.now() + timedelta(seconds=wait)
    await run.commit(lambda tx: leases.leave(tx, run.lease, until=until))
    story = (
        f"This write was refused, and the answer of {run.destination.provider.title} to taking back"
        " what it had made was lost."
    )
    return unknown(run, "undo", Finding(verdict=Verdict.WAIT, wait=wait, story=story))


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
    if entry.state != "open" or entry.done_at is not None:
        run.noted.append(
            lambda tx: journal.replan(tx, entry.id, plan=entry.plan, attempt=entry.attempt, at=at)
        )
    for position, row in sorted(run.rows.items()):
        if row.state in ("refused", "undone"):
            run.noted.append(run.state(position, "absent"))
