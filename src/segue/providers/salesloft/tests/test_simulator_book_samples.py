"""The documents' samples of accounts, people and memberships (sections 9.1, 9.2, 9.6, 9.9)."""

import json
import re
from typing import Any

import pytest

from .simulator_client import Client
from .test_simulator_samples import JSON_TYPES, NEEDS_SPECS, SPECS, fits

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}-04:00")
USER = {"_href": "https://api.salesloft.com/v2/users/49067", "id": 49067}
EMPTY = (
    "archived_at conversational_name description phone website linkedin_url twitter_handle street "
    "city state postal_code country locale company_type founded revenue_range size crm_id crm_url "
    "owner_crm_id prospector_engagement_level prospector_engagement_score last_contacted_at "
    "last_contacted_type last_contacted_by last_contacted_person company_stage account_tier"
)
ACCOUNT = {
    "name": "Acme",
    "domain": "acme.com",
    "owner_id": 49067,
    "industry": "Software",
    "tags": ["q3"],
    "custom_fields": {"Segment": "Mid"},
}
PERSON = {
    "email_address": "pat@acme.com",
    "first_name": "Pat",
    "last_name": "Johnson",
    "title": "SDR",
    "owner_id": 49067,
}
CADENCE = 1839742
COUNTS = ("views", "clicks", "replies", "calls", "sent_emails", "bounces")


@pytest.fixture
def client() -> Client:
    return Client()


def made(client: Client, path: str, body: Any) -> dict[str, Any]:
    answer = client.post(f"/v2/{path}", body)
    assert answer.status == 200, answer.body
    record: dict[str, Any] = answer.body["data"]
    return record


def test_sample_of_an_account(client):
    """Section 9.1: a recorded create would be answered with other keys, values or types."""
    record = made(client, "accounts", ACCOUNT)
    number, times = record.pop("id"), [record.pop(n) for n in ("created_at", "updated_at")]
    assert isinstance(number, int)
    assert all(STAMP.fullmatch(time) for time in times)
    assert record == {
        **dict.fromkeys(EMPTY.split()),
        "name": "Acme",
        "domain": "acme.com",
        "industry": "Software",
        "crm_object_type": "account",
        "do_not_contact": False,
        "custom_fields": {"Segment": "Mid"},
        "user_relationships": [],
        "tags": ["q3"],
        "counts": {"people": None},
        "owner": USER,
        "creator": USER,
    }
    path = f"/v2/accounts/{number}"
    sent = {"name": "Acme", "domain": "acme.com", "archived": True}
    archived = client.ask("PUT", path, sent).body["data"]
    assert STAMP.fullmatch(archived["archived_at"])
    assert archived["industry"] == "Software"
    assert client.get(path).body["data"] == archived


def test_sample_of_a_person(client):
    """Section 9.2: a person would be read back in another shape than documented."""
    account = made(client, "accounts", ACCOUNT)["id"]
    record = made(client, "people", {**PERSON, "account_id": account})
    expected: dict[str, Any] = {
        "first_name": "Pat",
        "last_name": "Johnson",
        "display_name": "Pat Johnson",
        "email_address": "pat@acme.com",
        "full_email_address": "Pat Johnson <pat@acme.com>",
        "secondary_email_address": None,
        "personal_email_address": None,
        "phone": None,
        "title": "SDR",
        "do_not_contact": False,
        "bouncing": False,
        "contact_restrictions": [],
        "custom_fields": {},
        "tags": [],
        "counts": {
            "emails_sent": 0,
            "emails_viewed": 0,
            "emails_clicked": 0,
            "emails_replied_to": 0,
            "emails_bounced": 0,
            "calls": 0,
        },
        "account": {"_href": f"https://api.salesloft.com/v2/accounts/{account}", "id": account},
        "owner": USER,
        "person_stage": None,
        "import": None,
        "cadences": [],
        "most_recent_cadence": None,
        "last_completed_step": None,
    }
    assert {key: record[key] for key in expected} == expected
    assert STAMP.fullmatch(record["created_at"])
    assert client.get(f"/v2/people/{record['id']}").body["data"] == record
    again = client.post("/v2/people", PERSON)
    refusal = {"errors": {"email_address": ["has already been taken"]}}
    assert (again.status, again.body) == (422, refusal)
    assert client.get(f"/v2/accounts/{account}").body["data"]["counts"] == {"people": 1}


def test_sample_of_an_upsert(client):
    """Section 9.2: an upsert by address would make a second person, or not say which it did."""
    first = made(client, "people", PERSON)
    sent = {"upsert_key": "email_address", "email_address": "pat@acme.com", "title": "AE"}
    answer = made(client, "person_upserts", sent)
    assert set(answer) == {"person", "upsert_type"}
    assert answer["upsert_type"] == "update"
    changed = {key for key, value in answer["person"].items() if first[key] != value}
    assert changed == {"title", "updated_at"}


