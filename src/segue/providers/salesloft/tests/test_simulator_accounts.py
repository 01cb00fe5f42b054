"""The simulated Salesloft's accounts: seeds, lists, filters, sorts, writes, upserts."""

from collections.abc import Iterator
from typing import Any

import pytest

from .simulator_client import Client

PATH = "/v2/accounts"


@pytest.fixture
def client() -> Client:
    return Client()


def put_in(client: Client, **fields: Any) -> int:
    """Seed one account and return the id."""
    number: int = client.vendor.seed({"accounts": [{"name": "A", **fields}]})["accounts"][0]
    return number


def ids(client: Client, **query: Any) -> set[int]:
    answer = client.get(PATH, **{"per_page": 100, **query})
    assert answer.status == 200, answer.body
    return {row["id"] for row in answer.body["data"]}


def every_account(client: Client, **query: Any) -> Iterator[dict[str, Any]]:
    page: int | None = 1
    while page:
        body = client.get(PATH, page=page, **query).body
        yield from body["data"]
        page = body["metadata"]["paging"]["next_page"]


def errors(client: Client, body: Any, method: str = "POST", path: str = PATH) -> Any:
    """Send what must be refused with 422 and change nothing, and return the errors."""
    client.get(PATH)
    before = client.vendor.snapshot()
    answer = client.ask(method, path, body)
    assert answer.status == 422, answer.body
    assert client.vendor.snapshot() == before
    return answer.body["errors"]


def test_the_seeded_accounts(client):
    """Paging would not be tried, or the rows would be too alike to try anything."""
    rows = list(every_account(client))
    assert len(rows) == len({row["domain"] for row in rows}) == 64
    assert {row["counts"]["people"] for row in rows} <= {5, 6, 7}
    assert any(row["domain"].startswith("https://") for row in rows)
    for name in ("archived_at", "owner", "company_stage", "account_tier", "website", "state"):
        assert {row[name] is None for row in rows} == {True, False}, name


SALESFORCE = {"crm_id": "001i000001mnhpDAAQ", "crm_id_type": "salesforce"}


@pytest.mark.parametrize(
    ("mine", "others", "query"),
    [
        ({}, {}, {"domain": "mine.test"}),
        (SALESFORCE, {}, {"crm_id[]": "001i000001mnhpDAAQ"}),
        ({"tags": ["a", "b"]}, {"tags": ["c"]}, {"tag[]": ["b", "z"]}),
        ({"tags": ["a"]}, {"tags": ["c"]}, {"tag_id[]": "1203"}),
        ({"website": "https://w.test"}, {}, {"website[]": "https://w.test"}),
        ({}, {"website": "https://w.test"}, {"website[]": "_is_null"}),
        ({"archived_at": "2026-01-01T00:00:00Z"}, {}, {"archived": "true"}),
        ({}, {"archived_at": "2026-01-01T00:00:00Z"}, {"archived": "false"}),
        ({"name": "Acme"}, {"name": "ACME"}, {"name[]": "Acme"}),
        ({"company_stage_id": 502}, {}, {"account_stage_id[]": "502"}),
        ({}, {"company_stage_id": 502}, {"account_stage_id[]": "_is_null"}),
        ({"account_tier_id": 601}, {"account_tier_id": 602}, {"account_tier_id[]": "601"}),
        ({"owner_id": 49068}, {"owner_id": 49067}, {"owner_id[]": "49068"}),
        ({}, {"owner_id": 49067}, {"owner_id[]": "_is_null"}),
        ({"owner_id": 49067}, {}, {"owner_is_active": "true"}),
        ({"last_contacted_at": "2026-01-01T00:00:00Z"}, {}, {"last_contacted": "_is_not_null"}),
        (
            {"last_contacted_at": "2026-01-01T00:00:00Z"},
            {},
            {"last_contacted[lt]": "2026-01-01T00:00:00.000001Z"},
        ),
        (
            {"custom_fields": {"Segment": "Mid", "Renewal date": "2026-01-01"}},
            {"custom_fields": {"Segment": "Mid"}},
            {"custom_fields[Segment]": "mid", "custom_fields[Renewal date]": "2026-01-01"},
        ),
        ({"industry": "Healthcare"}, {"industry": "Health"}, {"industry[]": "Healthcare"}),
        ({"industry": "Healthcare"}, {"industry": "Energy"}, {"industry[_starts_with]": "heal"}),
        ({"country": "Peru"}, {}, {"country[]": "Peru"}),
        ({"state": "Ohio"}, {}, {"state[]": "Ohio"}),
        ({"city": "Lima"}, {}, {"city": "Lima"}),
        ({"owner_crm_id": "005"}, {"owner_crm_id": "006"}, {"owner_crm_id[_not_in]": "006"}),
        ({"locale": "US/Eastern"}, {}, {"locales[]": "US/Eastern"}),
        (
            {"created_at": "2020-01-02T00:00:00Z"},
            {"created_at": "2020-01-01T00:00:00Z"},
            {"created_at[gt]": "2020-01-01T00:00:00Z"},
        ),
        (
            {"updated_at": "2020-01-02T00:00:00Z"},
            {"updated_at": "2020-01-01T00:00:00Z"},
            {"updated_at[gte]": "2020-01-02T00:00:00Z"},
        ),
    ],
)
def test_filters(client, mine, others, query):
    """A filter would keep what it should not, lose what it should keep, or not be applied."""
    first = put_in(client, domain="mine.test", **mine)
    second = put_in(client, domain="other.test", **others)
    both = {"ids[]": [str(first), str(second)]}
    assert ids(client, **both) == {first, second}
    assert ids(client, **both, **query) == {first}


