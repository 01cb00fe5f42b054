"""Where things are in a simulated Outreach, and a step to put there."""

from typing import Any

from segue.testing.world import World

SEQUENCES = "/engagement/v2/sequences"
STEP: dict[str, Any] = {
    "type": "auto_email",
    "interval_seconds": 3600,
    "template": {"subject": "Hello", "body": "<p>Hello</p>"},
}


async def sequence_id(world: World) -> str:
    """Find the seeded sequence that has no steps."""
    state = await world.simulated.state()
    (found,) = (row for row in state["sequences"] if row["name"] == "Empty")
    return str(found["id"])


async def steps_path(world: World) -> str:
    """Spell the path of that sequence's steps."""
    return f"{SEQUENCES}/{await sequence_id(world)}/sequence_steps"


async def step_path(world: World, id: str) -> str:
    """Spell the path of one of them."""
    return f"{await steps_path(world)}/{id}"
