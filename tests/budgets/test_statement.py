"""The statement that spends: never over the limit, whoever asks, in whatever order."""

import asyncio
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from segue.store import budgets
from segue.store.budgets import Seen, Wish
from segue.store.tables import budgets as table

LIMIT = 40
LENGTH = 60_000
START = 1_800_000_000_000
ONE = Seen(
    connection_id="cn",
    scope="team",
    window="minute",
    length=LENGTH,
    ends=START + LENGTH,
    known=False,
    limit=LIMIT,
    told=False,
)


def wish(need: int, ask: int | None = None, now: int = START) -> Wish:
    return Wish(now=now, need=need, ask=max(need, ask or need))


async def test_fifty_ask_at_once_and_the_limit_holds(database, another):
    """A burst from two processes would be over the provider's limit."""
    runners = [database, await another()]
    got = await asyncio.gather(
        *(budgets.take(runners[n % 2], [ONE], wish(1 + n % 4, 6)) for n in range(50))
    )
    assert sum(standing.granted for (standing,) in got) == LIMIT
    assert max(standing.spent for (standing,) in got) == LIMIT


async def test_several_windows_give_the_same_or_nothing(database, another):
    """A call would be counted in its minute and not in its day, or the other way round."""
    windows = [
        replace(ONE, window=name, limit=limit, length=length, ends=START + length)
        for name, limit, length in (("minute", 30, LENGTH), ("hour", 20, 60 * LENGTH))
    ]
    runners = [database, await another()]
    got = await asyncio.gather(
        *(budgets.take(runners[n % 2], windows, wish(1, 3)) for n in range(20))
    )
    for minute, hour in got:
        assert minute.granted == hour.granted
    assert sum(minute.granted for minute, _ in got) == 20
    stands = {one.window: one.spent for one in await budgets.read(database, "cn")}
    assert stands == {"minute": 20, "hour": 20}


async def test_a_block_holds_for_all(database, another):
    """Other processes would go on asking a provider that has said no."""
    await budgets.take(database, [ONE], wish(1))
    await budgets.block(database, "cn", "team", START + 9000)
    await budgets.block(database, "cn", "team", START + 5000)
    other = await another()
    (told,) = await budgets.take(other, [ONE], wish(1, now=START + 8999))
    assert (told.granted, told.blocked) == (0, START + 9000)
    (told,) = await budgets.take(other, [ONE], wish(1, now=START + 9000))
    assert told.granted == 1


async def test_what_has_ended_long_ago_is_forgotten(database):
    """The table would grow with every connection that ever was."""
    await budgets.take(database, [ONE], wish(1))
    assert await budgets.prune(database, ONE.ends) == 0
    assert await budgets.prune(database, ONE.ends + 1) == 1
    assert await budgets.read(database, "cn") == []


@dataclass
class Process:
    """What one process believes: the window it knows, and what it holds of it."""

    seen: Seen
    held: int = 0
    under_way: int = 0


class Model:
    """The units that are anybody's in each window, by its end."""

    def __init__(self, database, connection: str) -> None:
        self.database = database
        self.now = START
        fresh = replace(ONE, connection_id=connection)
        self.processes = [Process(fresh), Process(fresh), Process(fresh)]
        self.used: dict[int, int] = {}

    async def step(self, name: str, who: int, units: int) -> None:
        process = self.processes[who]
        if name == "wait":
            self.now += units * 3000
        elif name == "send" and self.known(process):
            sent = min(units, process.held)
            process.held -= sent
            process.under_way += sent
        elif name == "answered":
            process.under_way = 0
        elif name == "hear" and self.known(process):
            floor = min(LIMIT, units * 4)
            process.seen = replace(process.seen, floor=max(process.seen.floor, floor))
        elif name == "give_back" and self.known(process):
            if await budgets.give_back(self.database, process.seen, process.held):
                self.used[process.seen.ends] -= process.held
            process.held = 0
        elif name == "take":
            await self.take(process, units)

    def known(self, process: Process) -> bool:
        return process.seen.known and process.seen.ends > self.now

    async def take(self, process: Process, units: int) -> None:
        if self.known(process):
            seen = replace(process.seen, back=process.held)
        else:
            ends = (self.now // LENGTH + 1) * LENGTH
            carry = process.under_way
            seen = replace(process.seen, ends=ends, known=False, carry=carry, floor=0)
        (told,) = await budgets.take(self.database, [seen], wish(units, units + 5, self.now))
        before = self.used.get(told.ends, 0)
        self.used[told.ends] = before - (process.held if seen.known else -seen.carry) + told.granted
        assert told.granted == 0 or units <= told.granted <= units + 5
        assert told.granted == 0 or told.spent <= LIMIT
        assert self.used[told.ends] <= told.spent, "more is used than the row says"
        floor = seen.floor if seen.known else 0
        process.held = told.granted
        process.seen = replace(seen, ends=told.ends, known=True, carry=0, back=0, floor=floor)


ALL = select(table.c.connection_id)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "take", "send", "answered", "hear", "give_back", "wait"]),
        st.integers(0, 2),
        st.integers(1, 12),
    ),
    max_size=40,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
async def test_in_any_order_no_unit_is_given_twice(database, steps):
    """Some order of events would let processes spend more than there is."""
    counted = await database.rows(ALL)
    model = Model(database, f"cn{len(counted)}")
    for name, who, units in steps:
        await model.step(name, who, units)
