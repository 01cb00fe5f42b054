"""One simulator for each provider, with the application in front of it, for all these tests."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from .site import Site, opened

PROVIDERS = ("outreach", "salesloft", "apollo")


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=PROVIDERS)
async def site(
    request: pytest.FixtureRequest,
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Site]:
    """A customer of each provider in turn."""
    path = tmp_path_factory.mktemp("wire") / "segue.db"
    shutil.copy(migrated_sqlite, path)
    async with opened(request.param, f"sqlite:///{path}") as found:
        yield found
