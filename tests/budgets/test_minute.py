"""One Salesloft team's minute, under interactive and background load at once."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from segue.engine.budget import Budgeted
from segue.engine.transport import Destination, Throttled
from segue.kit.clock import Clock
from segue.spi.plan import Request

from .desk import TOO_MANY, Desk, customer, provider
from .stepped import SteppedClock

SALESLOFT = provider("salesloft")
LIMIT = 600
WAIT = 5.0
MINUTES = 3
PAGES = (1, 1, 1, 1, 1, 1, 20, 120, 200, 300, 501)
"""Costs 1 to 30, some 5 on average."""


def page(number: int) -> Request:
    return Request(method="GET", path=("v2", "people"), query={"page": number, "per_page": 10})


@dataclass(slots=True)
class Load:
    """What was asked, and what became of it."""

    clock: Clock
    random: random.Random
    held_back: Counter[str] = field(default_factory=Counter)
    longest: float = 0
    asked: Counter[str] = field(default_factory=Counter)

    async def interactive(self, budgeted: Budgeted, destination: Destination, every: float) -> None:
        """Callers that come one after another, whatever became of the ones before."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self.clock.sleep(self.random.expovariate(1 / every))
                group.create_task(self._one(budgeted, destination))

    async def _one(self, budgeted: Budgeted, destination: Destination) -> None:
        begun = self.clock.now()
        self.asked["interactive"] += 1
        try:
            await budgeted.send(destination, page(self.random.choice(PAGES[:8])))
        except Throttled:
            self.held_back["interactive"] += 1
        self.longest = max(self.longest, (self.clock.now() - begun).total_seconds())

    async def background(self, budgeted: Budgeted, destination: Destination) -> None:
        """A job, which asks again as soon as it was told to."""
        while True:
            self.asked["background"] += 1
            try:
                await budgeted.send(destination, page(self.random.choice(PAGES)))
            except Throttled as held:
                self.held_back["background"] += 1
                await self.clock.sleep(held.wait)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ahead", [0, 0.7, -2.3])
async def test_a_team_s_minute_is_used_up_and_never_overdrawn(database, ahead):
    """Customers would meet 429s, or wait while there is room, or stand behind bulk work."""
    clock, seed = SteppedClock(), random.Random(5)
    vendor = SALESLOFT.simulator()
    desk = Desk(vendor=vendor, clock=clock, random=seed, ahead=ahead)
    budgeted = Budgeted(
        inner=desk, database=database, clock=clock, longest_wait=WAIT, random=seed.random
    )
    load = Load(clock, seed)
    who = customer(SALESLOFT, vendor)
    behind = customer(SALESLOFT, vendor, background=True)
    spent = watch(vendor)
    tasks = [asyncio.create_task(load.interactive(budgeted, who, 0.8))]
    tasks += [asyncio.create_task(load.background(budgeted, behind)) for _ in range(8)]
    await clock.run(60 * MINUTES + 30)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await budgeted.close()
    assert desk.statuses[TOO_MANY] == 0
    whole = sorted(spent)[1:-1]
    assert len(whole) >= MINUTES - 1
    assert all(spent[minute] >= 0.95 * LIMIT for minute in whole), spent
    assert load.longest <= WAIT + 2 * sum(desk.latency)
    assert load.held_back["interactive"] == 0, load


def watch(vendor) -> Counter[int]:
    """Count what the simulator's meter charges, by its minutes."""
    spent: Counter[int] = Counter()
    charge = vendor.meter.charge

    def counting(now, cost):
        done = charge(now, cost)
        if done:
            spent[int(now.timestamp() // 60)] += cost
        return done

    vendor.meter.charge = counting
    return spent
