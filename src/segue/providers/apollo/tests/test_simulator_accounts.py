"""The simulated accounts of Apollo, the companies, and the calls for many records at once."""

from typing import Any

import pytest

from segue.providers.apollo.tests.simulated import Team, unlike

OID = "66000000000000000000aa01"
ACCOUNT: dict[str, Any] = {
    "id": OID,
    "domain": "northwind.example",
    "name": "Northwind Traders",
    "team_id": OID,
    "organization_id": None,
    "account_stage_id": OID,
    "source": "api",
    "original_source": "api",
    "creator_id": None,
    "owner_id": OID,
    "created_at": "2026-08-30T10:15:30.000Z",
    "phone": "+1 555 010 0133",
    "sanitized_phone": "+15550100133",
    "phone_status": "no_status",
    "hubspot_id": None,
    "salesforce_id": None,
    "parent_account_id": None,
    "linkedin_url": None,
    "existence_level": "full",
    "label_ids": [],
    "typed_custom_fields": {},
    "custom_field_errors": {},
    "modality": "account",
    "source_display_name": "Created from API",
    "account_playbook_statuses": [],
    "crm_record_url": None,
    "show_intent": False,
}
FOUND = {
    **ACCOUNT,
    "num_contacts": 5,
    "last_activity_date": None,
    "contact_emailer_campaign_ids": [],
    "contact_campaign_status_tally": {},
}


@pytest.fixture
def team() -> Team:
    """A fresh team."""
    return Team()


def account(team: Team, **fields: Any) -> Any:
    """Create an account and return it."""
    return team.good("POST", "/accounts", {"name": "Northwind Traders", **fields})["account"]


def test_a_new_account_reads_like_the_sample(team) -> None:
    """Else an adapter that fits the simulator would not fit Apollo."""
    users = team.users()
    plan = next(
        row
        for row in team.good("GET", "/typed_custom_fields")["typed_custom_fields"]
        if row["name"] == "Region"
    )
    made = account(
        team,
        domain="northwind.example",
        owner_id=users[2]["id"],
        phone="+1 555 010 0133",
        raw_address="Dublin, Ireland",
        typed_custom_fields={plan["id"]: "North"},
        nonsense=1,
    )
    assert unlike(made, ACCOUNT) == []
    assert made["owner_id"] == users[2]["id"]
    assert made["sanitized_phone"] == "+15550100133"
    assert made["typed_custom_fields"] == {plan["id"]: "North"}
    assert "updated_at" not in made
    shown = team.good("GET", f"/accounts/{made['id']}")
    assert unlike(shown, {"account": FOUND}) == []


def test_an_account_needs_a_name_or_a_domain_and_may_come_twice(team) -> None:
    """Else a repeated creation would look safe: nothing is deduplicated here."""
    refused = (422, "Please specify at least a name or domain.")
    assert team.bad("POST", "/accounts", {"phone": "1"}) == refused
    assert account(team)["id"] != account(team)["id"]
    only = team.good("POST", "/accounts", {"domain": "only.example"})["account"]
    assert (only["name"], only["domain"]) == (None, "only.example")


@pytest.mark.parametrize("verb", ["PATCH", "PUT"])
def test_an_update_writes_what_is_sent(team, verb) -> None:
    """Else an account could not be corrected, or would lose what was left out."""
    made = account(team, domain="northwind.example", phone="+1 555 010 0133")
    stages = team.good("GET", "/account_stages")["account_stages"]
    body = {"name": "Northwind Ltd", "account_stage_id": stages[1]["id"], "phone": ""}
    changed = team.good(verb, f"/accounts/{made['id']}", body)
    assert changed["labels"] == []
    new = changed["account"]
    assert (new["name"], new["domain"]) == ("Northwind Ltd", "northwind.example")
    assert (new["phone"], new["sanitized_phone"]) == (None, None)
    assert new["account_stage_id"] == stages[1]["id"]


