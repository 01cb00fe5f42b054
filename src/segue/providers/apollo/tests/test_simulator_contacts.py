"""The simulated contacts of Apollo: what is stored of what is sent, and what is found again."""

import re
from typing import Any

import pytest

from segue.providers.apollo.tests.simulated import Team, unlike

OID = "66000000000000000000aa01"
ADA = {
    "first_name": "Ada",
    "last_name": "BYRON",
    "email": "ada@northwind.example",
    "title": "CTO",
    "organization_name": "Northwind Traders",
}
EMAIL = {
    "email": "ada@northwind.example",
    "email_status": "verified",
    "email_true_status": "User Managed",
    "position": 0,
    "source": "User Managed",
    "free_domain": False,
    "email_md5": "cf4604bbd3c12ca9e36e20aa0aefac29",
    "email_sha256": "b5d981918efbd5a9",
}
PHONE = {
    "raw_number": "555-010-0199",
    "sanitized_number": "+15550100199",
    "type": "mobile",
    "position": 0,
    "status": "no_status",
    "dnc_status": None,
    "dnc_other_info": {},
    "dialer_flags": None,
}
CONTACT: dict[str, Any] = {
    "contact_roles": [],
    "id": OID,
    "first_name": "Ada",
    "last_name": "Byron",
    "name": "Ada Byron",
    "linkedin_url": None,
    "title": "CTO",
    "contact_stage_id": OID,
    "owner_id": OID,
    "creator_id": OID,
    "person_id": None,
    "organization_name": "Northwind Traders",
    "source": "api",
    "original_source": "api",
    "organization_id": None,
    "created_at": "2026-08-30T10:16:00.009Z",
    "updated_at": "2026-08-30T10:16:00.204Z",
    "email_status": "verified",
    "email_true_status": "User Managed",
    "email_from_customer": True,
    "email": "ada@northwind.example",
    "account_id": OID,
    "label_ids": [OID],
    "emailer_campaign_ids": [],
    "queued_for_crm_push": True,
    "existence_level": "full",
    "typed_custom_fields": {},
    "custom_field_errors": {},
    "contact_emails": [EMAIL],
    "phone_numbers": [PHONE],
    "present_raw_address": None,
    "sanitized_phone": "+15550100199",
    "email_unsubscribed": None,
    "source_display_name": "Created from API",
    "time_zone": None,
    "city": None,
    "state": None,
    "country": None,
    "free_domain": False,
    "email_domain_catchall": False,
}
LABEL = {
    "id": OID,
    "name": "Q3",
    "modality": "contacts",
    "cached_count": 0,
    "created_at": "2024-09-12T20:13:53.119Z",
    "updated_at": "2024-09-12T20:13:53.279Z",
    "user_id": OID,
}


@pytest.fixture
def team() -> Team:
    """A fresh team."""
    return Team()


@pytest.fixture
def fields(team) -> dict[str, Any]:
    """Custom fields of contacts by name, and an option of the picklist."""
    rows = team.good("GET", "/typed_custom_fields")["typed_custom_fields"]
    return {row["name"]: row for row in rows}


def test_a_new_contact_reads_like_the_sample(team, fields) -> None:
    """Else an adapter that fits the simulator would not fit Apollo."""
    company = team.good("POST", "/accounts", {"name": "Northwind Traders"})["account"]["id"]
    renewal = fields["Renewal date"]["id"]
    answer = team.good(
        "POST",
        "/contacts",
        {
            **ADA,
            "account_id": company,
            "label_names": ["Q3"],
            "mobile_phone": "555-010-0199",
            "typed_custom_fields": {renewal: "2026-09-01"},
            "run_dedupe": True,
        },
    )
    sample = {"contact": {**CONTACT, "contact_campaign_statuses": []}, "labels": [LABEL]}
    assert unlike(answer, sample) == []
    contact = answer["contact"]
    assert contact["name"] == "Ada Byron"
    assert (contact["email_status"], contact["email_true_status"]) == ("verified", "User Managed")
    assert contact["owner_id"] == team.good("GET", "/users/api_profile")["id"]
    assert contact["typed_custom_fields"] == {renewal: "2026-09-01"}
    assert contact["sanitized_phone"] == "+15550100199"
    assert contact["updated_at"] > contact["created_at"]
    assert "was_existing" not in answer


