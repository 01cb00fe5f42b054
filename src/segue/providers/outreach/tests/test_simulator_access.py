"""The Outreach simulator lets in, limits and routes as the vendor does."""

import json

import pytest

from segue.providers.outreach.tests.simulated import MEDIA_TYPE, Account, errors
from segue.simulation import Answer, Asked


@pytest.fixture
def account():
    """A fresh account."""
    return Account()


def refresh(
    account: Account, token: str | None = None, *, client: str = "CID", **sent: str
) -> Answer:
    """Ask the token endpoint, with a JSON body."""
    body = {
        "grant_type": "refresh_token",
        "client_id": client,
        "client_secret": "SEC",
        "refresh_token": token or account.credential["refresh_token"],
        **sent,
    }
    asked = Asked("POST", "/oauth/token", {}, {}, body, json.dumps(body).encode())
    return account.vendor.answer(asked, account.clock)


def test_root_names_user_and_scopes(account):
    """Broken: a connection could not be asked whose it is."""
    body = account.get("")
    assert body["meta"]["user"]["id"] == 1
    assert "sequences.all" in body["meta"]["scopes"]
    assert account.ask("POST", "").status == 404


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("sent", ["application/json", ""])
def test_media_type(account, method, sent):
    """Broken: a client that forgets the media type on any method would not notice."""
    answer = account.ask(method, "/sequences/101", content_type=sent)
    assert (answer.status, errors(answer)) == (415, [("unsupportedMediaType", None)])
    assert MEDIA_TYPE in answer.body["errors"][0]["details"]
    account.switch(media_type="lenient")
    assert account.ask(method, "/sequences/101", content_type=sent).status != 415


def test_media_type_may_have_parameters(account):
    """Broken: a charset, which harms nothing, would be refused."""
    content_type = f"{MEDIA_TYPE}; charset=utf-8"
    assert account.ask("GET", "/sequences", content_type=content_type).status == 200


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer nonsense", "Basic abc"])
def test_bearer_that_cannot_be_read(account, authorization):
    """Broken: a malformed credential would not get the gateway's words [W6W]."""
    answer = account.ask("GET", "/sequences", authorization=authorization)
    assert answer.status == 401
    assert answer.body["error"] == "Invalid JWT token."
    assert "X-RateLimit-Limit" not in answer.headers


@pytest.mark.parametrize(
    ("position", "key"), [("gateway", "error"), ("json_api", "errors"), ("empty", None)]
)
def test_access_token_lives_two_hours(account, position, key):
    """Broken: a client would never meet the 401 of a token that has run out."""
    account.switch(unauthorized_body=position)
    account.get("/sequences")
    account.clock.advance(7190)
    account.get("/sequences")
    account.clock.advance(11)
    answer = account.ask("GET", "/sequences")
    assert answer.status == 401
    assert list(answer.body or {})[:1] == ([key] if key else [])


def test_expired_token_can_be_refreshed(account):
    """Broken: an expired credential would be as dead as a revoked one."""
    account.vendor.expire_token()
    assert account.ask("GET", "/sequences").status == 401
    account.credential = refresh(account).body
    account.get("/sequences")


def test_revoked_token_cannot_be_refreshed(account):
    """Broken: a credential that was taken back would come alive again."""
    account.vendor.revoke_token()
    assert account.ask("GET", "/sequences").status == 401
    answer = refresh(account)
    assert (answer.status, answer.body["error"]) == (400, "invalid_grant")
    account.credential = dict(account.vendor.token())
    account.get("/sequences")


def test_refresh_rotation_revokes_the_old_token(account):
    """Broken: a refresh token used twice would go unpunished, as it may not live [PH, OPER]."""
    assert refresh(account).status == 200
    account.clock.advance(61)
    assert refresh(account).status == 400


def test_refresh_rotation_keeps_the_old_token(account):
    """Broken: the other reading of the evidence [TAP, AB] would not be tested."""
    account.switch(refresh_rotation="keep_old")
    first = refresh(account)
    account.clock.advance(61)
    again = refresh(account)
    assert (first.status, again.status) == (200, 200)
    assert first.body["refresh_token"] != again.body["refresh_token"]


