"""Fixtures: as many server processes as the database serves, on one customer's account."""

import pytest

from tests.crash.conftest import parent, provider, shared_url, site, town
from tests.crash.servers import Server
from tests.crash.site import Site

__all__ = ["pair", "parent", "provider", "shared_url", "site", "town"]

WAIT = "0.3"
"""Real seconds, too few for everyone, so that some are told to ask again."""


@pytest.fixture
def pair(site: Site) -> tuple[Server, Server]:
    """Two server processes on PostgreSQL; on SQLite, which serves one process, the same twice."""
    first = site.start(SEGUE_WAIT_SECONDS=WAIT)
    if site.town.url.startswith("sqlite"):
        return first, first
    return first, site.start(SEGUE_WAIT_SECONDS=WAIT)
