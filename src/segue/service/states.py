"""Sequence states: enrolling contacts, finding who is enrolled, and what is done to one state."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, Any

from pydantic import Field

from segue.engine.each import Each, execute_each
from segue.engine.ending import close, give_up, stop
from segue.engine.run import Run
from segue.engine.unknown import Finding, Verdict, exists
from segue.kit import redact
from segue.kit.canonical import digest
from segue.model.problem import OUTCOME_UNKNOWN, Fault, Problem
from segue.model.state import UNSENT, Outcome, StateCreate, StateFilter
from segue.model.warning import PlanWarning, WarningType
from segue.model.wire import Written
from segue.service import acts, body, writes
from segue.service.carrying import Manner, close_done
from segue.service.conform import (
    Conformed,
    check_ids,
    conform,
    refuse,
    unknown_key_warnings,
    without,
)
from segue.service.context import Services
from segue.service.records import given_of
from segue.service.searching import search_page
from segue.service.session import Session
from segue.service.shown import wire_warning
from segue.service.writes import Intent, WriteRequest, perform
from segue.spi.enrolment import Told
from segue.spi.operation import Enrol
from segue.spi.provider import Provider
from segue.spi.uses import used_by_state
from segue.store import leases
from segue.store.runner import Runner

MOST = 1000
"""Contacts in one batch."""


class StateCreateBody(Written):
    """The body of a request that enrols one contact."""

    record: StateCreate


class StateBatchBody(Written):
    """The body of a request that enrols many contacts."""

    records: Annotated[list[StateCreate], Field(min_length=1, max_length=MOST)]


class StateSearchBody(Written):
    """The body of a search for states."""

    filter: StateFilter


ID_FIELDS = {"contact_id": "contact", "sequence_id": "sequence", "mailbox_id": "mailbox"}
IDS: Mapping[str, str] = {**ID_FIELDS, "user_id": "user"}


async def create(services: Services, session: Session, request: WriteRequest) -> writes.Outcome:
    """Enrol one contact; 201 with the state's id, also where it was enrolled already.

    Raises `Problem`: 422 with `meta.outcome` where the provider does not take the contact; 504
    `OUTCOME_UNKNOWN`.
    """
    parsed = body.parse(request.body)
    asked = body.check(StateCreateBody, request.body)
    states, found = conformed(session.provider, [asked.record], alone=True)
    refuse(session.provider, "state.create", found)
    warnings = unknown_key_warnings(asked, asked.record)
    intent = _intent(services, session, "state.create", states)
    intent = replace(
        intent,
        parsed=parsed,
        warnings=(*(_moved(warning, "/0") for warning in warnings), *found.warnings),
        manner=ALONE,
    )
    return await perform(services, session, request, intent)


async def create_batch(
    services: Services, session: Session, request: WriteRequest
) -> writes.Outcome:
    """Enrol up to 1000 contacts, each for itself; 201 with one outcome for each, in order.

    While an outcome is unknown, or something was not sent, a repeat with the same key goes on with
    that alone. Raises `Problem` where nothing could be sent at all.
    """
    parsed = body.parse(request.body)
    asked = body.check(StateBatchBody, request.body)
    states, found = conformed(session.provider, asked.records, alone=False)
    refuse(session.provider, "state.batch_create", found)
    unknown = [
        _moved(warning, f"/{i}")
        for i, record in enumerate(asked.records)
        for warning in unknown_key_warnings(record, record)
    ]
    intent = _intent(services, session, "state.batch_create", states)
    intent = replace(
        intent,
        parsed=parsed,
        warnings=(*unknown, *found.warnings),
        manner=TOGETHER,
        asked=[state.contact_id for state in states],
    )
    return await perform(services, session, request, intent)


async def search(
    services: Services, session: Session, given: Mapping[str, str], raw: bytes, *, raw_data: bool
) -> dict[str, Any]:
    """Find the states of a contact, of a sequence, or of both. Raises `Problem`."""
    body.parse(raw)
    asked = body.check(StateSearchBody, raw)
    found = given_of(asked.filter)
    places = {f"/body/filter/{name}": (IDS[name], value) for name, value in found.items()}
    if faults := check_ids(session.provider, places):
        raise Problem(400, *faults)
    return await search_page(services, session, "state", given, found, raw_data=raw_data)


async def act(
    services: Services, session: Session, verb: str, state_id: str, request: WriteRequest
) -> writes.Outcome:
    """Pause, resume, finish or remove a state, as `verb` says; 200. Raises `Problem`."""
    wanted = acts.Wanted(operation=f"state.{verb}", id=state_id)
    return await acts.act(services, session, wanted, request)


def conformed(
    provider: Provider, records: list[StateCreate], *, alone: bool
) -> tuple[tuple[StateCreate, ...], Conformed]:
    """Hold contacts to enrol against what the provider can do, the only one or a list of them."""
    found, states = Conformed(), []
    alike: dict[Any, Conformed] = {}
    matches = cache(provider.id_matches)
    for i, record in enumerate(records):
        used = used_by_state(record)
        one = alike.get(used) or alike.setdefault(used, conform(provider, used))
        wrong = {
            name: (kind, id)
            for name, kind in IDS.items()
            if (id := getattr(record, name)) is not None and not matches(kind, id)  # noqa: A001
        }
        if wrong or one.faults:
            place = "/body/record" if alone else f"/body/records/{i}"
            found.faults += [_of_record(fault, place) for fault in one.faults]
            found.faults += check_ids(
                provider, {f"{place}/{name}": asked for name, asked in wrong.items()}
            )
        found.warnings += [_moved(warning, f"/{i}") for warning in one.warnings]
        states.append(without(record, one.dropped) if one.dropped else record)
    return tuple(states), found


def _of_record(fault: Fault, place: str) -> Fault:
    rest = (fault.pointer or "").removeprefix("/body/record")
    return replace(fault, pointer=f"{place}{rest}")


def _moved(warning: PlanWarning, at: str) -> PlanWarning:
    return replace(warning, pointer=f"{at}{warning.pointer}")


def _intent(
    services: Services, session: Session, operation: str, states: tuple[StateCreate, ...]
) -> Intent[Enrol]:
    now = services.clock.now()
    who = [[state.sequence_id, state.contact_id] for state in states]
    alone = len(states) == 1
    name = who[0] if alone else sorted({state.sequence_id for state in states})
    return Intent(
        operation=operation,
        write=session.provider.writes[operation],
        ask=lambda write_id: Enrol(states=states, write_id=write_id, now=now),
        target=states[0].sequence_id if alone else None,
        resource=f"enrol:{digest(name)}",
        parsed=None,
    )


async def _close_one(services: Services, run: Run, manner: Manner, key: str) -> writes.Outcome:
    each = await execute_each(run, longest_wait=services.settings.wait_seconds)
    (told,) = each.told
    if told.outcome is Outcome.UNKNOWN:
        verdict = Verdict.AMBIGUOUS if each.wait is None else Verdict.WAIT
        finding = Finding(verdict=verdict, wait=each.wait or 1)
        raise await give_up(run, run.plan.calls[0].name, finding)
    if told.reason in UNSENT and each.stopped is not None:
        raise await stop(run, each.stopped)
    if told.outcome in (Outcome.ENROLLED, Outcome.ALREADY_ENROLLED):
        _note_existing(run, told)
        record = {"record": {"id": told.state_id, "outcome": str(told.outcome)}}
        return await close_done(services, run, manner, key, record)
    problem = _not_taken(run, each, told)
    await close(run, problem, "refused", lambda tx: leases.release(tx, run.lease))
    raise problem


def _note_existing(run: Run, told: Told) -> None:
    if told.outcome is not Outcome.ALREADY_ENROLLED:
        return
    title = run.destination.provider.title
    run.warnings.append(
        PlanWarning(
            problem_type=WarningType.ALREADY_EXISTS,
            title="The contact was in the sequence already",
            detail=f"Nothing was enrolled: {title} has this contact in this sequence, and the id is"
            " of that state.",
            pointer=f"/{told.place}",
        )
    )
    if told.state_id is None:
        run.warnings.append(
            PlanWarning(
                problem_type=WarningType.ID_UNAVAILABLE,
                title="The state's id is not known",
                detail=f"{title} does not tell the id of the state that was there.",
                pointer=f"/{told.place}",
            )
        )


def _not_taken(run: Run, each: Each, told: Told) -> Problem:
    refused = each.refusals.get(told.place) or each.stopped
    title = run.destination.provider.title
    meta = {"outcome": str(told.outcome), "reason": told.reason and str(told.reason)}
    if refused is not None:
        told_so = refused.faults[0]
        fault = replace(told_so, meta={**told_so.meta, **meta, "write_id": run.entry.id})
        return Problem(refused.status, fault, retry_after=refused.retry_after)
    words = redact.text(told.words or "", run.destination.secrets)
    detail = f"{title} does not take this contact" + (f": {words}." if words else ".")
    meta = {"origin": "remote-provider", **meta, "cause": words, "write_id": run.entry.id}
    return Problem(422, Fault(detail=detail, meta=meta))


async def _close_batch(services: Services, run: Run, manner: Manner, key: str) -> writes.Outcome:
    each = await execute_each(run, longest_wait=services.settings.wait_seconds)
    unknown = any(told.outcome is Outcome.UNKNOWN for told in each.told)
    unsent = any(told.reason in UNSENT for told in each.told)
    if each.stopped is not None and all(told.reason in UNSENT for told in each.told):
        raise await stop(run, each.stopped)
    records = [_spelled(run, told) for told in each.told]
    run.warnings += [_partial(told) for told in each.told if told.state_id is None]
    if not (unknown or unsent):
        return await close_done(services, run, manner, key, {"records": records})
    await _leave(run, each, unknown=unknown, unsent=unsent)
    warned = (*run.plan.warnings, *run.warnings)
    answer = {
        "records": records,
        "warnings": [wire_warning(warning, manner.at) for warning in warned],
    }
    return writes.Outcome(
        status=manner.status,
        body=redact.known(answer, run.destination.secrets),
        key=key,
        write_id=run.entry.id,
        retry_after=each.wait,
        stopped=each.stopped,
    )


async def _leave(run: Run, each: Each, *, unknown: bool, unsent: bool) -> None:
    """Leave the write open for a repeat, which goes on with what has no outcome yet.

    Recovery looks up what was lost, but sends nothing that a caller was told is not sent.
    """
    until = run.tools.clock.now() + run.destination.provider.settle

    async def ending(tx: Runner) -> None:
        if unknown:
            await leases.leave(tx, run.lease, until=until)
        else:
            await leases.release(tx, run.lease)

    if each.stopped is not None and not (unknown or run.barred):
        await close(run, each.stopped, "open", ending)
        return
    told = "Some outcomes are not known yet." if unknown else "Not everything was sent."
    fault = Fault(detail=told, meta={"write_id": run.entry.id, "exists": exists(run)})
    waits = run.unattended or not unsent
    wait = each.wait if waits else None
    await close(run, Problem(504, fault, code=OUTCOME_UNKNOWN, retry_after=wait), "unknown", ending)


def _spelled(run: Run, told: Told) -> dict[str, Any]:
    words = told.words and redact.text(told.words, run.destination.secrets)
    return {
        "id": told.state_id,
        "contact_id": run.asked[told.place],
        "outcome": str(told.outcome),
        "reason": told.reason and str(told.reason),
        "detail": words,
    }


def _partial(told: Told) -> PlanWarning:
    reason = f" ({told.reason})" if told.reason else ""
    return PlanWarning(
        problem_type=WarningType.PARTIAL_SUCCESS,
        title="Not every contact was enrolled",
        detail=f"This one is {told.outcome}{reason}.",
        pointer=f"/{told.place}",
    )


ALONE = Manner(at=lambda place: f"/body/record{place.removeprefix('/0')}", carry_out=_close_one)
"""201 with the state's id and the outcome."""
TOGETHER = Manner(at=lambda place: f"/body/records{place}", carry_out=_close_batch)
"""201 with an outcome for each contact."""
