"""Jobs: checked whole, kept, shown while they are carried out, and ended early where asked."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, Final

from pydantic import Field
from pydantic.alias_generators import to_camel

from segue.engine.seal import seal
from segue.kit.canonical import digest
from segue.kit.clock import iso, millis
from segue.kit.ids import new_id, new_uuid
from segue.model.job import MOST_CONTACTS
from segue.model.problem import VALIDATION, Fault, Problem
from segue.model.state import StateCreate
from segue.model.wire import Written
from segue.service import body, states
from segue.service.conform import refuse
from segue.service.context import Services
from segue.service.cursor import sign, verify
from segue.service.job_outcomes import ended_row, opened, opened_text, pending_row, told
from segue.service.reading import page_size
from segue.service.session import Session
from segue.service.writes import LONGEST_KEY, WriteRequest, refusal
from segue.spi.errors import PlanRefused
from segue.spi.operation import Enrol
from segue.store import jobs
from segue.store.errors import Conflict
from segue.store.jobs import Job, Slice

MOST_FAULTS: Final = 1000
"""Told at once; of a hundred thousand contacts each may be wrong."""
MOST_VALUES: Final = 20 * MOST_CONTACTS
"""Commas and brackets of a body."""
RESPELLED: Final = frozenset(
    alias for name in StateCreate.model_fields if (alias := to_camel(name)) != name
)
"""Keys that mean a field and are not its name."""
IN_SLICE: Final = re.compile(r"/body/records/(\d+)")


class _Job(Written):
    type: str
    records: Annotated[list[Any], Field(min_length=1, max_length=MOST_CONTACTS)]


class _JobBody(Written):
    job: _Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A job that is kept, now or since an earlier request with the same key."""

    job: Mapping[str, Any]
    key: str
    replayed: bool


async def create(services: Services, session: Session, request: WriteRequest) -> Accepted:
    """Keep a job, checked whole, to be carried out later.

    Raises `Problem`, and keeps nothing then: 400 with a fault for each thing that is wrong, 422
    where the key was used for another job.
    """
    key = request.key or new_uuid()
    try:
        return await _create(services, session, request, key)
    except Problem as problem:
        problem.key = key
        raise


async def _create(
    services: Services, session: Session, request: WriteRequest, key: str
) -> Accepted:
    if not 1 <= len(key) <= LONGEST_KEY:
        detail = f"An Idempotency-Key has 1 to {LONGEST_KEY} characters."
        raise Problem(400, Fault(detail=detail, pointer="/header/idempotency-key"))
    # A hundred thousand contacts take seconds to read: in a thread, so that others are answered.
    asked, records = await asyncio.to_thread(_read, session, request)
    whose = (session.application_id, session.customer_id, session.provider.name)
    if (found := await jobs.find(services.database, *whose, key)) is None:
        job, slices = await asyncio.to_thread(_checked, services, session, records, (key, asked))
        try:
            async with services.database.transaction() as tx:
                await jobs.insert_job(tx, job, slices)
        except Conflict:
            found = await jobs.find(services.database, *whose, key)
        else:
            services.work.set()
            return Accepted(job=await _shown(services, job), key=key, replayed=False)
    if found is None or found.digest != asked:
        detail = "This Idempotency-Key was used for another request."
        raise Problem(422, Fault(detail=detail, meta={"reason": "key_reused"}))
    return Accepted(job=await _shown(services, found), key=key, replayed=True)


def _read(session: Session, request: WriteRequest) -> tuple[str, Sequence[Any]]:
    parsed = body.parse(request.body, most=MOST_VALUES)
    asked = digest(
        {
            "method": request.method,
            "path": request.path,
            "body": parsed,
            "connection": session.connection_id,
        }
    )
    if body.plain(request.body):
        checked = body.check_parsed(_JobBody, parsed, lambda: request.body)
    else:
        checked = body.check(_JobBody, request.body)
    if checked.job.type != "enrol":
        raise Problem(400, _fault("There is one type of job: 'enrol'.", "/body/job/type"))
    return asked, checked.job.records


