"""The simulated Salesloft's users as they are changed, and the lists a team defines for itself."""

from typing import Any

import pytest

from .simulator_client import Client


@pytest.fixture
def client() -> Client:
    return Client()


def names(client: Client, path: str, **query: Any) -> list[str]:
    answer = client.get(f"/v2/{path}", **query)
    assert answer.status == 200, answer.body
    return [row["name"] for row in answer.body["data"]]


def test_changing_a_user(client):
    """PUT would lose what was not sent, or not keep what was."""
    guid = client.get("/v2/users/49068").body["data"]["guid"]
    before = client.get("/v2/users/49068").body["data"]
    sent = {"active": False, "work_country": "DE", "role_id": "Admin", "group_id": 921}
    sent |= {
        "seat_package": "essentials",
        "manager_user_guid": client.get("/v2/me").body["data"]["guid"],
    }
    after = client.ask("PUT", f"/v2/users/{guid}", sent).body["data"]
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {
        *("active", "work_country", "role", "team_admin", "group", "seat_package", "updated_at")
    }
    assert (after["role"], after["group"]["id"]) == ({"id": "Admin"}, 921)
    assert client.get("/v2/users/49068").body["data"] == after
    assert names(client, "users") == ["Casey Field", "Avery Stone"]
    hidden = {"visible_only": "false", "seat_package[]": "essentials"}
    assert names(client, "users", **hidden) == ["Blake Rivers"]
    managed = {"visible_only": "false", "manager_user_guid[]": sent["manager_user_guid"]}
    assert names(client, "users", **managed) == ["Blake Rivers"]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"active": "no"}, {"active": ["must be true or false"]}),
        ({"role_id": "Boss"}, {"role_id": ["does not exist"]}),
        ({"group_id": 7}, {"group_id": ["does not exist"]}),
        ({"manager_user_guid": "x"}, {"manager_user_guid": ["does not exist"]}),
        ({"seat_package": " "}, {"seat_package": ["is required"]}),
    ],
)
def test_changes_of_users_that_are_refused(client, sent, expected):
    """A user would be left in a state that cannot be."""
    before = client.vendor.snapshot()["users"]
    answer = client.ask("PUT", "/v2/users/49068", sent)
    assert (answer.status, answer.body) == (422, {"errors": expected})
    assert client.vendor.snapshot()["users"] == before


def test_who_may_change_users(client):
    """A member could change users, or a custom role could not be given."""
    custom = "0863ed13-7120-479b-8650-206a3679e2fb"
    role = client.ask("PUT", "/v2/users/49069", {"role_id": custom}).body["data"]["role"]
    assert role == {"id": custom}
    client.vendor.seed({"caller": 49068})
    assert client.ask("PUT", "/v2/users/49068", {"work_country": "DE"}).status == 403
    client.vendor.seed({"caller": 49067, "scopes": ["team:read"]})
    assert client.ask("PUT", "/v2/users/49068", {}).status == 403
    assert client.ask("PUT", "/v2/users/7", {}).status == 403
    client.vendor.seed({"scopes": ["team:write"]})
    assert client.ask("PUT", "/v2/users/7", {}).status == 404
    assert client.post("/v2/users", {}).media_type.startswith("text/html")


def test_what_mail_leaves_as(client):
    """A mailbox made of a user would have the wrong address, or seem connected when it is not."""
    seeds: list[dict[str, Any]] = [
        {"email": "a@x.test", "email_client_configured": False},
        {"email": "b@x.test", "email_client_email_address": "client@x.test"},
        {
            "email": "c@x.test",
            "email_client_email_address": "client@x.test",
            "from_address": "from@x.test",
        },
    ]
    read = [
        client.get(f"/v2/users/{number}").body["data"]
        for number in client.vendor.seed({"users": seeds})["users"]
    ]
    assert [user["sending_email_address"] for user in read] == [
        "a@x.test",
        "client@x.test",
        "from@x.test",
    ]
    # Recorded so (L S6): not configured, and an address all the same.
    assert read[0]["email_client_configured"] is False
    assert read[0]["email_client_email_address"] == "a@x.test"
    assert read[2]["from_address"] == "from@x.test"


