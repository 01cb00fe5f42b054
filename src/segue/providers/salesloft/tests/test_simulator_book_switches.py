"""Each open question about accounts, people and memberships, in every position of its switch."""

from typing import Any

import pytest

from segue.providers.salesloft.simulator.switches import SWITCHES

from .simulator_client import Client

ACTIVE, DRAFT = 1839742, 1839743
ACCOUNT = {"name": "A", "domain": "a.test"}
PERSON = {"email_address": "p@x.test"}


@pytest.fixture
def client() -> Client:
    return Client()


def seeded(client: Client, **fields: Any) -> int:
    """Seed one person and return the id."""
    number: int = client.vendor.seed({"people": [{**PERSON, **fields}]})["people"][0]
    return number


def first_of(client: Client) -> dict[str, Any]:
    """Return a seeded account."""
    row: dict[str, Any] = client.get("/v2/accounts/75464001").body["data"]
    return row


def enrol(client: Client, **ids: Any) -> Any:
    return client.post("/v2/cadence_memberships", {"cadence_id": ACTIVE, **ids})


def enrolled(client: Client, person: int) -> int:
    number: int = enrol(client, person_id=person).body["data"]["id"]
    return number


def twice(client: Client) -> int:
    person = seeded(client)
    enrolled(client, person)
    status: int = enrol(client, person_id=person).status
    return status


def into_a_draft(client: Client) -> int:
    status: int = enrol(client, person_id=seeded(client), cadence_id=DRAFT).status
    return status


def of_a_closed_account(client: Client) -> int:
    closed = client.post("/v2/accounts", {**ACCOUNT, "do_not_contact": True}).body["data"]["id"]
    status: int = enrol(client, person_id=seeded(client, account_id=closed)).status
    return status


def removed_twice(client: Client) -> int:
    path = f"/v2/cadence_memberships/{enrolled(client, seeded(client))}"
    assert client.ask("DELETE", path).status == 204
    return client.ask("DELETE", path).status


def with_crm_id(client: Client) -> int:
    crm = {"crm_id": "003i000001mnhpDAAQ", "crm_id_type": "salesforce"}
    answer = client.post("/v2/people", {**PERSON, **crm})
    assert answer.status != 200 or answer.body["data"]["crm_id"] is None
    return answer.status


STATUSES = [
    (
        "unknown_attributes",
        lambda client: client.post("/v2/people", {**PERSON, "colour": "red"}).status,
        {"ignored": 200, "refused": 422},
    ),
    (
        "unknown_attributes",
        lambda client: client.post("/v2/accounts", {**ACCOUNT, "colour": "red"}).status,
        {"ignored": 200, "refused": 422},
    ),
    (
        "unknown_custom_fields",
        lambda c: c.post("/v2/people", {**PERSON, "custom_fields": {"No": "x"}}).status,
        {"refused": 422, "ignored": 200},
    ),
    (
        "first_name",
        lambda client: client.post("/v2/people", PERSON).status,
        {"optional": 200, "required": 422},
    ),
    ("crm_id_without_scope", with_crm_id, {"forbidden": 403, "ignored": 200}),
    (
        "account_put_needs",
        lambda client: client.ask("PUT", "/v2/accounts/75464001", {"city": "Lima"}).status,
        {"name_and_domain": 422, "nothing": 200},
    ),
    ("enrol_in_draft", into_a_draft, {"refused": 422, "staged": 200}),
    (
        "enrolment_of_unknown",
        lambda client: enrol(client, person_id=7).status,
        {"404": 404, "422": 422},
    ),
    (
        "enrolment_of_unknown",
        lambda client: enrol(client, person_id=seeded(client), cadence_id=7).status,
        {"404": 404, "422": 422},
    ),
    (
        "enrolment_of_unknown",
        lambda client: enrol(client, person_id=seeded(client), user_id=7).status,
        {"404": 404, "422": 422},
    ),
    ("duplicate_enrolment", twice, {"422": 422, "409": 409}),
    ("person_of_closed_account", of_a_closed_account, {"refused": 422, "accepted": 200}),
    ("repeated_removal", removed_twice, {"204": 204, "404": 404}),
    (
        "created_status",
        lambda client: enrol(client, person_id=seeded(client)).status,
        {"200": 200, "201": 201},
    ),
    (
        "created_status",
        lambda client: client.post("/v2/people", PERSON).status,
        {"200": 200, "201": 201},
    ),
    (
        "created_status",
        lambda client: client.post("/v2/account_upserts", ACCOUNT).status,
        {"200": 200, "201": 201},
    ),
]


