"""Waits and moments: never earlier than asked, and exact where nothing is said."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.kit.clock import iso, parse_iso
from segue.model.wire import LONGEST_INTERVAL
from segue.providers.apollo import timing
from segue.providers.apollo.notices import SINGLE
from segue.providers.apollo.tests.account import NOW
from segue.spi.errors import PlanRefused

EDGES = {
    0: ("minute", 0),
    0.5: ("minute", 1),
    1: ("minute", 1),
    60: ("minute", 1),
    61: ("minute", 2),
    3_600: ("hour", 1),
    3_599.5: ("hour", 1),
    43_200: ("hour", 12),
    43_201: ("minute", 721),
    86_400: ("day", 1),
    86_400 + 43_200: ("hour", 36),
    LONGEST_INTERVAL: ("day", 1825),
}


@pytest.mark.parametrize("seconds", EDGES)
def test_edges(seconds):
    """A wait would be off by a unit where two units meet."""
    body, warnings = timing.wait(seconds, SINGLE)
    assert (body["wait_mode"], body["wait_time"]) == EDGES[seconds]
    assert len(warnings) == (seconds % 60 != 0)


@given(st.floats(0, LONGEST_INTERVAL) | st.integers(0, LONGEST_INTERVAL))
def test_a_wait_is_never_shortened(seconds):
    """A prospect would hear from the sender earlier than the customer asked."""
    body, warnings = timing.wait(seconds, SINGLE)
    sent = body["wait_time"] * timing.UNITS[body["wait_mode"]]
    assert sent - 60 < seconds <= sent or sent == seconds == 0
    assert bool(warnings) == (sent != seconds)


@given(st.integers(0, LONGEST_INTERVAL // 60))
def test_a_wait_uses_the_largest_exact_unit(minutes):
    """A wait of two days would read as 2880 minutes in Apollo's own pages."""
    body, _ = timing.wait(minutes * 60, SINGLE)
    larger = [unit for unit in timing.UNITS.values() if unit > timing.UNITS[body["wait_mode"]]]
    assert minutes == 0 or all(minutes * 60 % unit for unit in larger)


@given(st.datetimes(datetime(2027, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 -- the strategy adds the zone
def test_a_moment_is_the_moment_asked(asked):
    """A step would happen in another zone's hour."""
    spelled = iso(asked.astimezone(UTC))
    found, warnings = timing.moment(spelled, now=NOW, spot=SINGLE)
    assert iso(found) == spelled
    assert not warnings


@given(st.dates(datetime(2027, 1, 1).date(), datetime(2100, 1, 1).date()))  # noqa: DTZ001 -- days have no zone
def test_a_day_is_its_first_moment(day):
    """A step of a day would happen on another day, or nobody would be told when."""
    found, (warning,) = timing.moment(day.isoformat(), now=NOW, spot=SINGLE)
    assert found == parse_iso(f"{day.isoformat()}T00:00:00+00:00")
    assert warning.pointer == "/date"


def test_now_is_not_the_future():
    """Apollo would refuse the step after the call had been made."""
    with pytest.raises(PlanRefused):
        timing.moment(iso(NOW), now=NOW, spot=SINGLE)
    found, _ = timing.moment(iso(NOW + timedelta(seconds=1)), now=NOW, spot=SINGLE)
    assert found > NOW


@pytest.mark.parametrize(
    ("record", "seconds"),
    [
        ({"wait_mode": "second", "wait_time": 30}, 30),
        ({"wait_mode": "week", "wait_time": 2}, 1_209_600),
        ({"wait_mode": None, "wait_time": 5}, 300),
        ({"wait_mode": "day", "wait_time": None}, None),
        ({"wait_mode": "fortnight", "wait_time": 1}, None),
    ],
)
def test_waits_that_are_only_read(record, seconds):
    """An old sequence's wait would read as another, or break the reading."""
    assert timing.seconds_of(record) == seconds
