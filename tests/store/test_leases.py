"""One lease at a time, and what becomes of it."""

from datetime import timedelta

import pytest

from segue.store import leases
from segue.store.leases import Held, Lease

from .rows import NOW, TTL

LATER = NOW + TTL
SOON = NOW + timedelta(seconds=1)


async def acquire(db, holder="a", write_id="wr_a", now=NOW):
    return await leases.acquire(db, "r", holder=holder, write_id=write_id, now=now, ttl=TTL)


async def take_over(db, held, holder="b", write_id="wr_b", now=LATER):
    return await leases.take_over(db, held, holder=holder, write_id=write_id, now=now, ttl=TTL)


async def test_the_first_to_ask_has_the_lease_and_the_second_is_told_who(database):
    """Two writes to one sequence would run at once."""
    assert await acquire(database) == Lease("r", 1, "a")
    held = await acquire(database, "b", "wr_b")
    assert held == Held(resource="r", write_id="wr_a", holder="a", fence=1, expires_at=LATER)
    assert not held.left


async def test_leases_on_two_things_know_nothing_of_each_other(database):
    """A write to one sequence would wait for another's."""
    await acquire(database)
    other = await leases.acquire(database, "s", holder="b", write_id="w", now=NOW, ttl=TTL)
    assert other == Lease("s", 1, "b")


async def test_a_lease_that_was_given_back_is_free_and_its_fence_grows(database):
    """A process fenced out long ago could use a lease that looks like its own."""
    lease = await acquire(database)
    assert await leases.release(database, lease)
    assert await acquire(database, "b", "wr_b") == Lease("r", 2, "b")


async def test_an_expired_lease_is_not_free(database):
    """A dead write would be forgotten before it is settled."""
    await acquire(database)
    held = await acquire(database, "b", "wr_b", now=LATER)
    assert isinstance(held, Held)
    assert held.write_id == "wr_a"


async def test_an_expired_lease_is_taken_over(database):
    """A process that died would block its sequence for ever."""
    await acquire(database)
    held = await acquire(database, "b", "wr_b")
    assert await take_over(database, held) == Lease("r", 2, "b")
    told = await acquire(database, "c", "wr_c", now=LATER)
    assert (told.write_id, told.fence, told.expires_at) == ("wr_b", 2, LATER + TTL)


async def test_a_lease_is_not_taken_over_before_it_expires(database):
    """A living write would be fenced out."""
    await acquire(database)
    held = await acquire(database, "b", "wr_b")
    assert await take_over(database, held, now=LATER - timedelta(milliseconds=1)) == held


async def test_a_lease_that_was_renewed_is_not_taken_over(database):
    """A slow write would be fenced out between two calls."""
    lease = await acquire(database)
    held = await acquire(database, "b", "wr_b")
    assert await leases.renew(database, lease, now=SOON, ttl=TTL)
    told = await take_over(database, held)
    assert told == Held(resource="r", write_id="wr_a", holder="a", fence=1, expires_at=SOON + TTL)


async def test_only_the_lease_that_was_seen_is_taken_over(database):
    """A write would be taken over that nobody has settled."""
    await acquire(database)
    held = await acquire(database, "b", "wr_b")
    await take_over(database, held, "c", "wr_c")
    told = await take_over(database, held, now=LATER + TTL)
    assert isinstance(told, Held)
    assert (told.write_id, told.fence) == ("wr_c", 2)


async def test_a_lease_that_became_free_is_granted_to_who_would_take_it_over(database):
    """The caller would wait for a write that has ended."""
    lease = await acquire(database)
    held = await acquire(database, "b", "wr_b")
    await leases.release(database, lease)
    assert await take_over(database, held, now=SOON) == Lease("r", 2, "b")


@pytest.mark.parametrize("use", ["renew", "release", "leave"])
async def test_a_lease_that_was_taken_over_is_of_no_use(database, use):
    """A process that slept through its lease's end would write to the provider again."""
    lease = await acquire(database)
    taken = await take_over(database, await acquire(database, "b", "wr_b"))
    uses = {
        "renew": lambda: leases.renew(database, lease, now=LATER, ttl=TTL),
        "release": lambda: leases.release(database, lease),
        "leave": lambda: leases.leave(database, lease, until=LATER),
    }
    assert not await uses[use]()
    assert await leases.renew(database, taken, now=LATER, ttl=TTL)


async def test_an_expired_lease_that_nobody_took_is_renewed(database):
    """A write would be given up although nobody else has begun."""
    lease = await acquire(database)
    assert await leases.renew(database, lease, now=LATER + TTL, ttl=TTL)


async def test_a_lease_that_was_given_back_cannot_be_renewed(database):
    """A write that has ended could go on."""
    lease = await acquire(database)
    await leases.release(database, lease)
    assert not await leases.renew(database, lease, now=NOW, ttl=TTL)
    assert not await leases.release(database, lease)


async def test_a_lease_that_was_left_names_its_write_until_it_expires(database):
    """Another write would begin before the outcome of this one can be known."""
    lease = await acquire(database)
    assert await leases.leave(database, lease, until=SOON)
    assert not await leases.renew(database, lease, now=NOW, ttl=TTL)
    held = await acquire(database, "b", "wr_b")
    assert held.left
    assert (held.write_id, held.expires_at) == ("wr_a", SOON)
    assert isinstance(await take_over(database, held, now=NOW), Held)
    assert await take_over(database, held, now=SOON) == Lease("r", 2, "b")


async def test_a_lease_that_was_left_is_its_own_writes_at_once(database):
    """The repeat that asks for an unknown outcome would have to wait for nothing."""
    await leases.leave(database, await acquire(database), until=LATER)
    held = await acquire(database, "b", "wr_a")
    assert await take_over(database, held, "b", "wr_a", now=NOW) == Lease("r", 2, "b")


async def test_a_lease_that_runs_is_not_its_own_writes(database):
    """Two requests with one key would run one plan at once."""
    await acquire(database)
    held = await acquire(database, "b", "wr_a")
    assert await take_over(database, held, "b", "wr_a", now=NOW) == held


async def test_a_server_that_is_alone_lets_the_dead_ones_leases_run_out(database):
    """After a restart every sequence that was written to would be busy for a lease's time."""
    await acquire(database)
    assert await leases.expire_all(database) == 1
    held = await acquire(database, "b", "wr_b")
    assert (held.write_id, held.left) == ("wr_a", False)
    assert await take_over(database, held, now=NOW) == Lease("r", 2, "b")


async def test_a_lease_that_was_left_keeps_its_time_over_a_restart(database):
    """A write would begin before the outcome of the one before it can be known."""
    await leases.leave(database, await acquire(database), until=LATER)
    assert await leases.expire_all(database) == 0
    assert (await acquire(database, "b", "wr_b")).expires_at == LATER
    other = await leases.acquire(database, "s", holder="c", write_id="w", now=NOW, ttl=TTL)
    await leases.release(database, other)
    assert await leases.expire_all(database) == 0
