"""Spelling writes for people: a dry run, and how a write stands."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from segue.engine.seal import unseal
from segue.engine.transport import pairs_of, path_of
from segue.kit.clock import iso
from segue.model.problem import Fault, Problem
from segue.model.warning import PlanWarning
from segue.service.context import Services
from segue.spi.codec import show as spell
from segue.spi.plan import Call, Find, Output, Request
from segue.store import journal
from segue.store.journal import CallRow


def wire_warning(warning: PlanWarning, at: Callable[[str], str]) -> dict[str, Any]:
    """Spell a warning for the wire; `at` makes a pointer into the request of its pointer."""
    return {
        "title": warning.title,
        "detail": warning.detail,
        "problem_type": str(warning.problem_type),
        "source": {"pointer": at(warning.pointer)},
        **({"capability": warning.capability} if warning.capability else {}),
    }


def shown(request: Request) -> dict[str, Any]:
    """Spell a request for a dry run; an output reads ``{call/pointer}``."""
    way = "".join(
        f"/{_spelled(part)}"
        if isinstance(part, Output)
        else path_of(replace(request, path=(part,)))
        for part in request.path
    )
    found: dict[str, Any] = {"method": request.method, "path": way}
    if request.query:
        spelled = {k: _spelled(v) for k, v in request.query.items()}
        found["query"] = urlencode(pairs_of(spelled), safe="{}/")
    if request.body is not None:
        found["body"] = spell(request.body)
    return found


def _spelled(value: Any) -> Any:
    return f"{{{value.call}{value.pointer}}}" if isinstance(value, Output) else value


def shown_call(call: Call | Find) -> dict[str, Any]:
    """Spell one call for a dry run."""
    if isinstance(call, Find):
        return {"name": call.name, **shown(call.lookup.request), "repeated_until_found": True}
    return {
        "name": call.name,
        **shown(call.request),
        **({"optional": True} if call.optional else {}),
        **({"only_if": spell(call.only_if)} if call.only_if else {}),
        **({"undo": shown(call.undo)} if call.undo else {}),
    }


def _finished(row: CallRow) -> str | None:
    # Of a started call it is when its answer was given up.
    if row.finished_at is None or row.state == "started":
        return None
    return iso(row.finished_at)


async def show(services: Services, application_id: str, id: str) -> dict[str, Any]:
    """Tell how a write stands, call by call; `Problem` 404 where there is no such write."""
    entry = await journal.get(services.database, application_id, id)
    if entry is None:
        raise Problem(404, Fault(detail="There is no such write."))
    rows = await journal.calls(services.database, entry.id, entry.attempt)
    problem = entry.problem and unseal(
        services.vault, entry.problem, write_id=entry.id, part="problem"
    )
    answer = entry.answer and unseal(services.vault, entry.answer, write_id=entry.id, part="answer")
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
        "answer": answer or None,
        "problem": problem or None,
    }
