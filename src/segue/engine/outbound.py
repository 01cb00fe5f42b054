"""The way out: every layer between the engine and a provider's host, put together in one place."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from segue.config import Settings
from segue.engine.budget import Budgeted
from segue.engine.circuit import Guarded
from segue.engine.granting import Granting
from segue.engine.measured import Measured, held_back
from segue.engine.refreshing import RefreshingTransport, refreshing
from segue.engine.slots import Slots
from segue.engine.tokens import Tokens
from segue.engine.transport import Answer, Destination, NotSent, RawRequest, Transport
from segue.engine.watch import Watch
from segue.kit.clock import Clock
from segue.spi.plan import Request
from segue.store.runner import Database
from segue.vault import Vault

READYING: Final = timedelta(seconds=5)
"""For a token to be refreshed before a request, which takes most providers a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """The transport that everything goes through. Counts the requests that Segue kept back.

    What has not left within `leave_within` is not sent, so that a request never outlasts the lease
    that its write holds, wherever it waited.
    """

    inner: RefreshingTransport
    budgeted: Budgeted
    circuit: Guarded
    watch: Watch
    clock: Clock
    leave_within: timedelta

    async def send(self, destination: Destination, request: Request) -> Answer:
        try:
            return await self.inner.send(self._timed(destination), request)
        except NotSent as error:
            self._note(destination, error)
            raise

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        try:
            return await self.inner.raw(self._timed(destination), request)
        except NotSent as error:
            self._note(destination, error)
            raise

    @property
    def tokens(self) -> Tokens:
        """What keeps the connections' tokens good."""
        return self.inner.tokens

    async def close(self) -> None:
        """Wait for the refreshes that are under way, and give back what is left of budgets."""
        await self.inner.close()
        await self.budgeted.close()

    def _timed(self, destination: Destination) -> Destination:
        return destination.leaving(self.clock.now() + self.leave_within)

    def _note(self, destination: Destination, error: NotSent) -> None:
        reason = held_back(error)
        if reason is not None:
            self.watch.held(destination.provider.name, reason)


def outbound(
    http: Transport,
    granting: Granting,
    database: Database,
    vault: Vault,
    *,
    process: str,
    settings: Settings,
    watch: Watch | None = None,
) -> Outbound:
    """Put every layer around what sends; `process` names this process in leases."""
    clock, watch = granting.clock, watch or Watch()
    circuit = Guarded(inner=Measured(inner=http, watch=watch), clock=clock)
    longest = settings.wait_seconds
    budgeted = Budgeted(inner=circuit, database=database, clock=clock, longest_wait=longest)
    slots = Slots(inner=budgeted, most=settings.calls_at_once, longest_wait=longest)
    return Outbound(
        inner=refreshing(
            slots, granting, database, vault, process=process, settings=settings, watch=watch
        ),
        budgeted=budgeted,
        circuit=circuit,
        watch=watch,
        clock=clock,
        leave_within=leave_within(settings),
    )


def leave_within(settings: Settings) -> timedelta:
    """How long a request may take until it leaves: its waits for a slot and for the budget."""
    return timedelta(seconds=2 * settings.wait_seconds) + READYING


def longest_call(settings: Settings) -> timedelta:
    """After which a request that was handed over has surely come to its end."""
    return leave_within(settings) + timedelta(seconds=settings.provider_timeout_seconds)
