"""Taking back what a refused write has made, as far as the provider can."""

from typing import Any

from segue.engine.run import Run
from segue.engine.transport import Lost, NotSent
from segue.spi.plan import Call, resolve

GONE = frozenset({404, 410})


async def undo(run: Run, *, only_made: bool = False) -> list[dict[str, Any]]:
    """Undo the finished calls in reverse, and name what is left over at the provider.

    Each leftover has `kind`, `id`, and `certain`: false when the undoing got no clear answer. With
    `only_made` what the write has changed stays, since others may have built on it since.

    Raises `Problem` 409 as soon as another process has taken the lease over.
    """
    leftovers: list[dict[str, Any]] = []
    for position in sorted(run.rows, reverse=True):
        call = run.plan.calls[position]
        row = run.rows[position]
        if row.state not in ("finished", "left") or not isinstance(call, Call):
            continue
        if only_made and not call.makes:
            continue
        await run.commit()
        gone = await _undo_one(run, call)
        if gone or not (call.makes or call.undo):
            run.noted.append(run.state(position, "undone"))
            continue
        run.noted.append(run.state(position, "left"))
        leftovers.append(
            {
                "kind": call.makes or call.name,
                "id": row.object_id,
                "certain": gone is not None,
            }
        )
    return leftovers


async def _undo_one(run: Run, call: Call) -> bool | None:
    """Tell whether a call was taken back; None when nobody knows."""
    if call.undo is None:
        return False
    try:
        answer = await run.tools.transport.send(run.destination, resolve(call.undo, run.answers))
    except (Lost, NotSent):
        return None
    if answer.ok or answer.status in GONE:
        return True
    return None if answer.status >= 500 else False  # noqa: PLR2004 -- HTTP's class of failures
