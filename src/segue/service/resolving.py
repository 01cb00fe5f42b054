"""Resolving: what a person found at the provider is put in the journal of an open write."""

import re
from dataclasses import dataclass
from typing import Any

from segue.engine.each import OK
from segue.engine.ending import close
from segue.engine.execute import keep
from segue.engine.run import Run, kind_of
from segue.engine.undo import undoing, unsure
from segue.engine.unknown import look, settled_at
from segue.kit.clock import iso
from segue.model.problem import Fault, Problem
from segue.model.state import Outcome
from segue.service import auditing, ending_unopened, written
from segue.service.carrying import finish, resumed
from segue.service.carrying_on import session_of
from segue.service.context import Services
from segue.service.lease import leased
from segue.service.manners import manner_of
from segue.service.settle import Settled, settle_left
from segue.service.unopened import shut
from segue.spi.codec import show_told
from segue.spi.enrolment import Told
from segue.spi.plan import Call, Find, Match, identity, outputs
from segue.store import journal, leases, links
from segue.store.journal import CallRow, Entry
from segue.store.leases import Held, Lease

ENDED = ("finished", "left", "skipped")
A_WORD = "a" * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a person has seen of the calls whose outcome is not known."""

    landed: bool
    """Whether the provider has what they make."""
    id: str | None = None
    """Of what it has, where that has an id."""
    call: str | None = None
    """The one call that it is about; all of them where None."""


async def resolve(
    services: Services, application_id: str, write_id: str, seen: Seen
) -> dict[str, Any]:
    """Note what a person has seen, and show how the write stands then.

    Nothing is sent that writes. A write of which nothing is left to do is done, and its repeat gets
    the answer; otherwise its repeat goes on. One that cannot be opened has ended either way: its
    repeat gets the answer, or plans afresh. Raises `Problem`: 404, or 409 where the write has
    ended, runs, or contradicts what was seen.
    """
    entry = await journal.get(services.database, application_id, write_id)
    if entry is None:
        raise Problem(404, Fault(detail="There is no such write."))
    rows = await journal.calls(services.database, entry.id, entry.attempt)
    opens = not shut(services, entry, rows)
    session = await session_of(services, entry, credential=opens)
    if session is None:
        raise _no(f"The provider {entry.provider} is not installed.")

    async def settle(other: Held) -> Settled | None:
        return await settle_left(services, session, other)

    _still(entry)
    async with leased(services, entry.resource, entry.id, settle, patience=0) as lease:
        try:
            entry = await _again(services, entry.id)
            rows = await journal.calls(services.database, entry.id, entry.attempt)
            if not opens:
                await _end_unopened(services, entry, rows, lease, seen)
            else:
                run = resumed(services, session.destination, entry, lease, rows)
                await _take_in(run, seen)
        except BaseException:
            await _put_back(services, lease, entry)
            raise
        if opens:
            await _end(services, run)
    await auditing.record(
        services,
        application_id=application_id,
        who="operator",
        what="write.landed" if seen.landed else "write.absent",
        status=200,
        customer_id=entry.customer_id,
        provider=entry.provider,
        connection_id=entry.connection_id,
        write_id=entry.id,
    )
    return await written.show(services, application_id, write_id)


async def _end_unopened(
    services: Services, entry: Entry, rows: list[CallRow], lease: Lease, seen: Seen
) -> None:
    if seen.call is not None:
        raise _no("What is stored of this write cannot be opened: leave --call out.")
    if seen.landed:
        await ending_unopened.landed(services, entry, rows, lease, seen.id)
    else:
        await ending_unopened.absent(services, entry, rows, lease)


async def _again(services: Services, id: str) -> Entry:
    entry = await journal.by_id(services.database, id)
    assert entry is not None  # noqa: S101 -- it was there, and only what has ended is forgotten
    _still(entry)
    return entry


def _still(entry: Entry) -> None:
    if entry.state not in ("open", "unknown"):
        raise _no(f"This write is {entry.state}: nothing of it is unknown.")


async def _put_back(services: Services, lease: Lease, entry: Entry) -> None:
    """Let go of the lease as it was: what was lost may still be about to land."""
    provider = services.providers[entry.provider]
    rows = await journal.calls(services.database, entry.id, entry.attempt)
    ends = [settled_at(services.tools, provider, row) for row in rows if row.state == "started"]
    if ends and max(ends) > services.clock.now():
        await leases.leave(services.database, lease, until=max(ends))
    else:
        await leases.release(services.database, lease)


async def _take_in(run: Run, seen: Seen) -> None:
    if undoing(run) or any(map(unsure, run.rows.values())):
        raise _no("This write was refused and is being taken back; recovery goes on with that.")
    for position, call in enumerate(run.plan.calls):
        run.restore(position, call)
    calls = enumerate(run.plan.calls)
    unknown = [
        (position, call)
        for position, call in calls
        if position in run.rows
        and run.rows[position].state == "started"
        and seen.call in (None, call.name)
    ]
    if not unknown:
        raise _no("Nothing of this write is unknown: repeat it with its Idempotency-Key.")
    if seen.id is not None and len(unknown) > 1:
        names = ", ".join(call.name for _, call in unknown)
        raise _no(f"Several calls are unknown; name the one that made {seen.id}: {names}.")
    for position, call in unknown:
        if seen.landed:
            await _landed(run, position, call, seen.id)
        else:
            _absent(run, position, call)


def _absent(run: Run, position: int, call: Call | Find) -> None:
    title = run.destination.provider.title
    if isinstance(call, Find):
        raise _no(f"{title} has done this write; what it made is looked for by {call.name!r}.")
    end = settled_at(run.tools, run.destination.provider, run.rows[position])
    if end > run.tools.clock.now():
        raise _no(f"What was sent to {title} may still land until {iso(end)}. Look again then.")
    run.noted.append(run.state(position, "absent"))


async def _landed(run: Run, position: int, call: Call | Find, object_id: str | None) -> None:
    await _fits(run, call, object_id)
    match = await _match(run, call, object_id)
    if isinstance(call, Find):
        answer = match.answer if match else _made_up(run, call, object_id)
        run.noted.append(run.finish(position, state="finished", answer=answer))
        run.take(call, answer, None)
    elif call.tells is not None:
        _enrolled(run, position, call, match, object_id)
    else:
        answer = match.answer if match else _made_up(run, call, object_id)
        keep(run, position, call, answer, warnings=match.warnings if match else ())


async def _fits(run: Run, call: Call | Find, object_id: str | None) -> None:
    """Refuse an id that what the call made cannot have."""
    if object_id is None:
        return
    provider, result = run.destination.provider, run.plan.result
    if isinstance(call, Call) and not (call.id_at or call.makes):
        raise _no(f"The call {call.name!r} makes nothing that has an id.")
    noun = run.entry.operation.partition(".")[0]
    whole = result is not None and result.call == call.name
    pattern = provider.ids.get(noun) if whole or kind_of(call) == noun else None
    if identity(object_id) is None or (pattern and not re.fullmatch(pattern, object_id)):
        raise _no(f"{object_id!r} is no id that {provider.title} gives to a {noun}.")
    linked = await links.linked_elsewhere(
        run.tools.database,
        run.destination.connection_id,
        kind_of(call),
        [object_id],
        run.entry.id,
    )
    if linked:
        raise _no(f"{object_id} was made by another write.")


async def _match(run: Run, call: Call | Find, object_id: str | None) -> Match | None:
    """Look for what was made: its own answer tells more than its id does."""
    if call.lookup is None:
        return None
    looked = await look(run, call.lookup)
    found = [match for match in looked.matches if object_id in (None, match.id)]
    if object_id is None and len(found) > 1:
        ids = ", ".join(match.id for match in found)
        raise _no(f"Several things may be what {call.name!r} made; name it with --id: {ids}.")
    return found[0] if len(found) == 1 else None


def _made_up(run: Run, call: Call | Find, object_id: str | None) -> Any:
    """Spell the answer that says no more than the id, where nothing more is needed."""
    result = run.plan.result
    at = call.id_at if isinstance(call, Call) else ""
    if not at and result is not None and result.call == call.name:
        at = result.pointer
    later = run.plan.calls[run.plan.calls.index(call) + 1 :]
    wanted = {
        output.pointer
        for output in (*outputs([_needs(one) for one in later]), *outputs(result))
        if output.call == call.name
    }
    if at and object_id is None:
        raise _no(f"The look-up does not show what {call.name!r} made; name it with --id.")
    if more := wanted - {at}:
        raise _no(
            f"The rest of this write needs more of the answer to {call.name!r} than an id"
            f" ({', '.join(sorted(more))}), and the look-up does not show it."
        )
    answer: Any = _typed(run, object_id or "")
    for part in reversed(at.split("/")[1:]):
        answer = {part: answer}
    return answer if at else {}


def _needs(call: Call | Find) -> Any:
    if isinstance(call, Find):
        return [call.lookup.request, call.lookup.asked]
    return [call.request, call.only_if, call.undo]


def _typed(run: Run, object_id: str) -> Any:
    """Spell an id as the vendor's JSON has it: a number, where its ids cannot be words."""
    words = any(re.fullmatch(pattern, A_WORD) for pattern in run.destination.provider.ids.values())
    return int(object_id) if object_id.isdecimal() and not words else object_id


