"""A circuit for each provider host: one that fails is left alone for a while, and says so."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from math import inf
from typing import Final, Literal

from yarl import URL

from segue.engine.refusal import SERVER_ERROR
from segue.engine.transport import (
    Answer,
    CircuitOpen,
    Destination,
    Lost,
    NotSent,
    RawRequest,
    Throttled,
    TooLarge,
    Transport,
    Unsendable,
)
from segue.kit.clock import Clock
from segue.spi.plan import Request

THRESHOLD: Final = 10
"""Failures in a row. One customer's request that a vendor always answers with 500 is sent three
times at most before its caller hears of it, so four such requests, with nobody else's success
between them, are needed to stop the others; an outage brings ten within seconds."""
REST: Final = timedelta(seconds=10)
"""Longer than the restart of a load balancer, shorter than most callers' own patience."""
NO_STATUS: Final = inf
"""What callers make up may be answered with any status."""
PROBED: Final = 1.0
"""Seconds: what is to be waited while one request tries whether the host answers again."""

State = Literal["closed", "open", "half_open"]


@dataclass(slots=True)
class _Circuit:
    failures: int = 0
    """In a row."""
    until: datetime | None = None
    """When the host may be asked again; None while the circuit is closed."""
    probing: bool = False
    """Whether one request is on its way to see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A transport that fails fast with `CircuitOpen` while the host does.

    A failure is a connection that cannot be made, an answer that does not come, or a status of 500
    and above, the last not of requests that callers make up. The state is this process's own.
    """

    inner: Transport
    clock: Clock
    circuits: dict[str, _Circuit] = field(default_factory=dict)

    async def send(self, destination: Destination, request: Request) -> Answer:
        circuit = self._enter(destination)
        return await self._guard(circuit, self.inner.send(destination, request), SERVER_ERROR)

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        circuit = self._enter(destination)
        return await self._guard(circuit, self.inner.raw(destination, request), NO_STATUS)

    def states(self) -> Mapping[str, State]:
        """Tell how each host's circuit stands, by its origin."""
        now = self.clock.now()
        return {host: _state(circuit, now) for host, circuit in self.circuits.items()}

    async def _guard(self, circuit: _Circuit, sending: Awaitable[Answer], failing: float) -> Answer:
        # Whoever was let in while it is not closed tries for all others.
        probe = circuit.until is not None
        try:
            answer = await sending
        except (Unsendable, Throttled):
            raise
        except TooLarge:
            _close(circuit)
            raise
        except (NotSent, Lost):
            self._fail(circuit, probe=probe)
            raise
        finally:
            if probe:
                circuit.probing = False
        if answer.status < failing:
            _close(circuit)
        else:
            self._fail(circuit, probe=probe)
        return answer

    def _enter(self, destination: Destination) -> _Circuit:
        """Let a request through, or raise `CircuitOpen`, or `Throttled` where it is too late."""
        now = self.clock.now()
        if destination.leave_by is not None and now > destination.leave_by:
            raise Throttled("busy", 1)
        host = _origin(destination.api_url)
        circuit = self.circuits.get(host)
        if circuit is None:
            circuit = self.circuits[host] = _Circuit()
        if circuit.until is None:
            return circuit
        left = min(circuit.until - now, REST).total_seconds()
        if left > 0 or circuit.probing:
            raise CircuitOpen(host, max(left, PROBED))
        circuit.probing = True
        return circuit

    def _fail(self, circuit: _Circuit, *, probe: bool) -> None:
        circuit.failures += 1
        # Requests that were under way when it opened tell nothing new.
        if probe or (circuit.until is None and circuit.failures >= THRESHOLD):
            circuit.until = self.clock.now() + REST


@lru_cache(maxsize=64)
def _origin(url: str) -> str:
    return str(URL(url).origin())


def _close(circuit: _Circuit) -> None:
    circuit.failures, circuit.until = 0, None


def _state(circuit: _Circuit, now: datetime) -> State:
    if circuit.until is None:
        return "closed"
    return "open" if circuit.until > now and not circuit.probing else "half_open"
