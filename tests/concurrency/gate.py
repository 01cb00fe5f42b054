"""A gate in the transport: one request of a writer stops until it is let go on."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

from segue.engine.transport import Answer, Destination
from segue.spi.plan import Request
from segue.testing.world import World


@dataclass
class Gate:
    """A transport that stops at one request until it is opened."""

    inner: Any
    method: str
    path: str
    after: bool = False
    """Stop with the answer in hand."""
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, destination: Destination, request: Request) -> Answer:
        stops = (request.method, request.path[0]) == (self.method, self.path)
        if stops and not self.after:
            await self._stop()
        answer: Answer = await self.inner.send(destination, request)
        if stops and self.after:
            await self._stop()
        return answer

    async def _stop(self) -> None:
        self.reached.set()
        await self.opened.wait()


def through(stage: World, gate: Gate) -> World:
    """Give the same world with a gate before the provider."""
    return replace(stage, services=replace(stage.services, transport=gate))
