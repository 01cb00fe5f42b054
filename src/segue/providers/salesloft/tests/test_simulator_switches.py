"""Each open question about Salesloft, in every position of its switch."""

from pathlib import Path
from typing import Any

import pytest

from segue.providers.salesloft.simulator.switches import SWITCHES

from .simulator_client import Client, an_import, email, phone


@pytest.fixture
def client() -> Client:
    return Client()


def status(client: Client, body: Any) -> int:
    return client.post("/v2/cadence_imports", body).status


def of_a_draft(**content: Any) -> Any:
    return an_import(phone(), **content)


def without_content(*names: str, previous: str | None = None) -> Any:
    group = email(day=2, reference="2", previous=previous)
    template = group["steps"][0]["type_settings"]["email_template"]
    for name in names:
        del template[name]
    return an_import(email(), group)


def with_settings(client: Client) -> Any:
    cadence = client.imported(an_import())
    return {**an_import(), **an_import(phone(), cadence_id=cadence)}


def by_member(client: Client) -> Any:
    client.vendor.seed({"caller": 49068})
    body = an_import()
    body["sharing_settings"]["team_cadence"] = True
    return body


def disallowed(client: Client) -> Any:
    client.vendor.seed({"team": {"allow_automated_email_steps": False}})
    return an_import(email())


def tagged(tag: str) -> Any:
    body = an_import(email())
    group = body["cadence_content"]["step_groups"][0]
    group["steps"][0]["type_settings"]["email_template"]["body"] = tag
    return body


def with_unknown(place: str) -> Any:
    body = an_import(email())
    group = body["cadence_content"]["step_groups"][0]
    step = group["steps"][0]
    places = {
        "top": body,
        "settings": body["settings"],
        "sharing_settings": body["sharing_settings"],
        "cadence_content": body["cadence_content"],
        "group": group,
        "automated_settings": group["automated_settings"],
        "step": step,
        "type_settings": step["type_settings"],
        "email_template": step["type_settings"]["email_template"],
    }
    places[place]["colour"] = "red"
    return body


IMPORTS = [
    ("empty_step_groups", lambda _: an_import(), {"accepted": 200, "refused": 422}),
    *(
        (
            "unknown_keys",
            lambda _, place=place: with_unknown(place),
            {"refused": 422, "ignored": 200},
        )
        for place in (
            "top",
            "settings",
            "sharing_settings",
            "cadence_content",
            "group",
            "automated_settings",
            "step",
            "type_settings",
            "email_template",
        )
    ),
    ("unknown_cadence", lambda _: of_a_draft(cadence_id=7), {"404": 404, "422": 422}),
    ("automated_when_disallowed", disallowed, {"refused": 422, "accepted": 200}),
    (
        "same_day_groups",
        lambda _: an_import(phone(), phone(reference=2)),
        {"accepted": 200, "refused": 422},
    ),
    (
        "duplicate_reference_id",
        lambda _: an_import(phone(reference=0), phone(day=2, reference="0")),
        {"refused": 422, "accepted": 200},
    ),
    ("settings_with_cadence_id", with_settings, {"ignored": 200, "refused": 422}),
    ("team_cadence_by_member", by_member, {"refused": 422, "accepted": 200}),
    (
        "import_template_content",
        lambda _: without_content("subject"),
        {"title_and_body": 200, "with_subject": 422, "optional": 200},
    ),
    (
        "import_template_content",
        lambda _: without_content("subject", previous="1"),
        {"title_and_body": 200, "with_subject": 200, "optional": 200},
    ),
    (
        "import_template_content",
        lambda _: without_content("body"),
        {"title_and_body": 422, "with_subject": 422, "optional": 200},
    ),
    ("dynamic_tags", lambda _: tagged("{{nickname}}"), {"listed": 422, "any": 200}),
    ("dynamic_tags", lambda _: tagged("{{ My.phone }} {{city}}"), {"listed": 200, "any": 200}),
    ("created_status", lambda _: an_import(), {"200": 200, "201": 201}),
]


@pytest.mark.parametrize(("switch", "make", "statuses"), IMPORTS)
def test_switches_of_imports(client, switch, make, statuses):
    """A position would not do what it says."""
    assert set(statuses) == set(SWITCHES[switch])
    for position, expected in statuses.items():
        client.vendor.switches["empty_step_groups"] = "accepted"
        body = make(client)
        client.vendor.switches[switch] = position
        assert status(client, body) == expected, position


