"""What is planned for contacts."""

import json
from pathlib import Path
from typing import Any

import pytest

from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.testing.golden import check

from .account import warned
from .book_account import Book, email, phone, prospect

GOLDEN = Path(__file__).parent / "golden" / "book"
PARTS = ("street_1", "street_2", "city", "state", "postal_code", "country")
WHOLE = {part: part.upper() for part in PARTS}
DEEP = {"custom1": "x", "foo_bar": {"inner_key": [1, {"two_words": None}]}}

MADE: dict[str, dict[str, Any]] = {
    "bare": {},
    "names": {"first_name": "Ann", "last_name": None, "job_title": "CEO", "address": WHOLE},
    "owner": {"owner_id": "2", "account_id": "3", "address": None, "phone_numbers": []},
    "email": {"email_addresses": [email("a@x.io")]},
    "email.work": {"email_addresses": [email("a@x.io", "work")]},
    "emails.untyped": {"email_addresses": [email("a@x.io"), email("p@x.io", "primary")]},
    "emails.typed": {
        "email_addresses": [
            *(email("w@x.io", "work"), email("h@x.io", "personal")),
            *(email("n@x.io"), email("P@x.io", "primary"), email("p@x.io", "work")),
        ]
    },
    "phones": {
        "phone_numbers": [
            *(phone("1", "work"), phone("2", "work"), phone("3", "home"), phone("4", "mobile")),
            *(phone("5", "other"), phone("6", "primary"), phone("7"), phone(None, "work")),
        ]
    },
    "custom": {"first_name": "A", "custom_fields": {**DEEP, "voipPhones": ["9"]}},
}
CHANGED: dict[str, dict[str, Any]] = {
    "empty": {},
    "names": {"first_name": "New", "job_title": None},
    "address": {"address": {"city": "Oslo", "state": None}},
    "address.null": {"address": None},
    "owner.null": {"owner_id": None, "account_id": None},
    "email.same": {"email_addresses": [email("W@x.io", "work")]},
    "email.other": {"email_addresses": [email("new@x.io", "work")], "owner_id": "3"},
    "email.more": {"email_addresses": [email("w@x.io", "work"), email("v@x.io", "work")]},
    "email.retyped": {"email_addresses": [email("n@x.io", "personal")]},
    "email.untyped": {"email_addresses": [email("w@x.io"), email("n@x.io")]},
    "email.primary": {"email_addresses": [email("p@x.io", "primary")]},
    "email.primary.there": {"email_addresses": [email("n@x.io", "primary")]},
    "emails.cleared": {"email_addresses": [], "first_name": "New"},
    "emails.null": {"email_addresses": None},
    "phone.one": {"phone_numbers": [phone("9", "work")]},
    "phone.voip": {"phone_numbers": [phone("44", "other"), phone("5", "other")]},
    "phone.gone": {"phone_numbers": [phone(None, "mobile")]},
    "phone.primary": {"phone_numbers": [phone("6", "primary"), phone("+44")]},
    "phones.cleared": {"phone_numbers": []},
    "phones.null": {"phone_numbers": None},
    "custom": {"custom_fields": DEEP},
}
UPSERTED: dict[str, tuple[str, dict[str, Any]]] = {
    "there": ("W@X.io", {"first_name": "New"}),
    "there.emails": ("w@x.io", {"email_addresses": [email("new@x.io", "work")]}),
    "there.empty": ("n@x.io", {}),
    "new": ("free@x.io", {"first_name": "New", "last_name": None}),
    "new.emails": (
        "free@x.io",
        {"email_addresses": [email("more@x.io", "work"), email("Free@x.io")]},
    ),
    "new.other": ("free@x.io", {"email_addresses": [email("more@x.io", "work")]}),
    "trashed": ("gone@x.io", {"first_name": "New"}),
    "several": ("two@x.io", {"first_name": "New"}),
}
HELD = {"mobilePhones": ["4"], "workPhones": ["1", "2"], "otherPhones": ["5"], "voipPhones": ["44"]}
BOOK = Book(
    *prospect(9, ("w@x.io", "work"), ("n@x.io", None), ("h@x.io", "personal"), **HELD),
    *prospect(10, ("gone@x.io", None), trashedAt="2026-08-01T00:00:00.000Z"),
    *prospect(11, ("two@x.io", None)),
    *prospect(12, ("TWO@x.io", None)),
)


@pytest.mark.parametrize("case", MADE)
def test_creations_are_planned_as_written_down(case: str) -> None:
    """A contact would be made otherwise than it was, and nobody would notice."""
    check(GOLDEN / f"contact.create.{case}.json", lambda: BOOK.making("contact", **MADE[case]))


@pytest.mark.parametrize("case", CHANGED)
def test_changes_are_planned_as_written_down(case: str) -> None:
    """A change of one type would wipe the others."""
    change = CHANGED[case]
    check(GOLDEN / f"contact.update.{case}.json", lambda: BOOK.changing("contact", 9, **change))


@pytest.mark.parametrize("case", UPSERTED)
def test_upserts_are_planned_as_written_down(case: str) -> None:
    """Another person would be changed."""
    on, given = UPSERTED[case]
    file = GOLDEN / f"contact.upsert.{case}.json"
    check(file, lambda: BOOK.upserting("contact", {"email": on}, **given))


@pytest.mark.parametrize("case", ["emails.typed", "phones", "custom"])
def test_a_plan_survives_the_journal(case: str) -> None:
    """A write that was interrupted would go on as another one."""
    plan = BOOK.making("contact", **MADE[case])
    shown = json.loads(json.dumps(show_plan(plan)))
    assert show_plan(read_plan(shown)) == shown


def test_what_is_lost_is_said() -> None:
    """A caller would not learn that a type was not kept."""
    found = warned(BOOK.making("contact", **MADE["emails.typed"]))
    assert found == [
        ("VALUE_ADJUSTED", "/email_addresses/4"),
        ("VALUE_ADJUSTED", "/email_addresses/3"),
    ]
    assert warned(BOOK.making("contact", **MADE["phones"])) == [
        ("VALUE_ADJUSTED", "/phone_numbers/5"),
        ("VALUE_ADJUSTED", "/phone_numbers/6"),
    ]
    plan = BOOK.changing("contact", 9, **CHANGED["email.untyped"])
    assert warned(plan) == [("VALUE_ADJUSTED", "/email_addresses/0")]


def test_several_equal_contacts_are_named() -> None:
    """A caller could not say which one is meant."""
    with pytest.raises(PlanRefused, match="11, 12") as refused:
        BOOK.upserting("contact", {"email": "two@x.io"}, first_name="New")
    assert (refused.value.status, refused.value.reason) == (400, "ambiguous")
