"""Who goes first, what is given back, and what two processes may spend together."""

import asyncio
import random
from datetime import datetime

import pytest

from segue.engine.budget import Budgeted, spelled_out
from segue.engine.transport import NotSent, RawRequest, Throttled
from segue.spi.plan import Request
from segue.store import budgets

from .desk import TOO_MANY, Desk, customer, provider
from .stepped import START
from .test_told import PEOPLE, send_many

DEEP = Request(method="GET", path=("v2", "people"), query={"page": 501, "per_page": 1})


async def test_background_work_leaves_a_quarter_to_callers(opened):
    """A job would use a minute up at once, and every caller would wait for its end."""
    office = opened("salesloft")
    await office.clock.run(43)
    behind = await send_many(office, DEEP, 20, background=True)
    assert 14 <= behind.count(200) <= 16
    assert isinstance(behind[-1], Throttled)
    assert 0 < behind[-1].wait < 60
    before = office.clock.now()
    assert await send_many(office, PEOPLE, 30) == [200] * 30
    assert (office.clock.now() - before).total_seconds() < 30 * 0.4, "no caller has waited"


async def test_background_work_stands_behind_callers_that_wait(opened):
    """A job would take what a caller has waited for."""
    office = opened("salesloft")
    await office.send(PEOPLE)
    share = next(iter(office.budgeted.shares.values()))
    share.waiting += 1
    held = await send_many(office, PEOPLE, 1, background=True)
    share.waiting -= 1
    assert isinstance(held[0], Throttled)
    assert await send_many(office, PEOPLE, 1, background=True) == [200]


class Unreachable:
    """A provider that nobody can connect to."""

    async def send(self, *_asked):
        raise NotSent("ClientConnectorError")

    raw = send


async def test_what_was_not_sent_is_not_spent(opened):
    """A provider that is down would cost its customers their budget."""
    office = opened("salesloft")
    office.budgeted.inner = Unreachable()
    for _ in range(30):
        with pytest.raises(NotSent):
            await office.send(DEEP)
    office.budgeted.inner = office.desk
    assert await send_many(office, DEEP, 20) == [200] * 20


async def test_a_passthrough_spends_too(opened):
    """A caller's own requests would use up what the others count on."""
    office = opened("salesloft")
    url = f"{office.who.api_url}/v2/people?page=501"
    await office.clock.until(office.budgeted.raw(office.who, RawRequest(method="GET", url=url)))
    await office.budgeted.close()
    (stands,) = await budgets.read(office.budgeted.database, "cn_1")
    assert stands.spent == 30


def test_a_passthrough_is_counted_where_its_endpoint_is():
    """It would be counted by a path that no other request has."""
    apollo = provider("apollo")
    who = customer(apollo, apollo.simulator())
    raw = RawRequest(method="POST", url=f"{who.api_url}/contacts/search?page=2")
    made = spelled_out(who, raw)
    assert (made.path, made.query) == (("contacts", "search"), {"page": ["2"]})
    assert apollo.limits.scope(made) == "contacts/search"


async def test_what_is_not_used_is_given_back(opened):
    """A process that was busy once would keep units from the others until the window's end."""
    office = opened("salesloft")
    await send_many(office, PEOPLE, 12)
    (stands,) = await budgets.read(office.budgeted.database, "cn_1")
    assert stands.spent > 12
    share = next(iter(office.budgeted.shares.values()))
    office.budgeted._idle(share)
    office.budgeted._idle(share)
    await asyncio.gather(*office.budgeted._giving)
    (stands,) = await budgets.read(office.budgeted.database, "cn_1")
    assert stands.spent == 12


class StillClock:
    """Time does not pass."""

    def now(self) -> datetime:
        return START

    async def sleep(self, seconds: float) -> None:
        del seconds
        await asyncio.sleep(0)


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_two_processes_share_one_minute(database, another):
    """Each process would spend the whole of a limit that is one team's."""
    salesloft, seed = provider("salesloft"), random.Random(7)
    vendor = salesloft.simulator()
    desk = Desk(vendor=vendor, clock=StillClock(), random=seed)
    runners = [
        Budgeted(inner=desk, database=one, clock=StillClock(), longest_wait=0)
        for one in (database, await another())
    ]
    who = customer(salesloft, vendor)
    pages = [seed.choice([1, 1, 1, 120, 200, 501]) for _ in range(400)]

    async def ask(place: int, page: int) -> None:
        asked = Request(method="GET", path=("v2", "people"), query={"page": page})
        try:
            await runners[place % 2].send(who, asked)
        except Throttled as held:
            assert 0 < held.wait <= 60  # noqa: PT017 -- most are sent

    places = iter(enumerate(pages))

    async def work() -> None:
        for place, page in places:
            await ask(place, page)

    await asyncio.gather(*(work() for _ in range(8)))
    assert desk.statuses[TOO_MANY] == 0
    assert vendor.meter.remaining(START) <= 0.05 * 600
    for each in runners:
        await each.close()