@pytest.mark.parametrize(("switch", "status", "statuses"), STATUSES)
def test_switches_of_statuses(switch, status, statuses):
    """A position would not do what it says."""
    assert set(statuses) == set(SWITCHES[switch])
    for position, expected in statuses.items():
        client = Client()
        client.vendor.switches[switch] = position
        assert status(client) == expected, position


def test_the_words_for_what_is_taken(client):
    """An adapter that knows one of the two messages would pass."""
    client.post("/v2/people", PERSON)
    told = []
    for position in SWITCHES["taken_message"]:
        client.vendor.switches["taken_message"] = position
        told += client.post("/v2/people", PERSON).body["errors"]["email_address"]
    assert told == ["has already been taken", "is already taken"]


def test_the_case_of_addresses(client):
    """An adapter that relies on how addresses are compared would pass in both positions."""
    first = seeded(client)
    shouted = {"email_address": "P@X.TEST"}
    query = {"email_addresses[]": "P@x.test"}
    assert client.post("/v2/people", shouted).status == 422
    assert [row["id"] for row in client.get("/v2/people", **query).body["data"]] == [first]
    client.vendor.switches["email_case"] = "kept"
    assert client.get("/v2/people", **query).body["data"] == []
    upsert = {**shouted, "upsert_key": "email_address"}
    made = client.post("/v2/person_upserts", upsert).body["data"]
    assert made["upsert_type"] == "create"


def test_who_owns_what_is_made(client):
    """An adapter that leaves the owner to the vendor would pass in both positions."""
    assert client.post("/v2/people", PERSON).body["data"]["owner"] is None
    client.vendor.switches["default_owner"] = "caller"
    owner = client.post("/v2/people", {"email_address": "o@x.test"}).body["data"]["owner"]
    assert owner["id"] == 49067
    assert client.post("/v2/accounts", ACCOUNT).body["data"]["owner"]["id"] == 49067
    unowned = {"email_address": "n@x.test", "owner_id": None}
    assert client.post("/v2/people", unowned).body["data"]["owner"] is None


def test_custom_fields_of_a_put(client):
    """An adapter that sends only the values that changed would pass in both positions."""
    path = f"/v2/people/{seeded(client, custom_fields={'Persona': 'Buyer'})}"
    put = {"custom_fields": {"Favourite colour": "red"}}
    merged = client.ask("PUT", path, put).body["data"]["custom_fields"]
    assert merged == {"Persona": "Buyer", "Favourite colour": "red"}
    client.vendor.switches["custom_fields_put"] = "replaced"
    assert client.ask("PUT", path, put).body["data"]["custom_fields"] == put["custom_fields"]


def test_user_relationships(client):
    """A reader that takes the documented object, or the live array alone, would pass."""
    assert first_of(client)["user_relationships"] == []
    client.vendor.switches["user_relationships"] = "object"
    assert first_of(client)["user_relationships"] == {}


def test_a_partial_put_keeps_the_rest(client):
    """What a partial PUT leaves out would be lost."""
    client.vendor.switches["account_put_needs"] = "nothing"
    before = first_of(client)
    after = client.ask("PUT", "/v2/accounts/75464001", {"city": "Lima"}).body["data"]
    assert {key for key in before if before[key] != after[key]} == {"city", "updated_at"}


def test_a_draft_that_takes_people(client):
    """An adapter that enrols without looking at the cadence's state would not be found out."""
    client.vendor.switches["enrol_in_draft"] = "staged"
    row = enrol(client, person_id=seeded(client), cadence_id=DRAFT).body["data"]
    assert (row["current_state"], row["currently_on_cadence"]) == ("staged", True)


@pytest.mark.parametrize("key", SWITCHES["ownership_error_key"])
def test_the_key_of_the_ownership_error(client, key):
    """An adapter that looks for the message under one key would pass."""
    client.vendor.switches["ownership_error_key"] = key
    personal = {"active": True, "team_cadence": False, "owner_id": 49068}
    cadence = client.vendor.seed({"cadences": [personal]})["cadences"][0]["id"]
    refused = enrol(client, person_id=seeded(client), cadence_id=cadence)
    told = ["is not owned by the provided user and is not a team cadence"]
    assert refused.body == {"errors": {key: told}}


@pytest.mark.parametrize(("position", "same"), [("person_and_cadence", True), ("with_user", False)])
def test_what_makes_a_membership_the_same(client, position, same):
    """An adapter that relies on one record for a person and a cadence would pass."""
    client.vendor.switches["membership_key"] = position
    person = seeded(client)
    first = enrolled(client, person)
    client.ask("DELETE", f"/v2/cadence_memberships/{first}")
    second = enrol(client, person_id=person, user_id=49068).body["data"]["id"]
    assert (second == first) is same
    assert enrol(client, person_id=person).status == 422
