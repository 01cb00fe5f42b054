"""Fixtures: a customer of each provider, on each database."""

from collections.abc import AsyncIterator

import pytest

from segue import registry
from segue.testing.world import World, world


@pytest.fixture(params=["apollo", "outreach", "salesloft"])
async def stage(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[World]:
    """A customer of each provider."""
    async with world(registry.load(request.param), database_url) as opened:
        yield opened


@pytest.fixture
async def outreach(database_url: str) -> AsyncIterator[World]:
    """A customer of Outreach."""
    async with world(registry.load("outreach"), database_url) as opened:
        yield opened
