"""Many writers at once to one sequence at Apollo."""

from tests.crash.kills import Aim, struck
from tests.crash.servers import Server
from tests.crash.site import Site

from .crowd import STEP, all_ended, at_once, ended, told_to_wait

PROVIDER = "apollo"


async def test_one_key_makes_one_step(site: Site, pair: tuple[Server, Server]) -> None:
    """An impatient caller's repeats would each add a step, or be told different things."""
    sequence = await site.sequence()
    answers = await at_once(site, pair, sequence, ["one key"] * 50)
    done = [answer for answer in answers if answer.status == 201]
    assert all(told_to_wait(answer) for answer in answers if answer not in done)
    again = await ended(site, pair[1], sequence, "one key", STEP)
    assert all(answer.body == again.body for answer in done)
    assert sum("idempotent-replayed" not in answer.headers for answer in done) <= 1
    state = await site.simulated.state()
    steps = [row for row in state["emailer_steps"] if row["emailer_campaign_id"] == sequence]
    assert [step["id"] for step in steps] == [again.id]


async def test_twenty_appends_get_twenty_places(site: Site, pair: tuple[Server, Server]) -> None:
    """Apollo refuses a place that is taken, so callers would get errors that are not theirs."""
    sequence = await site.sequence()
    answers = await all_ended(site, pair, sequence, [f"key {n}" for n in range(20)])
    assert [answer.status for answer in answers] == [201] * 20
    state = await site.simulated.state()
    steps = [row for row in state["emailer_steps"] if row["emailer_campaign_id"] == sequence]
    assert sorted(step["position"] for step in steps) == list(range(1, 21))
    assert {step["id"] for step in steps} == {answer.id for answer in answers}


async def test_the_dead_is_overtaken(site: Site) -> None:
    """Its repeat would ask for a place that is taken, and Apollo's refusal would end it."""
    sequence = await site.sequence()
    await struck(
        site, sequence, STEP, "dead", ("unapplied", Aim("step", "POST", "/emailer_steps$"))
    )
    server = site.start()
    other = await site.add_until_done(server, sequence, STEP, "other")
    done = await site.add_until_done(server, sequence, STEP, "dead")
    state = await site.simulated.state()
    steps = [row for row in state["emailer_steps"] if row["emailer_campaign_id"] == sequence]
    assert {step["position"]: step["id"] for step in steps} == {1: other.id, 2: done.id}
