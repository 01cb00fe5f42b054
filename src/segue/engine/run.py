"""One write on its way: its plan, what has been answered so far, and its journal."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from segue.engine.seal import seal, unseal
from segue.engine.transport import Destination, Transport
from segue.kit.clock import Clock
from segue.model.problem import Fault, Problem
from segue.model.warning import PlanWarning
from segue.spi.codec import read_warning, show_warning
from segue.spi.plan import Call, Find, Plan
from segue.store import journal, leases
from segue.store.journal import CallRow, Entry
from segue.store.leases import Lease
from segue.store.runner import Database, Runner
from segue.vault import Vault

LEASE = timedelta(seconds=45)
"""Longer than the longest provider call, and renewed at the start of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What carrying out needs of the process."""

    database: Database
    vault: Vault
    clock: Clock
    transport: Transport


Step = Call | Find
Noted = Callable[[Runner], Awaitable[object]]


@dataclass(slots=True, kw_only=True)
class Run:
    """A write that holds its lease."""

    tools: Tools
    destination: Destination
    entry: Entry
    plan: Plan
    lease: Lease
    rows: dict[int, CallRow] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    warnings: list[PlanWarning] = field(default_factory=list)
    made: list[tuple[str, str]] = field(default_factory=list)
    """Kind and id of what exists at the provider because of this write."""
    noted: list[Noted] = field(default_factory=list)
    """Statements that the next commit carries."""

    async def commit(self, *more: Noted) -> None:
        """Write everything noted in one transaction, if the lease is still ours.

        Raises `Problem` 409 when another process has taken the lease over: nothing is written then,
        and nothing more may be sent.
        """
        now = self.tools.clock.now()
        async with self.tools.database.transaction() as tx:
            if not await leases.renew(tx, self.lease, now=now, ttl=LEASE):
                raise fenced_out()
            for statement in (*self.noted, *more):
                await statement(tx)
        self.noted.clear()

    def restore(self, position: int, call: Step) -> bool:
        """Take a call's answer from the journal; false when it has to be made."""
        row = self.rows.get(position)
        if row is None or row.answer is None or row.state not in ("finished", "left", "skipped"):
            return False
        kept = unseal(
            self.tools.vault, row.answer, write_id=self.entry.id, part=f"call/{row.position}"
        )
        self.take(call, kept["answer"], row.object_id, map(read_warning, kept["warnings"]))
        return True

    def take(self, call: Step, answer: Any, object_id: str | None, warnings: Any = ()) -> None:
        """Remember what a call gave."""
        self.answers[call.name] = answer
        self.warnings.extend(warnings)
        if object_id is not None and isinstance(call, Call) and call.makes:
            self.made.append((call.makes, object_id))

    def start(self, position: int, call: Step) -> Noted:
        """Note that a call is about to be sent."""
        row = CallRow(
            write_id=self.entry.id,
            attempt=self.entry.attempt,
            position=position,
            name=call.name,
            connection_id=self.destination.connection_id,
            kind=kind_of(call),
            started_at=self.tools.clock.now(),
        )
        self.rows[position] = row
        return lambda tx: journal.start_call(tx, row)

    def finish(
        self,
        position: int,
        *,
        state: journal.CallState,
        answer: Any = None,
        object_id: str | None = None,
        warnings: tuple[PlanWarning, ...] = (),
    ) -> Noted:
        """Note what became of a call, with its answer."""
        kept = {"answer": answer, "warnings": [show_warning(warning) for warning in warnings]}
        sealed = seal(self.tools.vault, kept, write_id=self.entry.id, part=f"call/{position}")
        self.rows[position] = replace(self.rows[position], answer=sealed, object_id=object_id)
        return self.state(position, state)

    def state(self, position: int, state: journal.CallState) -> Noted:
        """Note a call's new state."""
        row = self.rows[position] = replace(self.rows[position], state=state)
        at = self.tools.clock.now()
        return lambda tx: journal.finish_call(
            tx,
            row.write_id,
            row.attempt,
            row.position,
            state=state,
            answer=row.answer,
            object_id=row.object_id,
            at=at,
        )


def kind_of(call: Step) -> str:
    """Name what a call makes, for telling its objects from those of other writes."""
    if isinstance(call, Find):
        return "find"
    return call.makes or f"{call.request.method} {call.request.path[0]}"


def fenced_out() -> Problem:
    """Say that another process has gone on with this write."""
    detail = "Another process has taken over the writing to this sequence. Ask again for its end."
    return Problem(409, Fault(detail=detail, meta={"reason": "lease_lost"}), retry_after=1)
