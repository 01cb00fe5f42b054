"""Where we knowingly differ from a vendor's own file."""

import pytest

from . import specs
from .check import faults
from .deviation import Deviation
from .deviations import DEVIATIONS, MOST


@pytest.fixture(autouse=True)
def _specs() -> None:
    specs.require()


def test_they_are_few_and_each_has_a_source() -> None:
    """The check would be bent to whatever the adapters do."""
    assert len(DEVIATIONS) <= MOST
    assert all(each.source and each.what for each in DEVIATIONS)
    assert len({each.what for each in DEVIATIONS}) == len(DEVIATIONS)


@pytest.mark.parametrize("deviation", DEVIATIONS, ids=lambda each: each.what)
def test_each_is_needed(deviation: Deviation) -> None:
    """One that the vendor's file has made needless would stay and excuse something else."""
    assert faults(deviation.provider, deviation.example) == []
    assert faults(deviation.provider, deviation.example, without=deviation.what)
