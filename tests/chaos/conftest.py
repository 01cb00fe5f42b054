"""Fixtures: the parent of the server processes."""

from collections.abc import Iterator

import pytest

from tests.crash.servers import Servers, servers


@pytest.fixture(scope="session")
def parent() -> Iterator[Servers]:
    """The parent of the server processes."""
    with servers() as started:
        yield started
