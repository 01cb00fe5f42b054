"""One write on its way: its plan, what has been answered so far, and its journal."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from segue.engine.seal import seal, unseal
from segue.engine.transport import Destination, Transport
from segue.kit.clock import Clock
from segue.model.problem import Fault, Problem
from segue.model.warning import PlanWarning
from segue.spi.codec import read_warning, show_warning
from segue.spi.plan import Call, Find, Plan, outputs
from segue.store import journal, leases
from segue.store.audit import ByKey
from segue.store.journal import CallRow, Entry
from segue.store.leases import Lease
from segue.store.runner import Database, Runner
from segue.vault import Vault

SPARE = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What carrying out needs of the process."""

    database: Database
    vault: Vault
    clock: Clock
    transport: Transport
    longest_call: timedelta = timedelta(seconds=30)
    """After which the transport gives a call up, with all that it waits for before it is sent."""
    patience: float = 5
    """Seconds for which what failed in passing is sent again."""

    @property
    def lease(self) -> timedelta:
        """How long a lease is held: longer than any call, and renewed at the start of each."""
        return self.longest_call + SPARE


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
    anew: set[str] = field(default_factory=set)
    """Calls whose answer is not the journal's."""
    asked: Any = None
    """What the answer needs of the request, beside the plan."""
    by: ByKey | None = None
    """The request that is entered in the audit log as the write is closed; None without one."""
    unattended: bool = False
    """Nobody waits for the answer: where it has to stop, recovery goes on with it."""
    barred: str = ""
    """Why nothing more is sent for it unless its caller asks again; then empty."""
    until: datetime | None = None
    """When a call that was sent again, without its first answer, can no longer take effect."""
    committing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Calls that stand alone commit one after another."""

    async def commit(self, *more: Noted, ending: Noted | None = None) -> None:
        """Write everything noted in one transaction, if the lease is still ours.

        `ending`, which is `let_go`, gives the lease back; else it is renewed. Raises `Problem` 409
        when another process has taken the lease over: nothing is written then, and nothing more may
        be sent.
        """
        async with self.committing:
            noted = tuple(self.noted)
            await self.tools.database.together(ending or self._renew, *noted, *more)
            del self.noted[: len(noted)]

    def wait_out(self, until: datetime) -> None:
        """Keep other writes off until then, also where this one has been done by then.

        A change that is lost on its way and sent again may land once more, after another write has
        changed the same thing.
        """
        if until > self.tools.clock.now():
            self.until = max(until, self.until or until)

    async def _renew(self, tx: Runner) -> None:
        now = self.tools.clock.now()
        if not await leases.renew(tx, self.lease, now=now, ttl=self.tools.lease):
            raise fenced_out()

    async def let_go(self, tx: Runner) -> None:
        """Give the lease back, or leave it with this write while its calls may still land.

        Raises `Problem` 409 as `commit` does.
        """
        if not await leases.let_go(tx, self.lease, until=self.until):
            raise fenced_out()

    def recall(self) -> None:
        """Take every answer that the journal has, whatever became of its call since."""
        for position, row in self.rows.items():
            if row.answer is not None:
                kept = self._kept(position, row.answer)
                self.take(self.plan.calls[position], kept["answer"], row.object_id)

    def restore(self, position: int, call: Step) -> bool:
        """Take a call's answer from the journal; false when it has to be made.

        What rests on a call that has to be made anew, because it was undone, is made anew too.
        """
        row = self.rows.get(position)
        stands = row is not None and row.state in ("finished", "left", "skipped")
        if row is None or row.answer is None or not stands or _uses(call) & self.anew:
            self.anew.add(call.name)
            return False
        kept = self._kept(position, row.answer)
        self.take(call, kept["answer"], row.object_id, map(read_warning, kept["warnings"]))
        return True

    def _kept(self, position: int, answer: bytes) -> Any:
        part = f"call/{position}"
        return unseal(self.tools.vault, answer, write_id=self.entry.id, part=part)

    def forget(self) -> None:
        """Forget what was taken from the journal, to begin again."""
        for held in (self.answers, self.warnings, self.made, self.anew):
            held.clear()

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
        return self.state(position, state, answer=sealed, object_id=object_id)

    def lost(self, position: int) -> Noted:
        """Note when the answer of a call was given up: from then on its settle time counts."""
        at = self.tools.clock.now()
        self.rows[position] = replace(self.rows[position], finished_at=at)
        return self.state(position, "started")

    def state(self, position: int, state: journal.CallState, **came: Any) -> Noted:
        """Note a call's new state, and what came of it."""
        row = self.rows[position] = replace(self.rows[position], state=state, **came)
        at = self.tools.clock.now()
        return lambda tx: journal.note_call(tx, row, at)


def _uses(call: Step) -> set[str]:
    needed = (
        (call.lookup.request, call.lookup.asked)
        if isinstance(call, Find)
        else (call.request, call.only_if)
    )
    return {output.call for output in outputs(needed)}


def kind_of(call: Step) -> str:
    """Name what a call makes, for telling its objects from those of other writes."""
    if isinstance(call, Find):
        return "find"
    return call.makes or f"{call.request.method} {call.request.path[0]}"


def fenced_out() -> Problem:
    """Say that another process has gone on with this write."""
    detail = (
        "This write stopped for so long that another one to the same sequence has gone ahead. Ask"
        " again with the same Idempotency-Key: it goes on from where it stands."
    )
    return Problem(409, Fault(detail=detail, meta={"reason": "lease_lost"}), retry_after=1)
