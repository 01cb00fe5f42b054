"""How much recovery does at once, and which operations it knows how to answer."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from segue import registry
from segue.service import recovery, states
from segue.service.carrying import CHANGED, MADE
from segue.service.manners import manner_of
from segue.service.recovery import MOST_AT_ONCE, recover
from segue.store import connections, journal
from segue.testing.world import World

from .asks import ASKS, entry_of
from .dying import Died, mortal

MAKING = {
    *(f"{noun}.{verb}" for noun in ("account", "contact") for verb in ("create", "upsert")),
    "sequence.create",
    "step.create",
}
CHANGING = {
    *(f"sequence.{verb}" for verb in ("activate", "archive", "deactivate")),
    *(f"state.{verb}" for verb in ("finish", "pause", "remove", "resume")),
    *(f"{noun}.update" for noun in ("account", "contact", "step")),
    "step.delete",
}


def test_each_operation_is_answered_as_its_use_case_does() -> None:
    """A repeat would get another status from a write that recovery closed."""
    offered = {name for each in registry.names() for name in registry.load(each).writes}
    assert offered == MAKING | CHANGING | {"state.create", "state.batch_create"}
    assert {manner_of(name) for name in MAKING} == {MADE}
    assert {manner_of(name) for name in CHANGING} == {CHANGED}
    assert manner_of("state.create") is states.ALONE
    assert manner_of("state.batch_create") is states.TOGETHER


@dataclass
class Watched:
    """A transport that counts the connections that are under way, and whether they are marked."""

    inner: Any
    running: Counter[str] = field(default_factory=Counter)
    most: int = 0
    most_of_one: int = 0
    pressing: int = 0

    async def send(self, destination: Any, request: Any) -> Any:
        self.running[destination.connection_id] += 1
        self.most = max(self.most, len(+self.running))
        self.most_of_one = max(self.most_of_one, *self.running.values())
        self.pressing += not destination.background
        try:
            await asyncio.sleep(0)
            return await self.inner.send(destination, request)
        finally:
            self.running[destination.connection_id] -= 1


async def test_a_start_does_not_stampede(outreach: World, monkeypatch: Any) -> None:
    """After an outage thousands of open writes would reach the providers in one moment."""
    monkeypatch.setattr(recovery, "PAGE", 7)
    asking = await ASKS["step.create"](outreach)
    try:
        await asking(mortal(outreach, 3, "before").world, "left")
    except Died:
        entry = await entry_of(outreach, "left")
    await spread(outreach, entry, 20)
    await outreach.clock.advance(60)
    watched = Watched(outreach.services.transport)
    services = replace(outreach.restarted().services, transport=watched)
    ended = await recover(services)
    assert ended.total() == 1 + 20 * 3
    assert 1 < watched.most <= MOST_AT_ONCE
    assert watched.most_of_one == 1
    assert watched.pressing == 0


async def spread(stage: World, entry: journal.Entry, number: int) -> None:
    """Leave three writes alike at each of so many connections more, of which nothing was sent."""
    database, owner = stage.services.database, stage.session.application_id
    like = await connections.by_id(database, stage.session.connection_id)
    assert like is not None
    for n in range(number):
        own = replace(like, id=f"cn_{n}", provider=f"outreach{n}")
        sealed = stage.services.vault.seal(
            stage.services.vault.open(like.credential, bound_to=like.id), bound_to=own.id
        )
        await connections.create(database, replace(own, credential=sealed))
        for k in range(3):
            id = f"wr_{n}_{k}"  # noqa: A001 -- the write's
            plan = stage.services.vault.open(entry.plan or b"", bound_to=f"{entry.id}/plan")
            copied = replace(
                entry,
                id=id,
                application_id=owner,
                key=id,
                connection_id=own.id,
                resource=f"{own.id}:{k}",
                plan=stage.services.vault.seal(plan, bound_to=f"{id}/plan"),
            )
            await journal.insert(database, copied)
