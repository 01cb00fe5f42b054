"""What is noted of a connection from the answers that it gets anyway."""

from datetime import timedelta

import pytest

from segue import registry
from segue.engine.health import Health
from segue.model.problem import Problem
from segue.store import audit
from segue.testing.world import World, world

from .worlds import ends, page, row

PROVIDERS = {"apollo": "daily", "outreach": "hourly", "salesloft": "other"}


@pytest.fixture(params=sorted(PROVIDERS))
async def any_stage(request: pytest.FixtureRequest, database_url: str):
    """A customer of each."""
    async with world(registry.load(request.param), database_url) as opened:
        yield opened


async def test_success_and_limits_are_noted(any_stage: World) -> None:
    """An operator could not see that a connection works, nor how much it may still ask."""
    before = any_stage.clock.now() - timedelta(milliseconds=1)
    await page(any_stage)
    found = await row(any_stage)
    assert found.last_success_at is not None
    assert before <= found.last_success_at <= any_stage.clock.now()
    assert PROVIDERS[any_stage.provider.name] in (found.limits or {})


async def test_at_most_once_a_minute(any_stage: World) -> None:
    """Every read would become a write."""
    await page(any_stage)
    first = await row(any_stage)
    await any_stage.clock.advance(30)
    await page(any_stage)
    assert await row(any_stage) == first
    await any_stage.clock.advance(31)
    await page(any_stage)
    second = await row(any_stage)
    assert (second.last_success_at or second.created_at) > (
        first.last_success_at or first.created_at
    )


async def test_what_is_left_in_memory_is_flushed(any_stage: World) -> None:
    """The last minute before a server's end would be forgotten."""
    await page(any_stage)
    first = await row(any_stage)
    await any_stage.clock.advance(30)
    await page(any_stage)
    services = any_stage.services
    health = Health(database=services.database, clock=services.clock)
    await health.flush(services.credentials)
    second = await row(any_stage)
    assert (second.last_success_at or second.created_at) > (
        first.last_success_at or first.created_at
    )
    assert second.updated_at == first.updated_at


async def test_a_failure_is_no_success(any_stage: World) -> None:
    """A connection whose every call fails would look healthy."""
    await any_stage.simulated.fault("answer", status=404, body={"error": "gone"})
    with pytest.raises(Problem):
        await page(any_stage)
    assert (await row(any_stage)).last_success_at is None


async def test_a_refresh_is_in_the_audit_log(stage: World) -> None:
    """Nobody could tell when a token was refreshed."""
    await ends(stage)
    await page(stage)
    (event,) = await audit.listing(stage.services.database, stage.session.application_id)
    session = stage.session
    assert event == audit.AuditEntry(
        id=event.id,
        application_id=session.application_id,
        at=event.at,
        who="segue",
        what="connection.refreshed",
        status=200,
        customer_id=session.customer_id,
        provider=stage.provider.name,
        connection_id=session.connection_id,
    )
