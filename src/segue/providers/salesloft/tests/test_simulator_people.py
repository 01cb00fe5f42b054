"""The simulated Salesloft's people: seeds, lists, filters, sorts, writes, upserts."""

from collections.abc import Iterator
from typing import Any

import pytest

from segue.simulation import Asked

from .simulator_client import Client

PATH = "/v2/people"
SENIORITIES = "director, executive, individual_contributor, manager, vice_president, unknown"


@pytest.fixture
def client() -> Client:
    return Client()


def put_in(client: Client, **fields: Any) -> int:
    """Seed one person and return the id."""
    number: int = client.vendor.seed({"people": [fields]})["people"][0]
    return number


def ids(client: Client, **query: Any) -> set[int]:
    answer = client.get(PATH, **{"per_page": 100, **query})
    assert answer.status == 200, answer.body
    return {row["id"] for row in answer.body["data"]}


def everyone(client: Client, **query: Any) -> Iterator[dict[str, Any]]:
    page: int | None = 1
    while page:
        body = client.get(PATH, per_page=100, page=page, **query).body
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


def test_the_seeded_people(client):
    """Paging would not be tried, seeds would differ from run to run, or name real addresses."""
    rows = list(everyone(client))
    again = list(everyone(Client()))
    assert len(rows) == len({row["id"] for row in rows}) == 420
    kept = ("id", "email_address", "phone", "title", "account", "owner", "tags", "custom_fields")
    assert [{k: row[k] for k in kept} for row in rows] == [
        {k: row[k] for k in kept} for row in again
    ]
    addresses = [row["email_address"] for row in rows if row["email_address"]]
    assert len(addresses) == len(set(addresses)) == 411
    assert all(address.endswith((".test", "@example.com")) for address in addresses)
    assert [row["updated_at"] for row in rows] == sorted(
        (row["updated_at"] for row in rows), reverse=True
    )
    assert len({row["updated_at"] for row in rows}) < 420


def test_the_book_is_opened_only_when_asked_for(client):
    """Every simulator would make hundreds of rows, whether anything reads them or not."""
    client.get("/v2/cadences")
    client.get("/v2/users")
    assert "people" not in client.vendor.snapshot()
    assert client.get("/v2/cadences/1839742").body["data"]["counts"]["cadence_people"] == 140
    client.get(PATH)
    assert len(client.vendor.snapshot()["people"]) == 420
    client.vendor.reset()
    assert "people" not in client.vendor.snapshot()


