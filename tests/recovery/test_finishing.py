"""A process dies at every moment of every kind of write, nobody repeats, and it is finished."""

import asyncio
from collections import Counter
from itertools import product

import pytest

from segue.service.recovery import recover
from segue.service.writes import Outcome
from segue.testing.world import World

from .asks import ASKS, MOST, counted, entry_of, shape
from .dying import Died, mortal

LEASE = 60
"""Seconds after which the lease of a dead process has run out."""
PAUSE = 120
LONGEST_PAUSE = 1800
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"])
"""What differs between databases is seen at one provider."""
WRITING = "/(?!.*search)"
"""Any path but Apollo's searches, which are posted too."""


async def until_ended(stage: World, key: str) -> int:
    """Let recovery look again and again; gives how often until the write was done."""
    await stage.clock.advance(LEASE)
    for looks in range(1, MOST):
        pause = min(PAUSE * 2**looks, LONGEST_PAUSE)
        await recover(stage.restarted().services)
        if (await entry_of(stage, key)).done_at is not None:
            return looks
        await stage.clock.advance(pause)
    raise AssertionError(f"never ends: {(await entry_of(stage, key)).state}")


async def undisturbed(stage: World, operation: str) -> tuple[Outcome, Counter[str], int]:
    """Carry a write out; gives its answer, what it made, and the number of its write requests."""
    # The first look makes some simulators seed more than the look is about.
    await ASKS[operation](stage)
    before, whole = await counted(stage), mortal(stage)
    asking = await ASKS[operation](stage)
    expected = await asking(whole.world, "whole")
    return expected, await counted(stage) - before, whole.transport.writes


@ON_SQLITE
@pytest.mark.parametrize("operation", sorted(ASKS))
async def test_it_ends_done_by_itself_and_once(stage: World, operation: str) -> None:
    """A step would be half made for good, or made twice, because nobody was left to ask again."""
    await dies_everywhere(stage, operation)


async def test_the_database_does_not_matter(outreach: World) -> None:
    """Recovery would work on the database of developers and not on that of operators."""
    await dies_everywhere(outreach, "step.create")


async def dies_everywhere(stage: World, operation: str) -> None:
    """Let a process die before and after each of a write's requests, and see what comes of it."""
    expected, made, writes = await undisturbed(stage, operation)
    for place, moment in product(range(writes), ("before", "after")):
        case = key = f"{operation} {place} {moment}"
        before = await counted(stage)
        asking = await ASKS[operation](stage)
        with pytest.raises(Died):
            await asking(mortal(stage, place, moment).world, key)
        await until_ended(stage, key)
        assert (await entry_of(stage, key)).state == "done", case
        assert await counted(stage) - before == made, case
        again = await asking(stage, key)
        assert again.replayed, case
        assert again.status == expected.status == 201, case
        assert shape(again.body) == shape(expected.body), case
        assert await counted(stage) - before == made, case


@ON_SQLITE
@pytest.mark.parametrize("operation", ["state.create", "step.create"])
async def test_what_lands_late_is_waited_for(stage: World, operation: str) -> None:
    """Recovery would send a second time what is still on its way to the provider."""
    _, made, _ = await undisturbed(stage, operation)
    before = await counted(stage)
    asking = await ASKS[operation](stage)
    await stage.simulated.fault("late", method="POST", path=WRITING, seconds=LEASE + 10)
    with pytest.raises(Died):
        await asking(mortal(stage, 0, "after").world, "late")
    assert await until_ended(stage, "late") > 1
    assert (await entry_of(stage, "late")).state == "done"
    assert await counted(stage) - before == made


@pytest.mark.parametrize("fault", ["lost_answer", "rate_limited"])
@ON_SQLITE
@pytest.mark.parametrize("operation", ["state.create", "step.create"])
async def test_recovery_may_be_disturbed_itself(stage: World, operation: str, fault: str) -> None:
    """A provider that is still unwell would turn one lost answer into two steps."""
    _, made, _ = await undisturbed(stage, operation)
    before = await counted(stage)
    asking = await ASKS[operation](stage)
    with pytest.raises(Died):
        await asking(mortal(stage, 0, "before").world, "disturbed")
    await stage.simulated.fault(fault, method="POST", path=WRITING)
    await until_ended(stage, "disturbed")
    assert (await entry_of(stage, "disturbed")).state == "done"
    assert await counted(stage) - before == made
    assert (await asking(stage, "disturbed")).replayed


async def test_the_recoverer_may_die_too(outreach: World) -> None:
    """A crash loop would double what each round sends."""
    _, made, writes = await undisturbed(outreach, "step.create")
    before = await counted(outreach)
    asking = await ASKS["step.create"](outreach)
    with pytest.raises(Died):
        await asking(mortal(outreach, 0, "after").world, "often")
    for _ in range(writes - 1):
        await outreach.clock.advance(PAUSE)
        with pytest.raises(BaseExceptionGroup):
            await recover(mortal(outreach, 0, "after").world.services)
    await until_ended(outreach, "often")
    assert await counted(outreach) - before == made
    assert (await asking(outreach, "often")).replayed


async def test_two_recoverers_send_each_call_once(outreach: World) -> None:
    """Servers that start together after an outage would each finish every write."""
    _, made, _ = await undisturbed(outreach, "step.create")
    before = await counted(outreach)
    keys = [f"key {n}" for n in range(5)]
    asked = [await ASKS["step.create"](outreach) for _ in keys]
    for asking, key in zip(asked, keys, strict=True):
        with pytest.raises(Died):
            await asking(mortal(outreach, 1, "after").world, key)
    await outreach.clock.advance(LEASE)
    one, other = outreach.restarted(), outreach.restarted().restarted()
    await asyncio.gather(recover(one.services), recover(other.services))
    for key in keys:
        await until_ended(outreach, key)
    assert {(await entry_of(outreach, key)).state for key in keys} == {"done"}
    assert await counted(outreach) - before == Counter({k: n * 5 for k, n in made.items()})
