"""Writes: checked, planned, journaled, carried out once, and answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from segue.engine.reads import ORIGIN, Reading, gather, understand
from segue.engine.refusal import SERVER_ERROR
from segue.engine.run import Run
from segue.engine.seal import unseal
from segue.engine.undo import finish_undo, reopen, stands
from segue.kit import redact
from segue.kit.canonical import digest
from segue.kit.ids import new_uuid
from segue.model.problem import Fault, Problem
from segue.model.warning import PlanWarning
from segue.service.budgets import cost
from segue.service.carrying import MADE, Manner, Outcome, finish, in_record, keep_plan, resumed
from segue.service.conform import unsupported
from segue.service.context import Services
from segue.service.counted import counted
from segue.service.lease import leased
from segue.service.session import Session
from segue.service.settle import Settled, settle_left
from segue.service.shown import shown, shown_call, wire_warning
from segue.service.unopened import may_stand, shut, unopened
from segue.spi.errors import PlanRefused
from segue.spi.operation import Write
from segue.spi.plan import Plan
from segue.store import journal, leases
from segue.store.audit import ByKey
from segue.store.journal import Entry
from segue.store.leases import Held, Lease

LONGEST_KEY = 255
KEPT_QUERY = ("strict",)
"""Query parameters that make a different request of the same body."""

__all__ = ["Intent", "Outcome", "WriteRequest", "perform", "refusal"]

Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteRequest:
    """What a face hands over of a request that writes."""

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes
    key: str | None
    key_is_new: bool = False
    """Whether the key was made for this request, so that no write has it yet."""
    dry_run: bool = False
    strict: bool = False
    by: ByKey | None = None
    """What the audit log has of the request; None where it has nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent(Generic[Asked]):
    """A checked write: what to ask the adapter, and how to answer the caller."""

    operation: str
    write: Write[Asked]
    ask: Callable[[str], Asked]
    """Makes what the adapter is asked, from the write's id."""
    target: str | None
    """The sequence written to; None for a new one."""
    parsed: Any
    """The parsed body, for the digest."""
    warnings: tuple[PlanWarning, ...] = ()
    resource: str | None = None
    """What no other write may touch meanwhile; by default the target, or a new thing."""
    manner: Manner = MADE
    asked: Any = None
    """What the answer needs of the request beside the plan; a JSON value."""


def write_id(session: Session, key: str) -> str:
    """Name a write after its key, so that a dry run with the key shows what the write will send."""
    return named(session.application_id, session.customer_id, session.provider.name, key)


def named(application_id: str, customer_id: str, provider: str, key: str) -> str:
    """Give the id of the write that has a key at one customer's connection."""
    return f"wr_{digest([application_id, customer_id, provider, key])[:32]}"


async def perform(
    services: Services, session: Session, request: WriteRequest, intent: Intent[Asked]
) -> Outcome:
    """Carry a write out once, whatever happened to it before.

    Raises `Problem`, with the idempotency key in it.
    """
    key = request.key or new_uuid()
    if not 1 <= len(key) <= LONGEST_KEY:
        detail = f"An Idempotency-Key has 1 to {LONGEST_KEY} characters."
        raise Problem(400, Fault(detail=detail, pointer="/header/idempotency-key"))
    with counted(services.watch, session.provider.name, intent.operation) as count:
        try:
            if request.dry_run:
                return count(await _dry_run(services, session, request, intent, key))
            return count(await _once(services, session, request, intent, key))
        except Problem as problem:
            problem.key = key
            raise


async def _dry_run(
    services: Services, session: Session, request: WriteRequest, intent: Intent[Asked], key: str
) -> Outcome:
    plan, reading = await _traced(services, session, request, intent, write_id(session, key))
    body = {
        "reads": [shown(read) for read in reading.made],
        "calls": [shown_call(call) for call in plan.calls],
        "warnings": [wire_warning(warning, intent.manner.at) for warning in plan.warnings],
        "cost": await cost(
            services, session.connection_id, session.provider, reading.made, plan.calls
        ),
    }
    secrets = session.destination.secrets
    return Outcome(status=200, body=redact.known(body, secrets), key=key)


async def _traced(
    services: Services, session: Session, request: WriteRequest, intent: Intent[Asked], id: str
) -> tuple[Plan, Reading]:
    known: dict[str, str | bool] = {
        "segue.provider": session.provider.name,
        "segue.operation": intent.operation,
        "segue.dry_run": request.dry_run,
    }
    with services.watch.span(f"plan {intent.operation}", known) as span:
        plan, reading = await _plan(services, session, request, intent, id)
        span.set_attribute("segue.calls", len(plan.calls))
        span.set_attribute("segue.reads", len(reading.made))
        return plan, reading


async def _plan(
    services: Services, session: Session, request: WriteRequest, intent: Intent[Asked], id: str
) -> tuple[Plan, Reading]:
    ask = intent.ask(id)
    try:
        reading = await gather(
            services.transport,
            session.destination,
            services.clock,
            intent.write.reads,
            ask,
            wait=services.settings.wait_seconds,
        )
        plan = understand(session.destination, intent.write.plan, ask, reading.answers)
    except PlanRefused as refused:
        raise refusal(session, refused, intent.manner.at) from None
    if intent.warnings:
        plan = replace(plan, warnings=(*intent.warnings, *plan.warnings))
    if request.strict and (losses := [warning for warning in plan.warnings if warning.loss]):
        raise Problem(400, *(_strict(warning, intent.manner.at) for warning in losses))
    return plan, reading