def test_ids_of_nothing_are_refused_with_422(team) -> None:
    """Else a missing account would be told by a 404 that Apollo never gives."""
    made = account(team)["id"]
    words = "Parameters misconfigured. {} is not a valid ID"
    for key in ("owner_id", "account_stage_id"):
        body = {"name": "x", key: "78977"}
        assert team.bad("POST", "/accounts", body) == (422, words.format("78977"))
        assert team.bad("PATCH", f"/accounts/{made}", body) == (422, words.format("78977"))
    assert team.bad("PATCH", f"/accounts/{OID}", {}) == (422, words.format("account_id"))
    assert team.bad("GET", f"/accounts/{OID}") == (422, words.format("id"))


def test_a_search_reads_like_the_sample(team) -> None:
    """Else a page walk made for the simulator would break at Apollo."""
    found = team.good("POST", "/accounts/search", {"page": 3, "per_page": 30})
    assert found["pagination"] == {"page": 3, "per_page": 30, "total_entries": 70, "total_pages": 3}
    assert len(found["accounts"]) == 10
    assert unlike(found["accounts"], [FOUND]) == []
    assert found["partial_results_limit"] == 10_000
    busy = team.good("POST", "/accounts/search", {"per_page": 100})["accounts"]
    assert any(row["contact_campaign_status_tally"].get("paused") for row in busy)
    assert {row["num_contacts"] for row in busy} == {0, 4, 5}


def test_names_match_by_words_and_domains_not_at_all(team) -> None:
    """Else a search by name would be taken for equality, and one by domain would seem to work."""
    ids = {account(team, name=name)["id"] for name in ("NY Marketing Unlimited", "Marketing")}
    account(team, name="NY Market Analysts", domain="marketing.example")
    found = team.good("POST", "/accounts/search", {"q_organization_name": "marketing"})
    assert {row["id"] for row in found["accounts"]} == ids
    assert found["breadcrumbs"][0]["label"] == "Company Name"
    body = {"q_organization_name": "no such thing at all"}
    assert team.good("POST", "/accounts/search", body)["pagination"]["total_pages"] == 0


def test_accounts_are_filtered_and_sorted(team) -> None:
    """Else a sync that narrows or stops early would not be tried."""
    stages = team.good("GET", "/account_stages")["account_stages"]
    body = {"account_stage_ids": [stages[2]["id"]], "per_page": 100}
    found = team.good("POST", "/accounts/search", body)["accounts"]
    assert {row["account_stage_id"] for row in found} == {stages[2]["id"]}
    label = next(row for row in team.good("GET", "/labels") if row["modality"] == "accounts")
    body = {"account_label_ids": [label["id"]], "per_page": 100}
    found = team.good("POST", "/accounts/search", body)["accounts"]
    assert len(found) == label["cached_count"]
    body = {"sort_by_field": "account_created_at", "sort_ascending": True, "per_page": 100}
    found = team.good("POST", "/accounts/search", body)["accounts"]
    assert [row["created_at"] for row in found] == sorted(row["created_at"] for row in found)
    body = {"sort_by_field": "account_last_activity_date", "per_page": 100}
    days = [
        row["last_activity_date"] for row in team.good("POST", "/accounts/search", body)["accounts"]
    ]
    known = [day for day in days if day]
    assert known == sorted(known, reverse=True)
    assert days[: len(known)] == known
    team.good("PATCH", f"/accounts/{found[0]['id']}", {"name": "Changed"})
    body = {"sort_by_field": "account_updated_at", "per_page": 1}
    assert team.good("POST", "/accounts/search", body)["accounts"][0]["name"] == "Changed"


