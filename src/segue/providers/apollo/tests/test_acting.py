"""Whom a key acts as, and what is left of its windows."""

from segue.providers.apollo.acting import PROFILE, WHO
from segue.providers.apollo.limits import LIMITS
from segue.spi.acting import ME, ActingUser


def test_the_profile_is_read():
    """An operator could not see that a key acts as the longest-standing admin."""
    assert WHO.reads(ME, {}) == (PROFILE,)
    answers = {"profile": {"id": "5" * 24, "email": "a@example.com"}}
    assert WHO.reads(ME, answers) == ()
    assert WHO.read(ME, answers) == ActingUser(id="5" * 24, raw=answers["profile"])


def test_three_windows_are_read():
    """A caller would not see which of the windows is used up first."""
    headers = {
        "x-rate-limit-minute": "50",
        "x-minute-requests-left": "49",
        "x-rate-limit-hourly": "200",
        "x-hourly-requests-left": "194",
        "x-rate-limit-24-hour": "600",
        "x-24-hour-requests-left": "574",
    }
    assert LIMITS.told(headers) == {
        "daily": {"limit": 600, "remaining": 574},
        "hourly": {"limit": 200, "remaining": 194},
        "other": {"minute": {"limit": 50, "remaining": 49}},
    }


def test_a_window_without_a_limit_is_not_told():
    """A caller would be told a limit of nothing."""
    assert LIMITS.told({"x-rate-limit-minute": "", "x-rate-limit-hourly": ""}) == {}
    old = {"x-rate-limit-daily": "600", "x-daily-requests-left": "574"}
    assert LIMITS.told(old) == {"daily": {"limit": 600, "remaining": 574}}
