"""Many writers at once to one empty cadence at Salesloft, which takes a single import."""

from collections import Counter

from tests.crash.servers import Server
from tests.crash.site import Site

from .crowd import all_ended

PROVIDER = "salesloft"


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
