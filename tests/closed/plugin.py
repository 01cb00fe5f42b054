"""Fails every test in which an adapter sends what its vendor's own file does not allow.

Loaded for the whole run. It stands at the simulators, so that it sees the contract suite, the
end-to-end tests and servers in other processes alike, and knows an adapter by its user agent. Where
the vendors' files are absent it looks at nothing, and the tests of this folder say so.
"""

from collections.abc import Generator
from typing import cast
from urllib.parse import urlsplit

import pytest

from segue import registry
from segue.engine.transport import USER_AGENT
from segue.simulation import app as simulation
from segue.simulation.vendor import Asked
from segue.spi.plan import Method, Request
from segue.testing.contract.uses import STRANGE

from . import specs
from .check import CHECKS, faults
from .routes import spelled
from .schema import UNKNOWN

ROOTS = {name: urlsplit(registry.load(name).api_url).path for name in CHECKS}
"""What stands before every path of a vendor's API."""
TOKENS = "/oauth/token"

STRANGE_FAULTS = tuple(f"/{key} {UNKNOWN}" for key in STRANGE["custom_fields"])
"""The contract suite's own caller sends a key that no vendor knows: custom fields go verbatim."""

seen: list[str] = []
"""What is wrong with the requests of the running test."""


def look(vendor: str, asked: Asked) -> None:
    """Note what is wrong with one request, if it came from an adapter."""
    if vendor not in CHECKS or asked.headers.get("user-agent") != USER_AGENT:
        return
    if asked.path.endswith(TOKENS):
        return
    request = request_of(vendor, asked)
    seen.extend(
        f"{vendor}: {spelled(request)}: {fault}"
        for fault in faults(vendor, request)
        if not fault.endswith(STRANGE_FAULTS)
    )


def request_of(vendor: str, asked: Asked) -> Request:
    """Give a request as its adapter spelled it."""
    path = asked.path.removeprefix(ROOTS[vendor])
    return Request(
        method=cast("Method", asked.method),
        path=tuple(path.split("/")[1:]),
        query=asked.query,
        body=asked.body,
    )


def pytest_configure() -> None:
    """Look at every request that reaches a simulator, once for each process."""
    if specs.absent() is None:
        simulation.watch(look)


def pytest_report_header() -> str:
    """Say whether requests are held against the vendors' files."""
    return f"vendors' files: {specs.absent() or 'requests are held against them'}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, None, None]:
    """Begin with nothing seen."""
    seen.clear()
    yield
    _judge()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """Fail the test that sent something wrong, though all else went well."""
    yield from judged()


def judged() -> Generator[None, None, None]:
    """Run a test, then fail it for what it sent."""
    yield
    _judge()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    """Do the same for what its fixtures sent at their end."""
    seen.clear()
    yield
    _judge()


def _judge() -> None:
    if seen:
        wrong = "\n".join(dict.fromkeys(seen))
        seen.clear()
        pytest.fail(f"sent what the vendor's own file does not allow:\n{wrong}", pytrace=False)
