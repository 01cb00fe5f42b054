"""Many tasks, and several processes' connections, ask for one lease at once."""

import asyncio
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from segue.store import leases
from segue.store.leases import Held, Lease
from segue.store.tables import leases as table

from .rows import NOW, TTL, ending


async def acquire(db, n, now=NOW):
    return await leases.acquire(db, "r", holder=f"h{n}", write_id=f"w{n}", now=now, ttl=TTL)


def granted(got) -> list[Lease]:
    return [each for each in got if isinstance(each, Lease)]


async def test_fifty_ask_and_one_has_it(database, another):
    """Two writes to one sequence would run at once, from one process or from two."""
    runners = [database, await another()]
    got = await asyncio.gather(*(acquire(runners[n % 2], n) for n in range(50)))
    (winner,) = granted(got)
    assert {held.holder for held in got if isinstance(held, Held)} == {winner.holder}


async def test_fifty_take_over_and_one_has_it(database, another):
    """Two processes would settle and follow the same dead write."""
    runners = [database, await another()]
    await acquire(database, "dead")
    held = await acquire(database, "next")

    async def take_over(n):
        return await leases.take_over(
            runners[n % 2], held, holder=f"h{n}", write_id=f"w{n}", now=NOW + TTL, ttl=TTL
        )

    got = await asyncio.gather(*(take_over(n) for n in range(50)))
    assert [lease.fence for lease in granted(got)] == [2]


async def test_fences_only_grow_when_many_come_and_go(database, another):
    """A process that was fenced out could find its own fence again."""
    runners = [database, await another()]
    fences: list[int] = []

    async def come_and_go(n):
        while isinstance(lease := await acquire(runners[n % 2], n), Held):  # noqa: ASYNC110
            await asyncio.sleep(0)
        fences.append(lease.fence)
        assert await leases.release(runners[n % 2], lease)

    await asyncio.gather(*(come_and_go(n) for n in range(20)))
    assert fences == list(range(1, 21))


async def test_a_take_over_waits_for_a_call_that_is_being_started(database, another):
    """A process could start a call after another has taken its lease."""
    other = await another()
    lease = await acquire(database, "slow")
    held = await acquire(other, "next")
    late = NOW + TTL
    async with database.transaction() as tx:
        assert await leases.renew(tx, lease, now=late, ttl=TTL)
        taking = asyncio.create_task(
            leases.take_over(other, held, holder="next", write_id="w", now=late, ttl=TTL)
        )
        for _ in range(20):
            await asyncio.sleep(0.001)
        assert not taking.done()
    assert isinstance(await taking, Held)


async def test_a_renewal_that_is_rolled_back_does_not_count(database):
    """A lease would outlive a call that was never started."""
    lease = await acquire(database, "a")
    async with ending(ValueError, database.transaction()) as tx:
        assert await leases.renew(tx, lease, now=NOW + TTL, ttl=TTL)
        raise ValueError
    assert (await acquire(database, "b")).expires_at == NOW + TTL


ALL = select(table.c.resource)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["acquire", "take_over", "renew", "release", "leave", "wait"]),
        st.integers(0, 2),
    ),
    max_size=25,
)


class Model:
    """What three processes believe, and the highest fence that any of them was given."""

    def __init__(self, database, resource: str) -> None:
        self.database = database
        self.resource = resource
        self.now = NOW
        self.believed: dict[int, Lease] = {}
        self.seen: dict[int, Held] = {}
        self.highest = 0

    async def step(self, name: str, who: int) -> None:
        asked = {"holder": f"h{who}", "write_id": f"w{who}", "now": self.now, "ttl": TTL}
        if name == "acquire":
            self.note(who, await leases.acquire(self.database, self.resource, **asked))
        elif name == "take_over" and who in self.seen:
            self.note(who, await leases.take_over(self.database, self.seen[who], **asked))
        elif name == "wait":
            self.now += timedelta(seconds=20)
        elif name in {"renew", "release", "leave"} and who in self.believed:
            await self.use(name, self.believed[who])

    def note(self, who: int, got: Lease | Held) -> None:
        if isinstance(got, Lease):
            assert got.fence == self.highest + 1
            self.highest = got.fence
            self.believed[who] = got
        else:
            assert got.fence == self.highest
            self.seen[who] = got

    async def use(self, name: str, lease: Lease) -> None:
        if name == "renew":
            used = await leases.renew(self.database, lease, now=self.now, ttl=TTL)
        elif name == "release":
            used = await leases.release(self.database, lease)
        else:
            used = await leases.leave(self.database, lease, until=self.now + TTL)
        assert not used or lease.fence == self.highest


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
async def test_in_any_order_only_the_last_fence_is_of_use(database, steps):
    """Some order of events would let two processes write at once."""
    counted = await database.rows(ALL)
    model = Model(database, f"r{len(counted)}")
    for name, who in steps:
        await model.step(name, who)