def _fault(detail: str, pointer: str) -> Fault:
    return Fault(detail=detail, pointer=pointer, problem_type=VALIDATION)


def _checked(
    services: Services, session: Session, records: Sequence[Any], asked: tuple[str, str]
) -> tuple[Job, list[Slice]]:
    """Cut a job into slices; raises `Problem` with the faults of all of them."""
    now, id = services.clock.now(), new_id("job")  # noqa: A001 -- the job's
    faults: list[Fault] = []
    slices: list[Slice] = []
    size = session.provider.slice
    for position, first in enumerate(range(0, len(records), size)):
        one = records[first : first + size]
        try:
            kept = _check_slice(services, session, one)
        except Problem as problem:
            faults += _moved(problem, first)
            continue
        part = f"{position}/records"
        sealed = seal(services.vault, kept, write_id=id, part=part)
        slices.append(
            Slice(job_id=id, position=position, first=first, size=len(one), records=sealed)
        )
    if faults:
        raise Problem(400, *_few(faults))
    key, digested = asked
    job = Job(
        id=id,
        application_id=session.application_id,
        customer_id=session.customer_id,
        provider=session.provider.name,
        connection_id=session.connection_id,
        key=key,
        digest=digested,
        type="enrol",
        total=len(records),
        created_at=now,
    )
    return job, slices


def _check_slice(services: Services, session: Session, records: Sequence[Any]) -> list[Any]:
    """Check contacts as their write will, without asking the provider."""
    batch = {"records": records}
    asked = body.check_parsed(states.StateBatchBody, batch, lambda: json.dumps(batch).encode())
    wanted, found = states.conformed(session.provider, asked.records, alone=False)
    if session.provider.capabilities["state.batch_create"].usable:
        told = {int(at[1]) for fault in found.faults if (at := IN_SLICE.match(fault.pointer or ""))}
        clean = [(place, state) for place, state in enumerate(wanted) if place not in told]
        found.faults += _unplannable(services, session, clean)
    refuse(session.provider, "state.batch_create", found)
    return [
        given if RESPELLED.isdisjoint(given) else record.model_dump(mode="json", exclude_unset=True)
        for given, record in zip(records, asked.records, strict=True)
    ]


def _unplannable(
    services: Services, session: Session, wanted: Sequence[tuple[int, StateCreate]]
) -> Iterator[Fault]:
    """Tell of each contact why the adapter would refuse it whatever the provider says."""
    check = session.provider.writes["state.batch_create"].check
    if check is None or not wanted:
        return
    now = services.clock.now()
    with suppress(PlanRefused):
        check(Enrol(states=tuple(state for _, state in wanted), write_id="", now=now))
        return
    for place, state in wanted:
        try:
            check(Enrol(states=(state,), write_id="", now=now))
        except PlanRefused as refused:
            yield from refusal(session, refused, partial(_at, place)).faults


def _at(place: int, pointer: str) -> str:
    return f"/body/records/{place}{pointer.removeprefix('/0')}"


def _moved(problem: Problem, first: int) -> Iterator[Fault]:
    """Point into the job instead of into the slice that begins at `first`."""
    for fault in problem.faults:
        pointer = IN_SLICE.sub(
            lambda found: f"/body/job/records/{int(found[1]) + first}", fault.pointer or "", count=1
        )
        yield replace(fault, pointer=pointer or None)


def _few(faults: list[Fault]) -> list[Fault]:
    if all(fault.pointer is None for fault in faults):
        return faults[:1]
    if len(faults) <= MOST_FAULTS:
        return faults
    more = len(faults) - MOST_FAULTS
    return [*faults[:MOST_FAULTS], _fault(f"And {more} more faults.", "/body/job/records")]


async def show(services: Services, session: Session, job_id: str) -> dict[str, Any]:
    """Tell how a job stands; `Problem` 404 where this connection has none of this id."""
    return await _shown(services, await _found(services, session, job_id))