def test_a_read_has_statuses_and_account_and_an_update_no_statuses(team) -> None:
    """Else an adapter would take the enrolments of an updated contact for gone."""
    company = team.good("POST", "/accounts", {"name": "Northwind Traders"})["account"]["id"]
    made = team.contact(**ADA, account_id=company)["id"]
    shown = team.good("GET", f"/contacts/{made}")
    sample = {"contact": {**CONTACT, "contact_campaign_statuses": []}, "labels": [LABEL]}
    assert unlike(shown, sample) == []
    assert shown["contact"]["account"]["name"] == "Northwind Traders"
    for verb in ("PATCH", "PUT"):
        changed = team.good(verb, f"/contacts/{made}", {"title": "VP Engineering"})
        assert unlike(changed, {"contact": CONTACT, "labels": [LABEL]}) == []
        assert "contact_campaign_statuses" not in changed["contact"]
        assert changed["contact"]["title"] == "VP Engineering"


def test_dedupe_overwrites_in_place_and_creation_alone_makes_two(team) -> None:
    """Else a repeated creation would look safe without the flag, or harmless with it."""
    first = team.contact(**ADA)
    again = team.good("POST", "/contacts", ADA)
    assert again["contact"]["id"] != first["id"]
    assert "was_existing" not in again
    hit = team.good(
        "POST",
        "/contacts",
        {"email": "ADA@northwind.example", "title": "", "last_name": "King", "run_dedupe": True},
    )
    assert hit["was_existing"] is True
    assert hit["contact"]["id"] == first["id"]
    assert (hit["contact"]["title"], hit["contact"]["first_name"]) == (None, "Ada")
    assert hit["contact"]["last_name"] == "King"


@pytest.mark.parametrize(
    ("sent", "hits"),
    [
        ({"first_name": "ada", "last_name": "byron", "organization_name": "NORTHWIND traders"}, 1),
        ({"first_name": "Ada", "last_name": "Byron", "email": "other@northwind.example"}, 1),
        ({"first_name": "Ada", "last_name": "Byron", "organization_name": "Elsewhere"}, 0),
        ({"first_name": "Ada", "last_name": "Byron"}, 0),
        ({"email": "ada2@northwind.example"}, 0),
    ],
)
def test_dedupe_also_knows_a_name_within_a_company(team, sent, hits) -> None:
    """Else an upsert that changes another person's record would never be seen."""
    made = team.contact(**ADA)["id"]
    answer = team.good("POST", "/contacts", {**sent, "run_dedupe": True})
    assert (answer.get("was_existing", False), answer["contact"]["id"] == made) == (
        bool(hits),
        bool(hits),
    )


def test_dedupe_finds_a_further_address(team) -> None:
    """Else only the first address of a contact would count."""
    rows = team.good("POST", "/contacts/search", {"per_page": 100})["contacts"]
    several = next(row for row in rows if len(row["contact_emails"]) == 2)
    second = several["contact_emails"][1]["email"]
    hit = team.good("POST", "/contacts", {"email": second, "run_dedupe": True})
    assert (hit["was_existing"], hit["contact"]["id"]) == (True, several["id"])


@pytest.mark.parametrize(
    ("sent", "stored"),
    [("API", "Api"), ("maria ELENA", "Maria Elena"), ("jean-luc", "Jean-Luc"), ("", None)],
)
def test_names_are_stored_title_cased(team, sent, stored) -> None:
    """Else a comparison after a write would pass that fails at Apollo."""
    assert team.contact(first_name=sent)["first_name"] == stored
    made = team.contact()["id"]
    changed = team.good("PATCH", f"/contacts/{made}", {"first_name": sent})["contact"]
    assert changed["first_name"] == stored
    assert changed["name"] == (stored or "")


