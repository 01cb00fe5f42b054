"""Credentials, scopes, edge and rate limits of the Apollo simulator."""

from typing import Any

import pytest

from segue.providers.apollo.simulator.limits import PLANS
from segue.providers.apollo.simulator.switches import SWITCHES
from segue.providers.apollo.tests.simulated import Team, email
from segue.simulation import Clock

BAD_KEY = (
    "Invalid API key. See https://docs.apollo.io/reference/authentication for how to authenticate."
)
BAD_BEARER = {"error": "Access token is invalid", "error_code": "INVALID_ACCESS_TOKEN"}


@pytest.fixture
def team() -> Team:
    """A fresh team."""
    return Team()


@pytest.mark.parametrize(
    ("headers", "status", "body", "media_type"),
    [
        ({}, 422, {"error": "Api key required"}, "application/json"),
        ({"x_api_key": "bad"}, 401, BAD_KEY, "text/plain"),
        ({"authorization": "Basic eA=="}, 401, "Invalid access credentials.", "text/plain"),
        ({"authorization": "Bearer dead"}, 401, BAD_BEARER, "application/json"),
    ],
)
def test_each_bad_credential_has_its_own_answer(team, headers, status, body, media_type) -> None:
    """A client that parses every refusal as JSON would pass otherwise."""
    answer = team.send("GET", "/labels", **headers)
    assert (answer.status, answer.body, answer.media_type) == (status, body, media_type)
    assert not any("rate-limit" in name for name in answer.headers)


@pytest.mark.parametrize("authorization", ["Bearer dead", "Basic eA=="])
def test_authorization_beside_a_good_key_is_refused(team, authorization) -> None:
    """Seen 2026-08-21: a client that sends both headers must fail here as it does there."""
    answer = team.ask("GET", "/labels", authorization=authorization)
    assert (answer.status, answer.body) == (401, BAD_BEARER)


def test_a_scoped_key_reaches_its_endpoints_only(team) -> None:
    """Else a key without the right scope could not be told from a dead one."""
    team.vendor.seed({"api_keys": [{"key": "narrow", "scopes": ["sequences/create"]}]})
    assert team.ask("POST", "/sequences", {}, x_api_key="narrow").status == 200
    assert team.ask("GET", "/auth/health", x_api_key="narrow").status == 200
    answer = team.ask("PUT", "/sequences/1", {}, x_api_key="narrow")
    assert answer.status == 403
    assert answer.body["error_code"] == "API_INACCESSIBLE"
    assert answer.body["error"].startswith(
        "This API key is not authorized to access api/v1/sequences/update. Request an API key"
    )
    assert "x-rate-limit-minute" not in answer.headers


def test_private_routes_need_the_master_key(team) -> None:
    """Else `master_key_required` could not be tried."""
    scopes = ["emailer_campaigns/show", "sequences/create"]
    team.vendor.seed({"api_keys": [{"key": "narrow", "scopes": scopes}]})
    made = team.made(email())
    answer = team.ask("GET", f"/emailer_campaigns/{made}", x_api_key="narrow")
    assert (answer.status, answer.body["error_code"]) == (403, "API_INACCESSIBLE")
    assert team.ask("GET", f"/emailer_campaigns/{made}").status == 200


def test_a_bearer_acts_as_its_user_and_has_no_private_routes(team) -> None:
    """Seen 2026-09-14 with the token of Apollo's command line."""
    user = team.users()[2]["id"]
    team.vendor.seed({"access_tokens": [{"token": "good", "user_id": user}]})
    me = team.send("GET", "/users/api_profile", authorization="Bearer good")
    assert me.body["id"] == user
    answer = team.send("GET", "/emailer_campaigns/1", authorization="Bearer good")
    assert answer.status == 403
    assert answer.body["error"].endswith("is not accessible with this access token")


def test_a_key_acts_as_the_admin_of_longest_standing(team) -> None:
    """Else the owner of what a key creates would be anyone."""
    owner = team.create()["emailer_campaign"]["user_id"]
    first = next(user for user in team.users() if user["email"] == "robin@mail.example")
    assert owner == first["id"] == team.good("GET", "/users/api_profile")["id"]