def test_filters_of_their_own_kind(client):
    """A value the vendor passes over would be refused, or one that matches nothing would match."""
    everything = ids(client)
    assert ids(client, archived="perhaps") == everything
    assert ids(client, **{"user_relationships[bff]": "_is_null"}) == everything
    assert ids(client, **{"user_relationships[bff]": "0037h00000d78aAAAQ"}) == set()
    assert ids(client, **{"custom_fields[segment]": "Mid"}) == set()
    echoed = client.get(PATH, **{"custom_fields[Segment]": "Mid"}).body["metadata"]["filtering"]
    assert echoed == {"custom_fields": {"Segment": "Mid"}}


@pytest.mark.parametrize(
    "query",
    [
        {"sort_by": "domain"},
        {"account_stage_id[]": "x"},
        {"owner_is_active": "x"},
        {"last_contacted[gt]": "x"},
        {"city[_starts_with]": "x"},
    ],
)
def test_bad_values(client, query):
    """A bad value would be ignored, so that a list is longer than meant."""
    answer = client.get(PATH, **query)
    assert answer.status == 422
    assert list(answer.body["errors"]) == [next(iter(query)).partition("[")[0]]


def label(kind: str) -> Any:
    return lambda row: row[kind]["id"] if row[kind] else None


@pytest.mark.parametrize(
    ("sort", "of"),
    [
        ("name", lambda row: row["name"]),
        ("created_at", lambda row: row["created_at"]),
        ("last_contacted_at", lambda row: row["last_contacted_at"]),
        ("counts_people", lambda row: row["counts"]["people"]),
        ("account_stage", label("company_stage")),
        ("account_tier", label("account_tier")),
        ("account_tier_name", label("account_tier")),
    ],
)
def test_sorts(client, sort, of):
    """A list would come in another order, or with nulls at the wrong end."""
    up = [of(row) for row in every_account(client, sort_by=sort, sort_direction="ASC")]
    filled = [value for value in up if value is not None]
    assert up == [None] * (len(up) - len(filled)) + sorted(filled)
    down = [of(row) for row in every_account(client, sort_by=sort)]
    assert down == up[::-1]


def test_sorting_by_the_name_of_a_stage(client):
    """Stages would be sorted by their place where their names are asked for."""
    stages = client.get("/v2/account_stages").body["data"]
    names = {stage["id"]: stage["name"] for stage in stages}
    rows = every_account(client, sort_by="account_stage_name")
    listed = [names[row["company_stage"]["id"]] for row in rows if row["company_stage"]]
    assert listed == sorted(listed, reverse=True)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"name": ["is required"], "domain": ["is required"]}),
        ({"name": " ", "domain": "a.test"}, {"name": ["is required"]}),
        ({"name": "A", "domain": "granite-freight.test"}, {"domain": ["has already been taken"]}),
        ({"name": "A", "domain": "a.test", "size": 5}, {"size": ["must be a string"]}),
        ({"name": "A", "domain": "a.test", "owner_id": 7}, {"owner_id": ["does not exist"]}),
        (
            {"name": "A", "domain": "a.test", "company_stage_id": 601, "account_tier_id": 501},
            {"company_stage_id": ["does not exist"], "account_tier_id": ["does not exist"]},
        ),
        (
            {"name": "A", "domain": "a.test", "custom_fields": {"Persona": "x"}},
            {"custom_fields": ["Persona is not a valid field"]},
        ),
    ],
)
def test_what_is_refused(client, body, expected):
    """An account that the vendor would refuse would be taken."""
    assert errors(client, body) == expected


def test_domains_are_kept_as_they_are_sent(client):
    """An adapter that sends whole URLs would not see that the vendor keeps them (L S6)."""
    sent = {"name": "P", "domain": "https://us.x.test/us/en"}
    assert client.post(PATH, sent).body["data"]["domain"] == sent["domain"]
    assert client.post(PATH, {"name": "P", "domain": "us.x.test"}).status == 200


