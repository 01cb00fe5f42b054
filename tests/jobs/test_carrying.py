"""A job is carried out whatever the provider does, and tells the truth at every moment."""

from dataclasses import replace

import pytest

from segue import registry
from segue.service.job_work import carry
from segue.testing.world import World, world
from segue.vault import Vault

from .conftest import Works, works_at

CONTACTS = 130
SMALL = 40


class Dead(BaseException):
    """The process has died."""


class DyingVault(Vault):
    """The process dies when a slice was carried out, before that is kept."""

    def seal(self, plain: bytes, *, bound_to: str) -> bytes:
        if bound_to.endswith("/outcomes"):
            raise Dead
        return super().seal(plain, bound_to=bound_to)


def small(works: Works) -> Works:
    """Cut the jobs of a place into slices of forty."""
    provider = replace(works.stage.provider, slice=SMALL)
    session = replace(works.stage.session, provider=provider)
    services = replace(works.stage.services, providers={provider.name: provider})
    works.stage = replace(works.stage, session=session, services=services)
    return works


@pytest.fixture
async def works(stage: World) -> Works:
    """A job's worth of contacts at each provider."""
    return small(await works_at(stage, CONTACTS))


@pytest.fixture
async def at_outreach(outreach: World) -> Works:
    """A job's worth of contacts at Outreach."""
    return small(await works_at(outreach, CONTACTS))


async def test_everybody_is_enrolled_once_and_told(works: Works) -> None:
    """A job would lose contacts at the seams of its slices, or enrol them twice."""
    missing = works.site.missing(1)
    records = works.records([*works.contacts, missing])
    accepted = await works.create(records)
    assert accepted.job["state"] == "queued"
    assert accepted.job["outcomes"]["pending"] == CONTACTS + 1

    await works.finish(accepted.job["id"])

    job = await works.show(accepted.job["id"])
    assert (job["state"], job["waiting"], job["problem"]) == ("done", None, None)
    assert job["outcomes"]["enrolled"] == CONTACTS
    assert sum(job["outcomes"].values()) == job["total"] == CONTACTS + 1
    told = await works.outcomes(job["id"], size=50)
    assert [row["contact_id"] for row in told] == [row["contact_id"] for row in records]
    assert {row["outcome"] for row in told[:-1]} == {"enrolled"}
    assert all(row["id"] for row in told[:-1])
    assert told[-1]["outcome"] in ("skipped", "failed")
    assert await works.enrolled() == set(works.contacts)


