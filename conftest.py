"""What every test of the repository runs under, wherever it lies."""

pytest_plugins = ["tests.closed.plugin"]
