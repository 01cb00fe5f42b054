"""Fixtures: a provider's simulator on a clock of our own, and a budget before it."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from segue.engine.budget import Budgeted
from segue.engine.transport import Answer, Destination
from segue.spi.plan import Request
from segue.store.runner import Database

from .desk import Desk, customer, provider
from .stepped import SteppedClock

WAIT = 5.0


@dataclass(slots=True, kw_only=True)
class Office:
    """One customer's way to one provider."""

    clock: SteppedClock
    vendor: Any
    desk: Desk
    budgeted: Budgeted
    who: Destination
    behind: Destination

    async def send(self, request: Request, *, background: bool = False) -> Answer:
        """Send, and let the time pass that it takes."""
        made = self.budgeted.send(self.behind if background else self.who, request)
        return await self.clock.until(made)


@pytest.fixture
def engine() -> str:
    """On PostgreSQL a statement takes real time, for which a clock that is stepped cannot wait."""
    return "sqlite"


Opened = Callable[[str], Awaitable[Office]]


@pytest.fixture
async def opened(database: Database) -> AsyncIterator[Callable[[str], Office]]:
    """Opens the way to a provider by its name."""
    offices: list[Office] = []

    def open_office(name: str) -> Office:
        clock, seed, chosen = SteppedClock(), random.Random(5), provider(name)
        vendor = chosen.simulator()
        desk = Desk(vendor=vendor, clock=clock, random=seed)
        budgeted = Budgeted(
            inner=desk, database=database, clock=clock, longest_wait=WAIT, random=seed.random
        )
        who = customer(chosen, vendor)
        behind = customer(chosen, vendor, background=True)
        offices.append(
            Office(
                clock=clock,
                vendor=vendor,
                desk=desk,
                budgeted=budgeted,
                who=who,
                behind=behind,
            )
        )
        return offices[-1]

    yield open_office
    for office in offices:
        await office.budgeted.close()
