"""What providers tell of their windows, and what is made of it."""

import asyncio

import pytest

from segue.engine.transport import Throttled
from segue.spi.plan import Request
from segue.store import budgets

from .desk import TOO_MANY

PEOPLE = Request(method="GET", path=("v2", "people"), query={"per_page": 1})
LABELS = Request(method="GET", path=("labels",))
STAGES = Request(method="GET", path=("contact_stages",))
USERS = Request(method="GET", path=("users",), query={"page[size]": 1})


async def send_many(office, request, number, **options) -> list:
    """Send many, one after another; what is held back is among what comes."""
    came = []
    for _ in range(number):
        try:
            came.append((await office.send(request, **options)).status)
        except Throttled as held:
            came.append(held)
    return came


async def test_what_others_use_up_is_not_spent(opened):
    """Another integration of the same team would have us run into 429s, minute after minute."""
    office = opened("salesloft")
    await send_many(office, PEOPLE, 5)
    office.vendor.meter.charge(office.clock.now(), 580)
    came = await send_many(office, PEOPLE, 40)
    assert office.desk.statuses[TOO_MANY] == 0
    assert came.count(200) == 15
    (stands,) = await budgets.read(office.budgeted.database, "cn_1")
    assert stands.spent == 600


async def test_a_wait_that_is_too_long_is_told_at_once_and_truly(opened):
    """A caller would wait for nothing, or be sent back too early."""
    office = opened("salesloft")
    await send_many(office, PEOPLE, 3)
    office.vendor.meter.charge(office.clock.now(), 600 - 3)
    await office.send(PEOPLE)
    before = office.clock.now()
    (held,) = await send_many(office, PEOPLE, 1)
    assert office.clock.now() == before
    left = 60 - before.second - before.microsecond / 1e6
    assert left <= held.wait <= left + 1.2
    await office.clock.run(held.wait)
    assert await send_many(office, PEOPLE, 1) == [200]


@pytest.mark.parametrize("body", ["json", "html", "empty"])
async def test_a_429_is_no_storm(opened, body):
    """Everybody who waits would ask again, and again all at the same moment."""
    office = opened("salesloft")
    office.vendor.switches["rate_limit_body"] = body
    await office.send(PEOPLE)
    await office.clock.run(38)
    office.vendor.meter.charge(office.clock.now(), 599)
    tasks = [asyncio.create_task(office.budgeted.send(office.who, PEOPLE)) for _ in range(10)]
    await office.clock.run(1)
    assert office.desk.statuses[TOO_MANY] == 10
    tasks += [asyncio.create_task(office.budgeted.send(office.who, PEOPLE)) for _ in range(60)]
    await office.clock.run(2)
    assert office.desk.statuses[TOO_MANY] == 10
    office.desk.times.clear()
    await office.clock.run(10)
    assert (len(office.desk.times), office.desk.statuses[TOO_MANY]) == (60, 10)
    assert max(office.desk.times) - min(office.desk.times) > 0.7
    assert min(office.desk.times) % 60 < 5
    assert {(await task).status for task in tasks} == {200, TOO_MANY}


async def test_apollo_tells_the_limits_of_the_plan(opened):
    """Customers who pay for more would be held to the free plan."""
    office = opened("apollo")
    office.vendor.switches["plan"] = "professional"
    came = await send_many(office, LABELS, 201)
    assert came[:200] == [200] * 200
    assert isinstance(came[200], Throttled)
    assert office.desk.statuses[TOO_MANY] == 0
    assert await send_many(office, STAGES, 1) == [200], "another endpoint has its own windows"
    stands = {one.window: one.limit for one in await budgets.read(office.budgeted.database, "cn_1")}
    assert stands == {"minute": 200, "hour": 400, "day": 2000}


async def test_a_plan_without_limits_is_not_limited(opened):
    """A customer without limits would have the free plan's."""
    office = opened("apollo")
    office.vendor.switches["plan"] = "unlimited"
    assert await send_many(office, LABELS, 300) == [200] * 300


async def test_apollo_s_windows_are_used_to_their_ends_and_not_before_they_begin(opened):
    """Windows that open with a first request would drift away from the provider's."""
    office = opened("apollo")
    office.vendor.switches["plan"] = "free"
    served = 0
    for _ in range(260):
        (came,) = await send_many(office, LABELS, 1)
        served += came == 200
        await office.clock.run(came.wait if isinstance(came, Throttled) else 0.3)
    assert office.desk.statuses[TOO_MANY] == 0
    assert served >= 250


async def test_a_window_that_others_opened_is_asked_whether_it_is_over(opened):
    """A team's other integration opened the day: Segue would wait for hours after its end."""
    office = opened("apollo")
    office.vendor.switches["plan"] = "free"
    limits = office.vendor._limits
    for _ in range(49):
        limits.count("labels/index", "free", office.clock.now())
    await office.clock.run(55)
    assert await send_many(office, LABELS, 1) == [200]
    (held,) = await send_many(office, LABELS, 1)
    assert held == TOO_MANY, "it is asked once, and tells when it ends"
    (held,) = await send_many(office, LABELS, 1)
    assert isinstance(held, Throttled) or held == 200
    await office.clock.run(6)
    assert await send_many(office, LABELS, 30) == [200] * 30
    assert office.desk.statuses[TOO_MANY] == 1


async def test_outreach_tells_when_its_hour_ends(opened):
    """After a restart the hour would be taken to begin anew."""
    office = opened("outreach")
    office.vendor.limiter.per_hour = 100
    await office.send(USERS)
    await office.clock.run(1800)
    office.budgeted.shares.clear()
    await send_many(office, USERS, 99)
    (held,) = await send_many(office, USERS, 1)
    assert isinstance(held, Throttled)
    assert 1700 < held.wait < 1800
    await office.clock.run(held.wait + 1)
    assert await send_many(office, USERS, 10) == [200] * 10
    assert office.desk.statuses[TOO_MANY] == 0