def test_each_phone_field_has_its_type_and_replaces_only_its_own(team) -> None:
    """Else one number written would wipe out the others."""
    sent = {
        "direct_phone": "(206) 555-0101",
        "corporate_phone": "+44 20 7946 0102",
        "mobile_phone": "1-206-555-0103",
        "home_phone": "206.555.0104",
        "other_phone": "x9",
    }
    contact = team.contact(**sent)
    assert [(it["type"], it["sanitized_number"]) for it in contact["phone_numbers"]] == [
        ("work_direct", "+12065550101"),
        ("work_hq", "+442079460102"),
        ("mobile", "+12065550103"),
        ("home", "+12065550104"),
        ("other", None),
    ]
    assert [it["position"] for it in contact["phone_numbers"]] == [0, 1, 2, 3, 4]
    assert contact["sanitized_phone"] == "+12065550101"
    body = {"direct_phone": "", "mobile_phone": "206 555 0199"}
    changed = team.good("PATCH", f"/contacts/{contact['id']}", body)["contact"]
    assert [it["raw_number"] for it in changed["phone_numbers"]] == [
        "+44 20 7946 0102",
        "206 555 0199",
        "206.555.0104",
        "x9",
    ]
    assert changed["sanitized_phone"] == "+442079460102"


def test_labels_are_created_and_replaced(team) -> None:
    """Else an update of lists would add where Apollo replaces."""
    contact = team.good("POST", "/contacts", {"email": "l@example.com", "label_names": ["A", "B"]})
    assert [row["name"] for row in contact["labels"]] == ["A", "B"]
    path = f"/contacts/{contact['contact']['id']}"
    assert [row["name"] for row in team.good("PATCH", path, {"title": "x"})["labels"]] == ["A", "B"]
    changed = team.good("PATCH", path, {"label_names": ["B", "C"]})
    assert [row["name"] for row in changed["labels"]] == ["B", "C"]
    assert team.good("PATCH", path, {"label_names": []})["labels"] == []
    kept = [row for row in team.good("GET", "/labels") if row["name"] in {"A", "B", "C"}]
    assert [(row["modality"], row["cached_count"]) for row in kept] == [("contacts", 0)] * 3


def test_unknown_custom_fields_vanish_with_200(team, fields) -> None:
    """Else a wrong key would be found out by an error that Apollo never gives."""
    topic, tier = fields["Favourite topic"]["id"], fields["Tier"]
    option = tier["picklist_values"][1]["id"]
    sent = {
        topic: "ROI",
        f"contact.{tier['id']}": option,
        OID: "x",
        fields["Plan"]["id"]: "x",
    }
    contact = team.contact(typed_custom_fields=sent)
    assert contact["typed_custom_fields"] == {topic: "ROI"}
    path = f"/contacts/{contact['id']}"
    by_name = team.good("PATCH", path, {"typed_custom_fields": {tier["id"]: "B"}})["contact"]
    assert by_name["typed_custom_fields"] == {topic: "ROI"}
    by_id = team.good("PATCH", path, {"typed_custom_fields": {tier["id"]: option, topic: ""}})
    assert by_id["contact"]["typed_custom_fields"] == {tier["id"]: option}


def test_an_address_is_taken_at_its_word_and_never_verified_anew(team) -> None:
    """Else `email_status` would seem to say something of the address that stands beside it."""
    odd = team.contact(email="not an address", nonsense=1)
    assert (odd["email"], odd["email_status"], odd["contact_emails"]) == (None, None, [])
    bounced = team.person(email="old@example.com", email_status="bounced")
    sent = {"email": "new@example.com"}
    changed = team.good("PATCH", f"/contacts/{bounced}", sent)["contact"]
    assert (changed["email"], changed["email_status"]) == ("new@example.com", "bounced")
    assert [it["email"] for it in changed["contact_emails"]] == ["new@example.com"]
    cleared = team.good("PATCH", f"/contacts/{bounced}", {"email": ""})["contact"]
    assert (cleared["email"], cleared["contact_emails"]) == (None, [])


