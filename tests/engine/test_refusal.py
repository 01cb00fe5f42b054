"""A provider's no, in the caller's terms."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.engine.refusal import LONGEST_CAUSE, http_status, problem_of, retry_after
from segue.engine.transport import Answer, Destination
from segue.spi.errors import ErrorRule
from segue.spi.plan import Request

from .acts import PLAIN, TOKEN, said

NOW = datetime(2026, 11, 1, 12, 0, 15, tzinfo=UTC)
REQUEST = Request(method="GET", path=("things", "a/b"))
DAY = 86_400


def sent_to(**changes: Any) -> Destination:
    """Name the plain provider as a destination, changed so."""
    return Destination(
        connection_id="cn_1",
        provider=replace(PLAIN, **changes),
        api_url="",
        credential={"token": TOKEN},
    )


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [(s, s) for s in (400, 401, 403, 404, 409, 422, 429, 503, 504)]
    + [(402, 499), (418, 499), (499, 499), (500, 502), (502, 502), (520, 502), (600, 502)]
    + [(301, 502), (307, 502), (199, 502)],
)
def test_statuses(theirs: int, ours: int) -> None:
    """A status would say something else than happened."""
    assert http_status(theirs) == ours


@pytest.mark.parametrize("reason", ["not_found", "deleted"])
def test_a_thing_that_is_not_there_is_404_in_whatever_status(reason: str) -> None:
    """A caller would take an unknown id for a body that is wrong."""
    rules = (ErrorRule(status=422, contains="no such", reason=reason),)
    for words, ours in (("no such thing", 404), ("a bad value", 422)):
        answer = said(422, {"error": words})
        problem = problem_of(sent_to(error_rules=rules), REQUEST, answer, now=NOW)
        assert problem.status == ours
        assert problem.faults[0].meta["provider_status"] == 422


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30),
        ("0", 1),
        ("0.2", 1),
        ("1.", 1),
        ("12.5", 13),
        (" 7 ", 7),
        ("1793534430", 15),
        ("1793534430000", 15),
        ("1", 1),
        ("99999999999999999999", DAY),
        ("172800", DAY),
        ("2026-11-01T12:00:30Z", 15),
        ("2026-11-01T11:00:00Z", 1),
        ("Sun, 01 Nov 2026 12:01:15 GMT", 60),
        ("Sun, 01 Nov 2026 12:01:15 -0000", 60),
        ("0001-01-01T00:00:00+14:00", 45),
        ("Mon, 01 Jan 99999999999999 00:00:00 GMT", 45),
        ("Wed, 21 Oct 2015 07:28:00 +9999999999999", 45),
        ("-5", 45),
        ("²", 45),
        ("١٢", 45),
        ("9" * 400, 45),
        ("1e5", 45),
        ("NaN", 45),
        ("", 45),
    ],
)
def test_every_spelling_of_a_wait(said: str, seconds: int) -> None:
    """A rate limit would end in a bare 500, or in a wait of thirty years."""
    assert retry_after({"retry-after": said}, NOW) == seconds


def test_without_a_wait_the_providers_minute_counts() -> None:
    """A caller would ask again before Salesloft's window has turned."""
    assert retry_after({"date": "Sun, 01 Nov 2026 12:00:50 GMT"}, NOW) == 10
    assert retry_after({}, NOW) == 45


@given(st.text())
def test_no_spelling_breaks_the_answer(said: str) -> None:
    """One odd header would turn a 429 into a 500."""
    assert 1 <= retry_after({"retry-after": said, "date": said}, NOW) <= DAY


def told(answer: Answer, **changes: Any) -> Any:
    """Give the one fault of a refusal."""
    return problem_of(sent_to(**changes), REQUEST, answer, now=NOW).faults[0]


def test_the_providers_own_words_without_secrets() -> None:
    """A provider that repeats a token in its error would have us pass it on."""
    fault = told(said(403, {"error": f"bad {TOKEN}", "accessToken": "x", "deep": [TOKEN]}))
    assert TOKEN not in f"{fault}"
    assert fault.detail == "bad [redacted]"
    assert fault.meta["cause"] == {
        "error": "bad [redacted]",
        "accessToken": "[redacted]",
        "deep": ["[redacted]"],
    }


@pytest.mark.parametrize(
    "answer", [said(403, {"other": 1}), said(403, text="no"), said(403, [1]), said(403)]
)
def test_an_error_body_of_any_shape(answer: Answer) -> None:
    """A refusal that the adapter cannot read would end in a bare 500."""
    words = {"words": lambda body: body["error"]["message"]}
    assert told(answer, **words).detail == "Plain answered 403 without a reason."


def test_a_long_cause_is_cut() -> None:
    """A page of HTML would be sent to the caller whole."""
    assert len(told(said(403, text="x" * 9_000)).meta["cause"]) == LONGEST_CAUSE
    cut = told(said(403, {"error": "no", "more": ["y" * 9_000]})).meta["cause"]
    assert cut.startswith('{"error": "no"')
    assert len(cut) == LONGEST_CAUSE


def test_the_reason_that_the_table_names() -> None:
    """A caller could not tell a dead credential from a bad request."""
    rules = (
        ErrorRule(status=403, method="POST", reason="other method"),
        ErrorRule(status=403, path="/other", reason="other path"),
        ErrorRule(status=403, contains="xyz", reason="other words"),
        ErrorRule(status=403, path="a%2Fb$", contains="no", reason="this"),
    )
    fault = told(said(403, text="no"), error_rules=rules)
    assert fault.meta["reason"] == "this"
    assert "reason" not in told(said(418, text="no"), error_rules=rules).meta