@pytest.mark.parametrize(
    ("mine", "others", "query"),
    [
        ({"do_not_contact": True}, {}, {"do_not_contact": "true"}),
        ({}, {"do_not_contact": True}, {"can_email": "true"}),
        ({}, {"contact_restrictions": ["email"]}, {"can_email": "true"}),
        ({"contact_restrictions": ["call"]}, {}, {"can_call": "false"}),
        ({"contact_restrictions": ["message"]}, {}, {"can_text": "false"}),
        ({"owner_id": 49068}, {"owner_id": 49067}, {"owner_id[]": "49068"}),
        ({"owner_id": 49068}, {}, {"owner_is_active": "true"}),
        ({"person_stage_id": 42}, {}, {"person_stage_id[]": "42"}),
        ({}, {"person_stage_id": 42}, {"person_stage_id[]": "_is_null"}),
        ({"account_id": 75464001}, {}, {"account_id[]": ["75464001", "7"]}),
        ({"custom_fields": {"Persona": "Buyer"}}, {}, {"custom_fields[Persona]": "bUYER"}),
        ({"import_id": 8}, {}, {"import_id[]": "8"}),
        ({}, {"import_id": 8}, {"import_id[]": "_is_null"}),
        ({"job_seniority": "manager"}, {}, {"job_seniority[]": "manager"}),
        ({}, {"job_seniority": "manager"}, {"job_seniority[]": "_is_null"}),
        ({"tags": ["a"]}, {"tags": ["b"]}, {"tag_id[]": "1203"}),
        ({}, {}, {"email_addresses": "mine@x.test"}),
        ({}, {}, {"email_addresses[]": ["MINE@x.test", "nobody@x.test"]}),
        ({"last_replied_at": "2026-01-01T00:00:00Z"}, {}, {"replied": "true"}),
        ({"bouncing": True}, {}, {"bounced": "1"}),
        ({"success_count": 1}, {}, {"success": "true"}),
        ({"eu_resident": True}, {}, {"eu_resident": "true"}),
        ({"title": "Boss"}, {"title": "boss"}, {"title[]": "Boss"}),
        ({"title": "Bosses"}, {"title": "Mr. Boss"}, {"title[_starts_with]": "bOS"}),
        ({"country": "Peru"}, {}, {"country[]": ["Peru", "Chile"]}),
        ({"state": "Ohio"}, {}, {"state": "Ohio"}),
        ({"city": "Lima"}, {}, {"city[]": "Lima"}),
        ({}, {"last_contacted_at": "2026-01-01T00:00:00Z"}, {"new": "true"}),
        ({"phone": "1"}, {"mobile_phone": "1"}, {"phone_number": "true"}),
        ({"locale": "US/Eastern"}, {}, {"locales[]": "US/Eastern"}),
        ({}, {"locale": "US/Eastern"}, {"locales[]": "Null"}),
        ({"first_name": "Ann"}, {"first_name": "Anne"}, {"first_name": "Ann"}),
        ({"last_name": "Ek"}, {}, {"last_name": "Ek"}),
        ({"person_company_name": "X"}, {}, {"person_company_name": "X"}),
        ({"owner_crm_id": "005"}, {}, {"owner_crm_id[]": "005"}),
        ({}, {"owner_crm_id": "005"}, {"owner_crm_id[_not_in]": "005"}),
        ({}, {"owner_crm_id": "005"}, {"owner_crm_id[]": "_is_null"}),
        (
            {"crm_id": "003i000001mnhpDAAQ", "crm_id_type": "salesforce"},
            {},
            {"crm_id[]": "003i000001mnhpDAAQ"},
        ),
        ({"last_contacted_at": "2026-01-01T00:00:00Z"}, {}, {"last_contacted": "_is_not_null"}),
        ({}, {"last_contacted_at": "2026-01-01T00:00:00Z"}, {"last_contacted": "_is_null"}),
        (
            {"last_contacted_at": "2026-01-02T00:00:00Z"},
            {"last_contacted_at": "2026-01-01T00:00:00Z"},
            {"last_contacted[gt]": "2026-01-01T00:00:00Z"},
        ),
        (
            {"created_at": "2020-01-01T00:00:00.000001Z"},
            {"created_at": "2020-01-01T00:00:00.000002Z"},
            {"created_at[lte]": "2020-01-01T00:00:00.000001Z"},
        ),
    ],
)
def test_filters(client, mine, others, query):
    """A filter would keep what it should not, lose what it should keep, or not be applied."""
    first = put_in(client, email_address="mine@x.test", **mine)
    second = put_in(client, email_address="other@x.test", **others)
    both = {"ids[]": [str(first), str(second)]}
    assert ids(client, **both) == {first, second}
    assert ids(client, **both, **query) == {first}


def test_filters_by_users_and_cadences(client):
    """People could not be picked out by owner, star or the cadence they are on."""
    guid = client.get("/v2/me").body["data"]["guid"]
    owned = list(everyone(client, **{"owned_by_guid[]": guid}))
    assert owned
    assert all(row["owner"]["id"] == 49067 for row in owned)
    starred = list(everyone(client, **{"starred_by_guid[]": guid}))
    assert len(starred) == 12
    assert all(row["starred"] for row in starred)
    on_it = list(everyone(client, **{"cadence_id[]": 1839742}))
    assert on_it
    assert all(1839742 in [each["id"] for each in row["cadences"]] for row in on_it)
    off = list(everyone(client, **{"cadence_id[]": "_is_null"}))
    assert len(on_it) + len(off) == 420
    assert all(row["cadences"] == [] for row in off)


