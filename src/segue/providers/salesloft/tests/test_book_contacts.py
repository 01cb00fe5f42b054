"""Contacts: plans for making and changing people."""

import json
from pathlib import Path
from typing import Any

import pytest

from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.tests.book_asks import (
    GUID,
    OWNER,
    PERSON,
    body,
    contact_create,
    contact_update,
    contact_upsert,
    listed,
    mails,
    numbers,
    planned,
)
from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.testing import golden

GOLDEN = Path(__file__).parent / "golden" / "book"
HELD = {"person": {"data": PERSON}}
BARE = {"person": {"data": PERSON | {"secondary_email_address": None, "custom_fields": {}}}}
NONE = {"matches": listed()}
ONE = {"matches": listed(PERSON)}
PAT = "pat@acme.com"
PRIMARY = {"email_addresses": mails(("primary", PAT))}

CREATES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "minimal": (PRIMARY, {}),
    "everything": (
        {
            "first_name": "Pat",
            "last_name": "Johnson",
            "job_title": "SDR",
            "owner_id": "7",
            "account_id": "75464484",
            "address": {"city": "Atlanta", "state": "GA", "country": None, "street_1": "x"},
            "email_addresses": mails(
                ("primary", PAT), ("personal", "p@home.example"), (None, "p@acme.com")
            ),
            "phone_numbers": numbers(("primary", "1"), ("home", "2"), ("mobile", "3")),
        },
        {},
    ),
    "nulls": (PRIMARY | {"first_name": None, "address": None, "owner_id": None}, {}),
    "owner_guid": (PRIMARY | {"owner_id": GUID}, OWNER),
    "custom": (PRIMARY | {"custom_fields": {"Persona": "Buyer", "tags": ["a"]}}, {}),
    "custom_replaces": (PRIMARY | {"custom_fields": {"email_address": "other@acme.com"}}, {}),
    "custom_identity": ({"custom_fields": {"email_address": PAT}}, {}),
    "only_work": ({"email_addresses": mails(("work", PAT))}, {}),
    "only_personal": ({"email_addresses": mails(("personal", PAT))}, {}),
    "only_untyped": ({"email_addresses": mails((None, PAT))}, {}),
    "work_beside_primary": ({"email_addresses": mails(("work", "w@a.com"), ("primary", PAT))}, {}),
    "work_is_primary": ({"email_addresses": mails(("primary", PAT), ("work", PAT.upper()))}, {}),
    "work_beside_untyped": (
        {"email_addresses": mails(("work", "w@a.com"), (None, "u@a.com"), ("primary", PAT))},
        {},
    ),
    "two_primary": ({"email_addresses": mails(("primary", PAT), ("primary", "b@a.com"))}, {}),
    "one_primary_twice": ({"email_addresses": mails(("primary", PAT), ("primary", PAT))}, {}),
    "none_primary": ({"email_addresses": mails(("work", PAT), ("personal", "p@a.com"))}, {}),
    "none_primary_but_phone": (
        {
            "last_name": "Johnson",
            "email_addresses": mails(("work", PAT), ("personal", "p@a.com")),
            "phone_numbers": numbers(("primary", "555")),
        },
        {},
    ),
    "phone_and_name": ({"last_name": "J", "phone_numbers": numbers(("primary", "555"))}, {}),
    "phone_without_name": ({"phone_numbers": numbers(("primary", "555"))}, {}),
    "mobile_and_name": ({"last_name": "J", "phone_numbers": numbers(("mobile", "555"))}, {}),
    "nothing": ({}, {}),
    "phones_without_a_place": (
        PRIMARY | {"phone_numbers": numbers(("work", "1"), ("other", "2"), (None, "3"))},
        {},
    ),
    "two_phones": (
        PRIMARY | {"phone_numbers": numbers(("home", None), ("home", "1"), ("home", "2"))},
        {},
    ),
}
UPDATES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "names": ({"first_name": "P", "last_name": None, "job_title": "AE"}, {}),
    "references": ({"owner_id": "7", "account_id": "8"}, {}),
    "references_cleared": ({"owner_id": None, "account_id": None}, {}),
    "owner_guid": ({"owner_id": GUID}, OWNER),
    "address_parts": ({"address": {"city": "Rome", "country": None, "postal_code": "1"}}, {}),
    "address_cleared": ({"address": None}, {}),
    "emails": ({"email_addresses": mails(("personal", "p@a.com"), (None, "u@a.com"))}, {}),
    "emails_emptied": ({"email_addresses": []}, {}),
    "emails_cleared": ({"email_addresses": None}, {}),
    "work_where_free": ({"email_addresses": mails(("work", "w@a.com"))}, BARE),
    "work_where_taken": ({"email_addresses": mails(("work", "w@a.com"))}, HELD),
    "work_where_it_is": ({"email_addresses": mails(("work", "PJ@acme.com"))}, HELD),
    "work_is_primary": ({"email_addresses": mails(("work", "Pat@acme.com"))}, HELD),
    "work_beside_untyped": (
        {"email_addresses": mails(("work", "w@a.com"), (None, "u@a.com"))},
        HELD,
    ),
    "phones": ({"phone_numbers": numbers(("mobile", "1"), ("home", None))}, {}),
    "two_phones": ({"phone_numbers": numbers(("mobile", "1"), ("mobile", "2"))}, {}),
    "phones_emptied": ({"phone_numbers": []}, {}),
    "phones_cleared": ({"phone_numbers": None}, {}),
    "custom": ({"custom_fields": {"Region": "EU", "do_not_contact": True}}, HELD),
    "custom_top_only": ({"custom_fields": {"do_not_contact": True}}, {}),
    "custom_alone": ({"custom_fields": {"Region": "EU"}}, BARE),
}
UPSERTS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "found": ("Pat@Acme.com", {"job_title": "AE"}, ONE),
    "found.nothing_to_change": (PAT, {}, ONE),
    "found.custom": (PAT, {"custom_fields": {"Region": "EU"}}, ONE),
    "found.work_is_it": (PAT, {"email_addresses": mails(("work", PAT))}, ONE),
    "found.personal_is_it": (
        PAT,
        {"email_addresses": mails(("personal", PAT), (None, "u@a.com"))},
        ONE,
    ),
    "found.new_primary": (PAT, {"email_addresses": mails(("primary", "n@a.com"))}, ONE),
    "found.owner_guid": (PAT, {"owner_id": GUID}, ONE | OWNER),
    "new": (PAT, {"first_name": "Pat"}, NONE),
    "new.work_is_it": (PAT, {"email_addresses": mails(("work", PAT))}, NONE),
    "new.other_work": (PAT, {"email_addresses": mails(("work", "w@a.com"))}, NONE),
    "new.other_primary": (PAT, {"email_addresses": mails(("primary", "n@a.com"))}, NONE),
    "new.custom_primary": (PAT, {"custom_fields": {"email_address": "n@a.com"}}, NONE),
    "new.two_of_which_it_is_one": (
        PAT,
        {"email_addresses": mails(("work", "w@a.com"), ("personal", "PAT@acme.com"))},
        NONE,
    ),
    "new.anothers_secondary": ("pj@acme.com", {}, ONE),
    "ambiguous": (PAT, {}, {"matches": listed(PERSON, PERSON | {"id": 2})}),
}