def refusal(
    session: Session, refused: PlanRefused, at: Callable[[str], str] = in_record
) -> Problem:
    """Tell a caller why planning refused."""
    pointer = at(refused.pointer) if refused.pointer else None
    if refused.capability is not None:
        fault = unsupported(session.provider, refused.capability, pointer)
        return Problem(refused.status, replace(fault, detail=refused.detail))
    # With a status of this class an adapter speaks of what the provider answered.
    meta: Mapping[str, Any] = ORIGIN if refused.status >= SERVER_ERROR else {}
    if refused.reason:
        meta = {**meta, "reason": refused.reason}
    return Problem(refused.status, Fault(detail=refused.detail, pointer=pointer, meta=meta))


def _strict(warning: PlanWarning, at: Callable[[str], str]) -> Fault:
    return Fault(
        title=warning.title,
        detail=f"{warning.detail} strict=true refuses this; nothing was sent.",
        pointer=at(warning.pointer),
        problem_type=warning.problem_type,
        meta={"reason": "strict"}
        | ({"capability": warning.capability} if warning.capability else {}),
    )


async def _once(
    services: Services, session: Session, request: WriteRequest, intent: Intent[Asked], key: str
) -> Outcome:
    known = request.key is not None and not request.key_is_new
    entry = await _entry(services, session, key) if known else None
    asked = _digest(session, request, intent)
    if (answer := _replay(services, entry, asked)) is not None:
        return answer
    id = write_id(session, key)  # noqa: A001 -- the write's
    resource = f"{session.connection_id}:{intent.resource or intent.target or f'new:{id}'}"

    async def settle(held: Held) -> Settled | None:
        return await settle_left(services, session, held)

    async with leased(services, resource, id, settle) as lease:
        try:
            entry = await _entry(services, session, key) if known else None
            if (answer := _replay(services, entry, asked)) is not None:
                await leases.release(services.database, lease)
                return answer
            run = await _open(services, session, request, intent, lease, entry, (id, key, asked))
        except BaseException as raised:
            # A write that was begun may have a call under way: its lease runs out and is settled.
            begun = entry is not None and entry.state != "refused"
            if not begun or isinstance(raised, Problem):
                await leases.release(services.database, lease)
            raise
        run.by = request.by
        return await finish(services, run, intent.manner, key)


async def _entry(services: Services, session: Session, key: str) -> Entry | None:
    return await journal.find(
        services.database, session.application_id, session.customer_id, session.provider.name, key
    )


def _digest(session: Session, request: WriteRequest, intent: Intent[Asked]) -> str:
    return digest(
        {
            "method": request.method,
            "path": request.path.rstrip("/"),
            "query": {k: v for k, v in request.query.items() if k in KEPT_QUERY},
            "body": intent.parsed,
            "connection": session.connection_id,
        }
    )


def _replay(services: Services, entry: Entry | None, asked: str) -> Outcome | None:
    if entry is None:
        return None
    if entry.digest != asked:
        detail = "This Idempotency-Key was used for another request."
        raise Problem(422, Fault(detail=detail, meta={"reason": "key_reused"}))
    if entry.state != "done" or entry.answer is None:
        return None
    kept = unseal(services.vault, entry.answer, write_id=entry.id, part="answer")
    return Outcome(
        status=kept["status"], body=kept["body"], key=entry.key, write_id=entry.id, replayed=True
    )


async def _open(
    services: Services,
    session: Session,
    request: WriteRequest,
    intent: Intent[Asked],
    lease: Lease,
    entry: Entry | None,
    names: tuple[str, str, str],
) -> Run:
    """Go on with a stored plan, or plan and store before anything is sent."""
    if entry is not None and entry.plan is not None:
        rows = await journal.calls(services.database, entry.id, entry.attempt)
        if not (closed := shut(services, entry, rows)):
            run = resumed(services, session.destination, entry, lease, rows)
            await finish_undo(run)
            if stands(run):
                reopen(run)
                return run
        elif may_stand(entry, rows):
            raise unopened(services, entry, rows, closed)
    id, key, asked = names  # noqa: A001 -- the write's
    plan, _ = await _traced(services, session, request, intent, id)
    sealed = keep_plan(services, plan, intent.asked, write_id=id)
    now = services.clock.now()
    if entry is not None:
        fresh = replace(entry, attempt=entry.attempt + 1, state="open", plan=sealed)
        run = _run(services, session, fresh, plan, lease, intent)
        run.noted.append(
            lambda tx: journal.replan(tx, id, plan=sealed, attempt=fresh.attempt, at=now)
        )
        return run
    fresh = Entry(
        id=id,
        application_id=session.application_id,
        customer_id=session.customer_id,
        provider=session.provider.name,
        connection_id=session.connection_id,
        key=key,
        digest=asked,
        operation=intent.operation,
        resource=lease.resource,
        target=intent.target,
        created_at=now,
        updated_at=now,
        plan=sealed,
    )
    run = _run(services, session, fresh, plan, lease, intent)
    run.noted.append(lambda tx: journal.insert(tx, fresh))
    return run


def _run(
    services: Services,
    session: Session,
    entry: Entry,
    plan: Plan,
    lease: Lease,
    intent: Intent[Any],
) -> Run:
    return Run(
        tools=services.tools,
        destination=session.destination,
        entry=entry,
        plan=plan,
        lease=lease,
        asked=intent.asked,
    )
