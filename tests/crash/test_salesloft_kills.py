"""Kill -9 at every moment of Salesloft's single import, and while its step is looked for."""

import itertools
from typing import Any

import pytest

from .kills import MOMENTS, Aim, done_once, struck
from .site import Site

PROVIDER = "salesloft"
STEP = {
    "type": "auto_email",
    "interval_seconds": 86_400,
    "template": {"subject": "A question", "body": "<p>Do you have a minute?</p>"},
}
IMPORT = Aim("import", "POST", "/cadence_imports$")
# The first reading of steps sees that the cadence is empty; the second looks for the new one.
FIND = Aim("find", "GET", "/steps$", after=1)
CASES = [*itertools.product(MOMENTS, [IMPORT]), ("unapplied", FIND), ("unread", FIND)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1]}")
async def test_a_kill_neither_loses_nor_doubles(site: Site, case: tuple[str, Aim]) -> None:
    """A second import would add the step again, or wipe the first one out."""
    cadence = await site.sequence()
    await struck(site, cadence, STEP, "a key", case)
    done = await done_once(site, cadence, STEP, "a key")
    assert [str(step["id"]) for step in of(await site.simulated.state(), cadence)] == [done.id]


def of(state: Any, cadence: str) -> list[Any]:
    """Pick a cadence's steps."""
    return [row for row in state["steps"] if str(row["cadence"]["id"]) == cadence]
