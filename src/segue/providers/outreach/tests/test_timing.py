"""When a step happens, for any wait and any day."""

import math

from hypothesis import given
from hypothesis import strategies as st

from segue.model.step import StepCreate
from segue.model.wire import LONGEST_INTERVAL
from segue.providers.outreach.timing import timing

waits = st.integers(0, LONGEST_INTERVAL) | st.floats(0, LONGEST_INTERVAL)
days = st.dates().map(lambda day: day.isoformat())
hours = st.sampled_from(["T00:00:00Z", "T23:59:59.5+14:00", "t01:00:00z"])


@given(waits)
def test_no_wait_is_ever_shortened(seconds: float) -> None:
    """A prospect would be written to before the time that was asked for."""
    sent, warnings = timing(StepCreate(type="call", interval_seconds=seconds), by_date=False)
    assert type(sent["interval"]) is int
    assert seconds <= sent["interval"] == math.ceil(seconds)
    assert bool(warnings) == (sent["interval"] != seconds)
    assert all(warning.pointer == "/interval_seconds" for warning in warnings)


@given(st.integers(0, LONGEST_INTERVAL))
def test_a_whole_wait_is_exact_even_as_a_fraction(seconds: int) -> None:
    """86400.0 would be warned of, though nothing of it was lost."""
    sent, warnings = timing(StepCreate(type="call", interval_seconds=float(seconds)), by_date=False)
    assert sent == {"interval": seconds}
    assert not warnings


def test_no_wait_is_sent_as_zero() -> None:
    """The step would wait a week, which is what a missing interval becomes."""
    assert timing(StepCreate(type="call"), by_date=False) == ({"interval": 0}, ())


@given(days)
def test_a_bare_day_is_sent_as_it_is(day: str) -> None:
    """A step would move to another day."""
    assert timing(StepCreate(type="call", date=day), by_date=True) == ({"date": day}, ())


@given(days, hours)
def test_the_hour_is_left_out_with_a_warning(day: str, hour: str) -> None:
    """A caller would believe that the hour was kept."""
    sent, warnings = timing(StepCreate.model_construct(type="call", date=day + hour), by_date=True)
    assert sent == {"date": day}
    assert [warning.pointer for warning in warnings] == ["/date"]