def test_a_free_address_is_parsed(team) -> None:
    """Else a place written could not be told from the places read."""
    made = team.contact(present_raw_address="Dublin, Ireland")
    assert (made["city"], made["state"], made["country"]) == ("Dublin", None, "Ireland")
    assert made["time_zone"] == "Europe/Dublin"
    path = f"/contacts/{made['id']}"
    changed = team.good("PATCH", path, {"present_raw_address": "Austin, Texas, United States"})
    assert [changed["contact"][key] for key in ("city", "state", "country")] == [
        "Austin",
        "Texas",
        "United States",
    ]


@pytest.mark.parametrize("key", ["account_id", "contact_stage_id"])
def test_ids_of_nothing_are_refused_and_nothing_is_kept(team, key) -> None:
    """Else a contact would hang on an account there is not."""
    before = team.vendor.snapshot()
    expected = (422, "Parameters misconfigured. 78977 is not a valid ID")
    assert team.bad("POST", "/contacts", {key: "78977", "label_names": ["New"]}) == expected
    some = before["contacts"][0]["id"]
    assert team.bad("PATCH", f"/contacts/{some}", {key: "78977"}) == expected
    assert team.vendor.snapshot() == before


def test_a_deleted_contact_answers_otherwise_than_one_that_never_was(team) -> None:
    """Else a sync could not tell a deletion from a wrong id; both are 422, never 404."""
    campaign = team.seeded(name="For the deleted", steps=1)["id"]
    made = team.person()
    team.enrol(campaign, made)
    answer = team.good("DELETE", f"/contacts/{made}")
    assert answer == {"contact": {"id": made, "deleted": True}}
    assert team.bad("GET", f"/contacts/{made}") == (422, "This contact has been deleted.")
    gone = team.ask("PATCH", f"/contacts/{made}", {"title": "x"})
    assert (gone.status, gone.body) == (
        422,
        {"error": "Cannot update contact as it is deleted.", "deleted_contact_ids": [made]},
    )
    never = "Oops! This contact does not exist in Apollo."
    assert team.bad("GET", f"/contacts/{OID}") == (422, never)
    assert team.bad("DELETE", f"/contacts/{OID}") == (422, never)
    assert team.bad("PATCH", f"/contacts/{OID}", {})[0] == 422
    assert team.campaign(campaign)["contact_statuses"]["paused"] == 0
    found = team.good("POST", "/contacts/search", {"emailer_campaign_ids": [campaign]})
    assert found["contacts"] == []


def test_a_search_reads_like_the_sample(team) -> None:
    """Else a page walk made for the simulator would break at Apollo."""
    found = team.good("POST", "/contacts/search", {"page": 2, "per_page": 100})
    assert found["pagination"] == {
        "page": 2,
        "per_page": 100,
        "total_entries": 320,
        "total_pages": 4,
    }
    sample = {
        "breadcrumbs": [],
        "partial_results_only": False,
        "has_join": False,
        "disable_eu_prospecting": False,
        "partial_results_limit": 10_000,
        "num_fetch_result": None,
    }
    assert unlike(found, sample) == []
    row = {**CONTACT, "contact_campaign_statuses": [], "contact_job_change_event": None}
    assert unlike(found["contacts"], [row]) == []
    assert any("account" in each for each in found["contacts"])