def test_one_grant_a_minute(account):
    """Broken: a client that refreshes in a loop would not meet the plain-text 429 [BAL]."""
    new = refresh(account).body["refresh_token"]
    account.clock.advance(59)
    answer = refresh(account, new)
    assert (answer.status, answer.body, answer.media_type) == (429, "Retry later\n", "text/plain")
    assert refresh(account, new, client="OTHER").status == 200


def test_throttle_ends_and_spares_the_refresh_token(account):
    """Broken: a throttled refresh would spend the token it was refused for."""
    new = refresh(account).body["refresh_token"]
    assert refresh(account, new).status == 429
    account.clock.advance(61)
    assert refresh(account, new).status == 200


def test_refresh_token_lives_fourteen_days(account):
    """Broken: a connection left alone for weeks would still refresh."""
    new = refresh(account).body["refresh_token"]
    account.clock.advance(14 * 86_400)
    assert refresh(account, new).status == 400


def test_token_error_bodies(account):
    """Broken: a client that relies on the body of a bad grant, never captured, would pass."""
    assert refresh(account, "nonsense").body["error"] == "invalid_grant"
    account.switch(token_error_body="text")
    answer = refresh(account, "nonsense")
    assert (answer.status, answer.media_type) == (400, "text/plain")


def test_token_needs_client_and_grant_type(account):
    """Broken: a client without its own credentials would be given tokens."""
    assert refresh(account, client="").status == 401
    assert refresh(account, grant_type="password").body["error"] == "unsupported_grant_type"


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/sequences", "sequences.read"),
        ("GET", "/sequences/101", "sequences.read"),
        ("POST", "/sequences", "sequences.write"),
        ("PATCH", "/sequences/101", "sequences.write"),
        ("DELETE", "/sequences/101", "sequences.delete"),
        ("POST", "/sequences/101/actions/activate", "sequences.write"),
        ("GET", "/sequenceSteps", "sequenceSteps.read"),
        ("DELETE", "/templates/5001", "templates.delete"),
    ],
)
def test_scopes_are_not_additive(account, method, path, scope):
    """Broken: a token with another verb's scope would do [AE-scope]."""
    every = {"sequences", "sequenceSteps", "templates"}
    scopes = {f"{plural}.{verb}" for plural in every for verb in ("read", "write", "delete")}
    account.vendor.seed({"scopes": sorted(scopes - {scope})})
    answer = account.ask(method, path)
    assert (answer.status, errors(answer)) == (403, [("unauthorizedOauthScope", None)])
    assert f"'{scope}'" in answer.body["errors"][0]["detail"]
    account.vendor.seed({"scopes": [scope]})
    assert account.ask(method, path).status != 403


def test_token_of_another_user(account):
    """Broken: rows would not say who made them."""
    account.credential = account.vendor.seed({"token": {"user": 2}})["token"]
    made = account.make("sequence", {"name": "x"})
    assert made["relationships"]["creator"]["data"]["id"] == 2


def test_rate_limit_headers(account):
    """Broken: a client could not see how much is left, or when the hour ends."""
    first = account.ask("GET", "/sequences").headers
    second = account.ask("GET", "/nowhere").headers
    assert first["X-RateLimit-Limit"] == "10000"
    assert [it["X-RateLimit-Remaining"] for it in (first, second)] == ["9999, 19999", "9998, 19998"]
    ends = int(first["X-RateLimit-Reset"]) - account.clock.now().timestamp()
    assert 3590 < ends <= 3601
    account.switch(remaining_header="one_value")
    assert account.ask("GET", "/sequences").headers["X-RateLimit-Remaining"] == "9997"


def test_rate_limit_exceeded_until_the_hour_ends(account):
    """Broken: a client that spends its hour would never be told, or never be let in again."""
    account.vendor.seed({"per_hour": 2})
    assert [account.ask("GET", "/users").status for _ in range(4)] == [200, 200, 429, 429]
    answer = account.ask("GET", "/users")
    assert errors(answer) == [("rateLimitExceeded", None)]
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert answer.headers["Retry-After"] == answer.headers["X-RateLimit-Reset"]
    account.clock.advance(3600)
    assert account.ask("GET", "/users").status == 200


