"""What is old is forgotten, what is needed is not, and writing goes on meanwhile."""

import asyncio
from datetime import timedelta

import pytest

from segue import registry
from segue.service import retention
from segue.service.written import show
from segue.store import audit, journal
from segue.store import retention as statements
from segue.store.audit import AuditEntry, AuditFilters
from segue.testing.world import World, world

CALL = {"type": "call", "interval_seconds": 60}


@pytest.fixture
async def stage(database_url: str):
    """A customer of a simulated Outreach."""
    async with world(registry.load("outreach"), database_url) as found:
        yield found


async def rows(stage: World) -> dict[str, int]:
    """Count what is kept."""
    database = stage.services.database
    writes = await journal.listing(database, stage.session.application_id, None, 1000)
    ours = AuditFilters(who="key")
    entries = await audit.listing(database, stage.session.application_id, ours, limit=1000)
    return {"writes": len(writes), "audit": len(entries)}


async def made(stage: World, count: int) -> None:
    """Write a few times, with an entry in the audit log for each."""
    for number in range(count):
        created = await stage.create_sequence({"name": f"S{number}", "type": "team"})
        now = stage.clock.now()
        owner = stage.session.application_id
        entry = AuditEntry(audit.audit_id(now), owner, now, "key", "createSequence", 201)
        await audit.add(stage.services.database, entry)
        assert created.write_id is not None


async def later(stage: World, days: float) -> None:
    await stage.clock.advance(timedelta(days=days).total_seconds())


async def test_what_is_older_than_the_settings_say_is_forgotten_with_all_that_hangs_on_it(
    stage: World,
):
    """The tables would grow without bound."""
    await made(stage, 3)
    await later(stage, stage.services.settings.journal_days + 1)
    await made(stage, 2)

    forgotten = await retention.forget(stage.services)

    assert forgotten == {"writes": 3, "audit": 3, "links": 3, "jobs": 0}
    assert await rows(stage) == {"writes": 2, "audit": 2}
    assert await retention.forget(stage.services) == dict.fromkeys(forgotten, 0)


async def test_an_answer_is_repeated_for_as_long_as_it_is_kept(stage: World):
    """A repeat would write a second time, days before it is told to be able to."""
    step = {"name": "Once", "type": "team"}
    first = await stage.create_sequence(step, key="kept")
    await later(stage, stage.services.settings.journal_days - 1)
    await retention.forget(stage.services)

    again = await stage.create_sequence(step, key="kept")

    assert again.replayed
    assert again.body == first.body


async def test_a_write_that_nobody_knows_the_end_of_is_kept(stage: World):
    """What a person has to look at would be gone before anybody has."""
    await made(stage, 1)
    database, owner = stage.services.database, stage.session.application_id
    (entry,) = await journal.listing(database, owner, None, 1)
    at = stage.clock.now()
    await journal.close(database, entry.id, state="unknown", answer=None, problem=None, at=at)
    await later(stage, 10 * stage.services.settings.journal_days)

    assert (await retention.forget(stage.services))["writes"] == 0
    assert (await show(stage.services, owner, entry.id))["state"] == "unknown"


async def test_no_statement_forgets_more_than_a_few(stage: World, monkeypatch: pytest.MonkeyPatch):
    """A write would wait until a million rows are deleted."""
    asked: list[int] = []
    forget_writes = statements.forget_writes

    async def counted(*args, **named) -> int:
        found = await forget_writes(*args, **named)
        asked.append(found)
        return found

    monkeypatch.setattr(statements, "forget_writes", counted)
    monkeypatch.setattr(retention, "ROWS", 2)
    await made(stage, 5)
    await later(stage, 1000)

    assert (await retention.forget(stage.services))["writes"] == 5
    assert asked == [2, 2, 1]


async def test_writing_goes_on_while_much_is_forgotten(stage: World):
    """Callers would get errors for as long as old rows are deleted."""
    await made(stage, 30)
    await later(stage, 1000)
    async with asyncio.TaskGroup() as group:
        forgetting = group.create_task(retention.forget(stage.services))
        writing = group.create_task(made(stage, 10))
    assert writing.exception() is None
    assert forgetting.result()["writes"] == 30
    assert (await rows(stage))["writes"] == 10


async def test_a_server_forgets_by_itself(stage: World):
    """An operator would have to remember it."""
    await made(stage, 1)
    await later(stage, 1000)
    async with retention.forgetting(stage.services):
        for _ in range(500):
            if (await rows(stage))["writes"] == 0:
                return
            await asyncio.sleep(0.01)
    pytest.fail("nothing was forgotten")