def test_keywords_find_more_than_the_very_address(team) -> None:
    """Else an adapter could take the first hit of a fuzzy search for the contact it wants."""
    wanted = team.contact(email="kim@keyword.example")["id"]
    near = team.contact(email="kimberly@keyword.example")["id"]
    team.contact(email="lee@keyword.example")
    found = team.good("POST", "/contacts/search", {"q_keywords": "KIM@keyword.example"})
    assert {row["id"] for row in found["contacts"]} == {wanted, near}
    assert found["breadcrumbs"][0]["signal_field_name"] == "q_keywords"


def test_filters_narrow_and_unknown_ones_leave_no_breadcrumb(team) -> None:
    """Else a filter that is passed over would be taken for one that found everything."""
    stages = team.good("GET", "/contact_stages")["contact_stages"]
    wanted = [stages[1]["id"], stages[2]["id"]]
    found = team.good("POST", "/contacts/search", {"contact_stage_ids": wanted, "per_page": 100})
    assert {row["contact_stage_id"] for row in found["contacts"]} == set(wanted)
    assert [it["signal_field_name"] for it in found["breadcrumbs"]] == ["contact_stage_ids"] * 2
    made = team.good("POST", "/contacts", {"label_names": ["Only one"]})
    body = {"contact_label_ids": made["contact"]["label_ids"]}
    only = team.good("POST", "/contacts/search", body)
    assert [row["id"] for row in only["contacts"]] == [made["contact"]["id"]]
    everything = team.good("POST", "/contacts/search", {"updated_since": "2026-01-01"})
    assert (everything["pagination"]["total_entries"], everything["breadcrumbs"]) == (321, [])


def test_contacts_are_found_by_their_sequence(team) -> None:
    """Else enrolments could not be listed: there is no other way."""
    rows = team.good("POST", "/emailer_campaigns/search", {"per_page": 100})["emailer_campaigns"]
    campaign = next(row for row in rows if row["name"] == "Cold outbound")
    body = {"emailer_campaign_ids": [campaign["id"]], "per_page": 100}
    found = team.good("POST", "/contacts/search", body)
    assert found["pagination"]["total_entries"] > 10
    assert all(campaign["id"] in row["emailer_campaign_ids"] for row in found["contacts"])
    assert found["breadcrumbs"][0]["display_name"] == "Cold outbound"


@pytest.mark.parametrize("ascending", [True, False])
@pytest.mark.parametrize("field", ["created_at", "updated_at", "last_activity_date"])
def test_sorting_is_by_field_and_direction(team, field, ascending) -> None:
    """Else a sync that stops at its watermark would stop too soon or never."""
    body = {"sort_by_field": f"contact_{field}", "sort_ascending": ascending, "per_page": 100}
    found = team.good("POST", "/contacts/search", body)["contacts"]
    values = [row[field] for row in found if row[field] is not None]
    assert values == sorted(values, reverse=not ascending)
    assert len(values) == 100


@pytest.mark.parametrize("what", ["opened", "clicked"])
def test_mail_that_was_read_sorts_and_is_not_shown(team, what) -> None:
    """Else sorting by it would seem to do nothing."""
    first, last = (team.person(**{f"{what}_at": f"2026-0{n}-01T00:00:00Z"}) for n in (2, 1))
    body = {"sort_by_field": f"contact_email_last_{what}_at", "per_page": 2}
    found = team.good("POST", "/contacts/search", body)["contacts"]
    assert [row["id"] for row in found] == [first, last]
    assert not [key for key in found[0] if key.startswith("_")]


def test_a_change_moves_a_contact_to_the_front(team) -> None:
    """Else an incremental sync would miss it."""
    body = {"sort_by_field": "contact_updated_at", "per_page": 1}
    last = team.good("POST", "/contacts/search", {**body, "sort_ascending": True})["contacts"][0]
    team.good("PATCH", f"/contacts/{last['id']}", {"title": "Changed"})
    assert team.good("POST", "/contacts/search", body)["contacts"][0]["id"] == last["id"]
    assert re.fullmatch(r"[0-9a-f]{24}", last["id"])