def test_what_does_not_filter(client):
    """`search` and `phone` would narrow a list here and not at the vendor."""
    counted = client.get(PATH, search="nobody", phone="0", include_paging_counts="true").body
    assert counted["metadata"]["paging"]["total_count"] == 420


@pytest.mark.parametrize(
    "query",
    [
        {"sort_by": "email_address"},
        {"ids[]": "x"},
        {"owner_id[]": "x"},
        {"job_seniority[]": "boss"},
        {"do_not_contact": "maybe"},
        {"last_contacted": "yesterday"},
        {"last_contacted[since]": "2026-01-01"},
        {"title[_starts_with]": "ab"},
        {"updated_at[gte]": "x"},
    ],
)
def test_bad_values(client, query):
    """A bad value would be ignored, so that a list is longer than meant."""
    answer = client.get(PATH, **query)
    assert answer.status == 422
    assert list(answer.body["errors"]) == [next(iter(query)).partition("[")[0]]


@pytest.mark.parametrize(
    ("sort", "of"),
    [
        ("name", lambda row: row["display_name"]),
        ("title", lambda row: row["title"]),
        ("last_contacted_at", lambda row: row["last_contacted_at"]),
        ("sent_emails", lambda row: row["counts"]["emails_sent"]),
        ("created_at", lambda row: row["created_at"]),
        ("job_seniority", lambda row: row["job_seniority"]),
    ],
)
def test_sorts(client, sort, of):
    """A list would come in another order, or with nulls at the wrong end."""
    up = [of(row) for row in everyone(client, sort_by=sort, sort_direction="ASC")]
    down = [of(row) for row in everyone(client, sort_by=sort, sort_direction="desc")]
    filled = [value for value in up if value is not None]
    assert up == [None] * (len(up) - len(filled)) + sorted(filled)
    assert down == up[::-1]


def test_writing(client):
    """PUT would lose what was not sent, or POST not keep what was."""
    sent = {
        "email_address": "new@x.test",
        "phone": "+1 (404) 555",
        "job_seniority": "director",
        "contact_restrictions": ["call", "email"],
        "custom_fields": {"Persona": "Buyer", "Favourite colour": ""},
        "tags": ["b", "a", "b"],
        "person_stage_id": 41,
        "import_id": 7,
        "eu_resident": True,
        "locale": "Europe/London",
        "autotag_date": True,
    }
    made = client.post(PATH, sent).body["data"]
    kept = {**sent, "custom_fields": {"Persona": "Buyer"}}
    kept["tags"] = ["b", "a", made["created_at"][:10]]
    simple = set(kept) - {"person_stage_id", "import_id", "autotag_date"}
    assert {name: made[name] for name in simple} == {name: kept[name] for name in simple}
    assert made["person_stage"]["_href"].endswith("/person_stages/41")
    assert (made["import"]["id"], made["locale_utc_offset"]) == (7, 60)
    path = f"{PATH}/{made['id']}"
    put: dict[str, Any] = {
        "custom_fields": {"Persona": None},
        "tags": [],
        "phone": None,
        "owner_id": 49068,
    }
    changed = client.ask("PUT", path, put).body["data"]
    assert {key for key in made if made[key] != changed[key]} == {*put, "owner", "updated_at"} - {
        "owner_id"
    }
    assert client.ask("PUT", f"{PATH}/7", {}).status == 404


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {"email_address": ["or phone and last_name is required"]}),
        ({"phone": "1"}, {"email_address": ["or phone and last_name is required"]}),
        ({"email_address": "a@x.test", "title": 5}, {"title": ["must be a string"]}),
        ({"email_address": "a@x.test", "owner_id": "49067"}, {"owner_id": ["must be an integer"]}),
        ({"email_address": "a@x.test", "owner_id": 7}, {"owner_id": ["does not exist"]}),
        ({"email_address": "a@x.test", "account_id": 7}, {"account_id": ["does not exist"]}),
        ({"person_stage_id": 7}, {"person_stage_id": ["does not exist"]}),
        ({"do_not_contact": "no"}, {"do_not_contact": ["must be true or false"]}),
        (
            {"job_seniority": "boss"},
            {"job_seniority": [f"must be one of: {SENIORITIES}"]},
        ),
        (
            {"contact_restrictions": ["sms"]},
            {"contact_restrictions": ["must be any of: call, email, message"]},
        ),
        ({"tags": [1]}, {"tags": ["must be strings"]}),
        ({"custom_fields": {"Persona": ["x"]}}, {"custom_fields": ["Persona must be a string"]}),
        ({"custom_fields": {"persona": "x"}}, {"custom_fields": ["persona is not a valid field"]}),
        ({"custom_fields": {"Segment": "x"}}, {"custom_fields": ["Segment is not a valid field"]}),
    ],
)
def test_what_is_refused(client, body, expected):
    """A person whom the vendor would refuse would be taken, or some of it kept."""
    assert errors(client, body) == expected


