"""Circuits: opened by a host that fails, and closed by one that answers."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from segue.engine.circuit import REST, THRESHOLD, Guarded
from segue.engine.transport import (
    Answer,
    CircuitOpen,
    Destination,
    Lost,
    NotSent,
    RawRequest,
    Throttled,
    TooLarge,
    Unsendable,
)
from segue.spi.plan import Request
from segue.testing.clock import MovableClock

from .acts import Script, said
from .test_refusal import sent_to

GET = Request(method="GET", path=("a",))
HERE = replace(sent_to(), api_url="https://here.invalid/api")
THERE = replace(sent_to(), api_url="https://there.invalid/api")


def guarded(*answers: Any) -> tuple[Guarded, Script, MovableClock]:
    """Guard a host that answers so."""
    script, clock = Script(), MovableClock()
    script.on("GET /a", *answers)
    return Guarded(inner=script, clock=clock), script, clock  # type: ignore[arg-type] -- `send` alone is used


async def came(guard: Guarded, to: Destination = HERE) -> Any:
    """Send, and give what was answered or raised."""
    try:
        return (await guard.send(to, GET)).status
    except (NotSent, Lost) as error:
        return type(error)


@pytest.mark.parametrize("failure", [NotSent("x"), Lost("x"), said(500), said(503)])
async def test_a_host_that_fails_is_left_alone(failure: Any) -> None:
    """Every caller would wait for a time-out of its own, and a host that comes up be drowned."""
    guard, script, clock = guarded(failure)
    seen = failure.status if isinstance(failure, Answer) else type(failure)
    assert [await came(guard) for _ in range(THRESHOLD)] == [seen] * THRESHOLD
    with pytest.raises(CircuitOpen) as raised:
        await guard.send(HERE, GET)
    assert 9 < raised.value.wait <= REST.total_seconds()
    assert guard.states() == {"https://here.invalid": "open"}
    assert len(script.sent) == THRESHOLD
    script.on("GET /a", said(200))
    assert await came(guard, THERE) == 200, "another host is not to blame"
    await clock.advance(REST.total_seconds())
    assert guard.states()["https://here.invalid"] == "half_open"
    assert await came(guard) == 200
    assert guard.states()["https://here.invalid"] == "closed"


async def test_one_request_tries_for_all() -> None:
    """A host that comes up would be asked by everybody at once, and fall again."""
    guard, script, clock = guarded(Lost("x"))
    for _ in range(THRESHOLD):
        await came(guard)
    await clock.advance(REST.total_seconds())
    opened, arrived = asyncio.Event(), asyncio.Event()

    async def held() -> Answer:
        arrived.set()
        await opened.wait()
        return said(502)

    script.on("GET /a", held)
    trying = asyncio.create_task(came(guard))
    await arrived.wait()
    assert [await came(guard) for _ in range(3)] == [CircuitOpen] * 3
    opened.set()
    assert await trying == 502
    assert guard.states() == {"https://here.invalid": "open"}


async def test_who_gives_up_trying_leaves_it_to_the_next() -> None:
    """The circuit would stay open for good."""
    guard, script, clock = guarded(Lost("x"))
    for _ in range(THRESHOLD):
        await came(guard)
    await clock.advance(REST.total_seconds())
    arrived = asyncio.Event()

    async def for_ever() -> Answer:
        arrived.set()
        await asyncio.Event().wait()
        raise AssertionError

    script.on("GET /a", for_ever)
    trying = asyncio.create_task(came(guard))
    await arrived.wait()
    trying.cancel()
    await asyncio.wait({trying})
    script.on("GET /a", said(200))
    assert await came(guard) == 200


@pytest.mark.parametrize(
    "harmless", [said(404), said(429), Unsendable("x"), Throttled("busy", 1), TooLarge("x")]
)
async def test_what_says_nothing_of_the_host(harmless: Any) -> None:
    """One customer's dead credential would stop all others."""
    guard, _, _ = guarded(harmless)
    for _ in range(3 * THRESHOLD):
        await came(guard)
    assert guard.states() == {"https://here.invalid": "closed"}


async def test_a_success_between_failures_counts() -> None:
    """A vendor with one bad route would be left alone altogether."""
    failing = [said(500)] * (THRESHOLD - 1)
    guard, _, _ = guarded(*failing, said(200), *failing, said(200))
    for _ in range(2 * THRESHOLD):
        await came(guard)
    assert guard.states() == {"https://here.invalid": "closed"}


async def test_a_clock_that_goes_back_does_not_keep_it_open() -> None:
    """A provider would be out of reach for as long as the clock was wrong."""
    guard, _, clock = guarded(Lost("x"))
    for _ in range(THRESHOLD):
        await came(guard)
    await clock.advance(-3600)
    with pytest.raises(CircuitOpen) as raised:
        await guard.send(HERE, GET)
    assert raised.value.wait <= REST.total_seconds()
    await clock.advance(3600 + REST.total_seconds())
    assert await came(guard) is Lost


async def test_what_callers_make_up_opens_nothing() -> None:
    """One caller's odd passthrough would stop every customer of the provider."""

    class Odd:
        async def send(self, _to: Destination, _request: Request) -> Answer:
            return said(200)

        async def raw(self, _to: Destination, _request: RawRequest) -> Answer:
            return said(500)

    guard = Guarded(inner=Odd(), clock=MovableClock())
    for _ in range(2 * THRESHOLD):
        await guard.raw(HERE, RawRequest(method="GET", url="https://here.invalid/api/x"))
    assert guard.states() == {"https://here.invalid": "closed"}


async def test_what_waited_too_long_is_not_sent() -> None:
    """A call would outlast the lease of its write, and another process send it too."""
    guard, script, clock = guarded(said(200))
    late = replace(HERE, leave_by=clock.now())
    assert await came(guard, late) == 200 or script.sent == []
    await clock.advance(1)
    with pytest.raises(Throttled) as raised:
        await guard.send(late, GET)
    assert (raised.value.reason, raised.value.wait) == ("busy", 1)
