"""A server dies or stalls in the middle of a write, and others want the same sequence."""

import pytest

from tests.crash.kills import Aim, struck
from tests.crash.site import Site

from .crowd import STEP

PROVIDER = "outreach"
TEMPLATE = Aim("template", "POST", "/templates$")
STEPPED = Aim("step", "POST", "/sequenceSteps$")
MOVE = Aim("move", "PATCH", "/sequenceSteps/1")
PLACE = Aim("place", "PATCH", "/sequenceSteps/", after=2)
ACTIVATE = Aim("activate", "POST", "/actions/activate$")
LINK = Aim("link", "POST", "/sequenceTemplates$")


async def orders(site: Site, sequence: str) -> list[int]:
    """Give the places of a sequence's steps."""
    steps = (await site.simulated.state())["sequenceSteps"]
    return sorted(row["order"] for row in steps if str(row["sequence"]) == sequence)


async def nothing_left(site: Site, sequence: str) -> None:
    """See that every template of these words is linked to a step of the sequence."""
    state = await site.simulated.state()
    steps = {row["id"] for row in state["sequenceSteps"] if str(row["sequence"]) == sequence}
    linked = [row for row in state["sequenceTemplates"] if row["sequenceStep"] in steps]
    assert {row["sequenceStep"] for row in linked} == steps
    words = STEP["template"]["subject"]
    made = {row["id"] for row in state["templates"] if row["subject"] == words}
    assert made <= {row["template"] for row in linked}


async def test_another_waits_until_the_call_of_the_dead_has_settled(site: Site) -> None:
    """A step that lands late would get the place of one that was added meanwhile."""
    sequence = await site.sequence()
    await struck(site, sequence, STEP, "dead", ("late", STEPPED))
    server = site.start()
    waits = await site.add(server, sequence, STEP, "other")
    assert (waits.status, bool(waits.retry_after)) == (409, True)
    done = await site.add_until_done(server, sequence, STEP, "other")
    again = await site.add_until_done(server, sequence, STEP, "dead")
    assert done.id != again.id
    assert await orders(site, sequence) == [1, 2]


@pytest.mark.parametrize(
    "case",
    [("unapplied", TEMPLATE), ("unread", TEMPLATE), ("unapplied", STEPPED)],
    ids=lambda case: f"{case[0]}-{case[1]}",
)
async def test_two_places_when_the_dead_was_overtaken(site: Site, case: tuple[str, Aim]) -> None:
    """The repeat of a write that was overtaken would put its step where the other's stands."""
    sequence = await site.sequence()
    await struck(site, sequence, STEP, "dead", case)
    server = site.start()
    await site.add_until_done(server, sequence, STEP, "other")
    await site.add_until_done(server, sequence, STEP, "dead")
    assert await orders(site, sequence) == [1, 2]
    await nothing_left(site, sequence)


async def test_two_places_after_a_rate_limit(site: Site) -> None:
    """The same, where the provider's rate limit stopped the first write halfway."""
    sequence = await site.sequence()
    server = site.start()
    await site.simulated.fault("rate_limited", method="POST", path=STEPPED.path)
    limited = await site.add(server, sequence, STEP, "limited")
    assert (limited.status, bool(limited.retry_after)) == (429, True)
    await site.add_until_done(server, sequence, STEP, "other")
    await site.add_until_done(server, sequence, STEP, "limited")
    assert await orders(site, sequence) == [1, 2]
    await nothing_left(site, sequence)


@pytest.mark.parametrize(
    "case",
    [("unapplied", aim) for aim in (STEPPED, LINK, PLACE, ACTIVATE)]
    + [("unread", aim) for aim in (MOVE, STEPPED, LINK, PLACE)],
    ids=lambda case: f"{case[0]}-{case[1]}",
)
async def test_no_place_twice_when_an_insertion_was_overtaken(
    site: Site, case: tuple[str, Aim]
) -> None:
    """Two steps would stand at one place, and which one runs first would be chance."""
    sequence = await site.sequence(steps=2)
    inserted = {**STEP, "order": 1}
    await struck(site, sequence, inserted, "dead", case)
    server = site.start()
    other = await site.add_until_done(server, sequence, inserted, "other")
    again = await site.add_until_done(server, sequence, inserted, "dead")
    assert other.id != again.id
    places = await orders(site, sequence)
    assert len(places) == len(set(places)) == 4
    await nothing_left(site, sequence)
