"""Writes of each shape, asked of any provider, and what each has made."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from segue.service.writes import Outcome
from segue.store import journal
from segue.store.journal import Entry
from segue.testing.world import CUSTOMER, World
from tests.batch.sites import SITES, seeded

STEP: dict[str, Any] = {
    "type": "auto_email",
    "interval_seconds": 86_400,
    "name": "Named",
    "template": {"subject": "A question", "body": "<p>Do you have a minute?</p>"},
}
Asking = Callable[[World, str], Awaitable[Outcome]]
MOST = 12


async def step(stage: World) -> Asking:
    """Add a step to a fresh sequence."""
    kind = "cadences" if stage.provider.name == "salesloft" else "sequences"
    made = await stage.simulated.seed({kind: [{"name": "Left"}]})
    sequence = str(made[kind][0]["id"])
    return lambda world, key: world.create_step(sequence, STEP, key=key)


async def sequence(_stage: World) -> Asking:
    """Make a sequence with a step."""
    record = {"name": "Left", "type": "team", "steps": [STEP]}
    return lambda world, key: world.create_sequence({**record, "name": f"Left {key}"}, key=key)


async def _enrolling(stage: World, contacts: int) -> list[dict[str, str]]:
    site = SITES[stage.provider.name]
    page = await stage.page("sequence.list", page_size="50")
    into = next(each["id"] for each in page["records"] if each["is_enabled"])
    more = site.mailbox(await stage.simulated.state())
    first = (await counted(stage)).total()
    ids = await seeded(stage, site, [site.good(first + i) for i in range(contacts)])
    return [{"contact_id": each, "sequence_id": into, **more} for each in ids]


async def state(stage: World) -> Asking:
    """Enrol a fresh contact."""
    (record,) = await _enrolling(stage, 1)
    return lambda world, key: world.enrol(record, key=key)


async def batch(stage: World) -> Asking:
    """Enrol a few fresh contacts."""
    records = await _enrolling(stage, 2)
    return lambda world, key: world.enrol_all(records, key=key)


ASKS: Mapping[str, Callable[[World], Awaitable[Asking]]] = {
    "step.create": step,
    "sequence.create": sequence,
    "state.create": state,
    "state.batch_create": batch,
}


async def counted(stage: World) -> Counter[str]:
    """Count everything in the provider's account, and who is in which sequence."""
    # Salesloft's has no such list until somebody is in it.
    found = {"cadence_memberships": []} | await stage.simulated.state()
    counts = Counter({kind: len(rows) for kind, rows in found.items() if isinstance(rows, list)})
    counts["enrolled"] = sum(SITES[stage.provider.name].pairs(found).values())
    return counts


async def entry_of(stage: World, key: str) -> Entry:
    """Give what the journal has of a write."""
    found = await journal.find(
        stage.services.database, stage.session.application_id, CUSTOMER, stage.provider.name, key
    )
    assert found is not None
    return found


def shape(body: Mapping[str, Any]) -> Any:
    """Give an answer without what differs between two things made alike."""
    own = {"id", "contact_id"}

    def stripped(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {k: k if k in own else stripped(v) for k, v in value.items()}
        return [stripped(each) for each in value] if isinstance(value, list) else value

    return stripped(body)
