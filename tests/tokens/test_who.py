"""Whom a credential acts as, asked of each simulator as of the provider."""

import pytest

from segue import registry
from segue.engine.reads import gather, understand
from segue.model.problem import Problem
from segue.spi.acting import ME, ActingUser
from segue.testing.world import World, world

PROVIDERS = ["apollo", "outreach", "salesloft"]


async def who(stage: World) -> ActingUser:
    """Ask as connecting does."""
    query, destination = stage.provider.who, stage.session.destination
    assert query is not None
    services = stage.services
    found = await gather(services.transport, destination, services.clock, query.reads, ME)
    return understand(destination, query.read, ME, found.answers)


@pytest.mark.parametrize("name", PROVIDERS)
async def test_one_cheap_call_tells_the_user(name: str, database_url: str) -> None:
    """A customer could not see as whom the product acts."""
    async with world(registry.load(name), database_url) as stage:
        found = await who(stage)
        assert found.id is not None
        assert stage.provider.id_matches("user", found.id)
        assert len(stage.transport.sent) == 1


@pytest.mark.parametrize("name", PROVIDERS)
async def test_a_credential_that_does_not_work_is_refused(name: str, database_url: str) -> None:
    """A mistyped key would be stored, and every later call fail."""
    async with world(registry.load(name), database_url) as stage:
        await stage.simulated.fault("revoked_token")
        with pytest.raises(Problem) as refused:
            await who(stage)
        assert refused.value.status == 401