def test_sample_of_a_membership(client):
    """Section 9.6: an enrolment, a second one and its end would be answered otherwise."""
    person = made(client, "people", PERSON)["id"]
    sent = {"person_id": person, "cadence_id": CADENCE, "user_id": 49067}
    record = made(client, "cadence_memberships", sent)
    reference = {"id": 1, "_href": ".."}
    sample = {
        "id": 555,
        "added_at": "..",
        "created_at": "..",
        "updated_at": "..",
        "person_deleted": False,
        "currently_on_cadence": True,
        "current_state": "staged",
        **dict.fromkeys(("cadence", "step", "person", "user"), reference),
        "latest_action": None,
        "counts": dict.fromkeys(
            ["views", "clicks", "replies", "calls", "sent_emails", "bounces"], 0
        ),
    }
    assert fits(sample, record)
    assert set(record) == set(sample)
    assert (record["current_state"], record["currently_on_cadence"]) == ("staged", True)
    assert (record["step"]["id"], record["person"]["id"]) == (9001, person)
    again = client.post("/v2/cadence_memberships", sent)
    refusal = {"errors": {"cadence_id": ["is already in progress for this person"]}}
    assert (again.status, again.body) == (422, refusal)
    ended = client.ask("DELETE", f"/v2/cadence_memberships/{record['id']}")
    assert (ended.status, ended.body) == (204, None)


def test_sample_of_a_user_update(client):
    """Section 9.9: a user could not be switched off."""
    answer = client.ask("PUT", "/v2/users/49067", {"active": False})
    assert (answer.status, answer.body["data"]["active"]) == (200, False)


def test_the_metadata_of_a_poll(client):
    """Section 1.2: a recorded list since a time would be echoed otherwise."""
    since = "2024-06-07T14:51:20.851224Z"
    body = client.get("/v2/accounts", **{"updated_at[gte]": since}).body
    assert body["metadata"] == {
        "filtering": {"updated_at": {"gte": since}},
        "paging": {"per_page": 25, "current_page": 1, "next_page": 2, "prev_page": None},
        "sorting": {"sort_by": "updated_at", "sort_direction": "DESC NULLS LAST"},
    }
    assert client.get("/v2/people").body["metadata"]["filtering"] == {}


# The live API sends an array where the file says object (L S6, T S5).
OTHERWISE = {"user_relationships": list}


@NEEDS_SPECS
@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("Account", "accounts"),
        ("Person", "people"),
        ("CadenceMembership", "cadence_memberships"),
        ("AccountStage", "account_stages"),
        ("AccountTier", "account_tiers"),
        ("CustomField", "custom_fields"),
        ("Group", "groups"),
        ("Tag", "tags"),
    ],
)
def test_every_documented_field_is_answered_with_its_type(client, schema, path):
    """A field of the vendor's own OpenAPI file would be missing or of another type."""
    fields = json.loads(SPECS.read_text())["components"]["schemas"][schema]["properties"]
    records = client.get(f"/v2/{path}", per_page=100).body["data"]
    assert records
    for record in records:
        for name, field in fields.items():
            kind = OTHERWISE.get(name, JSON_TYPES[field.get("type", "object")])
            assert record[name] is None or isinstance(record[name], kind), name


@NEEDS_SPECS
@pytest.mark.parametrize(
    ("path", "unapplied"),
    [
        # Other values than true and false are not applied, and not refused (V S1).
        ("accounts", {"archived"}),
        ("people", {"_query"}),
        ("cadence_memberships", set()),
        ("account_stages", set()),
        ("account_tiers", set()),
        ("custom_fields", set()),
        ("groups", set()),
        ("tags", set()),
    ],
)
def test_every_documented_filter_and_sort_is_known(client, path, unapplied):
    """A filter of the vendor's own file would be ignored here, or a sort refused."""
    asked = json.loads(SPECS.read_text())["paths"][f"/v2/{path}.json"]["get"]["parameters"]
    about = {each["name"]: each for each in asked}
    keys = re.search(r"one of: (.*?)\. Def", about.pop("sort_by")["description"])
    assert keys is not None
    for key in keys.group(1).split(", "):
        assert client.get(f"/v2/{path}", sort_by=key).status == 200, key
    listing = {"per_page", "page", "include_paging_counts", "limit_paging_counts"}
    for name in set(about) - listing - {"sort_direction"} - unapplied:
        spelled = dict.fromkeys((f"{name}[]", f"{name}[gt]", name), "_is_null")
        answer = client.get(f"/v2/{path}", **spelled)
        known = answer.body["errors"] if answer.status == 422 else answer.body["metadata"]
        assert name in known or name in known.get("filtering", {}), name
