"""Addresses and numbers: what is not named stays, and what was read can be written back."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.model.contact import ContactRead

from .book_account import PHONES, Book, email, phone, prospect

NAMES = [f"{letter}@x.io" for letter in "abcdefgh"]
HELD_TYPES = st.sampled_from(["work", "personal", None, "other"])
TYPES = st.sampled_from(["primary", "work", "personal", None])
ADDRESSES = st.lists(
    st.tuples(st.sampled_from(NAMES), HELD_TYPES), max_size=5, unique_by=lambda each: each[0]
)
WRITTEN = st.lists(
    st.tuples(st.sampled_from(NAMES), TYPES), max_size=5, unique_by=lambda each: each[0]
)
NUMBERS = st.lists(st.sampled_from(["1", "2", "+3", "(4)", "x"]), max_size=3)
ARRAYS = st.fixed_dictionaries(dict.fromkeys(PHONES, NUMBERS))
KINDS = ("work", "home", "mobile", "other")
BY_KIND = {
    "work": "workPhones",
    "home": "homePhones",
    "mobile": "mobilePhones",
    "other": "otherPhones",
}


def _emails(found: ContactRead) -> list[tuple[str, str | None]]:
    return [(each.email_address, each.email_address_type) for each in found.email_addresses]


def _read_back(found: ContactRead, field: str) -> list[dict[str, Any]]:
    return [each.model_dump() for each in getattr(found, field)]


@settings(deadline=None)
@given(addresses=ADDRESSES, arrays=ARRAYS)
def test_writing_back_what_was_read_changes_nothing(addresses: Any, arrays: Any) -> None:
    """A caller who changes a name would lose types, or double voip numbers, on the way."""
    book = Book(*prospect(9, *addresses, **arrays))
    found = book.contact()
    fields = ("email_addresses", "phone_numbers")
    plan = book.changing("contact", 9, **{field: _read_back(found, field) for field in fields})
    assert plan.calls == ()
    assert plan.warnings == ()


@settings(deadline=None)
@given(before=ADDRESSES, written=WRITTEN)
def test_the_types_that_are_named_hold_what_is_written(before: Any, written: Any) -> None:
    """An address would be lost, kept though it should go, or kept under another type."""
    book = Book(*prospect(9, *before))
    held = _emails(book.contact())
    asked = [email(*each) for each in written]
    book.carry_out(book.changing("contact", 9, email_addresses=asked))
    found = dict(_emails(book.contact()))
    asked_types = dict(written)
    for address, kind in written:
        # An address that has a type keeps it where none is asked for.
        kept = kind if kind in ("work", "personal") else dict(held).get(address)
        assert found.pop(address) == kept
    front = held[0] if held and "primary" in asked_types.values() else None
    for address, kind in held:
        if address in asked_types:
            continue
        replaced = front == (address, None)
        stays = bool(written) and kind not in asked_types.values() and not replaced
        assert found.pop(address, "gone") == (kind if stays else "gone")
    assert not found, "nothing else is there"


@settings(deadline=None)
@given(before=ADDRESSES, written=WRITTEN)
def test_a_primary_address_is_the_first(before: Any, written: Any) -> None:
    """E-mails would go to another address than the one that was named for them."""
    primary = [address for address, kind in written if kind == "primary"]
    book = Book(*prospect(9, *before))
    asked = [email(*each) for each in written]
    book.carry_out(book.changing("contact", 9, email_addresses=asked))
    if primary:
        assert _emails(book.contact())[0][0] == primary[0]


@settings(deadline=None)
@given(before=ADDRESSES, written=WRITTEN)
def test_writing_twice_is_writing_once(before: Any, written: Any) -> None:
    """A repeated synchronisation would change something every time."""
    book = Book(*prospect(9, *before))
    asked = [email(*each) for each in written]
    book.carry_out(book.changing("contact", 9, email_addresses=asked))
    assert book.changing("contact", 9, email_addresses=asked).calls == ()


@settings(deadline=None)
@given(
    arrays=ARRAYS,
    written=st.lists(
        st.tuples(st.sampled_from(["1", "8", None]), st.sampled_from(KINDS)), max_size=8
    ),
)
def test_numbers_of_types_that_are_not_named_stay(arrays: Any, written: Any) -> None:
    """One number would wipe every other."""
    book = Book(*prospect(9, **arrays))
    plan = book.changing("contact", 9, phone_numbers=[phone(*each) for each in written])
    book.carry_out(plan)
    after = book.records[0]["attributes"]
    named = {kind for _, kind in written}
    for kind, name in BY_KIND.items():
        asked = [number for number, each in written if each == kind and number is not None]
        if not written:
            assert after[name] == []
        elif kind not in named:
            assert after[name] == arrays[name]
        elif kind != "other":
            assert after[name] == asked
        else:
            assert sorted([*after[name], *after["voipPhones"]]) == sorted(asked)
    if written and "other" not in named:
        assert after["voipPhones"] == arrays["voipPhones"]


@pytest.mark.parametrize(
    ("kind", "number", "name", "after"),
    [
        ("primary", "8", "mobilePhones", ["8", "4"]),
        (None, "8", "otherPhones", ["5", "8"]),
        ("primary", "5", "otherPhones", ["5"]),
        (None, "(4)", "mobilePhones", ["4"]),
    ],
)
def test_a_number_of_no_known_type_wipes_none(
    kind: str | None, number: str, name: str, after: list[str]
) -> None:
    """A number would be lost or doubled because Outreach does not know its type."""
    book = Book(*prospect(9, mobilePhones=["4"], otherPhones=["5"]))
    plan = book.changing("contact", 9, phone_numbers=[phone(number, kind)])
    book.carry_out(plan)
    assert book.records[0]["attributes"][name] == after
    assert [warning.capability for warning in plan.warnings] == [
        f"contact.phone_numbers.{kind or 'untyped'}"
    ]


def test_the_same_address_is_kept_once() -> None:
    """An upsert would be refused because the contact's own address is taken, by itself."""
    book = Book(*prospect(9, ("a@x.io", "work")))
    asked = [email("A@x.io", "work"), email("a@X.io", "personal"), email("a@x.io", "work")]
    plan = book.changing("contact", 9, email_addresses=asked)
    assert plan.calls == ()
    assert [warning.pointer for warning in plan.warnings] == ["/email_addresses/1"]
