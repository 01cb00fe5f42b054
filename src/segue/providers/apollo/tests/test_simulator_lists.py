"""Apollo's lists without pages: labels, custom fields, stages; and the samples of each."""

from typing import Any

import pytest

from segue.providers.apollo.tests.simulated import Team, unlike

OID = "66000000000000000000aa01"


@pytest.fixture
def team() -> Team:
    """A fresh team."""
    return Team()


def test_a_list_is_made_once_and_renamed(team) -> None:
    """Else two lists of one name would be told apart by nothing."""
    label = team.good("POST", "/labels", {"name": "Q9", "modality": "contacts"})["label"]
    assert (label["name"], label["modality"], label["cached_count"]) == ("Q9", "contacts", 0)
    answer = team.ask("POST", "/labels", {"name": "Q9", "modality": "contacts"})
    assert answer.body == {"error": "Q9 already exists", "skip_alert_dialog": True}
    assert team.ask("POST", "/labels", {"name": "Q9", "modality": "accounts"}).status == 200
    path = f"/labels/{label['id']}"
    body = {"name": "Q10", "book_of_business": True}
    renamed = team.good("PATCH", path, body)["label"]
    assert (renamed["name"], renamed["book_of_business"]) == ("Q10", True)
    assert team.bad("PATCH", path, {"name": "Q3"}) == (422, "Q3 already exists")
    gone = team.ask("PATCH", f"/labels/{OID}", {"name": "x"})
    assert (gone.status, gone.body) == (
        404,
        {"message": f"Could not find label with id {OID}", "error": "Record not found."},
    )


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({"modality": "contacts"}, "Please enter a non-empty name!"),
        ({"name": "x"}, "Please enter a non-empty modality!"),
        ({"name": "x", "modality": "leads"}, "Please enter a valid modality!"),
        ({"name": "x", "modality": "emailer_campaigns"}, "Please enter a valid modality!"),
    ],
)
def test_a_list_needs_a_name_and_a_modality(team, sent, text) -> None:
    """Else a refusal could not be read."""
    assert team.bad("POST", "/labels", sent) == (422, text)


def test_records_are_put_on_lists_and_taken_off(team) -> None:
    """Else a contact could only be listed by replacing all its lists."""
    one, two = team.person(), team.person()
    body = {"entity_ids": [one, two, OID], "label_names": ["Q3", "Made"], "modality": "contacts"}
    added = team.good("POST", "/labels/add_entity_ids_to_label_names", body)["labels"]
    assert [row["name"] for row in added] == ["Q3", "Made"]
    assert added[1]["cached_count"] == 2
    assert team.good("POST", "/labels/add_entity_ids_to_label_names", body)["labels"] == added
    less = {**body, "entity_ids": [one], "label_names": ["Made"]}
    removed = team.good("POST", "/labels/remove_entity_ids_from_label_names", less)["labels"]
    assert removed[0]["cached_count"] == 1
    assert [row["name"] for row in team.good("GET", f"/contacts/{one}")["labels"]] == ["Q3"]
    nothing = team.good(
        "POST", "/labels/add_entity_ids_to_label_names", {**body, "entity_ids": [OID]}
    )
    assert nothing == {"message": "No Models or Lists provided"}
    wrong = {**body, "modality": "leads"}
    refused = (422, "Invalid modality: leads.")
    assert team.bad("POST", "/labels/add_entity_ids_to_label_names", wrong) == refused
    job = team.good("POST", "/labels/add_entity_ids_to_label_names", {**body, "async": True})
    assert job["entity_progress_job"]["progress"] == -1
    company = team.good("POST", "/accounts", {"name": "Listed"})["account"]["id"]
    body = {"entity_ids": [company], "label_names": ["Target accounts"], "modality": "accounts"}
    team.good("POST", "/labels/add_entity_ids_to_label_names", body)
    shown = team.good("PATCH", f"/accounts/{company}", {})
    assert [row["name"] for row in shown["labels"]] == ["Target accounts"]


