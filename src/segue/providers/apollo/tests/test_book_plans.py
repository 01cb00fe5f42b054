"""Plans for making and changing accounts and contacts, word for word."""

import json
from pathlib import Path

import pytest

from segue.providers.apollo.tests.book import (
    ACCOUNT,
    FIELD,
    OTHER,
    OWNER,
    account,
    contact,
    created,
    number,
    updated,
    upserted,
)
from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.testing import golden

GOLDEN = Path(__file__).parent / "golden" / "book"

EMAILS = [
    {"email_address": "ada@northwind.example", "email_address_type": "primary"},
    {"email_address": "ada@home.example", "email_address_type": "personal"},
]
PHONES = [
    {"phone_number": f"555-010-010{i}", "phone_number_type": kind}
    for i, kind in enumerate(("primary", "work", "home", "mobile", "other", "mobile", None))
]
ADDRESS = {"city": "Dublin", "state": "Leinster", "country": "Ireland"}
PERSON = {"first_name": "Ada", "last_name": "Byron", "job_title": "CTO"}
HELD = contact(
    email="old@northwind.example",
    contact_emails=[{"email": "ada@home.example", "position": 1}],
    phone_numbers=[number("mobile", "555-010-0103", "+15550100103"), number(None, "1234")],
    city="Cork",
    country="Ireland",
)
ALIKE = contact("65b0000000000000000000b2", email="ada@northwind.example.org")
BY_EMAIL = {"email": "Ada@northwind.example"}
BY_NAME = {"name": "Northwind Traders"}
NEAR = account("65c0000000000000000000c2", name="Northwind Traders Ltd")

