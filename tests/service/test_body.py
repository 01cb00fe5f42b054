"""Bodies: from bytes to a checked record."""

import json
from typing import Any

import pytest

from segue.kit.canonical import digest
from segue.model.problem import Problem
from segue.service import body
from segue.service.sequences import SequenceCreateBody
from segue.service.steps import StepCreateBody


def checked(raw: bytes) -> StepCreateBody:
    """Parse and check a body, as the service does."""
    body.parse(raw)
    return body.check(StepCreateBody, raw)


def faults(raw: bytes) -> list[tuple[str | None, str]]:
    """Give what is wrong with a body, by place."""
    with pytest.raises(Problem) as raised:
        checked(raw)
    assert raised.value.status == 400
    return [(fault.pointer, fault.detail) for fault in raised.value.faults]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe{\x00}\x00",
        b'\xef\xbb\xbf{"record": {"type": "call"}}',
        b'{"record": {"type": "call", "custom_fields": {"x": NaN}}}',
        b'{"record": {"type": "call", "custom_fields": {"x": 1e999}}}',
        b'{"record": {"type": "call", "custom_fields": {"x": ' + b"9" * 5000 + b"}}}",
        b'{"record": {"type": "call", "name": "\\ud800"}}',
        b'{"record": {"type": "call", "\\ud800": 1}}',
        b"[" * 100_000,
        b'{"record": {"type": "call", "custom_fields": {"x": ' + b"[" * 300 + b"]" * 300 + b"}}}",
        b'{"record": 1}',
        b"[]",
        b"null",
    ],
    ids=lambda raw: repr(raw[:60]),
)
def test_what_is_no_body(raw: bytes) -> None:
    """It would end in a bare 500, or be journaled as something that no repeat can match."""
    assert faults(raw)


@pytest.mark.parametrize(
    "date",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0000-00-00", "2026-11-01T12"],
)
def test_days_that_no_calendar_has(date: str) -> None:
    """A date at the end of time would end in a bare 500."""
    spelled = f'{{"record": {{"type": "call", "date": "{date}"}}}}'.encode()
    ((place, detail),) = faults(spelled)
    assert place == "/body/record/date"
    assert "RFC 3339" in detail


def test_all_faults_at_once() -> None:
    """A caller would mend one thing, and be told of the next."""
    raw = b'{"record": {"type": "fax", "order": 0, "interval_seconds": -1, "name": 1}}'
    places = {place for place, _ in faults(raw)}
    assert places == {
        f"/body/record/{name}" for name in ("type", "order", "interval_seconds", "name")
    }


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b'{"record": {"type": "call", "type": "task"}}', "'type'"),
        (b'{"record": {"type": "call", "taskNote": "a", "task_note": "b"}}', "both"),
    ],
)
def test_a_field_given_twice(raw: bytes, word: str) -> None:
    """One of the two would be sent, and which one be a matter of luck."""
    ((_, detail),) = faults(raw)
    assert word in detail


@pytest.mark.parametrize(
    "value", [12345678901234567890123, "a\x00b", 1e-320, [[[]]], {"$from": "x"}]
)
def test_odd_but_honest_values(value: Any) -> None:
    """A caller's own value would be changed on its way to the journal."""
    raw = json.dumps({"record": {"type": "call", "custom_fields": {"x": value}}}).encode()
    parsed = body.parse(raw)
    assert body.check(StepCreateBody, raw).record.custom_fields == {"x": value}
    assert digest(parsed) == digest(body.parse(raw))


@pytest.mark.parametrize(
    ("raw", "detail"),
    [
        (b"[" * 101 + b"]" * 101, "nested too deeply"),
        (b'{"a":' * 101 + b"1" + b"}" * 101, "nested too deeply"),
        (b"[" + b"[]," * 200_000 + b"1]", "too many values"),
        (b"{" + b",".join(b'"%d":0' % i for i in range(1001)) + b"}", "at most 1,000 keys"),
        (b'{"' + b"k" * 1001 + b'": 1}', "at most 1,000 characters"),
        (b'{"' + b"k" * 2000 + b'": 1, "' + b"k" * 2000 + b'": 1}', "stands twice"),
    ],
    ids=["lists", "objects", "values", "keys", "a long key", "a long key twice"],
)
def test_what_would_take_long_to_read_is_refused_shortly(raw: bytes, detail: str) -> None:
    """One caller's body would keep the process from answering everybody else for seconds."""
    ((place, told),) = faults(raw)
    assert place == "/body"
    assert detail in told
    assert len(told) < 1_100


def test_what_may_be_nested_and_long() -> None:
    """The bounds would be lower than documented."""
    deepest = b"[" * 100 + b"]" * 100
    assert body.parse(deepest)
    assert len(body.parse(b"{" + b",".join(b'"%d":0' % i for i in range(1000)) + b"}")) == 1000
    assert body.parse(b'["' + b"[" * 150_000 + b'"]')
    assert len(body.parse(b"[" + b"1," * 300_000 + b"1]", most=400_000)) == 300_001


def test_faults_are_told_up_to_a_number() -> None:
    """A body of a few megabytes would be answered with hundreds."""
    step = {"type": "fax", "order": 0, "interval_seconds": -1, "name": 1}
    record = {"name": "a", "type": "team", "steps": [step] * 100}
    raw = json.dumps({"record": record}).encode()
    with pytest.raises(Problem) as raised:
        body.check(SequenceCreateBody, raw)
    assert len(raised.value.faults) == 101
    assert raised.value.faults[-1].detail == "300 more values are wrong."


def test_unknown_keys_are_warned_of_up_to_a_number() -> None:
    """Each is a warning in the journal and in the answer."""
    steps = [{"type": "call", **{f"u{i}": 0 for i in range(101)}}] * 100
    raw = json.dumps({"record": {"name": "a", "type": "team", "steps": steps}}).encode()
    with pytest.raises(Problem, match="More than 10,000 keys are not known"):
        body.check(SequenceCreateBody, raw)
