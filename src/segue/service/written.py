"""Journaled writes for people: how one stands, and which there are."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from segue.engine.seal import unseal
from segue.kit.clock import iso, millis, moment
from segue.model.problem import VALIDATION, Fault, Problem
from segue.service.context import Services
from segue.service.cursor import sign, verify
from segue.service.reading import page_size
from segue.service.unopened import REASON
from segue.store import journal
from segue.store.journal import CallRow, Entry, WriteState
from segue.vault import Unsealable

STATES: Final[Mapping[str, WriteState]] = {
    "open": "open",
    "done": "done",
    "refused": "refused",
    "unknown": "unknown",
}


def _finished(row: CallRow) -> str | None:
    # Of a started call it is when its answer was given up.
    if row.finished_at is None or row.state == "started":
        return None
    return iso(row.finished_at)


def _brief(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "state": entry.state,
        "operation": entry.operation,
        "customer_id": entry.customer_id,
        "provider_name": entry.provider,
        "sequence_id": entry.target,
        "idempotency_key": entry.key,
        "attempt": entry.attempt,
        "recovers": entry.done_at is None,
        "created_at": iso(entry.created_at),
        "updated_at": iso(entry.updated_at),
    }


async def page(services: Services, application_id: str, given: Mapping[str, str]) -> dict[str, Any]:
    """List an application's writes, those in one `state` where that is given, the newest first.

    Raises `Problem` 400.
    """
    size, state = page_size(given.get("page_size")), given.get("state")
    if state is not None and state not in STATES:
        detail = f"state must be one of: {', '.join(STATES)}."
        raise Problem(400, Fault(detail=detail, pointer="/query/state", problem_type=VALIDATION))
    question = ["writes", application_id, state]
    before = None
    if "cursor" in given:
        at, id = verify(services.vault, given["cursor"], question=question)  # noqa: A001 -- a write's
        before = (moment(at), id)
    found = await journal.listing(
        services.database, application_id, STATES.get(state or ""), size + 1, before=before
    )
    following = None
    if len(found) > size:
        last = found[size - 1]
        following = sign(services.vault, [millis(last.created_at), last.id], question=question)
    return {
        "pagination": {"next": following, "previous": None},
        "records": [_brief(entry) for entry in found[:size]],
    }


async def show(services: Services, application_id: str, id: str) -> dict[str, Any]:
    """Tell how a write stands, call by call; `Problem` 404 where there is no such write."""
    entry = await journal.get(services.database, application_id, id)
    if entry is None:
        raise Problem(404, Fault(detail="There is no such write."))
    rows = await journal.calls(services.database, entry.id, entry.attempt)
    problem, answer = _opened(services, entry, "problem"), _opened(services, entry, "answer")
    return {
        **_brief(entry),
        "calls": [
            {
                "name": row.name,
                "state": row.state,
                "started_at": iso(row.started_at),
                "finished_at": _finished(row),
                "made": {"kind": row.kind, "id": row.object_id} if row.object_id else None,
            }
            for row in rows
        ],
        "answer": answer,
        "problem": problem,
    }


async def reasons(services: Services, application_id: str, ids: Iterable[str]) -> dict[str, str]:
    """Give, by their ids, the words for why writes stopped or ended badly, where one is stored."""
    found: dict[str, str] = {}
    for id in ids:  # noqa: A001 -- the write's
        entry = await journal.get(services.database, application_id, id)
        problem = _opened(services, entry, "problem") if entry else None
        for meta in (problem or {}).get("meta", ()):
            if "reason" in meta:
                found.setdefault(id, str(meta["reason"]))
    return found


def _opened(services: Services, entry: Entry, part: Literal["problem", "answer"]) -> Any:
    """Open what is stored; what cannot be is told as a problem, or not at all."""
    sealed = entry.problem if part == "problem" else entry.answer
    if sealed is None:
        return None
    try:
        return unseal(services.vault, sealed, write_id=entry.id, part=part)
    except Unsealable as error:
        told = {
            "details": [f"What is stored cannot be opened: {error}"],
            "meta": [{"reason": REASON}],
        }
        return told if part == "problem" else None
