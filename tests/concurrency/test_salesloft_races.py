"""Many writers at once to one empty cadence at Salesloft, which takes a single import."""

from collections import Counter

import pytest

from tests.crash.kills import Aim, struck
from tests.crash.servers import Server
from tests.crash.site import Answered, Site

from .crowd import STEP, all_ended, told_to_wait

PROVIDER = "salesloft"
IMPORT = Aim("import", "POST", "/cadence_imports$")


async def test_one_of_twenty_fills_an_empty_cadence(
    site: Site, pair: tuple[Server, Server]
) -> None:
    """Later imports would wipe out or double the steps of the first."""
    cadence = await site.sequence()
    answers = await all_ended(site, pair, cadence, [f"key {n}" for n in range(20)])
    assert Counter(answer.status for answer in answers) == {201: 1, 409: 19}
    (done,) = [answer for answer in answers if answer.status == 201]
    state = await site.simulated.state()
    steps = [row for row in state["steps"] if str(row["cadence"]["id"]) == cadence]
    assert [str(step["id"]) for step in steps] == [done.id]


@pytest.mark.parametrize("moment", ["unapplied", "unread", "late"])
async def test_the_dead_and_another_make_one_step(site: Site, moment: str) -> None:
    """An import that was cut off would be made again into a cadence that is no longer empty."""
    cadence = await site.sequence()
    await struck(site, cadence, STEP, "dead", (moment, IMPORT))
    server = site.start()
    answers = [await ended_at_last(site, server, cadence, key) for key in ("other", "dead")]
    made, refused = answers if moment == "unapplied" else reversed(answers)
    assert made.status == 201, made
    assert refused.status in {409, 422}, refused
    state = await site.simulated.state()
    steps = [row for row in state["steps"] if str(row["cadence"]["id"]) == cadence]
    assert [str(step["id"]) for step in steps] == [made.id]


async def ended_at_last(site: Site, server: Server, cadence: str, key: str) -> Answered:
    """Repeat a request, moving the clocks, until the answer no longer says to ask again."""
    for _ in range(8):
        answer = await site.add(server, cadence, STEP, key)
        if not told_to_wait(answer):
            return answer
        await site.advance(max(answer.retry_after or 0, 20))
    raise AssertionError(f"never ends: {answer}")