def test_rate_limit_is_each_users_own(account):
    """Broken: one user's requests would be charged to another."""
    account.vendor.seed({"per_hour": 1})
    account.get("/users")
    account.credential = account.vendor.seed({"token": {"user": 2}})["token"]
    account.get("/users")


def test_retry_after_forms(account):
    """Broken: a client that takes Retry-After for seconds would wait half a century."""
    account.vendor.seed({"per_hour": 0})
    account.switch(retry_after="seconds")
    assert int(account.ask("GET", "/users").headers["Retry-After"]) <= 3600
    account.switch(retry_after="iso")
    assert account.ask("GET", "/users").headers["Retry-After"].endswith("Z")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/steps"),
        ("DELETE", "/users/1"),
        ("PUT", "/sequences/101"),
        ("DELETE", "/sequences"),
        ("GET", "/sequences/101/actions/activate"),
        ("POST", "/sequences/101/actions/explode"),
        ("POST", "/sequenceSteps/1001/actions/activate"),
        ("GET", "/sequences/101/relationships/owner"),
        ("GET", "/../v3/sequences"),
    ],
)
def test_no_such_route(account, method, path):
    """Broken: a path the vendor has not would be answered otherwise than 404 routeNotFound."""
    answer = account.ask(method, path)
    assert (answer.status, errors(answer)) == (404, [("routeNotFound", None)])


def test_outside_the_api(account):
    """Broken: a wrong base path would be taken for the right one."""
    asked = Asked("GET", "/api/v1/sequences", {}, {})
    assert account.vendor.answer(asked, account.clock).status == 404


@pytest.mark.parametrize("id", ["999", "abc"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_no_such_row(account, method, id):
    """Broken: a row that is not there would not be named in the vendor's words."""
    answer = account.ask(method, f"/sequences/{id}")
    assert (answer.status, errors(answer)) == (404, [("resourceNotFound", None)])
    assert answer.body["errors"][0]["detail"] == f"Could not find 'sequence' with ID '{id}'."


@pytest.mark.parametrize(
    ("kind", "status", "media_type"),
    [
        ("refused", 422, MEDIA_TYPE),
        ("rate_limited", 429, MEDIA_TYPE),
        ("server_error", 502, "text/html"),
    ],
)
def test_fault_answers(account, kind, status, media_type):
    """Broken: a fault would not speak the vendor's dialect."""
    answer = account.vendor.fault_answer(kind, account.clock)
    assert (answer.status, answer.media_type) == (status, media_type)
    assert "X-RateLimit-Reset" in answer.headers
    if kind == "refused":
        assert errors(answer) == [("validationError", "/data")]


def test_seeding_refuses_what_it_does_not_know(account):
    """Broken: a misspelt seed would pass for a stage that is set."""
    with pytest.raises(ValueError, match="cadences"):
        account.vendor.seed({"cadences": []})
    with pytest.raises(ValueError, match="colour"):
        account.vendor.seed({"sequences": [{"colour": "red"}]})


def test_fresh_account(account):
    """Broken: a test could not count on a small but real account."""
    state = account.vendor.snapshot()
    assert {name: len(rows) >= 1 for name, rows in state.items()} == dict.fromkeys(state, True)
    assert len(state["users"]) >= 3
    assert {row["name"] is None for row in state["templates"]} == {True, False}
    assert {row["sequenceType"] for row in state["sequences"]} == {"interval", "date"}
    assert {row["enabled"] for row in state["sequences"]} == {True, False}
    json.dumps(state)


def test_reset(account):
    """Broken: one test's rows would be there in the next, or its credential dead."""
    before = account.vendor.snapshot()
    account.vendor.seed({"sequences": [{"steps": 2}], "per_hour": 1})
    account.vendor.revoke_token()
    account.vendor.reset()
    assert [row["id"] for row in account.vendor.snapshot()["sequences"]] == [
        row["id"] for row in before["sequences"]
    ]
    account.get("/users")
    account.get("/users")
