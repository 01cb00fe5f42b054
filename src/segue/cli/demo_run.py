"""Carrying out the demo's script over HTTP, and checking each answer at the simulator."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from segue.cli.demo_script import Ask, at_once, one_by_one
from segue.cli.sandbox import Sandbox, Site
from segue.testing.simulated import Simulated

CREATED: Final = 201
CONFLICT: Final = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the demo does at one provider, and where its simulator keeps what it makes."""

    sequences: str
    steps: str
    templates: str
    script: Callable[[str], tuple[Ask, ...]]
    enrolled: Callable[[Mapping[str, Any], str, str], bool]
    """Tells from the simulator's state whether a sequence, by its id, has a contact."""
    empty: Mapping[str, Any] | None = None
    """Seeds one empty sequence, where the script needs it."""
    by_hand: Callable[[str], Mapping[str, Any]] | None = None
    """Activates a sequence in the simulator, where only the vendor's own screens can."""


def _outreach_has(state: Mapping[str, Any], sequence: str, contact: str) -> bool:
    wanted = {"sequence": int(sequence), "prospect": int(contact)}
    return any(wanted.items() <= row.items() for row in state["sequenceStates"])


def _apollo_has(state: Mapping[str, Any], sequence: str, contact: str) -> bool:
    return any(
        status["emailer_campaign_id"] == sequence
        for row in state["contacts"]
        if row["id"] == contact
        for status in row.get("contact_campaign_statuses", ())
    )


def _salesloft_has(state: Mapping[str, Any], sequence: str, contact: str) -> bool:
    wanted = (int(sequence), int(contact))
    rows = state["cadence_memberships"]
    return any((row["cadence"]["id"], row["person"]["id"]) == wanted for row in rows)


PLACES: Final[Mapping[str, Place]] = {
    "outreach": Place(
        sequences="sequences",
        steps="sequenceSteps",
        templates="templates",
        script=one_by_one,
        enrolled=_outreach_has,
    ),
    "apollo": Place(
        sequences="emailer_campaigns",
        steps="emailer_steps",
        templates="emailer_templates",
        script=one_by_one,
        enrolled=_apollo_has,
    ),
    "salesloft": Place(
        sequences="cadences",
        steps="steps",
        templates="email_templates",
        script=at_once,
        enrolled=_salesloft_has,
        by_hand=lambda sequence: {"activate": [int(sequence)]},
        empty={"cadences": [{"name": "An empty cadence"}]},
    ),
}


@dataclass(slots=True, kw_only=True)
class Done:
    """One request of the script, what came of it, and what is wrong with that."""

    ask: Ask
    status: int
    answer: Mapping[str, Any]
    calls: Sequence[Mapping[str, Any]]
    """What the simulator was asked, from its own log."""
    faults: list[str] = field(default_factory=list)

    @property
    def id(self) -> str | None:
        """The id that Segue answered with."""
        record = self.answer.get("record") or {}
        return record.get("id")


async def perform(sandbox: Sandbox, name: str, http: aiohttp.ClientSession) -> list[Done]:
    """Carry out one provider's script."""
    site, place = sandbox.sites[name], PLACES[name]
    simulated = Simulated(site.url, http)
    sequences: dict[str, str] = {}
    if place.empty is not None:
        seeded = await simulated.seed(place.empty)
        sequences["empty"] = str(seeded[place.sequences][0]["id"])
    templates = (await simulated.state())[place.templates]
    found = []
    for ask in place.script(str(templates[0]["id"])):
        done = await _perform(sandbox, site, simulated, http, (ask, sequences))
        if ask.to is None and done.id is not None:
            sequences["made"] = done.id
        found.append(done)
    return found


async def _perform(
    sandbox: Sandbox,
    site: Site,
    simulated: Simulated,
    http: aiohttp.ClientSession,
    wanted: tuple[Ask, Mapping[str, str]],
) -> Done:
    ask, sequences = wanted
    before = await simulated.state()
    await simulated.forget_requests()
    url = f"{sandbox.url}/engagement/v2/sequences"
    if ask.to is not None:
        url += f"/{sequences.get(ask.to, 'none')}/sequence_steps"
    headers = sandbox.headers(site.provider.name)
    async with http.post(url, json={"record": ask.record}, headers=headers) as response:
        answer, status = await response.json(), response.status
    done = Done(ask=ask, status=status, answer=answer, calls=await simulated.requests())
    writes = await simulated.requests(writes=True)
    done.faults = faults(done, PLACES[site.provider.name], before, await simulated.state())
    if ask.refused and writes:
        done.faults.append("it was refused, but something was written")
    return done


def faults(
    done: Done, place: Place, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """Say what an answer claims and the simulator does not bear out."""
    expected = CONFLICT if done.ask.refused else CREATED
    if done.status != expected:
        return [f"the answer was {done.status}, not {expected}"]
    found = []
    kind = place.steps if done.ask.to else place.sequences
    if not done.ask.refused:
        if not _holds(after, kind, done.id):
            found.append(f"the simulator has no {kind} {done.id}")
        if _holds(before, kind, done.id):
            found.append(f"{kind} {done.id} stood there before")
    added = len(after[place.steps]) - len(before[place.steps])
    if added != done.ask.steps:
        found.append(f"{added} steps were made, not {done.ask.steps}")
    return found


def _holds(state: Mapping[str, Any], kind: str, id: str | None) -> bool:
    return any(str(row["id"]) == id for row in state[kind])
