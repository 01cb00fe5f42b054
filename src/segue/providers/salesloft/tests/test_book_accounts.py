"""Accounts: reading, and plans for making and changing them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.book import accounts
from segue.providers.salesloft.tests.book_asks import (
    ACCOUNT,
    GUID,
    OWNER,
    account_create,
    account_update,
    account_upsert,
    body,
    listed,
    planned,
    shown,
)
from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.testing import golden

GOLDEN = Path(__file__).parent / "golden" / "book"
HELD = {"account": {"data": ACCOUNT}}
NONE = {"matches": listed()}
ONE = {"matches": listed(ACCOUNT)}
DOMAIN = {"domain": "Acme.com"}
NAMED = {"name": "Acme", "domain": "Acme.com"}

CREATES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "minimal": (NAMED, {}),
    "owner": (NAMED | {"owner_id": "7"}, {}),
    "owner_guid": (NAMED | {"owner_id": GUID}, OWNER),
    "nulls": (NAMED | {"owner_id": None, "custom_fields": None}, {}),
    "custom": (NAMED | {"custom_fields": {"industry": "Software", "Segment": {"a": [1]}}}, {}),
    "custom_nested": (NAMED | {"custom_fields": {"custom_fields": {"Segment": 1}, "Two": 2}}, {}),
    "custom_replaces": (NAMED | {"custom_fields": {"name": "Other"}}, {}),
    "custom_twice": (NAMED | {"custom_fields": {"custom_fields": {"A": 1}, "A": 2}}, {}),
    "custom_not_an_object": (NAMED | {"custom_fields": {"custom_fields": None}}, {}),
    "without_name": ({"domain": "acme.com"}, {}),
    "without_domain": ({"name": "Acme", "domain": ""}, {}),
    "without_both": ({}, {}),
}
UPDATES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, HELD),
    "name": ({"name": "Acme Ltd"}, HELD),
    "domain": ({"domain": "Acme.ORG"}, HELD),
    "domain_in_other_case": ({"domain": "ACME.com"}, HELD),
    "owner": ({"owner_id": "7"}, HELD),
    "owner_guid": ({"owner_id": GUID}, HELD | OWNER),
    "owner_cleared": ({"owner_id": None}, HELD),
    "custom": ({"custom_fields": {"archived": True, "Region": "EU"}}, HELD),
    "custom_top_only": ({"custom_fields": {"archived": True}}, HELD),
    "name_cleared": ({"name": None}, HELD),
    "domain_cleared": ({"domain": ""}, HELD),
}
UPSERTS: dict[str, tuple[dict[str, str], dict[str, Any], dict[str, Any]]] = {
    "domain.found": (DOMAIN, {"owner_id": "7"}, ONE),
    "domain.new": (DOMAIN, {"name": "Acme"}, NONE),
    "domain.new_without_name": (DOMAIN, {}, NONE),
    "domain.stranger": (DOMAIN, {"name": "Acme"}, {"matches": listed(ACCOUNT | {"domain": "a"})}),
    "name.found": ({"name": "Acme"}, {}, ONE),
    "name.new": ({"name": "Acme"}, {"domain": "acme.com"}, NONE),
    "name.new.other": ({"name": "Acme"}, {"domain": "acme.com", "name": "Acme Ltd"}, NONE),
    "name.found.renamed": ({"name": "Acme"}, {"name": "Acme Ltd"}, ONE),
    "domain.new.other": (DOMAIN, {"name": "Acme", "domain": "acme.org"}, NONE),
    "domain.new.case": (DOMAIN, {"name": "Acme", "domain": "ACME.com"}, NONE),
    "name.ambiguous": ({"name": "Acme"}, {}, {"matches": listed(ACCOUNT, ACCOUNT | {"id": 2})}),
    "both.one_differs": (NAMED, {}, {"matches": listed(ACCOUNT | {"name": "acme"})}),
    "both.owner_guid": (NAMED, {"owner_id": GUID}, ONE | OWNER),
}


@pytest.mark.parametrize("case", CREATES)
def test_create(case: str) -> None:
    """Otherwise an account would be made other than was asked, or without what it must have."""
    record, answers = CREATES[case]
    ask = account_create(**record)
    file = GOLDEN / f"account.create.{case}.json"
    golden.check(file, lambda: planned("account.create", ask, **answers))


@pytest.mark.parametrize("case", UPDATES)
def test_update(case: str) -> None:
    """Otherwise a change would touch what was not named, or leave out what must be sent."""
    record, answers = UPDATES[case]
    ask = account_update(**record)
    file = GOLDEN / f"account.update.{case}.json"
    golden.check(file, lambda: planned("account.update", ask, **answers))


@pytest.mark.parametrize("case", UPSERTS)
def test_upsert(case: str) -> None:
    """Otherwise an upsert would change a stranger, or make a second of what is there."""
    on, record, answers = UPSERTS[case]
    ask = account_upsert(on, **record)
    file = GOLDEN / f"account.upsert.{case}.json"
    golden.check(file, lambda: planned("account.upsert", ask, **answers))


def test_plans_survive_the_journal() -> None:
    """Otherwise a write that is taken up again would send something else."""
    plan = planned("account.create", account_create(**NAMED))
    assert read_plan(json.loads(json.dumps(show_plan(plan)))) == read_plan(show_plan(plan))


def test_upsert_searches_by_the_narrower_filter() -> None:
    """Otherwise one of a hundred companies of one name would be missed."""
    reads = PROVIDER.writes["account.upsert"].reads
    (by_domain,) = reads(account_upsert(NAMED), {})
    assert by_domain.request.query == {"domain": "acme.com", "per_page": 100}
    (by_name,) = reads(account_upsert({"name": "Acme, Inc."}), {})
    assert by_name.request.query == {"name[]": ["Acme, Inc."], "per_page": 100}


def test_a_guid_that_is_nobodys_is_told_of_the_owner() -> None:
    """Otherwise a caller would not learn which id of the record is wrong."""
    reads = PROVIDER.writes["account.create"].reads(account_create(owner_id=GUID), {})
    assert [(read.request.path, read.pointer) for read in reads] == [
        (("v2", "users", GUID), "/owner_id")
    ]


def test_account_without_a_domain_can_be_changed() -> None:
    """Otherwise an account that Salesloft shows with a null domain would be sent that null."""
    held = {"account": {"data": ACCOUNT | {"domain": None}}}
    plan = planned("account.update", account_update(owner_id="7"), **held)
    assert body(plan) == {"name": "Acme", "owner_id": 7}
    plan = planned("account.update", account_update(domain="A.com"), **held)
    assert body(plan) == {"name": "Acme", "domain": "a.com"}


def test_custom_fields_of_an_odd_kind_are_not_sent_again() -> None:
    """Otherwise an odd value in what was read would break every change."""
    held = {"account": {"data": ACCOUNT | {"custom_fields": []}}}
    plan = planned("account.update", account_update(custom_fields={"Region": None}), **held)
    assert body(plan)["custom_fields"] == {"Region": None}


@pytest.mark.parametrize("answer", [None, {}, {"data": []}])
def test_unreadable_account_refuses_the_change(answer: Any) -> None:
    """Otherwise a change would be sent without the name and domain that it must carry."""
    with pytest.raises(PlanRefused) as refused:
        planned("account.update", account_update(owner_id="7"), account=answer)
    assert refused.value.status == 502


def test_every_field_is_mapped_or_left_out_with_a_reason() -> None:
    """Otherwise a field that Salesloft gives would be lost without anybody having decided so."""
    known = accounts.MAPPED | accounts.IGNORED.keys()
    assert ACCOUNT.keys() - known == set(), "fields that nobody has decided on"
    assert known - ACCOUNT.keys() == set(), "fields that no sample has"
    assert not accounts.MAPPED & accounts.IGNORED.keys()
    assert all(accounts.IGNORED.values())


def test_account_is_read() -> None:
    """Otherwise callers would see wrong names, owners or times."""
    assert shown("account.get", ACCOUNT).model_dump(exclude={"raw_data"}) == {
        "id": "75464484",
        "owner_id": "49067",
        "name": "Acme",
        "domain": "acme.com",
        "created_at": "2026-01-29T23:00:41.190Z",
        "updated_at": "2026-07-01T10:12:41.102Z",
        "is_deleted": False,
        "last_modified_at": "2026-07-01T10:12:41.102Z",
    }


@pytest.mark.parametrize("odd", [None, 5, True, [], {}, "x"])
def test_odd_values_do_not_spoil_an_account(odd: Any) -> None:
    """Otherwise one odd record would keep a whole page from the caller."""
    odds = dict.fromkeys(ACCOUNT, odd) | {"id": 1}
    found = shown("account.get", odds)
    assert (found.id, found.owner_id, found.created_at, found.last_modified_at) == (
        "1",
        None,
        None,
        None,
    )
    assert found.name == (odd if isinstance(odd, str) else None)
    assert shown("account.get", {"id": 1}).owner_id is None


def test_record_without_an_id_is_unreadable() -> None:
    """Otherwise an account would be called "None"."""
    with pytest.raises(ValueError, match="without an id"):
        shown("account.get", {"name": "Acme"})


@given(
    name=st.text(min_size=1, max_size=255),
    domain=st.text(min_size=1, max_size=255),
    owner=st.none() | st.integers(1, 10**18),
)
def test_what_is_read_and_written_changes_nothing(name: str, domain: str, owner: Any) -> None:
    """Otherwise a caller who writes back what was read would change the account."""
    held = ACCOUNT | {"name": name, "domain": domain, "owner": owner and {"id": owner}}
    read = shown("account.get", held)
    ask = account_update(name=read.name, domain=read.domain, owner_id=read.owner_id)
    plan = planned("account.update", ask, account={"data": held})
    assert body(plan) == {"name": name, "domain": domain, "owner_id": owner}
    assert plan.warnings == ()
