"""Enrolling at the simulator, through the service: what comes of it, lost answers included."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from segue.engine.transport import Answer, Destination
from segue.model.problem import OUTCOME_UNKNOWN, Problem
from segue.providers.salesloft import PROVIDER
from segue.spi.plan import Request
from segue.testing.databases import migrated
from segue.testing.simulated import Simulated
from segue.testing.world import World, world

MEMBERSHIPS = "^/v2/cadence_memberships"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[World]:
    """A customer of Salesloft in front of a fresh simulator."""
    async with world(PROVIDER, await migrated(tmp_path / "segue.db")) as opened:
        yield opened


async def _cadence(stage: World, **more: Any) -> str:
    seeded = await stage.simulated.seed({"cadences": [{"active": True, "steps": 2, **more}]})
    return str(seeded["cadences"][0]["id"])


async def _people(stage: World, *people: dict[str, Any]) -> list[str]:
    asked = [{"email_address": f"p{n}@x.example", **one} for n, one in enumerate(people)]
    return [str(one) for one in (await stage.simulated.seed({"people": asked}))["people"]]


async def test_enrolled_read_and_removed(stage: World) -> None:
    """Otherwise one of the ways of a sequence state would not meet the others."""
    cadence, (person,) = await _cadence(stage), await _people(stage, {})
    asked = {"contact_id": person, "sequence_id": cadence}
    made = (await stage.enrol(asked)).body["record"]
    assert made["outcome"] == "enrolled"
    read = await stage.get("state", made["id"])
    assert (read["contact_id"], read["sequence_id"]) == (person, cadence)
    assert read["status"] in ("pending", "active")
    found = await stage.search("state", asked)
    assert [one["id"] for one in found["records"]] == [made["id"]]
    again = (await stage.enrol(asked)).body["record"]
    assert again == {**made, "outcome": "already_enrolled"}
    for _ in range(2):
        await stage.act("state.remove", made["id"])
        assert (await stage.get("state", made["id"]))["status"] == "removed"
    anew = (await stage.enrol(asked)).body["record"]
    assert anew == made


@dataclass(slots=True)
class _Overtaken:
    """A transport before whose first enrolment somebody else enrols the same contact."""

    inner: Any
    simulated: Simulated
    done: bool = False

    async def send(self, destination: Destination, request: Request) -> Answer:
        if request.method == "POST" and not self.done:
            self.done = True
            await self.simulated.seed({"memberships": [request.body]})
        answer: Answer = await self.inner.send(destination, request)
        return answer

    async def close(self) -> None:
        await self.inner.close()


@pytest.mark.parametrize("status", ["422", "409"])
async def test_duplicate_that_only_salesloft_sees(stage: World, status: str) -> None:
    """Otherwise who is enrolled meanwhile by somebody else would be refused without an id."""
    cadence, (person,) = await _cadence(stage), await _people(stage, {})
    await stage.simulated.switch(duplicate_enrolment=status)
    stage.transport.inner = _Overtaken(stage.transport.inner, stage.simulated)  # type: ignore[assignment]
    asked = {"contact_id": person, "sequence_id": cadence}
    (told,) = (await stage.enrol_all([asked])).body["records"]
    (found,) = (await stage.search("state", asked))["records"]
    assert (told["outcome"], told["id"]) == ("already_enrolled", found["id"])


async def test_contact_listed_twice_is_enrolled_once(stage: World) -> None:
    """Otherwise the second of two equal entries would be refused, or lack an id."""
    cadence, (person,) = await _cadence(stage), await _people(stage, {})
    asked = {"contact_id": person, "sequence_id": cadence}
    (first, second) = (await stage.enrol_all([asked, asked])).body["records"]
    assert (first["id"], first["outcome"]) == (second["id"], "enrolled")


@pytest.mark.parametrize("unknown", ["404", "422"])
async def test_each_contact_is_told(stage: World, unknown: str) -> None:
    """Otherwise one contact that is not taken would hide what became of the others."""
    await stage.simulated.switch(enrolment_of_unknown=unknown)
    cadence = await _cadence(stage)
    good, closed = await _people(stage, {}, {"do_not_contact": True})
    people = (closed, good, "999999")
    wanted = [{"contact_id": one, "sequence_id": cadence} for one in people]
    told = (await stage.enrol_all(wanted)).body["records"]
    assert [(one["contact_id"], one["outcome"], one["reason"]) for one in told] == [
        (closed, "skipped", "opted_out"),
        (good, "enrolled", None),
        ("999999", "skipped", "not_found"),
    ]


async def test_draft_takes_nobody(stage: World) -> None:
    """Otherwise enrolling into a draft would fail without saying that it is one."""
    cadence, (person,) = await _cadence(stage, active=False), await _people(stage, {})
    asked = {"contact_id": person, "sequence_id": cadence}
    with pytest.raises(Problem) as refused:
        await stage.enrol(asked)
    (fault,) = refused.value.faults
    assert (refused.value.status, fault.meta["reason"]) == (422, "sequence_rules")
    await stage.simulated.switch(enrol_in_draft="staged")
    made = await stage.enrol(asked)
    assert [one["problem_type"] for one in made.body["warnings"]] == ["NOT_ACTIVATED"]


async def test_somebody_elses_cadence(stage: World) -> None:
    """Otherwise a missing permission would look like a fault of the contact."""
    cadence = await _cadence(stage, team_cadence=False, shared=True)
    (person,) = await _people(stage, {})
    users = (await stage.page("user.list", page_size="100"))["records"]
    owner = (await stage.get("sequence", cadence))["owner_id"]
    other = next(one["id"] for one in users if one["id"] != owner and not one["is_locked"])
    asked = {"contact_id": person, "sequence_id": cadence, "user_id": other}
    with pytest.raises(Problem) as refused:
        await stage.enrol(asked)
    assert refused.value.faults[0].meta["reason"] == "no_permission"


async def test_user_by_guid(stage: World) -> None:
    """Otherwise a user whose guid is known could not be named."""
    cadence, (person,) = await _cadence(stage), await _people(stage, {})
    page = await stage.page("user.list", page_size="100", include_raw_data="true")
    owner = (await stage.get("sequence", cadence))["owner_id"]
    guid = next(one["raw_data"]["guid"] for one in page["records"] if one["id"] == owner)
    asked = {"contact_id": person, "sequence_id": cadence, "user_id": guid}
    made = await stage.enrol(asked)
    assert (await stage.get("state", made.body["record"]["id"]))["user_id"] == owner


@pytest.mark.parametrize("kind", ["lost_answer", "late", "dropped"])
async def test_lost_enrolment_is_made_once(stage: World, kind: str) -> None:
    """Otherwise a repeat would enrol a contact twice, or never."""
    cadence, (person,) = await _cadence(stage), await _people(stage, {})
    asked = {"contact_id": person, "sequence_id": cadence}
    await stage.simulated.fault(kind, method="POST", path=MEMBERSHIPS, seconds=5)
    for _ in range(5):
        try:
            made = await stage.enrol(asked, key="k")
            break
        except Problem as problem:
            if problem.code != OUTCOME_UNKNOWN or problem.retry_after is None:
                raise
            await stage.clock.advance(problem.retry_after)
    else:
        raise AssertionError("never ends")
    found = await stage.search("state", asked)
    assert [one["id"] for one in found["records"]] == [made.body["record"]["id"]]


@pytest.mark.parametrize("repeated", ["204", "404"])
async def test_lost_removal_ends(stage: World, repeated: str) -> None:
    """Otherwise a removal whose answer was lost would be refused when it is asked for again."""
    await stage.simulated.switch(repeated_removal=repeated)
    cadence, (person,) = await _cadence(stage), await _people(stage, {})
    made = await stage.enrol({"contact_id": person, "sequence_id": cadence})
    await stage.simulated.fault("lost_answer", method="DELETE", path=MEMBERSHIPS)
    await stage.act("state.remove", made.body["record"]["id"], key="r")
    assert (await stage.get("state", made.body["record"]["id"]))["status"] == "removed"


async def test_walk_meets_every_state_once(stage: World) -> None:
    """Otherwise states would be missing from a list, or come twice."""
    for since in ({}, {"modified_after": "2020-01-01T00:00:00Z"}):
        met: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = await stage.page("state.list", page_size="30", **since, **cursor)
            met += [one["id"] for one in page["records"]]
            if page["pagination"]["next"] is None:
                break
            cursor = {"cursor": page["pagination"]["next"]}
        assert len(met) == len(set(met)) == 140
