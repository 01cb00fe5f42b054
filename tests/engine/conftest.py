"""Fixtures: a customer of a provider that answers as it is told."""

import pytest

from segue.store.runner import Database

from .acts import Stage, staged


@pytest.fixture
def stage(database: Database) -> Stage:
    """A customer of the plain provider, on a database of its own."""
    return staged(database)
