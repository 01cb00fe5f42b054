"""Writing back what was read changes nothing, and nothing named is ever left unsaid."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from segue.model.contact import EMAIL_TYPES, PHONE_TYPES
from segue.providers.apollo.book import read
from segue.providers.apollo.book.phones import FIELDS
from segue.providers.apollo.tests.book import OWNER, contact, created, sent, updated, warned

WORDS = st.sampled_from(["Ada", "McDonald", "de la Cruz", "API", "", "O'Brien"])
EMAILS = st.sampled_from(
    [f"{name}@{host}.example" for name in ("ada", "ADA", "eve") for host in "ab"]
)
KINDS = st.sampled_from(["work_direct", "work_hq", "work", "mobile", "home", "other", "fax", None])
NUMBERS = st.builds(
    lambda kind, raw, known: {
        "type": kind,
        "raw_number": raw,
        "sanitized_number": f"+1{raw}" if known else None,
    },
    KINDS,
    st.sampled_from(["555", "556", "557"]),
    st.booleans(),
)
ROWS = st.fixed_dictionaries(
    {
        "first_name": WORDS | st.none(),
        "last_name": WORDS | st.none(),
        "title": WORDS | st.none(),
        "email": EMAILS | st.none(),
        "contact_emails": st.lists(st.builds(lambda email: {"email": email}, EMAILS), max_size=3),
        "phone_numbers": st.lists(NUMBERS, max_size=5),
        "street_address": WORDS | st.none(),
        "city": WORDS | st.none(),
        "country": WORDS | st.none(),
    }
)
WRITTEN_EMAILS = st.lists(
    st.fixed_dictionaries(
        {"email_address": EMAILS, "email_address_type": st.sampled_from([*EMAIL_TYPES, None])}
    ),
    max_size=4,
)
WRITTEN_NUMBERS = st.lists(
    st.fixed_dictionaries(
        {
            "phone_number": st.sampled_from(["555", "556", "+1557", None]),
            "phone_number_type": st.sampled_from([*PHONE_TYPES, None]),
        }
    ),
    max_size=5,
)


def writable(row: Any) -> dict[str, Any]:
    """What a caller who has read a contact writes back."""
    shown = read.contact(row).model_dump()
    fields = ("first_name", "last_name", "job_title", "owner_id", "account_id", "address")
    address = shown["address"] and {
        part: shown["address"][part] for part in ("city", "state", "country")
    }
    found = {field: shown[field] for field in fields} | {"address": address}
    return found | {
        field: [{**each} for each in shown[field]] for field in ("email_addresses", "phone_numbers")
    }


@given(ROWS)
def test_writing_back_what_was_read_changes_nothing(row):
    """Saving an untouched form would wipe, move or retype an address or a number."""
    held = contact(**row)
    plan = updated("contact", writable(held), held)
    assert plan.calls == ()
    assert plan.warnings == ()


@given(ROWS, WRITTEN_EMAILS)
def test_an_address_is_held_sent_or_warned_of(row, entries):
    """An address would be lost without a word, or another person's type overwritten."""
    held = contact(**row)
    plan = updated("contact", {"email_addresses": entries}, held)
    body = sent(plan, "contact") or {}
    known = {each.email_address.casefold() for each in read.emails(held)}
    warned_of = {pointer for pointer, _ in warned(plan)}
    if body.get("email"):
        known.add(body["email"].casefold())
        first = any(each["email_address_type"] == "primary" for each in entries)
        assert first or not read.emails(held)
    for place, entry in enumerate(entries):
        named = entry["email_address"].casefold() in known
        assert named or f"/email_addresses/{place}" in warned_of
        typed = entry["email_address_type"] in ("work", "personal")
        assert not typed or f"/email_addresses/{place}" in warned_of


@given(ROWS, WRITTEN_NUMBERS)
def test_a_number_is_held_sent_or_warned_of(row, entries):
    """A number would be lost without a word, or a type that is not named would be wiped."""
    held = contact(**row)
    plan = updated("contact", {"phone_numbers": entries}, held)
    body = sent(plan, "contact") or {}
    warned_of = {pointer for pointer, _ in warned(plan)}
    held_numbers = {number for _, _, known in read.phones(held) for number in known}
    for place, entry in enumerate(entries):
        spelled = entry["phone_number"]
        if spelled is not None and spelled not in {*held_numbers, *body.values()}:
            assert f"/phone_numbers/{place}" in warned_of
    named = {entry["phone_number_type"] for entry in entries}
    for kind, field in FIELDS.items():
        if entries and kind not in named and field in body:
            assert (kind, None in named) == ("other", True)
            assert body[field]


@given(WRITTEN_EMAILS, WRITTEN_NUMBERS)
def test_a_new_contact_gets_all_or_a_warning(emails, numbers):
    """An address or a number of a new contact would be lost without a word."""
    plan = created("contact", {"email_addresses": emails, "phone_numbers": numbers})
    values = {value for value in sent(plan, "contact").values() if isinstance(value, str)}
    folded = {value.casefold() for value in values}
    warned_of = {pointer for pointer, _ in warned(plan)}
    assert ("email" in sent(plan, "contact")) is bool(emails)
    for place, entry in enumerate(emails):
        held = entry["email_address"].casefold() in folded
        assert held or f"/email_addresses/{place}" in warned_of
    for place, entry in enumerate(numbers):
        spelled = entry["phone_number"]
        assert spelled is None or spelled in values or f"/phone_numbers/{place}" in warned_of


@given(st.none() | st.just([]), ROWS)
def test_clearing_names_what_stays(nothing, row):
    """A caller would believe a number gone that stays."""
    held = contact(**row)
    plan = updated("contact", {"phone_numbers": nothing, "owner_id": OWNER}, held)
    body = sent(plan, "contact") or {}
    kinds = {kind for kind, _, _ in read.phones(held)}
    assert body == {FIELDS[kind]: "" for kind in FIELDS if kind in kinds}
    assert bool(plan.warnings) is (None in kinds)