def test_a_field_has_one_id_spelt_two_ways(team) -> None:
    """Else a value would be keyed by `contact.<id>`, which vanishes without a word."""
    answer = team.good(
        "POST",
        "/fields",
        {"label": "Started", "type": "date", "modality": "contact", "meta": {"max_length": 9}},
    )
    assert answer.keys() == {
        "fields",
        "field",
        "typed_custom_fields",
        "typed_custom_field",
        "field_groups",
    }
    bare = answer["typed_custom_field"]["id"]
    assert answer["field"]["id"] == f"contact.{bare}"
    assert answer["typed_custom_field"]["text_field_max_length"] == 9
    made = team.contact(typed_custom_fields={bare: "2026-09-01"})
    assert made["typed_custom_fields"] == {bare: "2026-09-01"}
    again = {"label": "Started", "type": "date", "modality": "contact"}
    assert team.bad("POST", "/fields", again) == (422, "Started already exists")
    assert team.ask("POST", "/fields", {**again, "modality": "account"}).status == 200
    assert team.bad("POST", "/fields", {**again, "label": "P", "type": "picklist"})[0] == 422


def test_fields_are_listed_by_source(team) -> None:
    """Else the fields every contact has would be taken for custom ones."""
    everything = team.good("GET", "/fields")["fields"]
    custom = team.good("GET", "/fields?source=custom")["fields"]
    assert {row["source"] for row in everything} == {"system", "custom"}
    assert {row["label"] for row in custom} == {
        "Renewal date",
        "Favourite topic",
        "Tier",
        "Plan",
        "Region",
    }
    typed = team.good("GET", "/typed_custom_fields")["typed_custom_fields"]
    sample: dict[str, Any] = {
        "id": OID,
        "modality": "contact",
        "name": "x",
        "type": "string",
        "picklist_options": [],
        "mapped_crm_field": None,
        "mirrored": False,
        "text_field_max_length": None,
    }
    assert unlike(typed, [sample]) == []
    assert [row["name"] for row in typed[2]["picklist_values"]] == ["A", "B", "C"]


def test_a_field_is_changed_within_limits(team) -> None:
    """Else options of a picklist would be added where they are replaced."""
    tier = next(
        row for row in team.good("GET", "/fields?source=custom")["fields"] if row["label"] == "Tier"
    )

    def change(**body: object) -> Any:
        return team.bad("PATCH", "/fields", {"fields": [{"id": tier["id"], **body}]})

    assert change(type="string") == (422, "Cannot change field type after creation")
    assert change(meta={"picklist_values": []}) == (
        422,
        "Picklist fields must have at least one option",
    )
    assert change(label="powerup_x")[1].startswith("Field name with prefix 'powerup_'")
    assert change(id="contact.none") == (422, "Some fields could not be found")
    kept = tier["meta"]["picklist_values"][0]
    body = {"id": tier["id"], "label": "Rank", "meta": {"picklist_values": [kept, {"name": "D"}]}}
    changed = team.good("PATCH", "/fields", {"fields": [body]})["field"]
    assert changed["label"] == "Rank"
    assert [row["name"] for row in changed["meta"]["picklist_values"]] == ["A", "D"]
    assert changed["meta"]["picklist_values"][0]["id"] == kept["id"]


def test_stages_read_like_their_samples(team) -> None:
    """Else a stage could not be named."""
    sample = {
        "id": OID,
        "team_id": OID,
        "display_name": "Cold",
        "name": "Cold",
        "display_order": 0,
        "category": "in_progress",
        "is_meeting_set": None,
    }
    stages = team.good("GET", "/contact_stages")["contact_stages"]
    assert unlike(stages, [sample]) == []
    assert [row["name"] for row in stages][:3] == ["Cold", "Approaching", "Replied"]
    assert "Do Not Contact" in [row["name"] for row in stages]
    stages = team.good("GET", "/account_stages")["account_stages"]
    assert unlike(stages, [{**sample, "default_exclude_for_leadgen": False}]) == []
    assert [row["display_order"] for row in stages] == [1, 2, 3, 4, 5]


def test_a_new_schedule_sends_nothing_until_it_is_changed(team) -> None:
    """Else the hours sent when a schedule is made would seem to be kept."""
    hours = {"monday": [[9, 17]]}
    body = {"name": "EU hours", "time_zone": "Europe/Madrid", "schedule_hash": hours}
    made = team.good("POST", "/emailer_schedules", body)["emailer_schedule"]
    assert made["schedule_hash"] == {}
    path = f"/emailer_schedules/{made['id']}"
    assert team.bad("PUT", path, {"schedule_hash": hours})[0] == 422
    assert team.good("PUT", path, body)["emailer_schedule"]["schedule_hash"] == hours
    assert team.good("GET", path)["emailer_schedule"]["time_zone"] == "Europe/Madrid"
    rows = team.good("GET", "/emailer_schedules")["emailer_schedules"]
    assert made["id"] in [row["id"] for row in rows]
    team.good("DELETE", path)
    assert team.bad("GET", path)[0] == 404
