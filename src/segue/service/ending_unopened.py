"""Ending a write that cannot be opened, by the word of a person who has looked."""

from dataclasses import replace
from typing import Any

from segue.engine.ending import kept_problem
from segue.engine.run import fenced_out
from segue.engine.seal import seal
from segue.kit.clock import iso
from segue.model.problem import Fault, Problem
from segue.model.state import Outcome
from segue.model.warning import PlanWarning, WarningType
from segue.service import states
from segue.service.context import Services
from segue.service.manners import manner_of
from segue.service.shown import wire_warning
from segue.service.unopened import last_landing, made
from segue.spi.plan import identity
from segue.spi.provider import Provider
from segue.store import journal, leases, links
from segue.store.journal import CallRow, CallState, Entry
from segue.store.leases import Lease
from segue.store.runner import Runner

LOST = PlanWarning(
    problem_type=WarningType.PARTIAL_SUCCESS,
    title="The warnings of this write are lost",
    detail="What was stored of this write could not be opened. That it took effect was seen by a"
    " person; what was done differently from what was asked is not known.",
    pointer="",
)


async def landed(
    services: Services, entry: Entry, rows: list[CallRow], lease: Lease, object_id: str | None
) -> None:
    """End it as done, with the answer that an id allows.

    Raises `Problem` 409, and changes nothing then, where the id cannot be of what was made, or the
    answer needs more than an id.
    """
    provider = services.providers[entry.provider]
    status, body = _answer(provider, entry, object_id)
    sealed = seal(
        services.vault, {"status": status, "body": body}, write_id=entry.id, part="answer"
    )
    kind, at = entry.operation.partition(".")[0], services.clock.now()
    until = last_landing(services, provider, rows)

    async def closing(tx: Runner) -> None:
        if object_id is not None and not await links.link(
            tx, entry.connection_id, kind, object_id, entry.id, at
        ):
            raise _no(f"{object_id} was made by another write.")
        await _over(services, tx, rows, "finished")
        await journal.close(tx, entry.id, state="done", answer=sealed, problem=None, at=at)
        await leases.let_go(tx, lease, until=until)

    await _commit(services, lease, closing)


async def absent(services: Services, entry: Entry, rows: list[CallRow], lease: Lease) -> None:
    """End it as refused, with all that is known to stand as left over; a repeat plans afresh.

    Raises `Problem` 409, and changes nothing then, while what was sent may still land.
    """
    provider, at = services.providers[entry.provider], services.clock.now()
    if (until := last_landing(services, provider, rows)) is not None:
        detail = f"What was sent to {provider.title} may still land until {iso(until)}."
        raise _no(f"{detail} Look again then.")
    meta: dict[str, Any] = {"reason": "resolved", "leftovers": made(rows)}
    detail = "A person has said that nothing of this write, which cannot be opened, is there."
    sealed = kept_problem(services.vault, entry.id, Problem(409, Fault(detail=detail, meta=meta)))

    async def closing(tx: Runner) -> None:
        await _over(services, tx, rows, "absent")
        await journal.close(tx, entry.id, state="refused", answer=None, problem=sealed, at=at)
        await leases.release(tx, lease)

    await _commit(services, lease, closing)


def _answer(provider: Provider, entry: Entry, object_id: str | None) -> tuple[int, Any]:
    manner, noun = manner_of(entry.operation), entry.operation.partition(".")[0]
    if manner is states.TOGETHER:
        raise _no(
            "What became of each contact of a batch is no longer stored. End it with --absent, and"
            " repeat it: contacts that are in the sequence are told as already enrolled."
        )
    warnings = [wire_warning(LOST, manner.at)]
    if not manner.answers_id:
        if object_id is not None:
            raise _no(f"{entry.operation} answers no id; leave --id out.")
        return manner.status, {"warnings": warnings}
    if object_id is None:
        raise _no("What is stored of this write cannot be opened: name what it made with --id.")
    if identity(object_id) is None or not provider.id_matches(noun, object_id):
        raise _no(f"{object_id!r} is no id that {provider.title} gives to a {noun}.")
    record = {"id": object_id}
    if manner is states.ALONE:
        record["outcome"] = str(Outcome.ENROLLED)
    return manner.status, {"record": record, "warnings": warnings}


async def _over(services: Services, tx: Runner, rows: list[CallRow], state: CallState) -> None:
    """Note of what was begun that it is over, so that others need not reckon with it."""
    for row in rows:
        if row.state == "started":
            await journal.note_call(tx, replace(row, state=state), services.clock.now())


async def _commit(services: Services, lease: Lease, closing: Any) -> None:
    now, ttl = services.clock.now(), services.tools.lease
    async with services.database.transaction() as tx:
        if not await leases.renew(tx, lease, now=now, ttl=ttl):
            raise fenced_out()
        await closing(tx)


def _no(detail: str) -> Problem:
    return Problem(409, Fault(detail=detail, meta={"reason": "not_resolvable"}))
