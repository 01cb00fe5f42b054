"""The simulated Salesloft's OAuth, its seeds, and what the scaffolding asks of it."""

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from segue.providers.salesloft.simulator import simulator
from segue.simulation import Host, serve

from .simulator_client import Client, an_import, phone

APP = {"client_id": "id", "client_secret": "secret"}


@pytest.fixture
def client() -> Client:
    return Client()


def refresh(client: Client, token: str) -> Any:
    asked = {**APP, "grant_type": "refresh_token", "refresh_token": token}
    return client.post("/oauth/token", asked)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_a_refresh_gives_new_tokens_and_ends_the_old_refresh_token(client):
    """A client that keeps using the first refresh token would not be found out."""
    old = client.vendor.token()
    answer = refresh(client, old["refresh_token"])
    assert answer.status == 200
    assert {**answer.body, "access_token": "", "refresh_token": "", "created_at": 0} == {
        "access_token": "",
        "token_type": "bearer",
        "expires_in": 7200,
        "refresh_token": "",
        "scope": answer.body["scope"],
        "created_at": 0,
    }
    assert answer.body["refresh_token"] != old["refresh_token"]
    reused = refresh(client, old["refresh_token"])
    assert reused.status == 400
    assert reused.body["error"] == "invalid_grant"
    assert "revoked" in reused.body["error_description"]
    client.bearer = bearer(answer.body["access_token"])
    assert client.get("/v2/me").status == 200
    assert refresh(client, answer.body["refresh_token"]).status == 200


def test_an_access_token_lives_two_hours(client):
    """A token would never run out by the simulator's clock."""
    assert client.get("/v2/me").status == 200
    client.clock.advance(7199)
    assert client.get("/v2/me").status == 200
    client.clock.advance(2)
    assert client.get("/v2/me").status == 401
    assert refresh(client, client.vendor.token()["refresh_token"]).status == 200


def test_expired_and_revoked_differ(client):
    """A connection that could still be refreshed would look dead, or the reverse."""
    token = client.vendor.token()["refresh_token"]
    client.vendor.expire_token()
    assert client.get("/v2/me").status == 401
    token = refresh(client, token).body["refresh_token"]
    client.vendor.revoke_token()
    assert refresh(client, token).status == 400
    client.bearer = bearer(client.vendor.token()["access_token"])
    assert client.get("/v2/me").status == 200


def test_client_credentials_have_no_refresh_token(client):
    """A private app's grant would promise a refresh that the vendor does not give."""
    answer = client.post("/oauth/token", {**APP, "grant_type": "client_credentials"})
    assert "refresh_token" not in answer.body
    client.bearer = bearer(answer.body["access_token"])
    assert client.get("/v2/me").status == 200


@pytest.mark.parametrize(
    ("asked", "status", "error"),
    [
        ({**APP, "grant_type": "authorization_code", "code": "x"}, 400, "invalid_grant"),
        ({**APP, "grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 401, "invalid_client"),
    ],
)
def test_other_grants_are_refused(client, asked, status, error):
    """A wrong grant would hand out a token."""
    answer = client.post("/oauth/token", asked)
    assert (answer.status, answer.body["error"]) == (status, error)


def test_seeds_return_ids_and_refuse_what_there_is_not(client):
    """Tests would start from something else than they asked for."""
    seeded = client.vendor.seed(
        {
            "users": [{"email": "new@segue.example"}],
            "person_stages": ["Nurture"],
            "templates": [{"name": "T", "body": "B"}],
            "team_templates": [{"title": "TT"}],
            "sequences": [{"name": "S", "steps": 4, "enabled": True}, {"owner_id": 49068}],
        }
    )
    assert len(seeded["sequences"][0]["step_ids"]) == 4
    cadence = client.get(f"/v2/cadences/{seeded['sequences'][0]['id']}").body["data"]
    assert (cadence["name"], cadence["current_state"], cadence["draft"]) == ("S", "active", False)
    owned = client.get(f"/v2/cadences/{seeded['sequences'][1]['id']}").body["data"]
    assert owned["owner"]["id"] == 49068
    assert client.get(f"/v2/email_templates/{seeded['templates'][0]}").body["data"]["title"] == "T"
    assert client.get(f"/v2/team_templates/{seeded['team_templates'][0]}").status == 200
    refused: tuple[dict[str, Any], ...] = (
        {"prospects": []},
        {"cadences": [{"colour": "red"}]},
        {"cadences": [{"kind": "date"}]},
        {"cadences": [{"steps": [{"type": "email"}]}]},
        {"cadences": [{"state": "asleep"}]},
        {"activate": [1]},
        {"team": {"size": 3}},
        {"caller": 1},
    )
    for wrong in refused:
        with pytest.raises(ValueError, match=r"."):
            client.vendor.seed(wrong)


def test_activation_is_a_control_and_no_route(client):
    """A draft could not be made active, or a write would do it."""
    number = client.imported(an_import(phone()))
    client.vendor.seed({"activate": [number]})
    cadence = client.get(f"/v2/cadences/{number}").body["data"]
    assert (cadence["draft"], cadence["current_state"]) == (False, "active")


def test_reset_forgets_everything(client):
    """One test's rows, tokens or spending would reach the next."""
    before = client.vendor.snapshot()
    client.imported(an_import(phone()))
    client.vendor.seed({"cost_per_minute": 1, "users": [{"email": "x@segue.example"}]})
    client.vendor.reset()
    assert client.get("/v2/me").status == 401
    client.bearer = bearer(client.vendor.token()["access_token"])
    assert client.get("/v2/me").status == 200
    after = client.vendor.snapshot()
    assert {kind: len(rows) for kind, rows in after.items()} == {
        kind: len(rows) for kind, rows in before.items()
    }
    json.dumps(after)


def test_fault_answers_are_in_the_vendors_words(client):
    """A fault would be answered in a dialect that the adapter never meets."""
    answers = {
        kind: client.vendor.fault_answer(kind, client.clock)
        for kind in ("refused", "rate_limited", "server_error")
    }
    assert {kind: answer.status for kind, answer in answers.items()} == {
        "refused": 422,
        "rate_limited": 429,
        "server_error": 500,
    }
    assert list(answers["refused"].body) == ["errors"]
    assert answers["rate_limited"].headers["x-ratelimit-remaining-minute"] == "0"


def test_over_a_socket():
    """The simulator would only work inside its own process."""
    vendor = simulator()
    with Host(serve(vendor)) as host:
        connection = HTTPConnection(urlsplit(host.url).netloc, timeout=10)
        headers = {**bearer(vendor.token()["access_token"]), "content-type": "application/json"}
        body = json.dumps(an_import(phone()))
        connection.request("POST", "/v2/cadence_imports.json", body, headers)
        response = connection.getresponse()
        number = json.loads(response.read())["data"]["cadence"]["id"]
        assert response.headers.get_all("x-ratelimit-endpoint-cost") == ["1"]
        assert len(response.headers.get_all("date") or ()) == 1
        path = f"/v2/steps?cadence_id={number}&ids%5B%5D=1&ids%5B%5D={9001}"
        connection.request("GET", path, headers=headers)
        listed = json.loads(connection.getresponse().read())
        assert listed["metadata"]["filtering"] == {"ids": [1, 9001], "cadence_id": number}
        connection.close()
