"""What a person found at the provider of a write that is unknown."""

from dataclasses import replace
from typing import Any

import pytest

from segue.engine.transport import Lost
from segue.model.problem import OUTCOME_UNKNOWN, Problem
from segue.service.recovery import recover
from segue.service.resolving import Seen, resolve
from segue.store import audit, leases
from segue.testing.world import World

from .asks import ASKS, Asking, counted, entry_of
from .dying import Died, mortal, reading
from .test_finishing import PAUSE

LANDED = Seen(landed=True)
ABSENT = Seen(landed=False)


class Deaf:
    """A transport that loses the answer of one write request, and every look for what it made."""

    def __init__(self, inner: Any, path: str) -> None:
        self.inner = inner
        self.path = path
        self.lost: Any = None

    async def send(self, destination: Any, request: Any) -> Any:
        answer = await self.inner.send(destination, request)
        if reading(request):
            if self.lost is not None:
                raise Lost("test")
            return answer
        if self.path == request.path[0] and self.lost is None:
            self.lost = answer
            raise Lost("test")
        return answer


async def unknown(stage: World, operation: str, path: str) -> tuple[Asking, str, str]:
    """Leave a write unknown whose call landed; gives its id, and what it made."""
    asking = await ASKS[operation](stage)
    deaf = Deaf(stage.services.transport, path)
    with pytest.raises(Problem) as problem:
        await asking(replace(stage, services=replace(stage.services, transport=deaf)), "lost")
    assert problem.value.code == OUTCOME_UNKNOWN
    return asking, (await entry_of(stage, "lost")).id, str(deaf.lost.body["data"]["id"])


async def resolved(stage: World, write_id: str, seen: Seen) -> dict[str, Any]:
    """Resolve it as an operator would, at a provider whose look-ups do not help."""
    dumb = Deaf(stage.services.transport, "")
    dumb.lost = True
    services = replace(stage.services, transport=dumb)
    return await resolve(services, stage.session.application_id, write_id, seen)


@pytest.mark.parametrize(
    ("operation", "path"), [("state.create", "sequenceStates"), ("step.create", "sequenceSteps")]
)
async def test_what_landed_is_taken_for_the_answer(
    outreach: World, operation: str, path: str
) -> None:
    """An operator who sees the step could not say so, and a repeat would make another."""
    before = await counted(outreach)
    asking, write_id, made = await unknown(outreach, operation, path)
    told = await resolved(outreach, write_id, Seen(landed=True, id=made))
    assert told["state"] == ("done" if operation == "state.create" else "open")
    assert not told["recovers"]
    again = await asking(outreach, "lost")
    assert (again.status, again.body["record"]["id"]) == (201, made)
    assert again.replayed == (operation == "state.create")
    kind = {"state.create": "sequenceStates", "step.create": "sequenceSteps"}[operation]
    assert (await counted(outreach) - before)[kind] == 1
    (entry,) = [
        each
        for each in await audit.listing(outreach.services.database, outreach.session.application_id)
        if each.who == "operator"
    ]
    assert (entry.what, entry.write_id) == ("write.landed", write_id)


async def test_the_look_up_names_what_landed(outreach: World) -> None:
    """An operator would have to copy ids by hand although the provider shows them."""
    asking, write_id, made = await unknown(outreach, "state.create", "sequenceStates")
    owner = outreach.session.application_id
    assert (await resolve(outreach.services, owner, write_id, LANDED))["state"] == "done"
    assert (await asking(outreach, "lost")).body["record"]["id"] == made


async def test_what_is_absent_is_sent_again_by_the_repeat_alone(outreach: World) -> None:
    """The write would stay unknown for good, or be sent without anybody who asks for it."""
    asking = await ASKS["step.create"](outreach)
    with pytest.raises(Died):
        await asking(mortal(outreach, 1, "before").world, "lost")
    write_id = (await entry_of(outreach, "lost")).id
    before = await counted(outreach)
    await outreach.clock.advance(PAUSE)
    told = await resolved(outreach, write_id, ABSENT)
    assert (told["state"], told["recovers"]) == ("open", False)
    await outreach.clock.advance(PAUSE)
    assert not await recover(outreach.restarted().services)
    assert await counted(outreach) == before
    assert (await asking(outreach, "lost")).status == 201
    assert (await counted(outreach) - before)["sequenceSteps"] == 1


async def refusal(stage: World, write_id: str, seen: Seen) -> str:
    """Give why it is not resolved so."""
    with pytest.raises(Problem) as refused:
        await resolved(stage, write_id, seen)
    assert refused.value.status == 409
    return str(refused.value)


async def test_what_contradicts_is_refused(outreach: World) -> None:
    """A slip of the hand at night would put a wrong answer into the journal for good."""
    _, write_id, _ = await unknown(outreach, "step.create", "sequenceSteps")
    assert "is no id" in await refusal(outreach, write_id, Seen(landed=True, id="x y"))
    assert "name it with --id" in await refusal(outreach, write_id, LANDED)
    assert "may still land until" in await refusal(outreach, write_id, ABSENT)
    other = Seen(landed=False, call="link")
    assert "Nothing of this write is unknown" in await refusal(outreach, write_id, other)
    assert (await entry_of(outreach, "lost")).state == "unknown"


async def test_what_another_write_made_is_refused(outreach: World) -> None:
    """Two writes would answer with one contact, and one of them would never have been made."""
    made = await outreach.create("contact", {"emails": [], "first_name": "A"}, key="first")
    deaf = Deaf(outreach.services.transport, "prospects")
    stage = replace(outreach, services=replace(outreach.services, transport=deaf))
    with pytest.raises(Problem):
        await stage.create("contact", {"emails": [], "first_name": "B"}, key="lost")
    write_id = (await entry_of(outreach, "lost")).id
    taken = Seen(landed=True, id=made.body["record"]["id"])
    assert "was made by another write" in await refusal(outreach, write_id, taken)


async def test_what_has_ended_or_runs_is_refused(outreach: World) -> None:
    """A write that is being carried out would be changed under the process that does it."""
    asking = await ASKS["step.create"](outreach)
    await asking(outreach, "done")
    done = await entry_of(outreach, "done")
    assert "is done" in await refusal(outreach, done.id, LANDED)
    with pytest.raises(Died):
        await asking(mortal(outreach, 1, "before").world, "lost")
    entry = await entry_of(outreach, "lost")
    assert "is running" in await refusal(outreach, entry.id, LANDED)
    held = await leases.acquire(
        outreach.services.database,
        entry.resource,
        holder="another",
        write_id="wr_other",
        now=outreach.clock.now(),
        ttl=outreach.services.tools.lease,
    )
    assert isinstance(held, leases.Held)
    assert held.write_id == entry.id


async def test_no_other_application_resolves_it(outreach: World) -> None:
    """One application's operator could end another's writes."""
    _, write_id, _ = await unknown(outreach, "state.create", "sequenceStates")
    with pytest.raises(Problem) as missing:
        await resolve(outreach.services, "another", write_id, LANDED)
    assert missing.value.status == 404
