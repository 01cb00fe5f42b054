"""How windows are read from headers."""

import pytest

from segue.spi.limits import UNKNOWN, Heard, heard


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (("10", "3"), Heard(limit=10, left=3)),
        (("10", "3, 20", "170"), Heard(limit=10, left=3, ends=170)),
        (("10", "3", "soon"), Heard(limit=10, left=3)),
        (("", "3"), Heard(left=3)),
        ((None, None), Heard()),
        (("10", "-1"), Heard(limit=10)),
        (("9" * 16, "3"), Heard(left=3)),
    ],
)
def test_what_is_no_number_is_not_told(texts, read):
    """A budget would be spent by a limit that is none."""
    assert heard(*texts) == read


def test_of_an_unknown_provider_nothing_is_told():
    """A provider that tells no limits would be called broken by its first answer."""
    assert UNKNOWN.told({"x-ratelimit-remaining": "3"}) == {}