def test_what_makes_a_person_unique(client):
    """Two people of one address, or of one phone and last name, could be made."""
    first = client.post(PATH, {"email_address": "One@x.test"}).body["data"]["id"]
    taken = {"email_address": ["has already been taken"]}
    assert errors(client, {"email_address": "one@x.test"}) == taken
    second = client.post(PATH, {"phone": "5", "last_name": "Ek"}).body["data"]["id"]
    assert errors(client, {"phone": "5", "last_name": "Ek"}) == {
        "phone": ["has already been taken"]
    }
    path = f"{PATH}/{second}"
    assert errors(client, {"email_address": "one@x.test"}, "PUT", path) == taken
    assert list(errors(client, {"phone": ""}, "PUT", path)) == ["email_address"]
    same = client.ask("PUT", f"{PATH}/{first}", {"email_address": "one@x.test"})
    assert (same.status, same.body["data"]["email_address"]) == (200, "one@x.test")
    assert client.ask("DELETE", f"{PATH}/{first}").status == 204
    assert client.ask("PUT", path, {"email_address": "one@x.test"}).status == 200


def test_a_team_that_allows_duplicates(client):
    """Intentional duplicates would be refused, or an upsert would choose one of them."""
    client.vendor.seed({"team": {"duplicate_emails": True}})
    sent = {"email_address": "two@x.test"}
    assert [client.post(PATH, sent).status for _ in range(2)] == [200, 200]
    upsert = {**sent, "upsert_key": "email_address"}
    refused = errors(client, upsert, path="/v2/person_upserts")
    assert refused == {"email_address": ["matches more than one record"]}


def test_upserts(client):
    """An upsert would change, make or refuse something else than its key says."""
    path = "/v2/person_upserts"
    sent = {"email_address": "up@x.test", "title": "A"}
    made = client.post(path, {**sent, "upsert_key": "email_address"}).body["data"]
    assert made["upsert_type"] == "create"
    number = made["person"]["id"]
    by_id = client.post(path, {"upsert_key": "id", "id": number, "title": "B"}).body["data"]
    assert (by_id["upsert_type"], by_id["person"]["title"]) == ("update", "B")
    assert errors(client, sent, path=path) == {"email_address": ["has already been taken"]}
    assert errors(client, {**sent, "upsert_key": "id"}, path=path) == {"id": ["is required"]}
    assert list(errors(client, {**sent, "upsert_key": "phone"}, path=path)) == ["upsert_key"]
    other = {**sent, "upsert_key": "email_address", "id": number + 1}
    assert errors(client, other, path=path) == {"id": ["does not match the record found"]}
    assert client.post(path, {"upsert_key": "id", "id": 7}).status == 404


