"""The manifest and its tables."""

import re
from typing import Any

import pytest

from segue.providers.salesloft import PROVIDER, content, groups
from segue.providers.salesloft.tests.asks import UUID
from segue.spi.capability import IN_SEQUENCE, NULL, Support, demanded
from segue.spi.errors import classify

ROWS = PROVIDER.capabilities.table


def test_every_demanded_row_is_there() -> None:
    """Otherwise a field of the wire would be refused with no reason given."""
    assert set(demanded()) - set(ROWS) == set()


def test_no_row_is_out_of_place() -> None:
    """Otherwise the table would claim something that nothing on the wire asks for."""
    plain = {name.removesuffix(NULL) for name in set(ROWS) - set(demanded())} - set(demanded())
    beside = {f"step.{name.removeprefix(IN_SEQUENCE)}" for name in plain}
    assert beside <= set(demanded())


def test_rows_say_why() -> None:
    """Otherwise a caller would be refused or warned without an explanation or its source."""
    for name, row in ROWS.items():
        assert row.support not in (Support.UNKNOWN, Support.PENDING), name
        assert row.note or row.support is Support.NATIVE, name
        assert row.source, name


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (400, "", None),
        (401, '{"error":"No Bearer Token attached to request"}', "reauth_required"),
        (403, '{"error":"does not have the required scopes"}', "missing_scope"),
        (403, '{"error":"Forbidden"}', None),
        (404, "<html>", None),
        (422, '{"errors":{"name":["is required"]}}', None),
        (429, "", None),
    ],
)
def test_documented_refusals_are_clean(status: int, body: str, reason: str | None) -> None:
    """Otherwise a plain refusal would be answered as an unknown outcome."""
    rule = classify(
        PROVIDER.error_rules,
        method="POST",
        path="/v2/cadence_imports",
        status=status,
        body=body,
    )
    assert rule is not None
    assert (rule.clean, rule.reason) == (True, reason)


@pytest.mark.parametrize("status", [402, 405, 408, 409, 418, 500, 502, 503, 504])
def test_other_failures_prove_nothing(status: int) -> None:
    """Otherwise an import that took effect would be sent again after an unclear answer."""
    found = classify(
        PROVIDER.error_rules, method="POST", path="/v2/cadence_imports", status=status, body=""
    )
    assert found is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": "Not Found", "status": 404}, "Not Found"),
        ({"errors": {"name": ["is required", "is odd"]}}, "name: is required; name: is odd"),
        ({"errors": {"details": "text"}}, "details: text"),
        ({"errors": {"steps": {"name": ["is required"]}}}, "steps: name: is required"),
        ({"errors": ["a", "b"]}, "a; b"),
        ({"error": "invalid_grant", "error_description": "expired"}, "invalid_grant; expired"),
        ("<html><head><title>x</title></head><body><h1>Not Found</h1></body></html>", "Not Found"),
        ({"error": ""}, ""),
        (None, ""),
        ([], ""),
        ("x" * 900, "x" * 500),
    ],
)
def test_words(body: Any, said: str) -> None:
    """Otherwise a caller would not learn why Salesloft refused."""
    assert PROVIDER.words(body) == said


def test_headers_carry_the_token() -> None:
    """Otherwise no request would be let in."""
    assert PROVIDER.headers({"access_token": "t"})["Authorization"] == "Bearer t"
    assert {field.name for field in PROVIDER.credential if field.required} == {"access_token"}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("sequence", ["1", "1839742"], ["0", "007", "x", "", "1/2", "-1", "1.5", UUID, "\u0661"]),
        ("step", ["9001"], ["abc"]),
        ("template", ["42", UUID], ["tpl", UUID[:-1]]),
        ("user", ["49067", UUID], ["me"]),
    ],
)
def test_ids(kind: str, good: list[str], bad: list[str]) -> None:
    """Otherwise a foreign id would reach Salesloft, or one of its own be refused."""
    assert all(re.fullmatch(PROVIDER.ids[kind], one) for one in good)
    assert not any(re.fullmatch(PROVIDER.ids[kind], one) for one in bad)


def test_keys_with_a_place_are_not_reserved() -> None:
    """Otherwise the documented custom fields of a step could not be used."""
    placed = groups.GROUP_KEYS | groups.STEP_KEYS | content.KEYS
    assert not placed & PROVIDER.reserved_keys["step"]
    assert "steps" in PROVIDER.reserved_keys["step"]
    assert "cadence_content" in PROVIDER.reserved_keys["sequence"]


def test_every_usable_type_has_salesloft_word() -> None:
    """Otherwise a type that the table offers would crash the plan."""
    offered = {name.rsplit(".", 1)[1] for name in ROWS if name.startswith("step.type.")}
    usable = {kind for kind in offered if ROWS[f"step.type.{kind}"].usable}
    assert usable == set(groups.TYPES)