@pytest.mark.parametrize("case", CREATES)
def test_create(case: str) -> None:
    """Otherwise a person would be made other than was asked, or without an address."""
    record, answers = CREATES[case]
    ask = contact_create(**record)
    file = GOLDEN / f"contact.create.{case}.json"
    golden.check(file, lambda: planned("contact.create", ask, **answers))


@pytest.mark.parametrize("case", UPDATES)
def test_update(case: str) -> None:
    """Otherwise a change would touch what was not named."""
    record, answers = UPDATES[case]
    ask = contact_update(**record)
    file = GOLDEN / f"contact.update.{case}.json"
    golden.check(file, lambda: planned("contact.update", ask, **answers))


@pytest.mark.parametrize("case", UPSERTS)
def test_upsert(case: str) -> None:
    """Otherwise an upsert would change a stranger, or make a second of who is there."""
    email, record, answers = UPSERTS[case]
    ask = contact_upsert(email, **record)
    file = GOLDEN / f"contact.upsert.{case}.json"
    golden.check(file, lambda: planned("contact.upsert", ask, **answers))


@pytest.mark.parametrize("kind", ["work", "personal", None])
def test_no_person_with_an_address_is_made_without_one(kind: str | None) -> None:
    """Otherwise nothing could be sent to a contact whose only address is of another type."""
    plan = planned("contact.create", contact_create(email_addresses=mails((kind, PAT))))
    assert body(plan) == {"email_address": PAT}
    (warning,) = plan.warnings
    assert warning.capability == f"contact.email_addresses.{kind or 'untyped'}"


def test_upsert_twice_changes_nothing_more() -> None:
    """Otherwise the second of two equal upserts would write the address to another place."""
    record = {"email_addresses": mails(("work", PAT))}
    first = planned("contact.upsert", contact_upsert(PAT, **record), **NONE)
    made = {"id": 5, "custom_fields": {}, **body(first)}
    again = planned("contact.upsert", contact_upsert(PAT, **record), matches=listed(made))
    assert body(again) == {"email_address": PAT}


def test_address_is_searched_in_both_spellings() -> None:
    """Otherwise a person would be missed whose address Salesloft keeps in lower case."""
    (read,) = PROVIDER.writes["contact.upsert"].reads(contact_upsert("Pat@Acme.com"), {})
    assert read.request.query == {
        "email_addresses[]": ["Pat@Acme.com", "pat@acme.com"],
        "per_page": 100,
    }


def test_person_is_read_only_where_the_change_rests_on_it() -> None:
    """Otherwise each change would cost two of the team's requests."""
    reads = PROVIDER.writes["contact.update"].reads
    assert reads(contact_update(first_name="P", custom_fields={"tags": []}), {}) == ()
    (read,) = reads(contact_update(custom_fields={"Region": "EU"}), {})
    assert read.request.path == ("v2", "people", "164510523")


@pytest.mark.parametrize("case", CREATES)
def test_plans_survive_the_journal(case: str) -> None:
    """Otherwise a write that is taken up again would send something else."""
    record, answers = CREATES[case]
    try:
        plan = planned("contact.create", contact_create(**record), **answers)
    except PlanRefused:
        return
    assert read_plan(json.loads(json.dumps(show_plan(plan)))) == read_plan(show_plan(plan))


@pytest.mark.parametrize("table", ["people", "accounts"])
def test_unreadable_search_is_an_error(table: str) -> None:
    """Otherwise an upsert would take an odd answer for none, and make a second record."""
    operation = "contact.upsert" if table == "people" else "account.upsert"
    ask = contact_upsert(PAT)
    with pytest.raises(PlanRefused) as refused:
        planned(operation, ask, matches={"data": None})
    assert refused.value.status == 502
