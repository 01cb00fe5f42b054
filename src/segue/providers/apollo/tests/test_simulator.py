"""The Apollo simulator answers each sample request with the keys and types of its sample answer.

Samples: shapes of recorded traffic [VCR] and production code [SG][YDC], ids and texts ours.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from segue.providers.apollo.simulator import simulator
from segue.providers.apollo.tests.simulated import Team, unlike, whole
from segue.simulation import Host, serve

SPEC = Path(__file__).parents[6] / "shared/specs/apollo-official-rest-api-2026-08-13.openapi.json"
OID = "66000000000000000000aa01"
STATUSES = ("active", "paused", "finished", "bounced", "spam_blocked", "hard_bounced", "not_sent")
COUNTS = dict.fromkeys(STATUSES, 0)
SUMMARY = {"id": OID, "position": 1, "wait_time": 0, "wait_mode": "minute", "type": "auto_email"}
STEP = {
    **SUMMARY,
    "emailer_campaign_id": OID,
    "note": None,
    "max_emails_per_day": None,
    "exact_datetime": None,
    "priority": None,
    "auto_skip_in_x_days": None,
    "counts": COUNTS,
    "ab_test_details": {},
}
TOUCH = {
    "id": OID,
    "emailer_step_id": OID,
    "emailer_template_id": OID,
    "status": "approved",
    "type": "new_thread",
    "include_signature": True,
    "has_personalized_opener": None,
    "personalized_opener_fallback_option": "send_without_opener",
    "generation_options": [],
    "unique_scheduled": "loading",
}
TEMPLATE: dict[str, Any] = {
    "id": OID,
    "name": None,
    "user_id": OID,
    "subject": "Hi {{first_name}}",
    "archived": False,
    "created_at": "2026-08-30T10:20:00.600Z",
    "global": False,
    "body_text": "One.\n\nTwo.",
    "folder_id": None,
    "body_html": "<html><head></head><body></body></html>",
    "creation_type": "manual",
    "label_ids": [],
    "prompt_id": None,
}
CAMPAIGN: dict[str, Any] = {
    "id": OID,
    "name": "Q3 Outbound",
    "description": None,
    "archived": False,
    "created_at": "2026-08-30T10:20:00.583Z",
    "emailer_schedule_id": OID,
    "max_emails_per_day": 50,
    "user_id": OID,
    "object_owner_id": OID,
    "excluded_account_stage_ids": [],
    "excluded_contact_stage_ids": [],
    "label_ids": [OID],
    "create_task_if_email_open": False,
    "email_open_trigger_task_threshold": 3,
    "mark_finished_if_click": False,
    "active": False,
    "days_to_wait_before_mark_as_response": 5,
    "mark_finished_if_reply": True,
    "mark_finished_if_interested": True,
    "mark_paused_if_ooo": True,
    "sequence_by_exact_daytime": None,
    "last_used_at": None,
    "folder_id": None,
    "same_account_reply_delay_days": 30,
    "creation_type": "new",
    "status_reason": None,
    "num_steps": 3,
    "emailer_steps": [SUMMARY],
    "unique_scheduled": "loading",
    "bounce_rate": "loading",
    "loaded_stats": True,
    "contact_statuses": {**COUNTS, "failed": 0},
    "cc_emails": "",
    "bcc_emails": "",
    "sharing_permission": {
        "visibility": "restricted",
        "access_type": None,
        "object_type": "EmailerCampaign",
        "object_id": OID,
        "is_owner": True,
        "owner_id": OID,
        "sharing_accesses": [],
    },
    "auto_pause_enabled": False,
    "auto_pause_config": {
        "evaluation_window_days": 7,
        "min_volume": 200,
        "warning_threshold_pct": 5.0,
        "auto_pause_threshold_pct": 10.0,
    },
}
WHOLE = {
    "emailer_campaign": CAMPAIGN,
    "sharing_accesses": [],
    "emailer_steps": [STEP],
    "emailer_touches": [TOUCH],
    "emailer_templates": [TEMPLATE],
    "attachments": [],
    "team": {"id": OID, "sequences_finder_empty": False},
}
TURNED = {
    "emailer_campaign": {"id": OID, "unique_scheduled": 0, "active": True, "contact_statuses": {}},
    "emailer_touches": [{"id": OID, "status": "approved", "unique_scheduled": 0}],
    "emailer_steps": [STEP],
}


def outbound(schedule: str) -> dict[str, Any]:
    """The sample create: two e-mails in one thread with a call between them."""
    first = {"subject": "Hi {{first_name}}", "body_html": "<div>One.<br><br>Two.</div>"}
    bump = {"subject": "", "body_html": "<div>Bump</div>"}
    approved = {"status": "approved", "include_signature": True}
    opening = {"type": "new_thread", **approved, "emailer_template": first}
    reply = {"type": "reply_to_thread", **approved, "emailer_template": bump}
    call = {"priority": "high", "note": "Ask about Q3", "auto_skip_in_x_days": 5}
    return {
        "name": "Q3 Outbound",
        "active": False,
        "emailer_schedule_id": schedule,
        "label_names": ["Outbound"],
        "mark_finished_if_reply": True,
        "mark_paused_if_ooo": True,
        "max_emails_per_day": 50,
        "emailer_steps": [
            {
                "type": "auto_email",
                "wait_time": 0,
                "wait_mode": "minute",
                "emailer_touches": [opening],
            },
            {"type": "call", "wait_time": 2, "wait_mode": "day", **call},
            {"type": "auto_email", "wait_time": 3, "wait_mode": "day", "emailer_touches": [reply]},
        ],
    }


@pytest.fixture
def team() -> Team:
    """A fresh team."""
    return Team()


@pytest.fixture
def created(team: Team) -> Any:
    """The answer to the sample create."""
    return team.good("POST", "/sequences", outbound(team.schedule()))


def test_creating_answers_the_whole_sequence_still_loading(created) -> None:
    """Without these keys a client that reads the answer instead of the sequence reads nothing."""
    assert unlike(created, WHOLE) == []
    assert "id" not in created
    arrays = ("emailer_steps", "emailer_touches", "emailer_templates")
    assert [len(created[key]) for key in arrays] == [3, 2, 2]
    campaign = created["emailer_campaign"]
    assert campaign["num_steps"] == 3
    assert campaign["unique_scheduled"] == campaign["contact_statuses"]["active"] == "loading"
    assert campaign["contact_statuses"]["failed"] == 0
    html = "<html><head></head><body><div>One.<br><br>Two.</div></body></html>"
    assert created["emailer_templates"][0]["body_html"] == html
    assert created["emailer_templates"][0]["body_text"] == "One.\n\nTwo."


def test_ids_are_consecutive_and_moments_have_their_spelling(created) -> None:
    """Ids of another form, or another spelling of time, would pass a client Apollo breaks."""
    first, touch = created["emailer_steps"][0]["id"], created["emailer_touches"][0]["id"]
    assert re.fullmatch(r"[0-9a-f]{24}", first)
    assert int(touch, 16) == int(first, 16) + 1
    made = created["emailer_campaign"]["created_at"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", made)


def test_numbers_have_loaded_when_the_sequence_is_read(team, created) -> None:
    """A client that only ever sees "loading" is never tried with numbers."""
    graph = team.graph(created["emailer_campaign"]["id"])
    assert unlike(graph, {key: WHOLE[key] for key in list(graph)}) == []
    assert set(graph) == {
        "emailer_campaign",
        "emailer_steps",
        "emailer_touches",
        "emailer_templates",
        "attachments",
    }
    assert graph["emailer_campaign"]["unique_scheduled"] == 0
    assert graph["emailer_touches"][0]["bounce_rate"] == 0.0


def test_a_step_is_added_declaratively(team, created) -> None:
    """Else inserting a step in the middle could not be tried."""
    path = f"/sequences/{created['emailer_campaign']['id']}"
    added = {"position": 4, "type": "action_item", "wait_time": 1, "wait_mode": "day"}
    steps = [*whole(created), {**added, "note": "Check in", "priority": "medium"}]
    answer = team.good("PUT", path, {"active": False, "emailer_steps": steps})
    assert unlike(answer, WHOLE) == []
    before = [step["id"] for step in created["emailer_steps"]]
    assert [step["id"] for step in answer["emailer_steps"]][:3] == before
    assert answer["emailer_steps"][3]["note"] == "Check in"
    # As recorded: the sequence's numbers are there, those of its touches are not.
    assert answer["emailer_campaign"]["unique_scheduled"] == 0
    assert answer["emailer_touches"][0]["unique_scheduled"] == "loading"
    missing = team.bad("PUT", f"/sequences/{OID}", {"emailer_steps": steps})
    assert missing == (404, "Record not found.")


def test_approve_abort_and_archive(team, created) -> None:
    """Else activation, and the only undo of a create, would be tried against nothing."""
    path = f"/emailer_campaigns/{created['emailer_campaign']['id']}"
    on = team.good("POST", f"{path}/approve")
    assert unlike(on, {**TURNED, "team": WHOLE["team"]}) == []
    assert on["emailer_campaign"]["active"] is True
    shown = [touch["id"] for touch in on["emailer_touches"]]
    assert shown == [touch["id"] for touch in reversed(created["emailer_touches"])]
    assert team.bad("POST", f"{path}/approve", {}) == (422, "The sequence is already active.")
    off = team.good("POST", f"{path}/abort")
    assert unlike(off, TURNED) == []
    assert "team" not in off
    assert team.bad("POST", f"{path}/abort") == (422, "The sequence is already inactive.")
    end = team.good("POST", f"{path}/archive")["emailer_campaign"]
    assert (end["active"], end["archived"], end["deleted"]) == (False, True, True)
    assert {"contact_statuses", "emailer_steps"} <= set(end)


def test_the_private_way_to_add_a_step(team, created) -> None:
    """Else the calls that add one step, the signature operation, would be tried against nothing."""
    sent = {"emailer_campaign_id": created["emailer_campaign"]["id"], "position": 4}
    wait = {"type": "auto_email", "wait_time": 3, "wait_mode": "day"}
    made = team.good("POST", "/emailer_steps", {**sent, **wait})
    sample = {"emailer_step": STEP, "emailer_touch": TOUCH, "emailer_template": TEMPLATE}
    assert unlike(made, {**sample, "emailer_steps": [STEP]}) == []
    step, touch, template = (made[key]["id"] for key in sample)
    assert made["emailer_touch"]["status"] == "to_be_reviewed"
    assert (made["emailer_template"]["subject"], made["emailer_template"]["body_html"]) == (
        None,
        "",
    )
    content = {"subject": "Following up", "body_html": "<div>Hello again</div>"}
    filled = team.good("PUT", f"/emailer_templates/{template}", content)
    assert unlike(filled, {"emailer_template": TEMPLATE}) == []
    assert filled["emailer_template"]["body_text"] == "Hello again"
    reply = {"id": template, "subject": "", "body_html": "<div>x</div>", "creation_type": "manual"}
    body = {"id": touch, "emailer_step_id": step, "type": "reply_to_thread"}
    threaded = team.good("PUT", f"/emailer_touches/{touch}", {**body, "emailer_template": reply})
    assert unlike(threaded, {"emailer_touch": TOUCH}) == []
    assert threaded["emailer_touch"]["type"] == "reply_to_thread"
    approved = team.good("POST", f"/emailer_touches/{touch}/approve", {})
    assert approved["emailer_touch"]["status"] == "approved"
    later = {"wait_time": 5, "wait_mode": "day", "note": "x"}
    moved = team.good("PUT", f"/emailer_steps/{step}", later)
    assert unlike(moved, {"emailer_step": STEP}) == []
    gone = team.good("DELETE", f"/emailer_steps/{step}")
    assert gone == {"emailer_step": {"id": step, "deleted": True}}


def test_the_private_shell_and_its_owner(team) -> None:
    """Else the owner of a sequence, ignored on create, could not be set."""
    sent = {"name": "Q3", "permissions": "team_can_use", "active": False}
    made = team.good("POST", "/emailer_campaigns", sent)
    owner = team.users()[1]["id"]
    path = f"/emailer_campaigns/{made['emailer_campaign']['id']}"
    changed = team.good("PUT", path, {"user_id": owner})["emailer_campaign"]
    assert (changed["user_id"], changed["object_owner_id"]) == (owner, owner)
    assert unlike(changed, {**CAMPAIGN, "label_ids": [], "emailer_steps": []}) == []


SAMPLES = [
    ("GET", "/labels", "Result"),
    ("GET", "/email_accounts", "Result"),
    ("POST", "/emailer_campaigns/search", "Result"),
    ("POST", "/emailer_campaigns/{sequence_id}/approve", "OK"),
    ("POST", "/emailer_campaigns/{sequence_id}/abort", "OK"),
    ("POST", "/emailer_campaigns/{sequence_id}/archive", "OK"),
    ("POST", "/sequences", "OK"),
    ("GET", "/users/api_profile", "Without credit usage"),
]


@pytest.mark.parametrize(("method", "path", "name"), SAMPLES)
def test_the_official_samples(team, method, path, name) -> None:
    """Else the simulator lacks what Apollo's own documents promise."""
    if not SPEC.exists() and not os.environ.get("CI"):
        pytest.skip("the vendor's OpenAPI file is not beside this checkout")
    operation = json.loads(SPEC.read_text())["paths"][path][method.lower()]
    examples = operation["responses"]["200"]["content"]["application/json"]["examples"]
    sample = (examples.get(name) or next(iter(examples.values())))["value"]
    if isinstance(sample, str):
        sample = json.loads(sample)
    standing = team.seeded(name="Copywriting", active=path.endswith("abort"), steps=1)
    body = outbound(team.schedule()) if path == "/sequences" else None
    answer = team.good(method, path.replace("{sequence_id}", standing["id"]), body)
    assert unlike(answer, sample) == []


