"""E-mail addresses and phone numbers: written as they are read, and never lost in silence."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from segue.model.contact import EMAIL_TYPES, PHONE_TYPES, EmailAddress, PhoneNumber
from segue.providers.salesloft.book import emails, phones
from segue.providers.salesloft.book.values import same_address
from segue.providers.salesloft.tests.book_asks import (
    PERSON,
    body,
    contact_update,
    planned,
    shown,
)

ADDRESS = st.builds("{}@{}.example".format, st.sampled_from("abAB"), st.sampled_from("xy"))
NUMBER = st.text("0123456789+ -", min_size=1, max_size=64)
KIND = st.sampled_from((*EMAIL_TYPES, None))
ENTRIES = st.lists(
    st.builds(EmailAddress, email_address=ADDRESS, email_address_type=KIND), max_size=6
)
PHONES = st.lists(
    st.builds(
        PhoneNumber,
        phone_number=st.none() | NUMBER,
        phone_number_type=st.sampled_from((*PHONE_TYPES, None)),
    ),
    max_size=6,
)
HELD: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        **dict.fromkeys(emails.CLEARED, st.none() | ADDRESS),
        **dict.fromkeys(phones.CLEARED, st.none() | NUMBER),
        **dict.fromkeys(("city", "state", "country", "first_name", "title"), st.none() | st.text()),
    }
)


@given(held=HELD)
def test_what_is_read_and_written_changes_nothing(held: dict[str, Any]) -> None:
    """Otherwise a caller who writes back what was read would change the person."""
    person = PERSON | held
    read = shown("contact.get", person).model_dump(exclude={"raw_data", "id"})
    fields = ("first_name", "last_name", "job_title", "owner_id", "account_id")
    lists = ("email_addresses", "phone_numbers")
    record = {field: read[field] for field in (*fields, *lists)}
    plan = planned("contact.update", contact_update(**record, address=read["address"]))
    assert plan.warnings == ()
    sent = body(plan)
    assert {sent.pop("owner_id"), sent.pop("account_id")} == {49067, 75464484}
    assert sent.items() <= person.items()
    assert {place for place in (*emails.CLEARED, *phones.CLEARED) if person[place]} <= sent.keys()


@given(entries=ENTRIES, key=st.none() | ADDRESS)
def test_no_address_of_a_new_person_is_lost(entries: list[EmailAddress], key: Any) -> None:
    """Otherwise an address would be left out, or its type be lost, without a word."""
    written = emails.created(entries, key)
    _accounted(entries, written, {})
    if len(entries) == 1 or key is not None:
        assert written.body["email_address"]


@given(entries=ENTRIES, held=HELD, key=st.booleans())
def test_no_address_of_a_changed_person_is_lost(
    entries: list[EmailAddress], held: dict[str, Any], *, key: bool
) -> None:
    """Otherwise a change would lose an address, or the type of one, without a word."""
    found_by = held["email_address"] if key else None
    written = emails.changed(entries, held, found_by)
    _accounted(entries, written, held if key else {})
    kinds = {entry.email_address_type for entry in entries}
    named = {place for kind, place in emails.PLACES.items() if kind in kinds}
    beside = written.body.keys() - named
    assert beside <= {"secondary_email_address"}
    if beside:
        assert not held["secondary_email_address"] or same_address(
            held["secondary_email_address"], written.body["secondary_email_address"]
        )


def _accounted(
    entries: list[EmailAddress], written: emails.Written, held: Mapping[str, Any]
) -> None:
    warned = {warning.pointer: warning for warning in written.warnings}
    assert len(warned) == len(written.warnings)
    for i, entry in enumerate(entries):
        warning = warned.get(f"/email_addresses/{i}")
        if warning is None:
            place = emails.PLACES[entry.email_address_type]
            assert same_address(written.body[place], entry.email_address)
        else:
            kind = entry.email_address_type or "untyped"
            assert warning.capability == f"contact.email_addresses.{kind}"
            if "primary" in warning.title:
                primary = written.body.get("email_address", held.get("email_address"))
                assert primary is None or same_address(primary, entry.email_address)


@given(entries=PHONES, changing=st.booleans())
def test_no_number_is_lost(entries: list[PhoneNumber], *, changing: bool) -> None:
    """Otherwise one of two numbers would be left out without a word."""
    sent, warnings = phones.written(entries, changing=changing)
    warned = {warning.pointer for warning in warnings}
    for i, entry in enumerate(entries):
        place = phones.PLACES.get(entry.phone_number_type)
        if place is None or (entry.phone_number is None and not changing):
            assert f"/phone_numbers/{i}" not in warned
        elif f"/phone_numbers/{i}" not in warned:
            assert sent[place] == entry.phone_number
    assert changing or None not in sent.values()