def test_changing(client):
    """PUT would lose what was not sent, or not archive and bring back."""
    number = put_in(client, domain="p.test", city="Lima", tags=["a"])
    path = f"{PATH}/{number}"
    before = client.get(path).body["data"]
    sent = {"name": "A", "domain": "p2.test", "state": "X", "company_stage_id": 501}
    after = client.ask("PUT", path, {**sent, "archived": True}).body["data"]
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"domain", "state", "company_stage", "archived_at", "updated_at"}
    assert ids(client, domain="p.test") == set()
    client.clock.advance(60)
    again = client.ask("PUT", path, {**sent, "archived": True}).body["data"]
    assert again["archived_at"] == after["archived_at"]
    back = client.ask("PUT", path, {**sent, "archived": False}).body["data"]
    assert back["archived_at"] is None
    other = put_in(client, domain="q.test")
    assert list(errors(client, sent, "PUT", f"{PATH}/{other}")) == ["domain"]


def test_archiving_is_for_put(client):
    """An account could be made archived, which the vendor takes of PUT alone."""
    made = client.post(PATH, {"name": "A", "domain": "a.test", "archived": True})
    assert (made.status, made.body["data"]["archived_at"]) == (200, None)


def test_upserts(client):
    """An upsert would change, make or refuse something else than its key says."""
    path, sent = "/v2/account_upserts", {"name": "A", "domain": "up.test"}
    made = client.post(path, {**sent, "upsert_key": "domain"}).body["data"]
    assert (set(made), made["upsert_type"]) == ({"account", "upsert_type"}, "create")
    again = client.post(path, {**sent, "upsert_key": "domain", "city": "Lima"}).body["data"]
    assert (again["upsert_type"], again["account"]["city"]) == ("update", "Lima")
    assert again["account"]["id"] == made["account"]["id"]
    assert errors(client, sent, path=path) == {"domain": ["has already been taken"]}
    assert errors(client, {"upsert_key": "domain", "name": "A"}, path=path) == {
        "domain": ["is required"]
    }
    assert list(errors(client, {**sent, "upsert_key": "name"}, path=path)) == ["upsert_key"]


def test_crm_ids(client):
    """A CRM id would be taken without the privileged scope, or of another kind of object."""
    sent = {"name": "A", "domain": "crm.test", **SALESFORCE}
    assert client.post(PATH, sent).status == 403
    client.vendor.seed({"scopes": ["accounts:read", "accounts:write", "crm_id_account:write"]})
    assert errors(client, {**sent, "crm_id": "003" + SALESFORCE["crm_id"][3:]}) == {
        "crm_id": ["is not a valid salesforce id"]
    }
    assert client.post(PATH, sent).body["data"]["crm_id"] == SALESFORCE["crm_id"]


def test_deleting_lets_go_of_people(client):
    """A deleted account would still be read, take its people along, or fail a second time."""
    path = f"{PATH}/75464001"
    people = client.get("/v2/people", **{"account_id[]": "75464001"}).body["data"]
    assert people
    assert client.ask("DELETE", path).status == client.ask("DELETE", path).status == 204
    assert client.get(path).status == 404
    for person in people:
        assert client.get(f"/v2/people/{person['id']}").body["data"]["account"] is None
    again = {"name": "A", "domain": "granite-freight.test"}
    assert client.post(PATH, again).status == 200


def test_do_not_contact_ends_what_is_active(client):
    """People of an account that must not be contacted would stay on their cadences."""
    on_it = {"cadence_id[]": "1839742", "account_id[]": "75464004"}
    (person, *_) = client.get("/v2/people", **on_it).body["data"]
    path = f"{PATH}/{person['account']['id']}"
    account = client.get(path).body["data"]
    sent = {name: account[name] for name in ("name", "domain")}
    client.ask("PUT", path, {**sent, "do_not_contact": True})
    after = client.get(f"/v2/people/{person['id']}").body["data"]
    assert (after["cadences"], after["do_not_contact"]) == ([], False)


def test_people_are_counted(client):
    """The count of an account would not follow the people that are linked and unlinked."""
    path = f"{PATH}/{put_in(client, domain='n.test')}"
    number = int(path.rpartition("/")[2])
    sent = {"email_address": "n@n.test", "account_id": number}
    person = client.post("/v2/people", sent).body["data"]
    assert client.get(path).body["data"]["counts"] == {"people": 1}
    client.ask("PUT", f"/v2/people/{person['id']}", {"account_id": None})
    assert client.get(path).body["data"]["counts"] == {"people": None}