def test_the_recorded_life_of_a_sequence(team) -> None:
    """Else the order of calls seen live 2026-07 would not run through here [VCR]."""
    template = {"subject": "{{subject}}", "body_html": "{{message}}"}
    touch = {"type": "new_thread", "status": "approved", "emailer_template": template}
    step = {"type": "auto_email", "wait_time": 1, "wait_mode": "day", "emailer_touches": [touch]}
    body = {"name": "Recorded", "permissions": "team_can_use", "active": True}
    made = team.good("POST", "/sequences", {**body, "emailer_steps": [step]})
    path = made["emailer_campaign"]["id"]

    def found() -> Any:
        return team.good("POST", "/emailer_campaigns/search", {"q_name": "Recorded"})

    assert found()["emailer_campaigns"][0]["num_steps"] == 1
    steps = [{**step, "position": 1}, {**step, "position": 2}]
    changed = team.good("PUT", f"/sequences/{path}", {"emailer_steps": steps})
    assert changed["emailer_campaign"]["num_steps"] == 2
    assert changed["emailer_steps"][0]["id"] != made["emailer_steps"][0]["id"]
    for verb, reason in (("abort", "manual_pause"), ("approve", "manual_approve")):
        team.good("POST", f"/emailer_campaigns/{path}/{verb}")
        assert found()["emailer_campaigns"][0]["status_reason"] == reason
    team.good("POST", f"/emailer_campaigns/{path}/archive")
    assert found()["pagination"]["total_entries"] == 0


