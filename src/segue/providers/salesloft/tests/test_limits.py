"""What a request costs, against what the simulator charges."""

import pytest

from segue.providers.salesloft.limits import cost
from segue.providers.salesloft.simulator.meter import cost_of
from segue.spi.plan import Request

PAGES = [1, 100, 101, 150, 151, 250, 251, 500, 501, 10**6]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("spelled", [int, str, lambda page: [str(page)]])
def test_a_page_costs_what_is_charged(page, spelled):
    """Deep pages would use up the team's minute unnoticed."""
    asked = Request(method="GET", path=("v2", "people"), query={"page": spelled(page)})
    assert cost(asked) == cost_of({"page": [str(page)]})


@pytest.mark.parametrize("page", ["", "x", "-3", None, [], ["1", "600"]])
def test_a_strange_page_has_a_cost(page):
    """A passthrough with a strange page would end in an error of ours."""
    asked = Request(method="GET", path=("v2", "people"), query={"page": page})
    assert cost(asked) in {1, 30}