def test_a_search_refuses_other_orders_and_stages(team) -> None:
    """Else a wrong order or stage would be passed over, as it is for contacts."""
    answer = team.ask("POST", "/accounts/search", {"sort_by_field": "name"})
    assert (answer.status, answer.body) == (
        422,
        {"error": "Invalid sort criteria", "skip_alert_dialog": True},
    )
    text = "Your search parameters are entered incorrectly. Did you try to edit the URL directly?"
    assert team.bad("POST", "/accounts/search", {"account_stage_ids": [OID]}) == (422, text)


def test_bulk_creation_of_contacts_leaves_those_that_are_there(team) -> None:
    """Else a bulk creation would be taken for an upsert."""
    old = team.contact(email="old@example.com", title="Old")["id"]
    owner = team.users()[2]["id"]
    rows = [
        {"email": "old@example.com", "title": "New"},
        {
            "email": "new@example.com",
            "primary_title": "CFO",
            "phone": "2065550101",
            "linkedin_url": "http://www.linkedin.com/in/new",
            "contact_emails": [{"email": "second@example.com", "position": 1}],
            "phone_numbers": [{"raw_number": "2065550102", "position": 1}],
            "label_names": ["Not heeded"],
        },
    ]
    body = {
        "contacts": rows,
        "run_dedupe": True,
        "owner_id": owner,
        "append_label_names": ["Bulk"],
    }
    answer = team.good("POST", "/contacts/bulk_create", body)
    (kept,), (new,) = answer["existing_contacts"], answer["created_contacts"]
    assert (kept["id"], kept["title"]) == (old, "Old")
    assert (new["title"], new["owner_id"]) == ("CFO", owner)
    assert [it["email"] for it in new["contact_emails"]] == [
        "new@example.com",
        "second@example.com",
    ]
    assert [it["raw_number"] for it in new["phone_numbers"]] == ["2065550101", "2065550102"]
    names = {row["name"] for row in team.good("GET", "/labels")}
    assert "Bulk" in names
    assert "Not heeded" not in names
    again = team.good("POST", "/contacts/bulk_create", {"contacts": rows})
    assert len(again["created_contacts"]) == 2


@pytest.mark.parametrize(
    ("route", "sent", "text"),
    [
        (
            "/contacts/bulk_create",
            {},
            'Please provide an array of contact attributes in the "contact_attributes" parameter.',
        ),
        (
            "/contacts/bulk_create",
            {"contacts": [{}] * 101},
            "Please limit your array to 100 contacts or fewer.",
        ),
        (
            "/contacts/bulk_update",
            {},
            "Please provide either contact_ids or contact_attributes",
        ),
        (
            "/contacts/bulk_update",
            {"contact_ids": [f"{n:024x}" for n in range(1001)]},
            "Please limit your array to fewer than 1000.",
        ),
        (
            "/accounts/bulk_create",
            {"accounts": "x"},
            'Please provide an array of account attributes in the "accounts" parameter.',
        ),
        (
            "/accounts/bulk_create",
            {"accounts": [{}] * 101},
            "Please limit your array to 100 accounts or fewer.",
        ),
        (
            "/accounts/bulk_update",
            {"account_attributes": [{"id": OID}], "async": True},
            "Async processing is not permitted.",
        ),
        (
            "/accounts/bulk_update",
            {"account_ids": [f"{n:024x}" for n in range(1001)]},
            "Please limit your array to fewer than 1000.",
        ),
        ("/contacts/update_owners", {}, "Required parameter 'contact_ids' missing"),
        ("/contacts/update_stages", {}, "Required parameter 'contact_ids' missing"),
        ("/accounts/update_owners", {}, "Required parameter 'account_ids' missing"),
        (
            "/accounts/update_owners",
            {"account_ids": [OID]},
            "Required parameter 'owner_id' missing",
        ),
    ],
)
def test_bulk_calls_refuse_too_many_or_none(team, route, sent, text) -> None:
    """Else a batch too large would pass here and fail there."""
    assert team.bad("POST", route, sent) == (422, text)


