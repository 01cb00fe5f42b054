"""Small tools: pointers, canonical JSON, times, ids, the text of HTML, overlays."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.kit import pointer
from segue.kit.canonical import digest, encode, finite, not_json
from segue.kit.clock import SystemClock, iso, millis, moment, parse_iso
from segue.kit.ids import new_id, new_uuid
from segue.kit.markup import plain
from segue.spi.custom import overlay

DOCUMENT = {"a": [{"b~/c": 1}, None], "": {"": 2}, "t": (3,), "0": "x"}


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("", DOCUMENT),
        ("/a/0/b~0~1c", 1),
        ("/a/1", None),
        ("//", 2),
        ("/t/0", 3),
        ("/0", "x"),
        ("/a/2", "absent"),
        ("/a/-1", "absent"),
        ("/a/x", "absent"),
        ("/a/0/b", "absent"),
        ("/0/0", "absent"),
        ("/none/x", "absent"),
    ],
)
def test_pointers(place: str, found: Any) -> None:
    """An id would be read from another place, or a letter be taken from a word."""
    assert pointer.get(DOCUMENT, place, "absent") == found


@given(st.lists(st.text()))
def test_a_joined_pointer_leads_there(parts: list[str]) -> None:
    """A warning would name a key that is not there."""
    document: Any = "here"
    for part in reversed(parts):
        document = {part: document}
    assert pointer.get(document, pointer.join(parts)) == "here"


@given(st.dictionaries(st.text(st.characters(exclude_categories=())), st.integers()))
def test_a_digest_does_not_depend_on_order(body: dict[str, int]) -> None:
    """A repeat whose client sorts its keys otherwise would be called another request."""
    assert digest(body) == digest(dict(reversed(body.items())))
    assert json.loads(encode(body)) == body


def test_a_digest_that_will_never_change() -> None:
    """After an upgrade every repeat would be called another request."""
    body = {"b": [1, 1.5, True, None], "a": "é\ud800"}
    assert digest(body) == "b90afa687ba406a4749d92fa114875295f27df71df783a8e961ae5016a35151a"


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), b"x", {1, 2}, object()])
def test_what_is_no_json(odd: Any) -> None:
    """A digest of what cannot be compared would be stored."""
    with pytest.raises((TypeError, ValueError)):
        digest({"x": odd})


def test_numbers_that_json_can_spell_and_no_float_can_hold() -> None:
    """They would come back as infinity, which no JSON has."""
    assert finite("1.5e3") == 1500
    assert finite("1e-999") == 0
    for spelled in ("1e999", "-1e999"):
        with pytest.raises(ValueError, match="1e999"):
            finite(spelled)
    with pytest.raises(ValueError, match="NaN"):
        not_json("NaN")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-11-01T12:00:00Z", datetime(2026, 11, 1, 12, tzinfo=UTC)),
        ("2026-11-01T12:00:00.5+02:00", datetime(2026, 11, 1, 10, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-01T12:00:00", None),
        ("2026-11-01", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("soon", None),
        ("", None),
        (None, None),
        (1793534430, None),
    ],
)
def test_times(text: Any, found: datetime | None) -> None:
    """A date beyond the calendar would end in a bare 500."""
    assert parse_iso(text) == found


def test_moments_are_stored_to_the_millisecond() -> None:
    """A lease would run out a moment before it was granted."""
    zone = timezone(timedelta(hours=2))
    at = datetime(2026, 11, 1, 14, 0, 0, 123_999, tzinfo=zone)
    assert iso(at) == "2026-11-01T12:00:00.123Z"
    assert moment(millis(at)) == at.replace(microsecond=123_000)


async def test_the_machines_clock() -> None:
    """Times would be compared with another zone's."""
    clock = SystemClock()
    await clock.sleep(0)
    assert clock.now().tzinfo is UTC


def test_ids_differ() -> None:
    """Two writes would share one journal."""
    assert new_id("wr").startswith("wr_")
    assert len({new_id("x"), new_id("x"), new_uuid(), new_uuid()}) == 4


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Hi</p><p>there</p>", "Hi there"),
        ("a<br/>b", "a b"),
        ("<b>a</b>b", "ab"),
        ("<html><head><title>T</title></head><body>x</body></html>", "x"),
        ("<style>p{}</style><script>1</script>x<!-- c -->", "x"),
        ("a &amp; b&nbsp;c", "a & b c"),
        ("1 < 2", "1 < 2"),
        ("", ""),
    ],
)
def test_the_words_of_html(html: str, words: str) -> None:
    """A template that the provider rewrote would not be known again, and be made twice."""
    assert plain(html) == words


def test_custom_fields_are_laid_over() -> None:
    """A key that replaces a typed one would do so in silence, or the warning point elsewhere."""
    laid, warnings = overlay({"a/b": 1, "c": 2}, {"a/b": 3, "c": 2, "d": 4}, at="/custom_fields")
    assert laid == {"a/b": 3, "c": 2, "d": 4}
    assert [warning.pointer for warning in warnings] == ["/custom_fields/a~1b"]
    assert overlay({"a": 1}, None, at="") == ({"a": 1}, ())
