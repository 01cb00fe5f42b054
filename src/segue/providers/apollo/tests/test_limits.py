"""Where Apollo counts requests, against what its simulator counts by."""

import pytest

from segue.providers.apollo.limits import LIMITS, scope
from segue.providers.apollo.simulator.routes import _TABLE
from segue.spi.limits import UNLIMITED
from segue.spi.plan import Output, Request

SOME_ID = "5f" * 12


@pytest.mark.parametrize("route", sorted(_TABLE))
@pytest.mark.parametrize("held", [SOME_ID, Output("made", "/contact/id")], ids=["id", "output"])
def test_a_route_is_counted_as_apollo_counts_it(route, held):
    """Two endpoints would share a budget, or one would have two."""
    method, _, path = route.partition(" ")
    segments = tuple(held if part == "{id}" else part for part in path.split("/"))
    made = scope(Request(method=method, path=segments))
    assert made == _TABLE[route].gate.label


def test_a_window_that_does_not_limit_is_heard():
    """A plan without limits would be held to those of the free plan."""
    minute, hour, _ = LIMITS.windows
    headers = {"x-rate-limit-minute": "", "x-rate-limit-hourly": "400"}
    assert minute.hear(headers).limit == UNLIMITED
    assert hour.hear(headers).limit is None
