"""Carrying a job out, one slice at a time, each by one journaled write.

The slice's key is made of the job's id and the slice's place, so that whoever repeats it, after a
crash or beside a process that was taken for dead, goes on with the same write.
"""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Final

import structlog

from segue.engine.seal import seal
from segue.model.problem import Fault, Problem
from segue.service.context import Services
from segue.service.job_outcomes import opened, packed, sealed_problem
from segue.service.job_verdict import Part, Verdict, answered, impatient, refused
from segue.service.session import Session, destination_of
from segue.service.states import create_batch
from segue.service.writes import WriteRequest, named
from segue.store import connections, jobs, leases
from segue.store.errors import StoreError
from segue.store.jobs import Job, Slice

PATH: Final = "/engagement/v2/sequence_states/_batch"


async def carry(services: Services, job_id: str) -> float | None:
    """Do what is next of a job; seconds to wait before asking again, None once it has ended.

    Raises `StoreError` where the database is lost; what was done is in the journal then.
    """
    database, now = services.database, services.clock.now()
    job = await jobs.by_id(database, job_id)
    if job is None or job.ended_at is not None:
        return None
    if job.waiting_until is not None and now < job.waiting_until:
        return (job.waiting_until - now).total_seconds()
    current = await jobs.next_slice(database, job.id)
    if current is None:
        await jobs.close(database, job.id, "done", now)
        return None
    if job.cancel_asked_at is not None and current.state != "begun" and not current.unknown:
        await jobs.close(database, job.id, "cancelled", now)
        return None
    async with database.transaction() as tx:
        if not await jobs.begin(tx, job.id, now):
            return None
        await jobs.keep(tx, replace(current, state="begun"))
    verdict = await _tried(services, job, current)
    return await _kept(services, job, current, impatient(verdict, job.waiting_since, now))


async def let_run_out(services: Services, job: Job) -> None:
    """Wait no more for the write that a dead process had in hand: what it sent is looked up."""
    current = await jobs.next_slice(services.database, job.id)
    if current is None or job.worker is None:
        return
    key = _request(current, opened(services.vault, current)).key or ""
    id = named(job.application_id, job.customer_id, job.provider, key)  # noqa: A001 -- the write's
    await leases.expire_of(services.database, job.worker, id)


async def _tried(services: Services, job: Job, slice: Slice) -> Verdict:
    part = opened(services.vault, slice)
    try:
        session = await _session(services, job)
        answer = await create_batch(services, session, _request(slice, part))
    except Problem as problem:
        return refused(part, problem)
    except StoreError:
        raise
    except Exception:  # noqa: BLE001 -- a mistake in one slice must not end all jobs
        structlog.get_logger().exception("a job's slice failed", job_id=job.id)
        detail = "The server could not carry a slice out. Its log tells why, under the job's id."
        return refused(part, Problem(500, Fault(detail=detail)))
    return answered(part, answer)


def _request(slice: Slice, part: Part) -> WriteRequest:
    records = [part.records[place] for place in part.chosen]
    again = f":{part.rounds}" if part.rounds else ""
    return WriteRequest(
        method="POST",
        path=PATH,
        query={},
        body=json.dumps({"records": records}).encode(),
        key=f"job:{slice.job_id}:{slice.position}{again}",
    )


async def _session(services: Services, job: Job) -> Session:
    connection = await connections.by_id(services.database, job.connection_id)
    provider = services.providers.get(job.provider)
    if connection is None or provider is None:
        detail = "The connection that the job was for is there no more."
        raise Problem(401, Fault(detail=detail, meta={"reason": "connection_gone"}))
    destination = destination_of(services, provider, connection)
    return Session(
        application_id=job.application_id,
        application_name="",
        customer_id=job.customer_id,
        connection_id=connection.id,
        provider=provider,
        destination=replace(destination, background=True),
    )


async def _kept(services: Services, job: Job, slice: Slice, verdict: Verdict) -> float | None:
    vault, now = services.vault, services.clock.now()
    state: jobs.SliceState = "done" if verdict.done else "partly"
    after = packed(vault, slice, verdict.part, state)
    async with services.database.transaction() as tx:
        await jobs.keep(tx, after)
        if verdict.problem is not None:
            sealed = sealed_problem(vault, job.id, verdict.problem)
            await jobs.close(tx, job.id, "failed", now, problem=sealed)
            return None
        if not verdict.waiting:
            await jobs.go_on(tx, job.id)
            return 0
        sealed = seal(vault, dict(verdict.waiting), write_id=job.id, part="waiting")
        until = now + timedelta(seconds=verdict.wait)
        await jobs.wait(tx, job.id, waiting=sealed, at=now, until=until)
    return verdict.wait
