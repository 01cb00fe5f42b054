"""One simulator for each provider, with the application in front of it, for all these tests."""

from tests.wire.conftest import site  # noqa: F401 -- a fixture
