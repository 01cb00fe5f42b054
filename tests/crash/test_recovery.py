"""Kill -9 in the middle of a write, a new server, and nobody who asks again."""

import asyncio
from collections import Counter
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from .kills import Aim, killed
from .site import Site

PROVIDER = "outreach"
STEP = {
    "type": "auto_email",
    "interval_seconds": 86_400,
    "template": {"subject": "A question", "body": "<p>Do you have a minute?</p>"},
}
MANY = 500
WAITING = {"SEGUE_WAIT_SECONDS": "5"}
RECOVERING = {"SEGUE_RECOVERY_SECONDS": "0.1", **WAITING}
LOOKS = 400
A_WHILE = 20
"""Seconds by which the clocks move between two looks at the write."""


async def enrolling(site: Site, contacts: int) -> list[dict[str, str]]:
    """Seed contacts; gives what enrols each in a sequence that is on."""
    seeds = [{"emails": [f"left{i}@quay.example"]} for i in range(contacts)]
    made = await site.simulated.seed({"prospects": seeds})
    state = await site.simulated.state()
    into = next(str(row["id"]) for row in state["sequences"] if row["enabled"])
    more = {"sequence_id": into, "mailbox_id": str(state["mailboxes"][0]["id"])}
    return [{"contact_id": str(each), **more} for each in made["prospects"]]


async def step(site: Site) -> tuple[str, Any]:
    sequence = await site.sequence(steps=2)
    return f"/engagement/v2/sequences/{sequence}/sequence_steps", {"record": STEP}


async def sequence(_site: Site) -> tuple[str, Any]:
    record = {"name": "Left", "type": "team", "steps": [STEP, STEP]}
    return "/engagement/v2/sequences", {"record": record}


async def state(site: Site) -> tuple[str, Any]:
    (record,) = await enrolling(site, 1)
    return "/engagement/v2/sequence_states", {"record": record}


async def batch(site: Site) -> tuple[str, Any]:
    return "/engagement/v2/sequence_states/_batch", {"records": await enrolling(site, MANY)}


CASES: dict[str, tuple[Callable[[Site], Any], Aim, Counter[str]]] = {
    "step": (
        step,
        Aim("step", "POST", "/sequenceSteps$"),
        Counter(templates=1, sequenceSteps=1, sequenceTemplates=1),
    ),
    "sequence": (
        sequence,
        Aim("link", "POST", "/sequenceTemplates$"),
        Counter(sequences=1, templates=2, sequenceSteps=2, sequenceTemplates=2),
    ),
    "state": (state, Aim("enrol", "POST", "/sequenceStates$"), Counter(sequenceStates=1)),
    "batch": (
        batch,
        Aim("enrol", "POST", "/sequenceStates$", after=MANY // 2),
        Counter(sequenceStates=MANY),
    ),
}


async def counted(site: Site) -> Counter[str]:
    """Count the rows of the provider's account."""
    found = await site.simulated.state()
    return Counter({kind: len(rows) for kind, rows in found.items() if isinstance(rows, list)})


async def ended(site: Site, *servers: Any) -> dict[str, Any]:
    """Let time pass until nobody goes on with the newest write; gives how it stands."""
    for look in range(LOOKS):
        server = servers[look % len(servers)]
        (newest,) = (await site.get(server, "/segue/v1/writes?page_size=1"))["records"]
        if not newest["recovers"]:
            found: dict[str, Any] = await site.get(server, f"/segue/v1/writes/{newest['id']}")
            return found
        await site.advance(A_WHILE)
        await asyncio.sleep(0.1)
    raise AssertionError(f"never ends: {newest}\n{site.rack.log[-4000:]}")


@pytest.mark.parametrize(
    ("case", "moment"),
    # Five hundred contacts once are enough.
    sorted({*product(CASES, ("unapplied", "unread"))} - {("batch", "unapplied")}),
)
async def test_nobody_has_to_ask_again(site: Site, case: str, moment: str) -> None:
    """After a crash whatever was under way would stay half done until somebody repeats it."""
    asked, aim, made = CASES[case]
    path, body = await asked(site)
    before = await counted(site)
    first = site.start(**WAITING)
    fault = "hold_before" if moment == "unapplied" else "hold_after"
    await site.simulated.fault(fault, method=aim.method, path=aim.path, after=aim.after)
    asking = asyncio.create_task(site.post(first, path, body, "a key"))
    await killed(site, first, moment, aim, asking)
    fresh = [site.start(**RECOVERING)]
    if not site.town.url.startswith("sqlite"):
        fresh.append(site.start(**RECOVERING))
    told = await ended(site, *fresh)
    assert told["state"] == "done", told
    assert await counted(site) - before == made
    again = await site.post(fresh[-1], path, body, "a key")
    assert (again.status, again.body) == (told["answer"]["status"], told["answer"]["body"])
    assert (again.status, again.headers["idempotent-replayed"]) == (201, "true")
    assert await counted(site) - before == made
    if case == "batch":
        assert {row["outcome"] for row in again.body["records"]} == {"enrolled"}
        ids = [record["contact_id"] for record in body["records"]]
        assert [row["contact_id"] for row in again.body["records"]] == ids