def test_crm_ids(client):
    """A CRM id would be taken without the privileged scope, or of another kind of object."""
    number = "003i000001mnhpDAAQ"
    sent = {"email_address": "crm@x.test", "crm_id": number, "crm_id_type": "salesforce"}
    assert client.post(PATH, sent).status == 403
    client.vendor.seed({"scopes": ["people:read", "people:write", "crm_id_person:write"]})
    assert errors(client, {**sent, "crm_id": "001" + number[3:]}) == {
        "crm_id": ["is not a valid salesforce id"]
    }
    assert list(errors(client, {**sent, "crm_id_type": "other"})) == ["crm_id_type"]
    made = client.post(PATH, sent).body["data"]
    assert (made["crm_id"], made["crm_object_type"]) == (number, "Contact")
    upsert = {"upsert_key": "crm_id", "crm_id": number, "crm_id_type": "salesforce", "title": "T"}
    assert client.post("/v2/person_upserts", upsert).body["data"]["upsert_type"] == "update"


def test_deleting(client):
    """A deleted person would still be read, or a second delete would fail."""
    path = f"{PATH}/164510001"
    assert client.ask("DELETE", path).status == client.ask("DELETE", path).status == 204
    assert client.get(path).status == client.ask("PUT", path, {}).status == 404
    assert ids(client, **{"ids[]": "164510001"}) == set()


def test_group_privacy(client):
    """People of others' groups would be seen, changed or deleted in a team that hides them."""
    mine = put_in(client, email_address="m@x.test", owner_id=49068)
    hidden = put_in(client, email_address="h@x.test", owner_id=49067)
    nobodys = put_in(client, email_address="n@x.test")
    client.vendor.seed({"team": {"group_privacy_setting": "group_public"}, "caller": 49068})
    assert ids(client, **{"ids[]": [str(n) for n in (mine, hidden, nobodys)]}) == {mine, nobodys}
    assert client.get(f"{PATH}/{hidden}").status == 404
    client.ask("DELETE", f"{PATH}/{hidden}")
    client.vendor.seed({"caller": 49067})
    assert client.get(f"{PATH}/{hidden}").status == 200


URLENCODED = (
    b"email_address=form%40x.test&owner_id=49068&do_not_contact=true&tags[]=a&tags[]=b"
    b"&custom_fields[Persona]=Buyer"
)
MULTIPART = b"".join(
    b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair
    for pair in (
        (b"email_address", b"form@x.test"),
        (b"owner_id", b"49068"),
        (b"do_not_contact", b"true"),
        (b"tags[]", b"a"),
        (b"tags[]", b"b"),
        (b"custom_fields[Persona]", b"Buyer"),
    )
)


@pytest.mark.parametrize(
    ("media_type", "raw"),
    [
        ("application/x-www-form-urlencoded", URLENCODED),
        ("multipart/form-data; boundary=b", MULTIPART + b"--b--\r\n"),
    ],
)
def test_forms(client, media_type, raw):
    """A form, which the reference pages name as the body, would be refused or misread."""
    headers = {**client.bearer, "content-type": media_type}
    answer = client.vendor.answer(Asked("POST", PATH, {}, headers, None, raw), client.clock)
    assert answer.status == 200, answer.body
    made = answer.body["data"]
    assert (made["email_address"], made["owner"]["id"]) == ("form@x.test", 49068)
    assert (made["do_not_contact"], made["tags"]) == (True, ["a", "b"])
    assert made["custom_fields"] == {"Persona": "Buyer"}


def test_a_form_with_a_bad_number(client):
    """A text where a form should hold a number would be kept, or fail unreadably."""
    headers = {**client.bearer, "content-type": "application/x-www-form-urlencoded"}
    asked = Asked("POST", PATH, {}, headers, None, b"owner_id=x&do_not_contact=perhaps")
    answer = client.vendor.answer(asked, client.clock)
    assert (answer.status, set(answer.body["errors"])) == (422, {"owner_id", "do_not_contact"})


@pytest.mark.parametrize("seed", [{"colour": "red"}, {"custom_fields": {"No": "x"}}])
def test_seeds_are_checked(client, seed):
    """A misspelt seed would be left out without a word."""
    with pytest.raises(ValueError, match="is not a valid field"):
        put_in(client, email_address="s@x.test", **seed)
