"""Where steps fall in a cadence."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.model.wire import LONGEST_INTERVAL
from segue.providers.salesloft import read, timing
from segue.providers.salesloft.tests.asks import INLINE, adding, groups, making, planned

DAY = 86_400
FIVE_YEARS = LONGEST_INTERVAL

waits = st.one_of(
    st.integers(0, FIVE_YEARS),
    st.floats(0, FIVE_YEARS, allow_nan=False),
    st.sampled_from([0, 1, 0.5, 60, 61, 43_200, 43_201, DAY, DAY + 43_200, FIVE_YEARS]),
    st.integers(0, 1825).map(lambda days: days * DAY),
)
kinds = st.sampled_from(["auto_email", "manual_email", "call", "task"])


def _step(kind: str, wait: float) -> dict[str, Any]:
    mail = {"template": INLINE} if kind.endswith("email") else {}
    return {"type": kind, "interval_seconds": wait, **mail}


steps = st.lists(st.builds(_step, kinds, waits), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("kind", "asked", "day", "minutes", "warned"),
    [
        ("auto_email", 0, 1, 0, False),
        ("auto_email", 1, 1, 1, True),
        ("auto_email", 0.5, 1, 1, True),
        ("auto_email", 60, 1, 1, False),
        ("auto_email", 61, 1, 2, True),
        ("auto_email", 43_200, 1, 720, False),
        ("auto_email", 43_201, 2, 0, True),
        ("auto_email", DAY, 2, 0, False),
        ("auto_email", 86_400.0, 2, 0, False),
        ("auto_email", DAY + 43_200, 2, 720, False),
        ("auto_email", DAY + 43_200.5, 3, 0, True),
        ("auto_email", FIVE_YEARS, 1826, 0, False),
        ("call", 0, 1, None, False),
        ("call", 0.5, 2, None, True),
        ("call", 60, 2, None, True),
        ("manual_email", 43_200, 2, None, True),
        ("task", DAY, 2, None, False),
        ("task", DAY + 1, 3, None, True),
    ],
)
def test_edges(kind: str, asked: float, day: int, minutes: int | None, warned: Any) -> None:
    """Otherwise a wait at an edge is shortened, moved in silence, or warned of without need."""
    plan = planned(adding(**_step(kind, asked)))
    (group,) = groups(plan)
    assert group["day"] == day
    assert group.get("automated_settings", {}).get("delay_time") == minutes
    told = [one for one in plan.warnings if one.capability == "step.interval_seconds"]
    assert bool(told) is warned
    for warning in told:
        assert f"{asked} seconds" in warning.detail
        assert f"{timing.placed(group)} seconds" in warning.detail


@given(previous=st.integers(0, 100_000).map(lambda n: n * 60), asked=waits, automated=st.booleans())
def test_first_place_that_is_not_too_early(previous: int, asked: float, automated: bool) -> None:  # noqa: FBT001
    """Otherwise an accepted wait is shortened, or made longer than Salesloft needs it to be."""
    found = timing.place(previous, asked, automated=automated)
    assert found.day >= 1
    assert 0 <= found.minutes <= (720 if automated else 0)
    assert found.seconds - previous >= asked
    one_less = (
        timing.Place(found.day, found.minutes - 1)
        if found.minutes
        else timing.Place(found.day - 1, 720 if automated else 0)
    )
    assert one_less.seconds - previous < asked


@given(steps)
def test_reading_back_gives_what_was_asked_or_warned_of(asked: list[dict[str, Any]]) -> None:
    """Otherwise what was written and what is read would disagree on when a step happens."""
    plan = planned(making(steps=asked))
    warned = {one.pointer for one in plan.warnings if one.capability == "step.interval_seconds"}
    found = read.steps(groups(plan), [])
    assert [one.type for one in found] == [one["type"] for one in asked]
    assert [one.order for one in found] == list(range(1, len(asked) + 1))
    for i, (one, step) in enumerate(zip(found, asked, strict=True)):
        assert one.interval_seconds is not None
        assert one.interval_seconds >= step["interval_seconds"]
        exact = one.interval_seconds == step["interval_seconds"]
        assert exact is (f"/steps/{i}/interval_seconds" not in warned)


@pytest.mark.parametrize(
    ("group", "seconds"),
    [
        ({"day": 2, "automated": False}, DAY),
        ({"day": "2", "automated": False, "automated_settings": {"delay_time": 5}}, DAY),
        ({"day": 1, "automated": True, "automated_settings": {"delay_time": "5"}}, 300),
        ({"day": 1, "automated": True, "automated_settings": None}, 0),
        ({"day": 0, "automated": True, "automated_settings": {"delay_time": -5}}, 0),
        ({"day": None}, 0),
        ({"day": 3, "automated": True, "automated_settings": {"send_type": "at_time"}}, 2 * DAY),
        (
            {
                "day": 3,
                "automated": True,
                "automated_settings": {"send_type": "at_time", "delay_time": 9},
            },
            2 * DAY,
        ),
    ],
)
def test_place_of_a_group(group: dict[str, Any], seconds: int) -> None:
    """Otherwise a cadence made by hand would be read with the wrong waits."""
    assert timing.placed(group) == seconds
