"""What recovery leaves alone, and what it ends without sending anything."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from segue.model.problem import OUTCOME_UNKNOWN, Problem
from segue.service import connections as connecting
from segue.service.recovery import recover
from segue.service.written import show
from segue.store import audit, connections, journal
from segue.testing.world import CUSTOMER, World
from tests.concurrency.gate import Gate, through

from .asks import ASKS, Asking, entry_of
from .dying import Died, mortal
from .test_finishing import LEASE, PAUSE, WRITING, until_ended

DAY = 86_400


async def left(stage: World, place: int, moment: str) -> Asking:
    """Leave a write that was killed at one of its requests under the key ``left``."""
    asking = await ASKS["step.create"](stage)
    with pytest.raises(Died):
        await asking(mortal(stage, place, moment).world, "left")
    await stage.simulated.forget_requests()
    return asking


async def seen(stage: World, key: str = "left") -> dict[str, Any]:
    """Show a write as its application sees it."""
    entry = await entry_of(stage, key)
    return await show(stage.services, stage.session.application_id, entry.id)


async def sent(stage: World) -> list[str]:
    """Name what was sent since, without reading and without asking for tokens."""
    found = await stage.simulated.requests(writes=True)
    return [f"{one['method']} {one['path']}" for one in found if "oauth" not in one["path"]]


async def test_a_living_write_is_not_touched(outreach: World) -> None:
    """Two processes would carry one write out, side by side."""
    held = Gate(outreach.transport, "POST", "templates")
    asking = await ASKS["step.create"](outreach)
    running = asyncio.create_task(asking(through(outreach, held), "left"))
    await held.reached.wait()
    assert not await recover(outreach.restarted().services)
    held.opened.set()
    assert (await running).status == 201


async def test_a_repeat_waits_for_the_recovery_in_flight(outreach: World) -> None:
    """A caller that asks again while recovery is at work would have the write made twice."""
    asking = await left(outreach, 0, "before")
    await outreach.clock.advance(PAUSE)
    held = Gate(outreach.transport, "POST", "templates")
    recovering = asyncio.create_task(recover(through(outreach.restarted(), held).services))
    await held.reached.wait()
    with pytest.raises(Problem) as busy:
        await asking(outreach, "left")
    assert (busy.value.status, busy.value.retry_after) == (409, 1)
    held.opened.set()
    assert await recovering == {"done": 1}
    assert (await asking(outreach, "left")).replayed


@pytest.mark.parametrize("place", [0, 1])
async def test_what_a_caller_was_told_to_repeat_waits_for_it(outreach: World, place: int) -> None:
    """A step would appear for a caller that was told it is not there, and has gone elsewhere."""
    asking = await ASKS["step.create"](outreach)
    await outreach.simulated.fault("rate_limited", method="POST", path=WRITING, after=place)
    with pytest.raises(Problem) as limited:
        await asking(outreach, "left")
    assert limited.value.status == 429
    await outreach.simulated.forget_requests()
    await outreach.clock.advance(PAUSE + (limited.value.retry_after or 0))
    assert not await recover(outreach.restarted().services)
    assert await sent(outreach) == []
    told = await seen(outreach)
    assert (told["state"], told["problem"]["status"], told["recovers"]) == ("open", 429, False)
    assert (await asking(outreach, "left")).status == 201


async def test_an_unknown_outcome_is_found_out(outreach: World) -> None:
    """A caller that lost patience would leave a step of which nobody knows."""
    asking = await ASKS["step.create"](outreach)
    await outreach.simulated.fault("late", method="POST", path="/sequenceSteps$", seconds=20)
    with pytest.raises(Problem) as unknown:
        await asking(outreach, "left")
    assert unknown.value.code == OUTCOME_UNKNOWN
    assert (await seen(outreach))["recovers"]
    assert not await recover(outreach.restarted().services)
    await until_ended(outreach, "left")
    told = await seen(outreach)
    assert (told["state"], told["recovers"]) == ("done", False)
    assert (await asking(outreach, "left")).replayed
    (entry,) = [
        each
        for each in await audit.listing(outreach.services.database, outreach.session.application_id)
        if each.what == "write.done"
    ]
    assert (entry.who, entry.status, entry.write_id) == ("segue", 200, told["id"])


async def test_what_a_person_has_to_see_is_left_alone(outreach: World) -> None:
    """A caller that was told to use a new key would get a second step under the old one."""
    asking = await ASKS["step.create"](outreach)
    twins = Twins(outreach.services.transport)
    twin = replace(outreach, services=replace(outreach.services, transport=twins))
    await outreach.simulated.fault("lost_answer", method="POST", path="/templates$")
    with pytest.raises(Problem) as unknown:
        await asking(twin, "left")
    assert (unknown.value.code, unknown.value.retry_after) == (OUTCOME_UNKNOWN, None)
    await outreach.simulated.forget_requests()
    await outreach.clock.advance(PAUSE)
    assert not await recover(outreach.restarted().services)
    assert await sent(outreach) == []
    assert not (await seen(outreach))["recovers"]


class Twins:
    """A transport that shows each template twice."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    async def send(self, destination: Any, request: Any) -> Any:
        answer = await self.inner.send(destination, request)
        if request.method != "GET" or request.path[0] != "templates":
            return answer
        more = [{**row, "id": row["id"] + 100_000} for row in answer.body["data"]]
        return replace(answer, body={**answer.body, "data": [*answer.body["data"], *more]})