def test_schedules_come_with_their_hours(team) -> None:
    """Else the default schedule, which every create needs, could not be found."""
    rows = team.good("GET", "/emailer_schedules")["emailer_schedules"]
    sample = {
        "id": OID,
        "name": "Normal Business Hours",
        "default": True,
        "time_zone": "America/Los_Angeles",
        "schedule_hash": {},
        "created_at": "2024-03-28T18:56:24.067Z",
        "use_contacts_time_zone": True,
        "skip_holidays": True,
    }
    assert unlike(rows, [sample]) == []
    assert [row["default"] for row in rows] == [True, False, False]
    assert rows[0]["schedule_hash"]["monday"] == [[8, 17]]
    assert rows[2]["schedule_hash"] == {}


def test_labels_are_a_bare_array_with_three_names_for_the_id(team) -> None:
    """A list inside an envelope, or one `id`, would hide that this route is unlike the others."""
    rows = team.good("GET", "/labels")
    assert isinstance(rows, list)
    assert all(row["_id"] == row["id"] == row["key"] for row in rows)
    assert {row["modality"] for row in rows} == {"contacts", "accounts", "emailer_campaigns"}
    outbound_label = next(row for row in rows if row["name"] == "Outbound")
    assert outbound_label["cached_count"] == 1
    assert outbound_label["needs_count_update_at"].endswith("+00:00")