def _enrolled(
    run: Run, position: int, call: Call, match: Match | None, object_id: str | None
) -> None:
    state_id = match.id if match else object_id
    kept: dict[str, Any] = {"status": OK, "body": match and match.answer, "state_id": state_id}
    if match is None:
        places = (call.tells or {})["places"]
        if object_id is not None and len(places) > 1:
            raise _no(f"The call {call.name!r} is about {len(places)} contacts; leave --id out.")
        told = [Told(place=p, outcome=Outcome.ENROLLED, state_id=object_id) for p in places]
        kept["told"] = [show_told(one) for one in told]
    run.noted.append(run.finish(position, state="finished", answer=kept, object_id=state_id))
    run.take(call, kept, state_id)


async def _end(services: Services, run: Run) -> None:
    """Close what is done now; else leave it to its repeat."""
    places = range(len(run.plan.calls))
    if all(place in run.rows and run.rows[place].state in ENDED for place in places):
        run.forget()
        await run.commit()
        await finish(services, run, manner_of(run.entry.operation), run.entry.key)
        return
    detail = "A person has said what became of the call that was lost. The rest waits for a repeat."
    problem = Problem(409, Fault(detail=detail, meta={"reason": "resolved"}))
    await close(run, problem, "open", lambda tx: leases.release(tx, run.lease))


def _no(detail: str) -> Problem:
    return Problem(409, Fault(detail=detail, meta={"reason": "not_resolvable"}))