@pytest.mark.parametrize(
    ("case", "state"),
    [((0, "before"), "refused"), ((1, "before"), "unknown"), ((3, "after"), "unknown")],
)
async def test_what_is_too_old_is_only_looked_up(
    outreach: World, case: tuple[int, str], state: str
) -> None:
    """A step would appear a week after it was asked for, when everybody has forgotten it."""
    asking = await left(outreach, *case)
    await outreach.clock.advance(DAY + 1)
    assert await recover(outreach.restarted().services) == {state: 1}
    assert await sent(outreach) == []
    told = await seen(outreach)
    (meta,) = told["problem"]["meta"]
    assert "more than 24 hours ago" in told["problem"]["details"][0]
    assert bool(meta.get("exists")) == (state == "unknown")
    assert not told["recovers"]
    assert (await asking(outreach, "left")).status == 201
    assert await made(outreach) == 1


async def made(stage: World) -> int:
    """Count the steps that were made with the words of the question."""
    state = await stage.simulated.state()
    ours = {row["id"] for row in state["templates"] if row["subject"] == "A question"}
    return sum(row["template"] in ours for row in state["sequenceTemplates"])


async def test_what_is_too_old_and_there_is_done(outreach: World) -> None:
    """A sequence that stands would be told unknown because nobody looked."""
    asking = await ASKS["state.create"](outreach)
    with pytest.raises(Died):
        await asking(mortal(outreach, 0, "after").world, "left")
    await outreach.simulated.forget_requests()
    await outreach.clock.advance(DAY + 1)
    assert await recover(outreach.restarted().services) == {"done": 1}
    assert await sent(outreach) == []
    assert (await asking(outreach, "left")).replayed


async def test_a_batch_that_is_too_old_says_what_it_did(outreach: World) -> None:
    """Contacts would be enrolled a day late, or those that are in be called lost."""
    asking = await ASKS["state.batch_create"](outreach)
    with pytest.raises(Died):
        await asking(mortal(outreach, 1, "before").world, "left")
    await outreach.simulated.forget_requests()
    await outreach.clock.advance(DAY + 1)
    ended = await recover(outreach.restarted().services)
    assert ended.total() == 1
    assert await sent(outreach) == []
    assert (await entry_of(outreach, "left")).done_at is not None
    again = await asking(outreach, "left")
    assert {row["outcome"] for row in again.body["records"]} == {"enrolled"}


async def test_an_older_change_does_not_undo_a_newer(outreach: World) -> None:
    """A customer's correction would be overwritten by what it corrected."""
    seeded = await outreach.simulated.seed({"prospects": [{"emails": ["a@quay.example"]}]})
    contact = str(seeded["prospects"][0])

    async def named(world: World, name: str) -> int:
        record = {"first_name": name}
        return (await world.update("contact", contact, record, key=name)).status

    with pytest.raises(Died):
        await named(mortal(outreach, 0, "before").world, "Old")
    await outreach.clock.advance(PAUSE)
    assert await named(outreach, "New") == 200
    assert await recover(outreach.restarted().services) == {"unknown": 1}
    assert (await outreach.get("contact", contact))["first_name"] == "New"
    assert "has been asked for since" in (await seen(outreach, "Old"))["problem"]["details"][0]


async def test_an_undoing_is_finished(outreach: World) -> None:
    """A process that dies while it cleans up would leave half a step, and nobody to name it."""
    asking = await ASKS["step.create"](outreach)
    await outreach.simulated.fault("refused", method="POST", path="/sequenceSteps$")
    dying = mortal(outreach, 2, "before")
    with pytest.raises(Died):
        await asking(dying.world, "left")
    await until_ended(outreach, "left")
    told = await seen(outreach)
    assert told["state"] == "refused"
    assert told["problem"]["status"] == 499
    templates = (await outreach.simulated.state())["templates"]
    assert [row for row in templates if row["subject"] == "A question"] == []
    assert (await asking(outreach, "left")).status == 201
    assert await made(outreach) == 1


async def test_a_connection_that_is_gone_ends_its_writes(outreach: World) -> None:
    """Every look would try again, for ever, what nobody can do any more."""
    await left(outreach, 1, "before")
    owner = outreach.session.application_id
    await connecting.remove(outreach.services, owner, CUSTOMER, "outreach")
    await outreach.clock.advance(LEASE)
    assert await recover(outreach.restarted().services) == {"unknown": 1}
    told = await seen(outreach)
    assert told["problem"]["meta"][0]["exists"]
    assert not told["recovers"]


async def test_a_dead_credential_is_waited_for(outreach: World) -> None:
    """A write would be refused and taken back because a customer has to connect again."""
    asking = await left(outreach, 1, "before")
    database, place = outreach.services.database, outreach.session.connection_id
    now = outreach.services.clock.now()
    await connections.mark(database, place, "reauth_required", reason="test", at=now)
    await outreach.clock.advance(LEASE)
    assert await recover(outreach.restarted().services) == {"open": 1}
    assert await sent(outreach) == []
    await connections.mark(database, place, "active", reason=None, at=now)
    await until_ended(outreach, "left")
    assert (await asking(outreach, "left")).replayed


async def test_a_write_that_nobody_can_open_does_not_keep_others_waiting(outreach: World) -> None:
    """One row sealed with a lost key would stop recovery for everybody."""
    await left(outreach, 1, "before")
    entry = await entry_of(outreach, "left")
    asking = await ASKS["step.create"](outreach)
    with pytest.raises(Died):
        await asking(mortal(outreach, 1, "before").world, "other")
    await journal.replan(
        outreach.services.database, entry.id, plan=b"torn", attempt=1, at=entry.updated_at
    )
    await until_ended(outreach, "other")
    assert (await entry_of(outreach, "other")).state == "done"
    assert (await entry_of(outreach, "left")).state == "unknown"
    await outreach.clock.advance(DAY)
    assert await recover(outreach.restarted().services) == {}
