"""The whole way out, in front of a simulated provider."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from segue import registry
from segue.config import Settings
from segue.engine.circuit import REST, THRESHOLD
from segue.engine.outbound import Outbound, leave_within, longest_call
from segue.engine.transport import Throttled
from segue.model.problem import Problem
from segue.spi.plan import Request
from segue.testing.world import World, world

CALLERS = 50
GET = Request(method="GET", path=("users",))


@pytest.fixture
def engine() -> str:
    """None of this looks at the database: one is enough."""
    return "sqlite"


@pytest.fixture
async def outreach(database_url: str) -> AsyncIterator[World]:
    """A customer of a simulated Outreach."""
    async with world(registry.load("outreach"), database_url) as found:
        yield found


def way_out(stage: World) -> Outbound:
    """Give the transport that everything of this world goes through."""
    found = stage.services.transport
    assert isinstance(found, Outbound)
    return found


async def problem_of(stage: World) -> Problem:
    """Read, and give the problem that it ends in."""
    with pytest.raises(Problem) as raised:
        await stage.page("user.list")
    return raised.value


async def written(stage: World, sequence: str, n: int) -> int:
    """Add a step to a sequence; gives the status of the refusal, which says when to come back."""
    record = {"type": "call", "interval_seconds": 60 * n}
    with pytest.raises(Problem) as raised:
        await stage.create_step(sequence, record, key=str(n))
    assert raised.value.retry_after
    return raised.value.status


async def test_a_storm_of_429_from_the_vendor_stays_the_vendors(outreach: World) -> None:
    """Every caller's request would become three, just when there are too many."""
    await outreach.simulated.fault("rate_limited", times=None)
    await outreach.simulated.forget_requests()
    problems = await asyncio.gather(*(problem_of(outreach) for _ in range(CALLERS)))
    assert {problem.status for problem in problems} == {429}
    assert all(problem.retry_after for problem in problems)
    assert len(await outreach.simulated.requests()) <= 2 * CALLERS


async def test_a_storm_of_429_on_writes_stays_the_vendors(outreach: World) -> None:
    """The same for what is planned, sent, looked up and undone."""
    made = await outreach.simulated.seed(
        {"sequences": [{"name": f"S{n}", "steps": 0} for n in range(CALLERS)]}
    )
    await outreach.simulated.fault("rate_limited", times=None, method="POST", path="Steps$")
    await outreach.simulated.forget_requests()
    statuses = await asyncio.gather(
        *(written(outreach, str(row["id"]), n) for n, row in enumerate(made["sequences"]))
    )
    assert set(statuses) == {429}
    assert len(await outreach.simulated.requests(writes=True)) <= CALLERS


async def test_a_host_that_fails_is_left_alone_and_heard_of(outreach: World) -> None:
    """Callers would wait for a provider that is down, each for itself."""
    circuit = way_out(outreach).circuit
    await outreach.simulated.fault("server_error", times=None)
    statuses = [(await problem_of(outreach)).status for _ in range(THRESHOLD)]
    assert set(statuses) == {502, 503}
    problem = await problem_of(outreach)
    (fault,) = problem.faults
    assert (problem.status, fault.meta["reason"]) == (503, "circuit_open")
    assert 1 <= (problem.retry_after or 0) <= REST.total_seconds()
    assert set(circuit.states().values()) == {"open"}
    asked = len(await outreach.simulated.requests())
    await outreach.simulated.ask("DELETE", "faults")
    await problem_of(outreach)
    assert len(await outreach.simulated.requests()) == asked
    await outreach.clock.advance(problem.retry_after or 0)
    await outreach.page("user.list")
    assert set(circuit.states().values()) == {"closed"}


async def test_what_waited_too_long_is_not_sent(outreach: World) -> None:
    """A write's call would go out after its lease has run out, and another process's too."""
    hasty = replace(way_out(outreach), leave_within=timedelta(seconds=-1))
    with pytest.raises(Throttled):
        await hasty.send(outreach.session.destination, GET)
    assert outreach.transport.sent == []


def test_a_lease_outlasts_every_request() -> None:
    """The sum of all waits would be longer than the lease that is held meanwhile."""
    settings = Settings(wait_seconds=7, provider_timeout_seconds=11)
    assert leave_within(settings).total_seconds() == 19
    assert longest_call(settings).total_seconds() == 30