CASES = {
    "account.create.whole": lambda: created(
        "account", {"name": "Northwind", "domain": "northwind.example", "owner_id": OWNER}
    ),
    "account.create.domain": lambda: created("account", {"domain": "northwind.example"}),
    "account.create.nulls": lambda: created("account", {"name": "A", "owner_id": None}),
    "account.create.custom": lambda: created(
        "account",
        {
            "name": "A",
            "custom_fields": {FIELD: "Gold", "phone": "1", "name": "B", "odd/key": {"aB": [1]}},
        },
    ),
    "account.create.typed": lambda: created(
        "account", {"name": "A", "custom_fields": {"typed_custom_fields": {FIELD: "Gold"}}}
    ),
    "account.create.typed_wrong": lambda: created(
        "account", {"name": "A", "custom_fields": {FIELD: "Gold", "typed_custom_fields": 1}}
    ),
    "account.create.account_id": lambda: created("account", {"name": "A", "account_id": ACCOUNT}),
    "account.update.name": lambda: updated("account", {"name": "New"}),
    "account.update.clear": lambda: updated("account", {"name": "A", "domain": None}),
    "account.update.owner": lambda: updated("account", {"owner_id": OTHER}),
    "account.update.no_owner": lambda: updated("account", {"owner_id": None}),
    "account.update.nothing": lambda: updated("account", {}),
    "account.upsert.make": lambda: upserted("account", {"domain": "a.example"}, BY_NAME, NEAR),
    "account.upsert.change": lambda: upserted(
        "account", {"domain": "a.example"}, BY_NAME, NEAR, account()
    ),
    "account.upsert.same": lambda: upserted("account", {}, BY_NAME, account()),
    "account.upsert.two": lambda: upserted(
        "account", {}, BY_NAME, account(), account("65c0000000000000000000c3")
    ),
    "account.upsert.other_name": lambda: upserted("account", {"name": "Else"}, BY_NAME),
    "account.upsert.domain": lambda: upserted("account", {}, {"domain": "a.example"}),
    "contact.create.whole": lambda: created(
        "contact",
        {
            **PERSON,
            "email_addresses": EMAILS,
            "phone_numbers": PHONES,
            "address": ADDRESS,
            "account_id": ACCOUNT,
            "owner_id": OWNER,
            "custom_fields": {FIELD: "2026-09-01", "label_names": ["Q3"]},
        },
    ),
    "contact.create.bare": lambda: created("contact", {}),
    "contact.create.nulls": lambda: created(
        "contact", {"first_name": None, "owner_id": None, "email_addresses": None, "address": None}
    ),
    "contact.create.work_only": lambda: created(
        "contact",
        {"email_addresses": [{"email_address": "a@b.co", "email_address_type": "work"}]},
    ),
    "contact.create.untyped": lambda: created(
        "contact", {"email_addresses": [{"email_address": "a@b.co", "email_address_type": None}]}
    ),
    "contact.create.two_primary": lambda: created(
        "contact",
        {
            "email_addresses": [
                {"email_address": address, "email_address_type": "primary"}
                for address in ("a@b.co", "c@b.co")
            ]
        },
    ),
    "contact.create.case": lambda: created(
        "contact", {"first_name": "API", "last_name": "de la Cruz"}
    ),
    "contact.create.street_1": lambda: created("contact", {"address": {"street_1": "1 Dock Road"}}),
    "contact.create.street_2": lambda: created("contact", {"address": {"street_2": "Floor 2"}}),
    "contact.update.names": lambda: updated("contact", {"first_name": "Eve", "last_name": None}),
    "contact.update.owner": lambda: updated("contact", {"owner_id": OTHER}),
    "contact.update.owner_and_title": lambda: updated(
        "contact", {"owner_id": OTHER, "job_title": "CEO"}
    ),
    "contact.update.same_owner": lambda: updated("contact", {"owner_id": OWNER}),
    "contact.update.no_owner": lambda: updated("contact", {"owner_id": None}),
    "contact.update.no_account": lambda: updated("contact", {"account_id": None}),
    "contact.update.email": lambda: updated("contact", {"email_addresses": EMAILS}, HELD),
    "contact.update.emails_cleared": lambda: updated("contact", {"email_addresses": []}, HELD),
    "contact.update.email_second": lambda: updated("contact", {"email_addresses": EMAILS[1:]}),
    "contact.update.email_first_ever": lambda: updated(
        "contact", {"email_addresses": EMAILS[1:]}, contact(email=None)
    ),
    "contact.update.email_replaced": lambda: updated(
        "contact",
        {
            "email_addresses": [
                EMAILS[0],
                {"email_address": "old@northwind.example", "email_address_type": None},
            ]
        },
        HELD,
    ),
    "contact.update.phones": lambda: updated("contact", {"phone_numbers": PHONES}, HELD),
    "contact.update.phones_cleared": lambda: updated("contact", {"phone_numbers": None}, HELD),
    "contact.update.phone_cleared": lambda: updated(
        "contact",
        {"phone_numbers": [{"phone_number": None, "phone_number_type": "mobile"}]},
        HELD,
    ),
    "contact.update.city": lambda: updated("contact", {"address": {"city": "Dublin"}}, HELD),
    "contact.update.address": lambda: updated("contact", {"address": ADDRESS}, HELD),
    "contact.update.city_cleared": lambda: updated("contact", {"address": {"city": None}}, HELD),
    "contact.update.city_gone_country_new": lambda: updated(
        "contact", {"address": {"city": None, "country": "France"}}, HELD
    ),
    "contact.update.parts_cleared": lambda: updated(
        "contact", {"address": dict.fromkeys(("city", "state", "country"))}, HELD
    ),
    "contact.update.address_cleared": lambda: updated("contact", {"address": None}, HELD),
    "contact.update.nothing": lambda: updated("contact", {}),
    "contact.update.custom": lambda: updated(
        "contact", {"custom_fields": {FIELD: "x", "title": "CEO"}}
    ),
    "contact.update.same_names": lambda: updated(
        "contact",
        {"first_name": "McDonald", "last_name": None, "job_title": "CTO", "account_id": ACCOUNT},
        contact(first_name="McDonald", last_name=None),
    ),
    "contact.update.custom_kept": lambda: updated(
        "contact",
        {"custom_fields": {FIELD: "x"}},
        contact(typed_custom_fields={FIELD: "old", "65f0000000000000000000f2": "kept"}),
    ),
    "account.update.typed_wrong": lambda: updated(
        "account", {"custom_fields": {FIELD: "Gold", "typed_custom_fields": 1}}
    ),
    "account.upsert.too_many": lambda: upserted("account", {}, BY_NAME, account(), pages=21),
    "contact.upsert.too_many": lambda: upserted("contact", {}, BY_EMAIL, contact(), pages=21),
    "account.update.custom_kept": lambda: updated(
        "account",
        {"custom_fields": {FIELD: "x"}},
        account(typed_custom_fields={"65f0000000000000000000f2": "kept"}),
    ),
    "contact.upsert.make": lambda: upserted("contact", PERSON, BY_EMAIL, ALIKE),
    "contact.upsert.make_other": lambda: upserted(
        "contact", {"email_addresses": EMAILS[1:]}, BY_EMAIL, ALIKE
    ),
    "contact.upsert.change": lambda: upserted(
        "contact", {"job_title": "CEO"}, BY_EMAIL, ALIKE, contact()
    ),
    "contact.upsert.owner": lambda: upserted("contact", {"owner_id": OTHER}, BY_EMAIL, contact()),
    "contact.upsert.same": lambda: upserted("contact", {}, BY_EMAIL, contact()),
    "contact.upsert.two": lambda: upserted(
        "contact", {}, BY_EMAIL, contact(), contact("65b0000000000000000000b3")
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_write(case):
    """A write would send something else, or lose something without a word."""
    golden.check(GOLDEN / f"{case}.json", CASES[case])


@pytest.mark.parametrize("case", CASES)
def test_the_journal_gives_back_the_plan(case):
    """A write resumed after a crash would send something else."""
    try:
        plan = CASES[case]()
    except PlanRefused:
        return
    shown = json.loads(json.dumps(show_plan(plan)))
    assert show_plan(read_plan(shown)) == shown