async def test_a_rate_limit_and_a_lost_answer_are_waited_out(works: Works) -> None:
    """A job would end at the first limit, or count what it does not know."""
    calls = CONTACTS // works.site.a_call
    path = works.site.path
    await works.stage.simulated.fault("rate_limited", method="POST", path=path, after=calls // 4)
    await works.stage.simulated.fault("lost_answer", method="POST", path=path, after=calls // 2)
    job_id = (await works.create()).job["id"]

    await works.finish(job_id)

    job = await works.show(job_id)
    assert job["outcomes"]["enrolled"] == CONTACTS
    assert await works.enrolled() == set(works.contacts)


async def test_what_a_job_waits_for_is_told(at_outreach: Works) -> None:
    """Somebody would see a job stand still and not know why, or until when."""
    works = at_outreach
    await works.stage.simulated.fault(
        "rate_limited", method="POST", path=works.site.path, after=50, seconds=600
    )
    job_id = (await works.create()).job["id"]
    assert await works.step(job_id) == 0
    wait = await works.step(job_id)

    job = await works.show(job_id)
    assert wait
    assert job["state"] == "running"
    assert job["waiting"]["reason"] == "rate_limited"
    assert SMALL <= job["outcomes"]["enrolled"] < 2 * SMALL
    assert job["outcomes"]["enrolled"] + job["outcomes"]["pending"] == CONTACTS
    # Asked before its time, it neither sends anything nor forgets what it waits for.
    await works.stage.simulated.forget_requests()
    again = await works.step(job_id)
    assert again is not None
    assert 0 < again <= wait
    assert not await works.stage.simulated.requests()


async def test_a_dead_credential_ends_the_job_and_tells_what_was_not_sent(
    at_outreach: Works,
) -> None:
    """A job would wait for ever for a token that never comes, or claim what it did not send."""
    works = at_outreach
    job_id = (await works.create()).job["id"]
    assert await works.step(job_id) == 0
    path = works.site.path
    await works.stage.simulated.fault("revoked_token", method="POST", path=path, after=20)

    await works.finish(job_id)

    job = await works.show(job_id)
    assert (job["state"], job["problem"]["status"]) == ("failed", "401")
    enrolled = await works.enrolled()
    assert SMALL < len(enrolled) < 2 * SMALL
    assert job["outcomes"]["enrolled"] == len(enrolled)
    assert job["outcomes"]["failed"] == CONTACTS - len(enrolled)
    told = await works.outcomes(job_id)
    assert {row["contact_id"] for row in told if row["outcome"] == "enrolled"} == enrolled
    unsent = {(row["outcome"], row["reason"]) for row in told if row["contact_id"] not in enrolled}
    assert unsent == {("failed", "not_sent")}
    assert await works.step(job_id) is None


async def test_a_lost_connection_ends_the_job(at_outreach: Works) -> None:
    """A job would go on with another account, or try for ever."""
    works = at_outreach
    job_id = (await works.create()).job["id"]
    services = works.stage.services
    works.stage = replace(works.stage, services=replace(services, providers={}))

    await works.finish(job_id)

    works.stage = replace(works.stage, services=services)
    job = await works.show(job_id)
    assert (job["state"], job["problem"]["reason"]) == ("failed", "connection_gone")


async def test_a_provider_that_stays_away_ends_the_job_in_the_end(at_outreach: Works) -> None:
    """A job would be open for ever, and nobody would be told."""
    works = at_outreach
    await works.stage.simulated.fault("answer", status=503, body={}, times=100_000)
    job_id = (await works.create()).job["id"]
    assert await works.step(job_id)
    assert (await works.show(job_id))["waiting"]
    await works.stage.clock.advance(86_400)

    assert await works.step(job_id) is None

    job = await works.show(job_id)
    assert job["state"] == "failed"
    assert "a day" in job["problem"]["detail"]
    assert job["outcomes"]["failed"] == CONTACTS


async def test_cancelling_stops_before_the_next_slice(at_outreach: Works) -> None:
    """What was done would be forgotten, or more would be done than was asked."""
    works = at_outreach
    job_id = (await works.create()).job["id"]
    assert await works.step(job_id) == 0

    asked = await works.cancel(job_id)
    assert await works.step(job_id) is None

    job = await works.show(job_id)
    assert asked["cancel_requested"]
    assert (job["state"], job["outcomes"]["enrolled"]) == ("cancelled", SMALL)
    assert job["outcomes"]["failed"] == CONTACTS - SMALL
    assert await works.enrolled() == set(works.contacts[:SMALL])
    assert (await works.cancel(job_id))["ended_at"] == job["ended_at"]


async def test_a_job_that_waits_or_is_queued_is_cancelled_at_once(at_outreach: Works) -> None:
    """Cancelling would take as long as the provider's limit."""
    works = at_outreach
    queued = (await works.create(key="queued")).job["id"]
    assert (await works.cancel(queued))["state"] == "cancelled"
    assert {row["reason"] for row in await works.outcomes(queued)} == {"not_sent"}
    await works.stage.simulated.fault(
        "rate_limited", method="POST", path=works.site.path, after=5, seconds=600
    )
    waiting = (await works.create(key="waiting")).job["id"]
    assert await works.step(waiting)

    job = await works.cancel(waiting)

    assert job["state"] == "cancelled"
    enrolled = await works.enrolled()
    assert job["outcomes"]["enrolled"] == len(enrolled) > 0
    told = {row["contact_id"]: row["outcome"] for row in await works.outcomes(waiting)}
    assert {contact for contact in told if told[contact] == "enrolled"} == enrolled


async def test_a_slice_that_a_dead_process_left_is_learnt_before_cancelling(
    at_outreach: Works,
) -> None:
    """Contacts that are in would be told as not sent."""
    works = at_outreach
    job_id = (await works.create()).job["id"]
    dying = replace(works.stage.services, vault=DyingVault(b"\x07" * 32))
    with pytest.raises(Dead):
        await carry(dying, job_id)
    assert (await works.show(job_id))["outcomes"]["enrolled"] == 0
    assert len(await works.enrolled()) == SMALL

    assert (await works.cancel(job_id))["state"] == "running"
    await works.finish(job_id)

    job = await works.show(job_id)
    assert (job["state"], job["outcomes"]["enrolled"]) == ("cancelled", SMALL)
    assert await works.enrolled() == set(works.contacts[:SMALL])


async def test_one_bad_sequence_keeps_nobody_elses_contacts_out(database_url: str) -> None:
    """Salesloft refuses a whole plan for one cadence that is not there."""
    async with world(registry.load("salesloft"), database_url) as stage:
        works = small(await works_at(stage, 60))
        records = works.records()
        for place in (3, 4, 50):
            records[place]["sequence_id"] = "999999"
        job_id = (await works.create(records)).job["id"]

        await works.finish(job_id)

        told = await works.outcomes(job_id)
        bad = [place for place, row in enumerate(told) if row["outcome"] != "enrolled"]
        assert bad == [3, 4, 50]
        assert {(told[place]["outcome"], told[place]["reason"]) for place in bad} == {
            ("failed", "rejected")
        }
        assert "no such cadence" in told[3]["detail"]
        assert (await works.show(job_id))["state"] == "done"
        outside = {works.contacts[place] for place in bad}
        assert await works.enrolled() == set(works.contacts) - outside
