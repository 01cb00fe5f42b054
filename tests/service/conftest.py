"""Fixtures: a customer of a provider that answers as it is told, and silence."""

from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from segue.store.runner import Database
from tests.engine.acts import Stage, staged


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """The lines that a test logs; nobody else has set up how they look."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def stage(database: Database) -> Stage:
    """A customer of the plain provider, on a database of its own."""
    return staged(database)
