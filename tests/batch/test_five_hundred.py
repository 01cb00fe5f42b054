"""Five hundred contacts at once, some bad, some in already, through a limit and a lost answer."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from segue import registry
from segue.service.writes import Outcome
from segue.testing.world import World, world

from .sites import SITES, Pairs, Site, seeded

GOOD, IN, BARRED, MISSING = 400, 50, 25, 25
IN_IT = frozenset({"enrolled", "already_enrolled"})
MOST_REPEATS = 8


@pytest.fixture(params=sorted(SITES))
async def stage(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[World]:
    """A customer of each provider, on each database."""
    async with world(registry.load(request.param), database_url) as opened:
        # Every rate limit outlasts what a caller waits.
        impatient = opened.services.settings.model_copy(update={"wait_seconds": 0.5})
        yield replace(opened, services=replace(opened.services, settings=impatient))


class Batch:
    """The batch: whom it names, and who is who."""

    def __init__(self, sequence: str, more: Mapping[str, str], ids: Mapping[str, list[str]]):
        self.ids = ids
        self.sequence = sequence
        # One in five is bad or in, spread over the whole list.
        mixed = [*ids["in"], *ids["barred"], *ids["missing"]]
        listed = [x for i, one in enumerate(mixed) for x in (*ids["good"][4 * i : 4 * i + 4], one)]
        self.records = [{"contact_id": each, "sequence_id": sequence, **more} for each in listed]


async def _batch(stage: World, site: Site) -> Batch:
    page = await stage.page("sequence.list", page_size="50")
    sequence = next(each["id"] for each in page["records"] if each["is_enabled"])
    more = site.mailbox(await stage.simulated.state())
    good = await seeded(stage, site, [site.good(i) for i in range(GOOD)])
    already = await seeded(stage, site, [site.good(1000 + i) for i in range(IN)])
    barred = await seeded(
        stage, site, [{**site.good(2000 + i), **site.barred} for i in range(BARRED)]
    )
    ids = {
        "good": good,
        "in": already,
        "barred": barred,
        "missing": [site.missing(i) for i in range(MISSING)],
    }
    batch = Batch(sequence, more, ids)
    await stage.enrol_all(
        [{"contact_id": each, "sequence_id": sequence, **more} for each in already], key="before"
    )
    return batch


async def _until_final(stage: World, batch: Batch, first: Outcome) -> tuple[Outcome, int]:
    last, repeats = first, 0
    while last.retry_after is not None:
        await stage.clock.advance(last.retry_after)
        last = await stage.enrol_all(batch.records, key="batch")
        repeats += 1
        assert repeats < MOST_REPEATS, "never ends"
    return last, repeats


def _true(records: list[Any], batch: Batch, pairs: Pairs, sent: int) -> None:
    assert [row["contact_id"] for row in records] == [row["contact_id"] for row in batch.records]
    assert sent, "outcomes are only true of something that was sent"
    for row in records:
        there = pairs[row["contact_id"], batch.sequence]
        if row["outcome"] in IN_IT:
            assert there == 1, row
            assert row["id"], row
        elif row["outcome"] in ("skipped", "failed"):
            assert there == 0, row
            assert row["reason"], row


async def test_every_outcome_is_true_and_nobody_is_in_twice(stage: World) -> None:
    """Ten thousand prospects would get a mail twice, or not at all, and nobody would know."""
    site = SITES[stage.provider.name]
    batch = await _batch(stage, site)
    calls = len(batch.records) // site.a_call
    await stage.simulated.fault("rate_limited", method="POST", path=site.path, after=calls // 4)
    await stage.simulated.fault("lost_answer", method="POST", path=site.path, after=calls // 2)
    await stage.simulated.forget_requests()
    first = await stage.enrol_all(batch.records, key="batch")
    assert first.status == 201
    assert len(first.body["records"]) == len(batch.records) == GOOD + IN + BARRED + MISSING
    last, repeats = await _until_final(stage, batch, first)
    assert repeats, "the limit outlasts what a caller waits"
    pairs = site.pairs(await stage.simulated.state())
    _true(last.body["records"], batch, pairs, repeats)
    told = {row["contact_id"]: row for row in last.body["records"]}
    assert {told[each]["outcome"] for each in batch.ids["good"]} == {"enrolled"}
    assert {told[each]["outcome"] for each in batch.ids["in"]} == {"already_enrolled"}
    assert {told[each]["outcome"] for each in batch.ids["barred"]} == {"skipped"}
    assert {told[each]["outcome"] for each in batch.ids["missing"]} <= {"skipped", "failed"}
    assert {told[each]["reason"] for each in batch.ids["missing"]} == {"not_found"}
    await stage.simulated.forget_requests()
    again = await stage.enrol_all(batch.records, key="batch")
    assert again.replayed
    assert again.body == last.body
    assert not await stage.simulated.requests()


async def test_a_repeat_sends_only_what_has_no_outcome_yet(stage: World) -> None:
    """A repeat would spend the vendor's budget on contacts that are in, or write to them again."""
    site = SITES[stage.provider.name]
    batch = await _batch(stage, site)
    calls = len(batch.records) // site.a_call
    await stage.simulated.fault("rate_limited", method="POST", path=site.path, after=calls // 2)
    first = await stage.enrol_all(batch.records, key="batch")
    unsent = {row["contact_id"] for row in first.body["records"] if row["reason"] == "rate_limited"}
    assert unsent
    assert len(unsent) < len(batch.records) - IN
    await stage.simulated.forget_requests()
    last, _ = await _until_final(stage, batch, first)
    sent = " ".join(str(entry) for entry in await stage.simulated.requests(writes=True))
    done = {row["contact_id"] for row in first.body["records"]} - unsent
    assert not [each for each in done if f"'{each}'" in sent or f": {each}," in sent]
    assert all(row["reason"] != "rate_limited" for row in last.body["records"])


async def test_an_answer_that_never_was_is_unknown_until_it_is_known(stage: World) -> None:
    """A contact whose call was dropped would be claimed enrolled, or failed although it is in."""
    site = SITES[stage.provider.name]
    batch = await _batch(stage, site)
    await stage.simulated.fault("late", method="POST", path=site.path, after=1, seconds=30)
    first = await stage.enrol_all(batch.records, key="batch")
    unknown = [row for row in first.body["records"] if row["outcome"] == "unknown"]
    assert first.retry_after
    assert {row["reason"] for row in unknown} == {"answer_lost"}
    assert len(unknown) <= site.a_call
    last, repeats = await _until_final(stage, batch, first)
    pairs = site.pairs(await stage.simulated.state())
    _true(last.body["records"], batch, pairs, repeats)
    told = {row["contact_id"]: row["outcome"] for row in last.body["records"]}
    assert {told[each] for each in batch.ids["good"]} == {"enrolled"}
