"""What is planned for accounts."""

from pathlib import Path
from typing import Any

import pytest

from segue.spi.errors import PlanRefused
from segue.testing.golden import check

from .account import warned
from .book_account import Book, company

GOLDEN = Path(__file__).parent / "golden" / "book"
DEEP = {"custom1": "x", "foo_bar": {"inner_key": [1, {"two_words": None}]}}

MADE: dict[str, dict[str, Any]] = {
    "bare": {},
    "full": {"name": "Acme, Inc.", "domain": "acme.com", "owner_id": "2", "custom_fields": DEEP},
    "nulls": {"name": "Acme", "domain": None, "owner_id": None},
    "custom.over": {"name": "Acme", "custom_fields": {"name": "Other"}},
    "unnamed": {"name": "Acme", "custom_fields": {"named": False}},
    "parent": {"name": "Acme", "account_id": "4"},
}
CHANGED: dict[str, dict[str, Any]] = {
    "empty": {},
    "name": {"name": "New"},
    "nulls": {"domain": None, "owner_id": None},
    "name.null": {"name": None},
    "owner": {"owner_id": "3"},
    "custom": {"custom_fields": DEEP},
    "parent": {"account_id": None},
}
UPSERTED: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "one": ({"name": "Acme"}, {"domain": "new.com"}),
    "one.empty": ({"name": "Acme"}, {}),
    "both": ({"name": "Acme", "domain": "ACME.com"}, {"owner_id": "3"}),
    "both.other": ({"name": "Acme", "domain": "other.com"}, {"owner_id": "3"}),
    "new": ({"name": "acme"}, {"domain": "new.com", "owner_id": None}),
    "new.named": ({"domain": "new.com"}, {"name": "New, Inc.", "domain": "NEW.com"}),
    "new.other": ({"domain": "new.com"}, {"name": "New, Inc.", "domain": "newer.com"}),
    "new.custom": ({"name": "New"}, {"name": "New", "custom_fields": {"name": "Newer"}}),
    "renamed": ({"name": "Acme"}, {"name": "Acme Ltd"}),
    "several": ({"domain": "acme.org"}, {"name": "Which"}),
    "trashed": ({"name": "Gone"}, {"domain": "gone.com"}),
}
BOOK = Book(
    company(2),
    company(3, "Acme Freight", domain="acme.org"),
    company(4, "Acme Rail", domain="acme.org"),
    company(5, "Gone", domain="gone.org", trashedAt="2026-08-01T00:00:00.000Z"),
)


@pytest.mark.parametrize("case", MADE)
def test_creations_are_planned_as_written_down(case: str) -> None:
    """An account would be made otherwise than it was, and nobody would notice."""
    check(GOLDEN / f"account.create.{case}.json", lambda: BOOK.making("account", **MADE[case]))


@pytest.mark.parametrize("case", CHANGED)
def test_changes_are_planned_as_written_down(case: str) -> None:
    """A change would touch what was not named, or clear an owner in a way that is not JSON:API."""
    change = CHANGED[case]
    check(GOLDEN / f"account.update.{case}.json", lambda: BOOK.changing("account", 2, **change))


@pytest.mark.parametrize("case", UPSERTED)
def test_upserts_are_planned_as_written_down(case: str) -> None:
    """An account of a similar name would be changed."""
    on, given = UPSERTED[case]
    file = GOLDEN / f"account.upsert.{case}.json"
    check(file, lambda: BOOK.upserting("account", on, **given))


def test_several_equal_accounts_are_named() -> None:
    """A caller could not say which one is meant."""
    with pytest.raises(PlanRefused, match="3, 4") as refused:
        BOOK.upserting("account", {"domain": "acme.org"}, name="Which")
    assert (refused.value.status, refused.value.reason) == (400, "ambiguous")


def test_a_custom_field_that_replaces_a_typed_one_is_announced() -> None:
    """A caller would find another name than they gave."""
    plan = BOOK.making("account", **MADE["custom.over"])
    assert warned(plan) == [("VALUE_ADJUSTED", "/custom_fields/name")]
