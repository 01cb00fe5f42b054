"""The simulated Salesloft beside its import rules: transport, lists, reads, templates, OAuth."""

import re
from typing import Any

import pytest

from segue.simulation import Asked

from .simulator_client import Client, an_import, email, phone

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}-04:00")


@pytest.fixture
def client() -> Client:
    return Client()


def test_paths_work_with_and_without_a_suffix(client):
    """A client that writes `.json`, as the vendor's file does, would get 404."""
    for path in ("/v2/cadences", "/v2/cadences/1839742", "/v2/me", "/v2/steps/9001"):
        assert client.get(path).body == client.get(f"{path}.json").body


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v2/cadences"),
        ("POST", "/v2/steps"),
        ("GET", "/v2/cadence_steps"),
        ("PUT", "/v2/steps/9001"),
        ("DELETE", "/v2/cadences/1839742"),
        ("GET", "/v3/cadences"),
        ("GET", "/oauth/token"),
        ("GET", "/"),
    ],
)
def test_what_is_not_a_route_is_a_web_page(client, method, path):
    """The adapter would never meet the HTML that the vendor sends for unknown paths."""
    answer = client.ask(method, path)
    assert (answer.status, answer.media_type) == (404, "text/html; charset=utf-8")
    assert answer.body.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "path", ["cadences/1", "cadences/x", "steps/1", "users/1", f"steps/{'9' * 5000}"]
)
def test_an_unknown_id_is_json(client, path):
    """A missing record would look like a missing route."""
    answer = client.get(f"/v2/{path}")
    assert (answer.status, answer.body) == (404, {"error": "Not Found"})


def test_bearers(client):
    """Requests without a working token would be let in, or told something else than why."""
    client.bearer = {}
    told = (
        "No Bearer Token attached to request, please see documentation at developers.salesloft.com"
    )
    answer = client.get("/v2/me")
    assert (answer.status, answer.body) == (401, {"error": told})
    client.bearer = {"authorization": "Bearer wrong"}
    answer = client.get("/v2/me")
    assert (answer.status, list(answer.body)) == (401, ["error"])


def test_scopes(client):
    """A token could do what its scopes do not allow."""
    client.vendor.seed({"scopes": ["cadences:read"]})
    assert client.get("/v2/cadences").status == 200
    answer = client.post("/v2/cadence_imports", an_import(phone()))
    assert answer.status == 403
    assert "does not have the required scopes" in answer.body["error"]


def test_bodies_that_cannot_be_read(client):
    """Broken JSON would be taken for an empty import."""
    broken = Asked("POST", "/v2/cadence_imports", {}, client.bearer, None, b'{"settings')
    assert client.vendor.answer(broken, client.clock).status == 400
    assert client.post("/v2/cadence_imports", [1]).status == 400


def test_forms_are_read(client):
    """A form, which the vendor documents for writes, would be refused."""
    headers = {**client.bearer, "content-type": "application/x-www-form-urlencoded"}
    raw = b"title=Form&body=%3Cp%3EHi%3C%2Fp%3E"
    asked = Asked("POST", "/v2/email_templates", {}, headers, None, raw)
    assert client.vendor.answer(asked, client.clock).body["data"]["body"] == "<p>Hi</p>"


def left(answer: Any) -> tuple[str, str]:
    headers = answer.headers
    return headers["x-ratelimit-endpoint-cost"], headers["x-ratelimit-remaining-minute"]


def test_every_answer_has_both_rate_headers_and_a_date(client):
    """The adapter's limiter would have nothing to read on some answers."""
    assert left(client.get("/v2/me")) == ("1", "599")
    assert left(client.get("/v2/nothing")) == ("1", "598")
    assert left(client.get("/v2/steps/1")) == ("1", "597")
    assert left(client.post("/v2/cadence_imports", {})) == ("1", "596")
    for kind in ("refused", "rate_limited", "server_error"):
        assert "date" in client.vendor.fault_answer(kind, client.clock).headers
    client.bearer = {}
    assert left(client.get("/v2/me")) == ("1", "596")