@pytest.mark.parametrize(("position", "status"), [("open", 200), ("closed", 403), ("absent", 404)])
def test_switch_private_routes(team, position, status) -> None:
    """Else the fallback to the documented round trip could not be tried."""
    made = team.made(email())
    team.switch(private_routes=position)
    assert team.ask("GET", f"/emailer_campaigns/{made}").status == status
    assert team.ask("POST", "/emailer_steps", {"emailer_campaign_id": made}).status in {422, status}
    assert team.ask("POST", f"/emailer_campaigns/{made}/approve").status == 200


@pytest.mark.parametrize(
    ("agent", "position", "status"),
    [
        ("Python-urllib/3.11", "on", 403),
        ("python-httpx/0.28.1", "on", 403),
        ("python-requests/2.32", "on", 200),
        ("segue/0.1", "on", 200),
        ("python-httpx/0.28.1", "off", 200),
    ],
)
def test_switch_edge_block(team, agent, position, status) -> None:
    """Else a refusal at the edge would be taken for one of scope."""
    team.switch(edge_block=position)
    answer = team.ask("GET", "/labels", user_agent=agent)
    assert answer.status == status
    if status == 403:
        assert (answer.body, answer.media_type) == ("error code: 1010", "text/plain")


@pytest.mark.parametrize(("position", "status"), [("refused", 422), ("accepted", 200)])
def test_switch_legacy_key(team, position, status) -> None:
    """Else a key in a URL, which leaks into logs, would go unnoticed."""
    team.switch(legacy_key=position)
    assert team.send("GET", f"/labels?api_key={team.key}").status == status
    body = {"api_key": team.key}
    assert team.send("POST", "/sequences", body, content_type="application/json").status == status


@pytest.mark.parametrize(("position", "status"), [("refused", 401), ("logged_out", 200)])
def test_switch_health_with_dead_key(team, position, status) -> None:
    """Else a client that reads only the status would take a dead key for a good one."""
    team.switch(health_with_dead_key=position)
    answer = team.ask("GET", "/auth/health", x_api_key="dead")
    assert answer.status == status
    if status == 200:
        assert answer.body == {"healthy": True, "is_logged_in": False}


def test_the_key_dies_and_a_new_one_is_minted(team) -> None:
    """Else the faults of an expired or revoked credential would change nothing."""
    for kill in (team.vendor.expire_token, team.vendor.revoke_token):
        kill()
        assert team.ask("GET", "/labels").status == 401
        team.key = team.vendor.token()["api_key"]
        assert team.ask("GET", "/labels").status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/sequences/create"),
        ("DELETE", "/emailer_campaigns/66000000000000000000aa01"),
        ("GET", "/nothing"),
    ],
)
def test_routes_that_are_not_there(team, method, path) -> None:
    """Scope names are no paths, and a sequence cannot be deleted (seen 2026-07) [DEMO]."""
    assert team.ask(method, path, {}).status == 404


def test_a_body_is_read_only_as_json(team) -> None:
    """Else a client that forgets the media type, or sends half a body, would pass."""
    made = team.ask("POST", "/sequences", {"name": "x"}, content_type="text/plain")
    assert made.body["emailer_campaign"]["name"] is None
    assert team.raw("POST", "/sequences").status == 200
    half = team.raw("POST", "/sequences", b'{"name":')
    assert (half.status, "x-minute-usage" in half.headers) == (400, False)


def test_three_windows_are_counted_for_each_endpoint(team) -> None:
    """Else a budget shared among endpoints would look right."""
    team.ask("GET", "/labels")
    headers = team.ask("GET", "/labels").headers
    expected = {
        "x-rate-limit-minute": "200",
        "x-minute-usage": "2",
        "x-minute-requests-left": "198",
        "x-rate-limit-hourly": "600",
        "x-hourly-usage": "2",
        "x-hourly-requests-left": "598",
        "x-rate-limit-24-hour": "6000",
        "x-24-hour-usage": "2",
        "x-24-hour-requests-left": "5998",
    }
    assert expected.items() <= headers.items()
    assert "retry-after" not in headers
    assert team.ask("GET", "/email_accounts").headers["x-minute-usage"] == "1"


def test_business_refusals_are_counted_too(team) -> None:
    """Recorded: a 422 of the controller carries the limits [VCR]."""
    answer = team.ask("POST", "/sequences", {"emailer_steps": [{"type": "call"}]})
    assert (answer.status, answer.headers["x-minute-usage"]) == (422, "1")


def spend(team: Team, count: int) -> Any:
    """Ask for the labels `count` times and return the last answer."""
    return [team.ask("GET", "/labels") for _ in range(count)][-1]


