"""Whom a token acts as, and what is left of the minute."""

from segue.providers.salesloft.acting import ME as READ_ME
from segue.providers.salesloft.acting import WHO
from segue.providers.salesloft.limits import LIMITS
from segue.spi.acting import ME, ActingUser


def test_me_is_read():
    """An operator could not see whose permissions a connection has."""
    assert WHO.reads(ME, {}) == (READ_ME,)
    answers = {"me": {"data": {"id": 7, "guid": "g"}}}
    assert WHO.reads(ME, answers) == ()
    assert WHO.read(ME, answers) == ActingUser(id="7", raw={"id": 7, "guid": "g"})


def test_the_minute_is_read():
    """A caller would not see the limit coming, which the documents put at 600."""
    left = {"x-ratelimit-remaining-minute": "598"}
    assert LIMITS.told(left) == {"other": {"minute": {"limit": 600, "remaining": 598}}}
    told = left | {"x-ratelimit-limit-minute": "900"}
    assert LIMITS.told(told) == {"other": {"minute": {"limit": 900, "remaining": 598}}}
    assert LIMITS.told({}) == {}