@pytest.mark.parametrize(
    ("page", "cost"), [(100, 1), (101, 3), (150, 3), (151, 8), (251, 10), (500, 10), (501, 30)]
)
def test_deep_pages_cost_more(client, page, cost):
    """Deep paging would look cheap."""
    assert left(client.get("/v2/cadences", page=page)) == (str(cost), str(600 - cost))


def test_a_spent_minute_is_429_until_the_next(client):
    """The budget would never run out, or never come back."""
    client.vendor.seed({"cost_per_minute": 40})
    client.clock.advance(60 - client.clock.now().second)
    assert client.get("/v2/cadences", page=600).status == 200
    assert client.get("/v2/cadences", page=600).status == 429
    for _ in range(10):
        assert client.get("/v2/me").status == 200
    spent = client.get("/v2/me")
    assert (spent.status, left(spent)) == (429, ("1", "0"))
    client.clock.advance(60)
    assert client.get("/v2/me").status == 200


def test_times_have_microseconds_and_an_offset(client):
    """A parser that takes every time for UTC would pass."""
    row = client.get("/v2/cadences/1839742").body["data"]
    assert STAMP.fullmatch(row["created_at"])
    assert STAMP.fullmatch(row["updated_at"])
    assert "archived_at" in row


def test_paging(client):
    """Pages would overlap, end early, or complain of what the vendor corrects in silence."""
    client.vendor.seed({"cadences": [{"name": f"c{n}"} for n in range(4)]})
    seen = []
    for page, following in ((1, 2), (2, 3), (3, 4), (4, None)):
        body = client.get("/v2/cadences", per_page=2, page=page).body
        paging = body["metadata"]["paging"]
        assert (paging["next_page"], paging["prev_page"]) == (following, page - 1 or None)
        seen += [row["id"] for row in body["data"]]
    assert len(seen) == len(set(seen)) == 7
    corrected = client.get("/v2/cadences", per_page=1000, page="x").body["metadata"]["paging"]
    assert (corrected["per_page"], corrected["current_page"]) == (100, 1)
    past = client.get("/v2/cadences", page=9).body
    assert (past["data"], past["metadata"]["paging"]["next_page"]) == ([], None)
    counted = client.get("/v2/cadences", per_page=2, include_paging_counts="1").body
    assert (
        counted["metadata"]["paging"] | {"total_pages": 4, "total_count": 7}
        == counted["metadata"]["paging"]
    )


def test_sorting(client):
    """Lists would come in another order than asked for, or than the vendor's own."""
    client.clock.advance(10)
    client.imported(an_import())
    newest = client.get("/v2/cadences").body["data"][0]
    assert newest["name"] == "Q3 outbound"
    answer = client.get("/v2/cadences", sort_by="name", sort_direction="asc").body
    names = [row["name"] for row in answer["data"]]
    assert names == sorted(names)
    echoed = {"sort_by": "name", "sort_direction": "ASC NULLS FIRST"}
    assert answer["metadata"]["sorting"] == echoed


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("cadences", {"sort_by": "size"}),
        ("cadences", {"sort_direction": "UP"}),
        ("cadences", {"ids[]": "x"}),
        ("cadences", {"archived": "maybe"}),
        ("cadences", {"updated_at[gt]": "yesterday"}),
        ("cadences", {"include_paging_counts": "perhaps"}),
        ("steps", {"cadence_id": "x"}),
        ("steps", {"sort_by": "day"}),
        ("email_templates", {"cadence_id[]": ["1"] * 101}),
    ],
)
def test_bad_sorts_and_values_are_422(client, path, query):
    """A bad value would be ignored, so that a list is longer than meant."""
    answer = client.get(f"/v2/{path}", **query)
    assert answer.status == 422
    assert list(answer.body["errors"]) == [next(iter(query)).partition("[")[0]]


def test_unknown_filters_are_ignored(client):
    """A misspelt filter would be noticed here and not at the vendor."""
    answer = client.get("/v2/users", **{"email[]": "nobody@segue.example"})
    assert (answer.status, len(answer.body["data"])) == (200, 3)