def test_a_late_import_shows_its_steps_when_the_clock_has_moved(client):
    """An adapter that reads the steps once, at once, would pass."""
    client.vendor.switches["import_visibility"] = "late"
    client.vendor.seed({"import_delay_seconds": 60})
    cadence = client.imported(an_import(email()))
    assert client.get(f"/v2/cadences/{cadence}").status == 200
    assert client.steps(cadence) == []
    query = {"cadence_id[]": cadence}
    assert client.get("/v2/email_templates", **query).body["data"] == []
    export = client.get(f"/v2/cadence_exports/{cadence}").body["data"]
    assert export["cadence_content"]["step_groups"] == []
    client.clock.advance(60)
    (step,) = client.steps(cadence)
    assert client.get(f"/v2/steps/{step['id']}").status == 200
    assert len(client.get("/v2/email_templates", **query).body["data"]) == 1


def test_a_second_import_before_the_first_shows_doubles_the_steps(client):
    """An adapter that imports again because it sees nothing yet would not be found out."""
    cadence = client.imported(an_import())
    client.vendor.switches["import_visibility"] = "late"
    for _ in range(2):
        client.imported(an_import(phone(), cadence_id=cadence))
    client.clock.advance(3)
    assert [step["step_number"] for step in client.steps(cadence)] == [1, 2]


def test_several_steps_in_a_group(client):
    """Emails of one group would be variants in both positions."""
    body = an_import(email(steps=email()["steps"] * 2))
    client.vendor.switches["several_steps_in_group"] = "multitouch"
    read = client.steps(client.imported(body))
    assert [(s["step_number"], s["multitouch_enabled"]) for s in read] == [(1, True), (2, True)]


def test_keys_of_nested_errors(client):
    """A reader of errors that only knows dotted names would pass."""
    client.vendor.switches["nested_error_keys"] = "nested"
    body = an_import(phone(day=0))
    body["sharing_settings"] = {"shared": 1}
    assert client.refused(body) == {
        "sharing_settings": {"team_cadence": ["is required"], "shared": ["must be true or false"]},
        "step_groups": {"day": ["must be greater than or equal to 1"]},
    }


def test_values_of_errors(client):
    """A reader of errors that only knows arrays would pass."""
    client.vendor.switches["error_values"] = "strings"
    errors = client.refused(an_import(phone(day=0)))
    assert errors == {"step_groups.day": "must be greater than or equal to 1"}


def test_step_numbers_as_text(client):
    """A parser that only takes integers would pass."""
    client.vendor.switches["step_number"] = "string"
    (step, *_) = client.get("/v2/steps").body["data"]
    assert isinstance(step["step_number"], str)


@pytest.mark.parametrize(("type", "kind"), [("Other", "other"), ("Integration", "integration")])
def test_details_without_a_documented_path(client, type, kind):
    """An adapter that relies on a guessed path would pass in both positions."""
    settings: dict[str, Any] = {"instructions": "Look"}
    if type == "Integration":
        settings |= {"integration_id": 7, "integration_step_type_guid": "0863ed13"}
    step = {"name": "N", "type": type, "type_settings": settings}
    (read,) = client.steps(client.imported(an_import(phone(steps=[step]))))
    path = f"/v2/action_details/{kind}_details/{read['details']['id']}"
    assert list(read["details"]) == ["id"]
    assert client.get(path).media_type.startswith("text/html")
    client.vendor.switches["unlisted_details"] = "served"
    (read,) = client.steps(read["cadence"]["id"])
    assert read["details"]["_href"].endswith(path)
    assert client.get(path).body["data"]["instructions"] == "Look"


def test_bodies_are_rewritten(client):
    """An adapter that compares a body with what it sent would pass."""
    sent = '<p onclick="x()">Hi</p><script>y()</script>'
    made = client.post("/v2/email_templates", {"title": "T", "body": sent}).body["data"]
    read = {}
    for position in SWITCHES["template_bodies"]:
        client.vendor.switches["template_bodies"] = position
        read[position] = client.get(f"/v2/email_templates/{made['id']}").body["data"]["body"]
    assert read == {
        "as_sent": sent,
        "sanitised": "<p>Hi</p>",
        "wrapped": "<div><div><p>Hi</p></div></div>",
    }


@pytest.mark.parametrize(
    ("position", "needed"),
    [
        ("title_and_body", {"title", "body"}),
        ("with_subject", {"title", "subject", "body"}),
        ("nothing", set()),
    ],
)
def test_fields_a_template_needs(client, position, needed):
    """A template would be refused, or taken, for other fields than the position says."""
    client.vendor.switches["template_required"] = position
    answer = client.post("/v2/email_templates", {})
    assert set(answer.body.get("errors", {})) == needed
    assert answer.status == (422 if needed else 200)