async def page(services: Services, session: Session, given: Mapping[str, str]) -> dict[str, Any]:
    """List the connection's jobs, the newest first. Raises `Problem` 400."""
    size = page_size(given.get("page_size"))
    question = ["jobs", session.application_id, session.connection_id]
    before = None
    if "cursor" in given:
        at, of = verify(services.vault, given["cursor"], question=question)
        before = (int(at), str(of))
    found = await jobs.listing(
        services.database,
        session.application_id,
        session.customer_id,
        session.provider.name,
        before=before,
        limit=size + 1,
    )
    following = None
    if len(found) > size:
        last = found[size - 1]
        after = [millis(last.created_at), last.id]
        following = sign(services.vault, after, question=question)
    return {
        "pagination": {"next": following, "previous": None},
        "records": [await _shown(services, job) for job in found[:size]],
    }


async def outcomes(
    services: Services, session: Session, job_id: str, given: Mapping[str, str]
) -> dict[str, Any]:
    """Tell what became of each contact, in the order asked, page by page. Raises `Problem`."""
    job = await _found(services, session, job_id)
    size = page_size(given.get("page_size"))
    question = ["outcomes", session.application_id, job.id]
    start = 0
    if "cursor" in given:
        start = int(verify(services.vault, given["cursor"], question=question))
    end = min(start + size, job.total)
    records: list[Any] = []
    warnings: list[Any] = []
    untold = pending_row if job.ended_at is None else ended_row(services.vault, job)
    for one in await jobs.slices(services.database, job.id, start=start, end=end):
        part = opened(services.vault, one)
        places = range(max(start - one.first, 0), min(end - one.first, one.size))
        records += [part.rows[i] or untold(part.records[i]) for i in places]
        warnings += [
            {**told(warning), "source": {"pointer": f"/body/job/records/{place}{rest}"}}
            for warning in part.warnings
            if warning["place"] in places
            for place, rest in [(one.first + warning["place"], warning["source"]["pointer"])]
        ]
    following = sign(services.vault, end, question=question) if end < job.total else None
    return {
        "pagination": {"next": following, "previous": None, "total_count": job.total},
        "records": records,
        "warnings": warnings,
    }


async def cancel(services: Services, session: Session, job_id: str) -> dict[str, Any]:
    """End a job before its next slice; one that has ended stays as it is. Raises `Problem` 404."""
    job = await _found(services, session, job_id)
    now = services.clock.now()
    async with services.database.transaction() as tx:
        await jobs.ask_cancel(tx, job.id, now)
        under_way = await jobs.next_slice(tx, job.id)
        if under_way is None or not under_way.unknown:
            await jobs.close(tx, job.id, "cancelled", now, idle=True)
    return await _shown(services, await _found(services, session, job_id))


async def _found(services: Services, session: Session, job_id: str) -> Job:
    whose = (session.application_id, session.customer_id, session.provider.name)
    job = await jobs.get(services.database, *whose, job_id)
    if job is None:
        raise Problem(404, Fault(detail="This connection has no such job."))
    return job


async def _shown(services: Services, job: Job) -> dict[str, Any]:
    counted = dict(await jobs.counts(services.database, job.id))
    left = job.total - sum(counted.values())
    if job.ended_at is not None:
        counted["failed"], left = counted["failed"] + left, 0
    return {
        "id": job.id,
        "type": job.type,
        "state": job.state,
        "customer_id": job.customer_id,
        "provider_name": job.provider,
        "total": job.total,
        "outcomes": {**counted, "pending": left},
        "waiting": _waiting(services, job),
        "cancel_requested": job.cancel_asked_at is not None,
        "problem": opened_text(services.vault, job, "problem"),
        "created_at": iso(job.created_at),
        "started_at": job.started_at and iso(job.started_at),
        "ended_at": job.ended_at and iso(job.ended_at),
    }


def _waiting(services: Services, job: Job) -> dict[str, Any] | None:
    if job.waiting_until is None:
        return None
    why = opened_text(services.vault, job, "waiting") or {}
    return {**why, "until": iso(job.waiting_until)}
