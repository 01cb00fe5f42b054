"""Slots: how much of one connection is under way, and who goes first."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from segue.engine.slots import Slots, _give_up
from segue.engine.transport import Answer, Destination, RawRequest, Throttled
from segue.spi.plan import Request

from .acts import said
from .test_refusal import sent_to

if TYPE_CHECKING:
    from collections.abc import Callable

GET = Request(method="GET", path=("a",))
FRONT = sent_to()
BEHIND = replace(FRONT, background=True)
MOST = 4


@dataclass
class Gated:
    """A transport that holds each request until it is let go."""

    under_way: list[tuple[str, asyncio.Event]] = field(default_factory=list)
    most: int = 0

    async def send(self, destination: Destination, _request: Request) -> Answer:
        return await self._hold(destination)

    async def raw(self, destination: Destination, _request: RawRequest) -> Answer:
        return await self._hold(destination)

    async def _hold(self, destination: Destination) -> Answer:
        gate = (_kind(destination), asyncio.Event())
        self.under_way.append(gate)
        self.most = max(self.most, len(self.under_way))
        try:
            await gate[1].wait()
        finally:
            self.under_way.remove(gate)
        return said(200)

    def kinds(self) -> str:
        """Spell what is under way, sorted."""
        return "".join(sorted(kind for kind, _ in self.under_way))


def _kind(destination: Destination) -> str:
    return "b" if destination.background else "f"


async def settled() -> None:
    """Let everything that can go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


def asked(slots: Slots, to: Destination, times: int = 1) -> list["asyncio.Task[Answer]"]:
    """Ask several times at once."""
    return [asyncio.create_task(slots.send(to, GET)) for _ in range(times)]


def held(wait: float = 60) -> tuple[Slots, Gated]:
    """Have few slots in front of a transport that holds."""
    gated = Gated()
    return Slots(inner=gated, most=MOST, longest_wait=wait), gated


async def finish(gated: Gated, *tasks: "asyncio.Task[Answer]") -> None:
    """Let everything go until all is answered."""
    while not all(task.done() for task in tasks):
        for _, gate in list(gated.under_way):
            gate.set()
        await settled()


async def test_no_more_than_fits_and_all_in_the_end() -> None:
    """A vendor would see hundreds of requests of one customer at once."""
    slots, gated = held()
    tasks = asked(slots, FRONT, 20)
    await settled()
    assert gated.kinds() == "f" * MOST
    await finish(gated, *tasks)
    assert (gated.most, slots.held) == (MOST, {})


async def test_background_has_half_and_only_what_nobody_waits_for() -> None:
    """A job of a thousand contacts would keep every caller waiting."""
    slots, gated = held()
    behind = asked(slots, BEHIND, 6)
    await settled()
    assert gated.kinds() == "bb"
    front = asked(slots, FRONT, 6)
    await settled()
    assert gated.kinds() == "bbff"
    gated.under_way[0][1].set()
    await settled()
    assert gated.kinds() == "bfff", "the freed slot is a caller's"
    await finish(gated, *behind, *front)
    assert slots.held == {}


async def test_another_connection_has_slots_of_its_own() -> None:
    """One busy customer would stop all others."""
    slots, gated = held()
    tasks = asked(slots, FRONT, 5) + asked(slots, replace(FRONT, connection_id="cn_2"))
    await settled()
    assert len(gated.under_way) == MOST + 1
    await finish(gated, *tasks)


async def test_who_waits_too_long_is_told_so() -> None:
    """A caller would wait behind a slow vendor for as long as it takes."""
    slots, gated = held(wait=0.01)
    tasks = asked(slots, FRONT, MOST)
    await settled()
    with pytest.raises(Throttled) as raised:
        await slots.raw(FRONT, RawRequest(method="GET", url="https://x.invalid"))
    assert (raised.value.reason, raised.value.wait) == ("busy", 1)
    await finish(gated, *tasks)
    assert slots.held == {}


@pytest.mark.parametrize("moment", ["waiting", "let in", "sending"])
async def test_who_leaves_takes_no_slot_along(moment: str) -> None:
    """Slots would be lost one by one, until the connection stands still."""
    slots, gated = held()
    tasks = asked(slots, FRONT, MOST)
    await settled()
    leaving, next_one = asked(slots, FRONT, 2)
    await settled()
    ways: dict[str, Callable[[], object]] = {
        "waiting": lambda: None,
        "let in": tasks[0].cancel,
        "sending": gated.under_way[0][1].set,
    }
    ways[moment]()
    if moment == "let in":
        await asyncio.sleep(0)
    if moment == "sending":
        await settled()
    leaving.cancel()
    await settled()
    assert leaving.cancelled()
    await finish(gated, *tasks, next_one)
    assert slots.held == {}


async def test_a_background_request_is_let_in_when_the_last_caller_gives_up() -> None:
    """Background work would wait for ever behind somebody who has gone."""
    slots, gated = held()
    tasks = asked(slots, FRONT, MOST)
    await settled()
    (front,), (behind,) = asked(slots, FRONT), asked(slots, BEHIND)
    await settled()
    front.cancel()
    await settled()
    assert not behind.done()
    await finish(gated, *tasks, behind)
    assert behind.result().status == 200


async def test_who_gives_up_as_a_slot_comes_free_takes_none_along() -> None:
    """A slot would be given back that nobody had, and a vendor see more at once than it may."""
    slots, gated = held()
    tasks = asked(slots, FRONT, MOST)
    await settled()
    (late,) = asked(slots, FRONT)
    await settled()
    (turn,) = slots.held[FRONT.connection_id].first
    gated.under_way[0][1].set()
    _give_up(turn)
    with pytest.raises(Throttled):
        await late
    assert slots.held[FRONT.connection_id].busy == MOST - 1
    await finish(gated, *tasks)
    assert slots.held == {}