def test_put_on_a_template_of_a_step(client):
    """An adapter could come to rely on changing a step through its template."""
    cadence = client.imported(an_import(email()))
    query = {"cadence_id[]": cadence}
    (template,) = client.get("/v2/email_templates", **query).body["data"]
    path = f"/v2/email_templates/{template['id']}"
    assert template["cadence_template"] is True
    assert client.ask("PUT", path, {"subject": "New"}).status == 200
    export = client.get(f"/v2/cadence_exports/{cadence}").body["data"]["cadence_content"]
    settings = export["step_groups"][0]["steps"][0]["type_settings"]
    assert settings["email_template"]["subject"] == "New"
    client.vendor.switches["cadence_template_put"] = "refused"
    assert client.ask("PUT", path, {"subject": "Newer"}).status == 422


def test_templates_by_cadence(client):
    """A look-up that leaves out `include_cadence_templates` would pass in both positions."""
    query = {"cadence_id[]": client.imported(an_import(email()))}
    assert len(client.get("/v2/email_templates", **query).body["data"]) == 1
    client.vendor.switches["templates_by_cadence"] = "needs_include"
    assert client.get("/v2/email_templates", **query).body["data"] == []
    query["include_cadence_templates"] = "true"
    assert len(client.get("/v2/email_templates", **query).body["data"]) == 1


def test_an_exactly_full_last_page(client):
    """A loop that cannot take an empty last page would pass."""
    assert client.get("/v2/cadences", per_page=3).body["metadata"]["paging"]["next_page"] is None
    client.vendor.switches["full_last_page"] = "next"
    assert client.get("/v2/cadences", per_page=3).body["metadata"]["paging"]["next_page"] == 2
    assert client.get("/v2/cadences", per_page=3, page=2).body["data"] == []


def test_users_are_paged_only_when_a_page_is_asked_for(client):
    """A reader that needs `paging` would pass, or one that reads only the first page."""
    client.vendor.seed({"users": [{"email": f"u{n}@segue.example"} for n in range(30)]})
    whole = client.get("/v2/users").body
    assert (len(whole["data"]), "paging" in whole["metadata"]) == (33, False)
    paged = client.get("/v2/users", page=1).body
    assert (len(paged["data"]), paged["metadata"]["paging"]["next_page"]) == (25, 2)
    client.vendor.switches["users_paging"] = "always"
    assert len(client.get("/v2/users").body["data"]) == 25


@pytest.mark.parametrize(("position", "expected"), [("valid", 200), ("revoked", 401)])
def test_the_old_access_token_after_a_refresh(client, position, expected):
    """A request under way during a refresh would always succeed."""
    client.vendor.switches["access_token_after_refresh"] = position
    asked = {"client_id": "i", "client_secret": "s", "grant_type": "refresh_token"}
    asked |= {"refresh_token": client.vendor.token()["refresh_token"]}
    assert client.post("/oauth/token", asked).status == 200
    assert client.get("/v2/me").status == expected


@pytest.mark.parametrize(
    ("position", "kind"), [("json", dict), ("html", str), ("empty", type(None))]
)
def test_the_body_of_a_429(client, position, kind):
    """A reader that needs a body of one kind would pass."""
    client.vendor.seed({"cost_per_minute": 0})
    client.vendor.switches["rate_limit_body"] = position
    answer = client.get("/v2/me")
    assert (answer.status, type(answer.body)) == (429, kind)
    assert answer.headers["x-ratelimit-remaining-minute"] == "0"


def test_the_limit_header(client):
    """A limiter that needs the third header would pass in both positions."""
    assert "x-ratelimit-limit-minute" not in client.get("/v2/me").headers
    client.vendor.switches["limit_header"] = "present"
    assert client.get("/v2/me").headers["x-ratelimit-limit-minute"] == "600"


def test_reading_defaults(client):
    """A switch would not start in its first position."""
    assert client.vendor.switches == {name: at[0] for name, at in client.vendor.SWITCHES.items()}


def test_no_switch_is_left_out():
    """A switch would stand in the table without any test that moves it."""
    modules = Path(__file__).parent.glob("test_simulator*switches.py")
    here = "".join(module.read_text(encoding="utf-8") for module in modules)
    assert [name for name in SWITCHES if f'"{name}"' not in here] == []
