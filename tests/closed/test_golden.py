"""Every golden plan against the vendors' own files."""

import pytest

from . import golden, specs
from .check import faults
from .schema import UNKNOWN

FILES = golden.files()


@pytest.fixture(autouse=True)
def _specs() -> None:
    specs.require()


def test_every_adapter_has_golden_plans() -> None:
    """An adapter's plans would be looked at by nobody."""
    assert {name.split("/")[0] for name in FILES} == {"apollo", "outreach", "salesloft"}


@pytest.mark.parametrize("name", FILES)
def test_a_golden_plan_sends_only_what_the_vendor_takes(name: str) -> None:
    """A plan that is held to be right would be refused, or heeded in part, by the vendor."""
    provider, _, _ = name.partition("/")
    found = [
        fault for request in golden.requests(FILES[name]) for fault in faults(provider, request)
    ]
    own = {f"{place} {UNKNOWN}" for place in golden.CALLERS_OWN.get(name, ())}
    assert set(found) == own, "a key that the case's caller sends stands in golden.CALLERS_OWN"


def test_no_case_is_excused_that_is_not_there() -> None:
    """An excuse would outlive its case and cover another of the same name."""
    assert golden.CALLERS_OWN.keys() <= FILES.keys()