@pytest.mark.parametrize(
    ("style", "media_type"), [("json", "application/json"), ("text", "text/plain")]
)
def test_a_full_minute_opens_again(team, style, media_type) -> None:
    """Else waiting for `retry-after`, and the bare string of 2024, could not be tried."""
    team.switch(plan="free", rate_limit_body=style)
    assert spend(team, 50).status == 200
    team.clock.advance(20)
    answer = spend(team, 1)
    assert (answer.status, answer.media_type) == (429, media_type)
    text = answer.body if style == "text" else answer.body["message"]
    assert text.startswith(
        "The maximum number of api calls allowed for api/v1/labels is 50 times per minute."
    )
    assert answer.headers["retry-after"] == "40"
    assert answer.headers["x-minute-requests-left"] == "0"
    team.clock.advance(40)
    assert spend(team, 1).status == 200


def test_a_full_hour_is_named(team) -> None:
    """Else a client would wait a minute for an hour's window."""
    team.switch(plan="free")
    for _ in range(4):
        spend(team, 50)
        team.clock.advance(61)
    answer = spend(team, 1)
    assert "is 200 times per hour." in answer.body["message"]
    assert int(answer.headers["retry-after"]) > 3000


@pytest.mark.parametrize("plan", list(PLANS))
def test_switch_plan(team, plan) -> None:
    """Else a load test would run into limits, or no test would."""
    team.switch(plan=plan)
    headers = team.ask("GET", "/labels").headers
    limits = [headers[f"x-rate-limit-{unit}"] for unit in ("minute", "hourly", "24-hour")]
    assert limits == ["" if limit is None else str(limit) for limit in PLANS[plan]]
    assert ("x-minute-usage" in headers) == (plan != "unlimited")


def test_a_write_that_lands_late_is_counted(team) -> None:
    """Else a fault that moves time backwards would break the windows."""
    team.ask("GET", "/labels")
    early = Clock.fixed(team.clock.now().replace(year=2020))
    assert team.raw("GET", "/labels", clock=early).headers["x-minute-usage"] == "2"


@pytest.mark.parametrize(
    ("kind", "status"), [("refused", 422), ("rate_limited", 429), ("server_error", 500)]
)
def test_faults_speak_as_apollo_does(team, kind, status) -> None:
    """Else a fault would be told from the vendor's own refusal."""
    answer = team.vendor.fault_answer(kind, team.clock)
    assert answer.status == status
    assert ("retry-after" in answer.headers) == (kind == "rate_limited")


def test_every_switch_starts_in_its_first_position(team) -> None:
    """Else a reset would not lead back to where a test started."""
    assert team.vendor.switches == {name: places[0] for name, places in SWITCHES.items()}


def test_a_reset_forgets_everything_but_the_key(team) -> None:
    """Else one test would see what another left."""
    before = team.vendor.snapshot()
    team.made(email())
    spend(team, 3)
    team.vendor.reset()
    after = team.vendor.snapshot()
    assert {key: len(rows) for key, rows in after.items()} == {
        key: len(rows) for key, rows in before.items()
    }
    assert team.ask("GET", "/labels").headers["x-minute-usage"] == "1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"cadences": []},
        {"sequences": [{"title": "x"}]},
        {"sequences": [{"kind": "weekly"}]},
        {"sequences": [{"steps": [{"type": "smoke_signal"}]}]},
        {"sequences": [{"steps": [{"type": "call", "delay": 1}]}]},
    ],
)
def test_seeding_refuses_what_it_does_not_know(team, wrong) -> None:
    """Else a misspelt seed would leave a test with another account than it means."""
    with pytest.raises(ValueError, match=r"seeded|have no|is interval|is one of"):
        team.vendor.seed(wrong)


def test_the_seeded_account_is_served_with_its_state() -> None:
    """Else a test could not see what the vendor holds."""
    team = Team()
    made = team.seeded(name="Dated", kind="date", enabled=True, steps=2)
    state = team.vendor.snapshot()
    row = next(it for it in state["emailer_campaigns"] if it["id"] == made["id"])
    assert (row["active"], row["sequence_by_exact_daytime"], row["num_steps"]) == (True, True, 2)
    dates = [it["exact_datetime"] for it in state["emailer_steps"] if it["id"] in made["step_ids"]]
    assert dates == sorted(dates)
    assert all(date.endswith("+00:00") for date in dates)