def test_ranges_are_exact_to_the_microsecond(client):
    """A poller that goes by `updated_at` would see a row twice, or never."""
    number = client.imported(an_import())
    moment = client.get(f"/v2/cadences/{number}").body["data"]["updated_at"]
    found = {
        bound: number
        in [
            c["id"]
            for c in client.get("/v2/cadences", **{f"updated_at[{bound}]": moment}).body["data"]
        ]
        for bound in ("gt", "gte", "lt", "lte")
    }
    assert found == {"gt": False, "gte": True, "lt": False, "lte": True}


def names(client: Client, path: str, **query: Any) -> set[str]:
    rows = client.get(f"/v2/{path}", **query).body["data"]
    return {row.get("name") or row["title"] for row in rows}


def test_filters_of_cadences_and_users(client):
    """Look-ups by filter would find the wrong rows."""
    everything = names(client, "cadences")
    assert names(client, "cadences", people_addable="true") == {"Q2 outbound"}
    assert names(client, "cadences", **{"name[]": "Q2 outbound"}) == {"Q2 outbound"}
    assert names(client, "cadences", **{"ids[]": ["1839742", "7"]}) == {"Q2 outbound"}
    guid = client.get("/v2/me").body["data"]["guid"]
    assert names(client, "cadences", **{"owned_by_guid[]": guid}) == everything
    client.vendor.seed({"archive": [1839743]})
    assert names(client, "cadences", archived="true") == {"Conference follow-up"}
    assert names(client, "users", search="RIVERS") == {"Blake Rivers"}
    client.vendor.seed({"users": [{"email": "gone@segue.example", "active": False}]})
    assert len(names(client, "users")) == 3
    assert len(names(client, "users", visible_only="false")) == 4


def test_filters_of_templates(client):
    """Templates that live on steps would be mixed with the others, or could not be found."""
    number = client.imported(an_import(email()))
    assert names(client, "email_templates") == {"Welcome"}
    assert names(client, "email_templates", **{"cadence_id[]": number}) == {"Intro"}
    assert "Intro" in names(client, "email_templates", include_cadence_templates="true")
    client.vendor.seed({"templates": [{"title": "Old", "archived": True}]})
    assert "Old" not in names(client, "email_templates")
    assert "Old" in names(client, "email_templates", include_archived_templates="true")
    assert names(client, "team_templates", search="welcome") == {"Welcome from the team"}


def test_a_template_is_changed_and_archived_by_put(client):
    """PUT would lose fields that were not sent, or not store those that were."""
    path = "/v2/email_templates/5001"
    before = client.get(path).body["data"]
    sent = {"subject": "New", "shared": False, "archived_at": "2026-01-01T00:00:00Z"}
    after = client.ask("PUT", path, sent).body["data"]
    changed = {"subject", "shared", "archived_at", "updated_at"}
    assert {key for key in before if before[key] != after[key]} == changed
    assert client.ask("PUT", path, {"body": 7}).status == 422


def test_a_team_template_has_a_uuid(client):
    """A team template could not be told from a personal one by its id."""
    (template,) = client.get("/v2/team_templates").body["data"]
    assert re.fullmatch(r"[0-9a-f-]{36}", template["id"])
    assert client.get(f"/v2/team_templates/{template['id']}").body["data"] == template
    assert client.get("/v2/team_templates/5001").status == 404


def test_users_by_id_or_guid(client):
    """A user could not be found by the guid that newer endpoints prefer."""
    me = client.get("/v2/me").body["data"]
    for key in (me["id"], me["guid"]):
        assert client.get(f"/v2/users/{key}").body["data"] == me
    assert me["role"] == {"id": "Admin"}
    assert me["phone_client"] is None


def test_members_do_not_see_private_cadences_of_others(client):
    """404 for what the caller may not see would never be met."""
    number = client.imported(an_import())
    private = an_import()
    private["sharing_settings"]["shared"] = False
    hidden = client.imported(private)
    client.vendor.seed({"caller": 49068})
    assert client.get(f"/v2/cadences/{number}").status == 200
    assert client.get(f"/v2/cadences/{hidden}").status == 404
    assert client.post("/v2/cadence_imports", an_import(cadence_id=hidden)).status == 404


