"""Finders: exactly what a lost call made, and what reading back shows."""

from datetime import UTC, datetime
from typing import Any

import pytest

from segue.providers.apollo import PROVIDER
from segue.providers.apollo.tests.book import (
    ACCOUNT,
    CONTACT,
    FIELD,
    OTHER,
    OWNER,
    account,
    contact,
    created,
    listed,
    number,
    updated,
    upserted,
)
from segue.spi.plan import Call, Find, Plan

PERSON = {
    "first_name": "ADA",
    "job_title": "CTO",
    "email_addresses": [{"email_address": "Ada@a.example", "email_address_type": "primary"}],
}


def lost(plan: Plan, answer: Any) -> Any:
    """What the look-up of the plan's first call finds in an answer."""
    call = plan.calls[0]
    assert isinstance(call, Call)
    assert call.lookup is not None
    return PROVIDER.finders[call.lookup.find](call.lookup.asked, answer)


@pytest.mark.parametrize(
    ("row", "ours"),
    [
        ({}, True),
        ({"first_name": "ada", "email": "ada@A.example"}, True),
        ({"email": None, "contact_emails": [{"email": "ada@a.example"}]}, True),
        ({"email": "adam@a.example"}, False),
        ({"first_name": "Eve"}, False),
        ({"title": "CEO"}, False),
        ({"first_name": None}, False),
    ],
)
def test_a_contact_is_known_by_what_was_sent(row, ours):
    """Another's contact would be taken for ours, or ours would be made twice."""
    known = contact(**{"first_name": "Ada", "email": "ada@a.example", **row})
    matches = lost(created("contact", PERSON), listed("contacts", known, known))
    assert [match.id for match in matches] == ([CONTACT] if ours else [])
    for match in matches:
        assert match.answer == {"contact": known}
        assert match.made_at == datetime(2026, 8, 30, 10, 16, 0, 9000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "ours"),
    [
        ({}, True),
        ({"domain": "Northwind.example"}, True),
        ({"name": "Northwind Traders Ltd"}, False),
        ({"domain": None}, False),
        ({"owner_id": OTHER}, False),
    ],
)
def test_an_account_is_known_by_what_was_sent(row, ours):
    """Another's account would be taken for ours, or ours would be made twice."""
    record = {"name": "Northwind Traders", "domain": "northwind.example", "owner_id": OWNER}
    matches = lost(created("account", record), listed("accounts", account(**row)))
    assert [match.id for match in matches] == ([ACCOUNT] if ours else [])


def test_what_nothing_tells_apart_is_not_looked_for():
    """Any new contact of anybody would be taken for ours."""
    call = created("contact", {"account_id": ACCOUNT}).calls[0]
    assert isinstance(call, Call)
    assert call.lookup is None


@pytest.mark.parametrize("noun", ["account", "contact"])
def test_an_upsert_that_goes_on_later_looks_again(noun):
    """An upsert stopped before its call would make what somebody has made meanwhile."""
    on = {"account": {"name": "Northwind"}, "contact": {"email": "ada@a.example"}}[noun]
    call, *_, shown = upserted(noun, {}, on).calls
    assert isinstance(call, Call)
    assert call.guard is not None
    assert isinstance(shown, Find)
    find = PROVIDER.finders[call.guard.find]
    made = {
        "account": account(name=" Northwind"),
        "contact": contact(contact_emails=[{"email": "ADA@a.example"}]),
    }[noun]
    other = {"account": account(name="Northwinds"), "contact": contact()}[noun]
    assert len(find(call.guard.asked, listed(f"{noun}s", other))) == 1
    assert find(call.guard.asked, listed(f"{noun}s", made, other)) == ()
    listing = PROVIDER.finders[shown.lookup.find]
    assert [match.id for match in listing({"id": made["id"]}, listed(f"{noun}s", made))] == [
        made["id"]
    ]
    assert listing({"id": "another"}, listed(f"{noun}s", made)) == ()


def read_back(plan: Plan, row: Any, **outputs: Any) -> list[tuple[str, str]]:
    """Pointers and types of what reading the record back warns of."""
    found = plan.calls[-1]
    assert isinstance(found, Find)
    noun = found.lookup.find.removesuffix("_held")
    asked = {**found.lookup.asked, "id": row["id"], **outputs}
    (match,) = PROVIDER.finders[found.lookup.find](asked, {noun: row})
    assert match.answer == {noun: row}
    return [(each.pointer, each.problem_type.value) for each in match.warnings]