def test_stages_and_tiers(client):
    """An account's stage or tier could not be looked up by name, id or place."""
    stages = names(client, "account_stages", sort_by="order", sort_direction="ASC")
    assert stages == ["Prospect", "Working", "Customer", "Former customer"]
    assert names(client, "account_stages", **{"ids[]": ["502", "7"]}) == ["Working"]
    assert names(client, "account_stages", **{"updated_at[gt]": "2099-01-01T00:00:00Z"}) == []
    assert names(client, "account_tiers", **{"name[]": "Tier 2"}) == ["Tier 2"]
    assert names(client, "account_tiers", **{"ids[]": "601"}) == ["Tier 1"]
    stage = client.get("/v2/account_stages/501").body["data"]
    assert (stage["name"], stage["order"]) == ("Prospect", 1)
    assert client.get("/v2/account_tiers/603").body["data"]["name"] == "Tier 3"
    assert client.get("/v2/account_tiers/501").status == 404
    assert client.post("/v2/account_stages", {"name": "X"}).media_type.startswith("text/html")


def test_custom_fields(client):
    """A field could not be defined, renamed with its values, or taken away with them."""
    made = client.post("/v2/custom_fields", {"name": "Size", "field_type": "company"}).body["data"]
    assert (made["field_type"], made["value_type"]) == ("company", "text")
    path = f"/v2/custom_fields/{made['id']}"
    account = {"name": "A", "domain": "a.test", "custom_fields": {"Size": "L"}}
    kept = f"/v2/accounts/{client.post('/v2/accounts', account).body['data']['id']}"
    assert client.ask("PUT", path, {"name": "Bulk"}).body["data"]["name"] == "Bulk"
    assert client.get(kept).body["data"]["custom_fields"] == {"Bulk": "L"}
    assert client.ask("DELETE", path).status == 204
    assert client.get(kept).body["data"]["custom_fields"] == {}
    assert client.get(path).status == client.ask("DELETE", path).status == 404


def test_lists_of_custom_fields(client):
    """Fields could not be told by the kind of record they are for."""
    company = names(client, "custom_fields", field_type="company", sort_by="name")
    assert company == ["Segment", "Renewal date"]
    assert names(client, "custom_fields", **{"ids[]": "805"}) == ["Close reason"]
    answer = client.get("/v2/custom_fields", field_type="account")
    assert (answer.status, list(answer.body["errors"])) == (422, ["field_type"])
    dates = {row["name"]: row["value_type"] for row in client.get("/v2/custom_fields").body["data"]}
    assert dates["Renewal date"] == "date"
    seed = {"name": "Due", "field_type": "person", "value_type": "date"}
    number = client.vendor.seed({"custom_fields": [seed]})["custom_fields"][0]
    assert client.get(f"/v2/custom_fields/{number}").body["data"]["value_type"] == "date"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "Persona"}, "name"),
        ({"name": "X", "field_type": "account"}, "field_type"),
    ],
)
def test_custom_fields_that_are_refused(client, sent, field):
    """A field without a name, of no kind, or that exists already would be made."""
    answer = client.post("/v2/custom_fields", sent)
    assert (answer.status, list(answer.body["errors"])) == (422, [field])


def test_groups(client):
    """Groups could not be listed, or would be paged."""
    body = client.get("/v2/groups").body
    assert "paging" not in body["metadata"]
    assert {row["name"] for row in body["data"]} == {"Sales", "Sales Development"}
    assert names(client, "groups", **{"ids[]": "922"}) == ["Sales Development"]
    parent = client.get("/v2/groups/921").body["data"]
    assert [each["id"] for each in parent["accessible_groups"]] == [922]
    assert client.get("/v2/groups/922").body["data"]["parent_id"] == 921
    assert client.get("/v2/groups/7").status == 404


def test_tags(client):
    """A tag could not be found by name, whatever kind of record bears it."""
    assert names(client, "tags") == ["key-account", "conference"]
    client.vendor.seed({"cadences": [{"tags": ["of-cadence"]}]})
    client.vendor.seed({"templates": [{"tags": ["of-template"]}]})
    client.vendor.seed({"people": [{"email_address": "t@x.test", "tags": ["of-person"]}]})
    assert names(client, "tags", search="OF-", sort_direction="ASC") == [
        "of-cadence",
        "of-person",
        "of-template",
    ]
    row = client.get("/v2/tags", search="of-person").body["data"][0]
    found = client.get("/v2/people", **{"tag_id[]": row["id"]}).body["data"]
    assert [person["email_address"] for person in found] == ["t@x.test"]
    assert names(client, "tags", **{"ids[]": row["id"]}) == ["of-person"]


def test_a_stage_that_is_taken_away(client):
    """People would refer to a stage that is gone."""
    staged = client.get("/v2/people", **{"person_stage_id[]": "41"}).body["data"]
    assert staged
    client.ask("DELETE", "/v2/person_stages/41")
    path = f"/v2/people/{staged[0]['id']}"
    assert client.get(path).body["data"]["person_stage"] is None