def test_an_active_mailbox_may_be_revoked(team) -> None:
    """Else a client that trusts `active` would pass."""
    rows = team.good("GET", "/email_accounts")["email_accounts"]
    assert [(row["active"], row["revoked_at"] is None) for row in rows] == [
        (True, True),
        (True, False),
        (False, True),
    ]
    assert rows[0]["email_daily_threshold"] == 50


def test_users_are_paged_in_strings(team) -> None:
    """Numbers here would let a client that adds to a string page pass."""
    answer = team.good("GET", "/users/search?page=2&per_page=2")
    assert answer["pagination"] == {
        "page": "2",
        "per_page": "2",
        "total_entries": 5,
        "total_pages": 3,
    }
    assert answer["users"][1]["name"] == ""
    assert answer["users"][1]["first_name"] is None
    assert "admin" not in answer["users"][0]
    found = team.good("POST", "/users/search", {"q_keywords": "KIM@mail"})["users"]
    assert [user["email"] for user in found] == ["kim@mail.example"]


def test_the_profile_and_the_health_probe(team) -> None:
    """Else a key could not be checked before it is stored."""
    assert team.good("GET", "/auth/health") == {"healthy": True, "is_logged_in": True}
    plain = team.good("GET", "/users/api_profile")
    assert plain["email"] == "robin@mail.example"
    assert "num_credits_remaining" not in plain
    assert "num_credits_remaining" in team.good(
        "GET", "/users/api_profile?include_credit_usage=true"
    )


async def test_over_a_socket() -> None:
    """Else what tests ask without a socket is not what a client gets over one."""
    vendor = simulator()
    key = vendor.token()["api_key"]
    with Host(serve(vendor)) as host:
        async with aiohttp.ClientSession(host.url) as session:
            headers = {"x-api-key": key}
            body = {"name": "Over a socket"}
            async with session.post("/v1/sequences", json=body, headers=headers) as made:
                assert made.status == 200
                assert made.headers["x-minute-usage"] == "1"
                assert made.headers["content-type"] == "application/json; charset=utf-8"
            async with session.get("/api/v1/labels", headers={"x-api-key": "bad"}) as refused:
                assert refused.status == 401
                assert refused.headers["content-type"] == "text/plain"
                assert (await refused.text()).startswith("Invalid API key.")
            async with session.get("/__simulator__/state") as state:
                rows = (await state.json())["state"]["emailer_campaigns"]
    assert rows[-1]["name"] == "Over a socket"
