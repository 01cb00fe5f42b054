"""A server that stalls in a call is taken over, wakes, and must write nothing more."""

import asyncio

import pytest

from segue.store import journal
from segue.store.database import connect
from tests.crash.kills import Aim
from tests.crash.servers import Server
from tests.crash.site import Answered, Site

from .crowd import STEP, at_once

PROVIDER = "outreach"
LEASE = 61
"""Seconds after which the lease of a stalled server has run out."""
LONG = 120
"""Seconds after which whatever a dead server had sent has settled."""
ROUNDS = 12
LOOKS = 2000
CALLS = (
    Aim("template", "POST", "/templates$"),
    Aim("step", "POST", "/sequenceSteps$"),
    Aim("link", "POST", "/sequenceTemplates$"),
    Aim("activate", "POST", "/actions/activate$"),
)
DONE = ["done", "finished", "finished", "finished", "finished"]
pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def shared_url(module_postgres: str) -> str:
    """PostgreSQL alone: a SQLite file serves one process."""
    return module_postgres


async def stalled(site: Site, sequence: str, aim: Aim) -> tuple[Server, "asyncio.Task[Answered]"]:
    """Let a server's call be applied, keep the answer from it, and let its lease run out."""
    server = site.start()
    await site.simulated.fault("hold_after", method=aim.method, path=aim.path)
    asking = asyncio.create_task(site.add(server, sequence, STEP, "stalled"))
    await site.held()
    await site.advance(LEASE)
    return server, asking


async def woken(site: Site, asking: "asyncio.Task[Answered]") -> None:
    """Give the stalled server its answer; it must see that it is no longer the one to write."""
    await site.simulated.ask("POST", "hold/release")
    answer = await asking
    assert answer.status in {409, 504}, answer
    assert answer.retry_after, answer


async def made(site: Site, sequence: str) -> list[tuple[int, int]]:
    """Give each step's place and the number of its links that are on."""
    state = await site.simulated.state()
    return [
        (
            step["order"],
            sum(
                row["sequenceStep"] == step["id"] and row["enabled"]
                for row in state["sequenceTemplates"]
            ),
        )
        for step in state["sequenceSteps"]
        if str(step["sequence"]) == sequence
    ]


async def journaled(site: Site, key: str) -> list[str]:
    """Give how a write and each of its calls stand in the journal."""
    town = site.town
    database = await connect(town.url)
    try:
        entry = await journal.find(
            database, town.application_id, site.customer, town.provider.name, key
        )
        assert entry is not None
        rows = await journal.calls(database, entry.id, entry.attempt)
    finally:
        await database.close()
    return [entry.state, *(row.state for row in rows)]


@pytest.mark.parametrize("aim", CALLS, ids=str)
async def test_the_same_write_elsewhere(site: Site, aim: Aim) -> None:
    """A server that was slow would go on beside the one that took over, and double what follows."""
    sequence = await site.sequence()
    before = await site.simulated.state()
    first, asking = await stalled(site, sequence, aim)
    second = site.start()
    done = await site.add_until_done(second, sequence, STEP, "stalled")
    writes = len(await site.simulated.requests(writes=True))
    await woken(site, asking)
    assert len(await site.simulated.requests(writes=True)) == writes
    for server in (first, second):
        again = await site.add(server, sequence, STEP, "stalled")
        assert (again.status, again.body) == (201, done.body)
    assert await journaled(site, "stalled") == DONE
    assert await made(site, sequence) == [(1, 1)]
    after = await site.simulated.state()
    assert len(after["templates"]) == len(before["templates"]) + 1


@pytest.mark.parametrize("aim", CALLS, ids=str)
async def test_another_write_elsewhere(site: Site, aim: Aim) -> None:
    """A slow server would go on with an old plan in a sequence that another has changed since."""
    sequence = await site.sequence()
    before = await site.simulated.state()
    first, asking = await stalled(site, sequence, aim)
    second = site.start()
    other = await site.add_until_done(second, sequence, STEP, "other")
    await woken(site, asking)
    done = await site.add_until_done(first, sequence, STEP, "stalled")
    assert done.id != other.id
    assert await journaled(site, "stalled") == await journaled(site, "other") == DONE
    assert sorted(await made(site, sequence)) == [(1, 1), (2, 1)]
    after = await site.simulated.state()
    assert len(after["templates"]) == len(before["templates"]) + 2


@pytest.mark.parametrize("writes", [1, 6, 15])
async def test_a_death_in_the_crowd(site: Site, writes: int) -> None:
    """A node that dies under load would lose a step, double one, or block the sequence for good."""
    sequence = await site.sequence()
    dying, living = site.start(), site.start(SEGUE_WAIT_SECONDS="1")
    keys = [f"key {n}" for n in range(12)]
    crowd = [
        asyncio.create_task(site.add((dying, living)[n % 2], sequence, STEP, key))
        for n, key in enumerate(keys)
    ]
    for _ in range(LOOKS):
        if len(await site.simulated.requests(writes=True)) >= writes:
            break
        await asyncio.sleep(0.005)
    site.rack.kill(dying)
    await asyncio.gather(*crowd, return_exceptions=True)
    answers: list[Answered] = []
    for _ in range(ROUNDS):
        await site.advance(LONG)
        answers = await at_once(site, (living, living), sequence, keys)
        if all(answer.status == 201 for answer in answers):
            break
    assert [answer.status for answer in answers] == [201] * len(keys)
    assert sorted(await made(site, sequence)) == [(n + 1, 1) for n in range(len(keys))]
    assert len({answer.id for answer in answers}) == len(keys)
