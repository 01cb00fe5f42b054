"""Requests that wait until a test lets them go on."""

import asyncio
import enum
from typing import Any

from segue.simulation.wire import Receive, until_gone


class Outcome(enum.Enum):
    """How a wait ended."""

    RELEASED = "released"
    GONE = "gone"
    """The client closed the connection."""
    DROPPED = "dropped"
    """The simulator was reset."""


class Hold:
    """The requests held now. Only used from the event loop that serves them."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[Outcome]] = set()

    def __len__(self) -> int:
        return len(self._waiting)

    async def wait(self, receive: Receive) -> Outcome:
        """Wait until released, dropped, or the client is gone."""
        gate: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        gone = asyncio.ensure_future(until_gone(receive))
        self._waiting.add(gate)
        try:
            either: set[asyncio.Future[Any]] = {gate, gone}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            return gate.result() if gate.done() else Outcome.GONE
        finally:
            self._waiting.discard(gate)
            gone.cancel()

    def release(self, outcome: Outcome = Outcome.RELEASED) -> int:
        """Let every held request go on; return how many there were."""
        held = [gate for gate in self._waiting if not gate.done()]
        for gate in held:
            gate.set_result(outcome)
        return len(held)