ADJUSTED = "VALUE_ADJUSTED"


@pytest.mark.parametrize(
    ("record", "row", "warned"),
    [
        ({"owner_id": OTHER}, {"owner_id": OTHER}, []),
        ({"owner_id": OTHER}, {"owner_id": OWNER}, ["/owner_id"]),
        ({"owner_id": OTHER}, {"owner_id": None}, ["/owner_id"]),
        ({"domain": None}, {"domain": None}, []),
        ({"domain": None}, {"domain": ""}, []),
        ({"domain": None}, {}, ["/domain"]),
        ({"custom_fields": {FIELD: "x"}}, {"typed_custom_fields": {FIELD: "X"}}, []),
        ({"custom_fields": {FIELD: "x"}}, {}, [f"/custom_fields/{FIELD}"]),
        (
            {"custom_fields": {FIELD: "x"}},
            {"typed_custom_fields": None},
            [f"/custom_fields/{FIELD}"],
        ),
    ],
)
def test_what_an_account_has_become(record, row, warned):
    """An owner, a clearing or a custom field would be lost without a word."""
    found = read_back(updated("account", record), account(**row))
    assert found == [(pointer, ADJUSTED) for pointer in warned]


MOBILE = {"phone_numbers": [{"phone_number": None, "phone_number_type": "mobile"}]}
HELD = contact(
    phone_numbers=[number("mobile", "1"), number("home", "2")],
    city="Cork",
    country="Ireland",
    postal_code="T12",
)


@pytest.mark.parametrize(
    ("record", "row", "warned"),
    [
        ({"owner_id": OTHER}, {"owner_id": OTHER}, []),
        ({"owner_id": OTHER}, {}, ["/owner_id"]),
        ({"last_name": None, "job_title": None}, {"title": None}, ["/last_name"]),
        ({"email_addresses": []}, {}, ["/email_addresses"]),
        ({"email_addresses": None}, {"email": None}, []),
        (MOBILE, {"phone_numbers": [number("home", "2")]}, []),
        (MOBILE, {}, ["/phone_numbers"]),
        ({"phone_numbers": []}, {"phone_numbers": [number(None, "3")]}, []),
        ({"address": None}, {"city": None, "country": None, "postal_code": None}, []),
        ({"address": None}, {"city": None, "postal_code": None}, ["/address/country"]),
        ({"address": {"city": "St. Ives"}}, {"city": "Saint Ives"}, ["/address/city"]),
        ({"address": {"city": "dublin"}}, {"city": "Dublin"}, []),
        (
            {"address": {"city": "Cobh"}},
            {"city": "Cobh", "postal_code": None},
            ["/address/postal_code"],
        ),
    ],
)
def test_what_a_contact_has_become(record, row, warned):
    """An owner, a clearing or an address would be lost without a word."""
    found = read_back(updated("contact", record, HELD), {**HELD, **row}, owned={"contacts": []})
    assert found == [(pointer, ADJUSTED) for pointer in warned]


@pytest.mark.parametrize(
    ("answer", "warned"),
    [
        ({"contact": {}}, []),
        ({"contact": {}, "was_existing": True}, [("", "ALREADY_EXISTS")]),
        ({"contact": {}, "was_existing": False}, []),
    ],
)
def test_a_merged_contact_is_told(answer, warned):
    """A contact would be overwritten although a new one was asked for, without a word."""
    assert read_back(created("contact", PERSON), contact(), made=answer) == warned


def test_a_refused_owner_is_warned_of_once():
    """A caller would read of the same loss twice, or not at all."""
    plan = created("contact", {"owner_id": OTHER})
    _, call, _ = plan.calls
    assert isinstance(call, Call)
    assert call.optional is not None
    assert read_back(plan, contact(), owned=None) == []
    assert read_back(plan, contact(), owned={"contacts": []}) == [("/owner_id", ADJUSTED)]


@pytest.mark.parametrize("noun", ["account", "contact"])
def test_another_record_is_not_taken_for_it(noun):
    """What another record shows would be told of this one."""
    finder = PROVIDER.finders[f"{noun}_held"]
    assert finder({"id": "x"}, {noun: account()}) == ()
    assert finder({"id": "x"}, {"error": "no"}) == ()
