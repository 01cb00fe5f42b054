"""The rows, refusals and finders of accounts, contacts, users and mailboxes."""

from typing import Any

import pytest

from segue.kit.clock import parse_iso
from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.book import custom, emails, operations, phones
from segue.providers.salesloft.book.capabilities import ROWS
from segue.providers.salesloft.book.finders import FINDERS
from segue.providers.salesloft.tests.book_asks import ACCOUNT, MADE, PERSON
from segue.spi.capability import NULL, OPERATIONS, Support, demanded
from segue.spi.errors import PlanRefused, classify

NOUNS = ("account.", "contact.", "user.", "mailbox.")
OWN_CLEARINGS = {
    *("account.name@null", "account.domain@null"),
    *(f"contact.address.{part}@null" for part in ("street_1", "street_2", "postal_code")),
}


def test_rows_are_those_of_this_folder_and_no_other() -> None:
    """Otherwise a field would have no row, or a row stand that nothing asks for."""
    assert set(ROWS) == {row for row in demanded() if row.startswith(NOUNS)} | OWN_CLEARINGS
    assert {row.removesuffix(NULL) for row in OWN_CLEARINGS} <= set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_rows_say_why(name: str) -> None:
    """Otherwise a caller would be refused or warned without an explanation or its source."""
    row = ROWS[name]
    assert row.support not in (Support.UNKNOWN, Support.PENDING)
    assert row.note or row.support is Support.NATIVE
    assert row.source
    assert not row.note.endswith(".")


def test_operations_are_those_whose_rows_are_usable() -> None:
    """Otherwise an operation would be offered and missing, or there and not offered."""
    usable = {name for name in OPERATIONS if name.startswith(NOUNS) and ROWS[name].usable}
    assert operations.WRITES.keys() | operations.QUERIES.keys() == usable


def test_types_with_a_place_are_usable() -> None:
    """Otherwise an entry would be sent that the table drops, or dropped that has a place."""
    for kind in (*phones.PLACES, "work", "other", None):
        row = ROWS[f"contact.phone_numbers.{kind or 'untyped'}"]
        assert row.usable == (kind in phones.PLACES)
    for typed in (*emails.PLACES, "work"):
        assert ROWS[f"contact.email_addresses.{typed or 'untyped'}"].support is Support.LOSSY


def test_examples_are_salesloft_s_own_keys() -> None:
    """Otherwise the example of custom fields would be refused where a team has not defined it."""
    assert PROVIDER.examples["account"].keys() <= custom.ACCOUNT_KEYS
    assert PROVIDER.examples["contact"].keys() <= custom.PERSON_KEYS
    assert not custom.ACCOUNT_KEYS & PROVIDER.reserved_keys["account"]
    assert not custom.PERSON_KEYS & PROVIDER.reserved_keys["contact"]


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("/v2/people", '{"errors":{"email_address":["has already been taken"]}}', "already_exists"),
        ("/v2/people/5", '{"errors":{"email_address":["is already taken"]}}', "already_exists"),
        ("/v2/accounts", '{"errors":{"domain":["has already been taken"]}}', "already_exists"),
        ("/v2/accounts", '{"errors":{"name":["is required"]}}', None),
        ("/v2/cadence_imports", '{"errors":{"name":["has been taken"]}}', None),
    ],
)
def test_what_is_taken_is_a_clean_refusal(path: str, body: str, reason: str | None) -> None:
    """Otherwise a caller could not tell a duplicate from another refusal."""
    rule = classify(PROVIDER.error_rules, method="POST", path=path, status=422, body=body)
    assert rule is not None
    assert (rule.clean, rule.reason) == (True, reason)


def _found(name: str, asked: dict[str, Any], *records: dict[str, Any]) -> list[str]:
    return [match.id for match in FINDERS[name](asked, {"data": list(records)})]


def test_lost_account_is_known_by_domain_and_name() -> None:
    """Otherwise an account whose answer was lost would be made again, or a stranger's be taken."""
    asked = {"name": " Acme", "domain": "ACME.com"}
    strangers = [ACCOUNT | {"id": 2, "name": "Other"}, ACCOUNT | {"id": 3, "domain": None}]
    assert _found("made_account", asked, *strangers, ACCOUNT) == ["75464484"]
    (match,) = FINDERS["made_account"](asked, {"data": [ACCOUNT]})
    assert match.answer == {"data": {"id": "75464484"}}
    assert match.made_at == parse_iso(MADE)


def test_lost_person_is_known_by_address_and_names() -> None:
    """Otherwise a person whom somebody else made meanwhile would be taken for ours."""
    asked = {"email_address": "PAT@acme.com", "phone": "x", "first_name": None, "last_name": None}
    assert _found("made_person", asked, PERSON, PERSON | {"email_address": "o@x.com"}) == [
        "164510523"
    ]
    assert _found("made_person", asked | {"last_name": "Other"}, PERSON) == []
    assert _found("made_person", asked | {"first_name": "Sam"}, PERSON) == []


def test_lost_person_without_an_address_is_known_by_phone() -> None:
    """Otherwise a person known by phone and name would be made twice."""
    asked = {
        "email_address": None,
        "phone": PERSON["phone"],
        "first_name": None,
        "last_name": "Johnson",
    }
    others = [PERSON | {"id": 2, "phone": "1"}, PERSON | {"id": 3, "last_name": "Other"}]
    assert _found("made_person", asked, *others, PERSON) == ["164510523"]


@pytest.mark.parametrize(
    ("change", "stands"),
    [
        ({}, True),
        ({"name": "New"}, True),
        ({"name": "Other"}, False),
        ({"custom_fields": {"Segment": "Mid", "More": 1}}, True),
        ({"custom_fields": {"Segment": "Big"}}, False),
        ({"custom_fields": None}, False),
    ],
)
def test_change_that_rests_on_what_was_read(change: dict[str, Any], stands: Any) -> None:
    """Otherwise a change that is sent late would take back what somebody has changed since."""
    asked = {"fields": {"name": ["Acme", "New"]}, "custom": {"Segment": "Mid"}}
    found = FINDERS["as_read"](asked, {"data": ACCOUNT | change})
    assert bool(found) is stands


@pytest.mark.parametrize("name", FINDERS)
def test_unreadable_answer_is_no_proof(name: str) -> None:
    """Otherwise an odd answer would be taken to say that nothing was made."""
    with pytest.raises(PlanRefused):
        FINDERS[name]({}, {"data": None})