def test_members_of_a_private_team_see_themselves_and_their_group(client):
    """A member would list colleagues whom group privacy hides."""
    first = client.vendor.seed({"users": [{"email": "g@segue.example", "group_id": 5}]})["users"]
    client.vendor.seed({"team": {"group_privacy_setting": "group_public"}, "caller": 49068})
    assert names(client, "users") == {"Blake Rivers"}
    assert client.get("/v2/users/49067").status == 404
    second = client.vendor.seed({"users": [{"email": "h@segue.example", "group_id": 5}]})["users"]
    client.vendor.seed({"caller": second[0]})
    listed = client.get("/v2/users", **{"group_id[]": "5"}).body["data"]
    assert {user["id"] for user in listed} == {*first, *second}
    none = client.get("/v2/users", **{"group_id[]": "_is_null"}).body["data"]
    assert none == []


def test_person_stages_are_written(client):
    """Stages that imports name could not be made, renamed or taken away."""
    made = client.post("/v2/person_stages", {"name": "Nurture"}).body["data"]
    path = f"/v2/person_stages/{made['id']}"
    assert client.ask("PUT", path, {"name": "Nurturing"}).body["data"]["name"] == "Nurturing"
    body = an_import()
    body["settings"]["finished_stage_setting"] = "Nurturing"
    number = client.imported(body)
    assert client.ask("DELETE", path).status == client.ask("DELETE", path).status == 204
    assert client.get(path).status == 404
    assert client.get(f"/v2/cadences/{number}").body["data"]["finished_stage"] is None
    assert client.post("/v2/person_stages", {"name": " "}).status == 422


def test_team_templates_are_written(client):
    """A team template could not be made or changed."""
    sent = {"title": "Team", "subject": "S", "body": "<p>B</p>", "click_tracking": True}
    made = client.post("/v2/team_templates", sent).body["data"]
    assert made["click_tracking_enabled"] is True
    path = f"/v2/team_templates/{made['id']}"
    assert client.ask("PUT", path, {"title": "Ours"}).body["data"]["title"] == "Ours"
    assert client.ask("PUT", "/v2/team_templates/none", {}).status == 404


def test_a_signature_only_on_request(client):
    """A copied body would carry its owner's signature."""
    user = {"email": "s@segue.example", "email_signature": "<p>Sig</p>", "team_admin": True}
    client.vendor.seed({"caller": client.vendor.seed({"users": [user]})["users"][0]})
    path = "/v2/email_templates/5001"
    plain = client.get(path).body["data"]["body"]
    signed = client.get(path, include_signature="true").body["data"]["body"]
    assert signed == f"{plain}<p>Sig</p>"


def test_more_filters_of_templates(client):
    """Look-ups by tag, owner or team template would find the wrong rows."""
    tagged = {"title": "Tagged", "tags": ["q3"], "owner_id": 49068}
    client.vendor.seed({"templates": [tagged]})
    assert names(client, "email_templates", **{"tag[]": ["q3", "q4"]}) == {"Tagged"}
    assert names(client, "email_templates", filter_by_owner="true") == {"Welcome"}
    assert names(client, "email_templates", linked_to_team_template="true") == set()
    assert client.post("/v2/email_templates", {"title": "T", "body": "B"}).status == 200
    assert names(client, "email_templates", sort_by="last_used_at") == {"T", "Tagged", "Welcome"}


def test_steps_and_instructions_are_filtered(client):
    """Steps of one type, or one call's instructions, could not be picked out."""
    types = {row["type"] for row in client.get("/v2/steps", type="phone").body["data"]}
    assert types == {"phone"}
    assert client.get("/v2/steps", has_due_actions="true").body["data"] == []
    path = "/v2/action_details/call_instructions"
    number = client.get(path).body["data"][0]["id"]
    (only,) = client.get(path, **{"ids[]": number}).body["data"]
    assert only["id"] == number
    assert client.get(f"/v2/action_details/email_details/{number}").status == 404