def test_bulk_update_changes_a_hundred_at_once_and_more_later(team) -> None:
    """Else a batch that is only accepted would be taken for done."""
    ids = [row["id"] for row in team.vendor.snapshot()["contacts"]]
    few = team.good("POST", "/contacts/bulk_update", {"contact_ids": ids[:2], "title": "A"})
    assert [row["title"] for row in few["contacts"]] == ["A", "A"]
    rows = [{"id": it, "title": f"T{n}"} for n, it in enumerate(ids[:101])]
    job = team.good("POST", "/contacts/bulk_update", {"contact_attributes": rows})
    assert job["entity_progress_job"]["job_type"] == "contact_bulk_update"
    path = f"/contacts/{ids[100]}"
    assert team.good("GET", path)["contact"]["title"] != "T100"
    team.clock.advance(3)
    assert team.good("GET", path)["contact"]["title"] == "T100"
    wrong = {"contact_attributes": [{"id": ids[0], "email": "nobody"}]}
    answer = team.ask("POST", "/contacts/bulk_update", wrong)
    assert answer.body["error_details"] == {
        "contact_id": ids[0],
        "field": "email",
        "message": "Invalid email format",
    }


def test_owners_and_stages_are_set_for_many(team) -> None:
    """Else the only way to give a contact to somebody else would be missing."""
    one, two = team.person(), team.person()
    owner = team.users()[2]["id"]
    query = f"contact_ids[]={one}&contact_ids[]={two}"
    moved = team.good("POST", f"/contacts/update_owners?{query}&owner_id={owner}")
    assert moved["contacts"] == [
        {"id": one, "owner_id": owner, "crm_owner_id": None},
        {"id": two, "owner_id": owner, "crm_owner_id": None},
    ]
    stage = team.good("GET", "/contact_stages")["contact_stages"][3]["id"]
    staged = team.good("POST", f"/contacts/update_stages?{query}&contact_stage_id={stage}")
    assert [row["contact_stage_id"] for row in staged["contacts"]] == [stage, stage]
    assert team.good("GET", f"/contacts/{one}")["contact"]["owner_id"] == owner
    path = f"/contacts/update_stages?{query}&contact_stage_id={OID}"
    assert team.bad("POST", path)[0] == 422
    path = f"/contacts/update_owners?{query}&owner_id={OID}"
    assert team.bad("POST", path)[0] == 422


def test_bulk_calls_for_accounts(team) -> None:
    """Else accounts could not be upserted by domain: no single call can."""
    old = account(team, name="Known", domain="known.example")["id"]
    rows = [{"name": "Other", "domain": "KNOWN.example"}, {"name": "Fresh", "phone": "2065550101"}]
    plain = team.good("POST", "/accounts/bulk_create", {"accounts": rows})
    assert len(plain["created_accounts"]) == 2
    body = {"accounts": [rows[0]], "run_dedupe": True, "append_label_names": ["Named"]}
    deduped = team.good("POST", "/accounts/bulk_create", body)
    assert [row["id"] for row in deduped["existing_accounts"]] == [old]
    assert deduped["created_accounts"] == []
    owner = team.users()[1]["id"]
    shared = {"account_ids": [old], "name": "Renamed", "owner_id": owner}
    changed = team.good("POST", "/accounts/bulk_update", shared)["accounts"][0]
    assert (changed["name"], changed["owner_id"]) == ("Renamed", owner)
    rows = [{"id": old, "name": "Again"}, {"id": OID, "name": "nobody"}]
    each = team.good("POST", "/accounts/bulk_update", {"account_attributes": rows})["accounts"]
    assert [row["name"] for row in each] == ["Again"]
    job = team.good("POST", "/accounts/bulk_update", {**shared, "async": True})
    assert job["entity_progress_job"]["entity_ids"] == [old]
    moved = team.good("POST", f"/accounts/update_owners?account_ids[]={old}&owner_id={owner}")
    assert moved["accounts"] == [{"id": old, "owner_id": owner, "crm_owner_id": None}]
