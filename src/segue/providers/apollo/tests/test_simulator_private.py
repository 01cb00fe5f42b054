"""The web application's own calls: one step, touch or template at a time."""

from datetime import timedelta
from typing import Any

import pytest

from segue.providers.apollo.tests.simulated import Team, email, task

WAIT = "Wait time must not be empty"
TAKEN = "Position has already been taken"
AHEAD = "Position must follow the last step"
NIL = "undefined method '[]' for nil"
NOT_FOUND = (404, "Record not found.")
UNKNOWN = "66000000000000000000ffff"


@pytest.fixture
def team() -> Team:
    """A fresh team."""
    return Team()


@pytest.fixture
def two(team: Team) -> str:
    """The id of a sequence with an e-mail and a call."""
    return team.made(email(), task())


def test_a_private_create_or_update_drops_steps(team, two) -> None:
    """200 with nothing done: the trap of the old routes [APX]."""
    made = team.good("POST", "/emailer_campaigns", {"name": "x", "emailer_steps": [email()]})
    assert made["emailer_campaign"]["num_steps"] == 0
    assert made["emailer_steps"] == made["emailer_touches"] == []
    changed = team.good("PUT", f"/emailer_campaigns/{two}", {"emailer_steps": []})
    assert changed["emailer_campaign"]["num_steps"] == 2


def test_a_private_create_excludes_the_stock_stages(team) -> None:
    """Else the two ways to create would look alike where they are not."""
    assert team.create()["emailer_campaign"]["excluded_contact_stage_ids"] == []
    made = team.good("POST", "/emailer_campaigns", {"name": "x"})["emailer_campaign"]
    assert made["excluded_contact_stage_ids"]


def test_a_private_create_takes_an_owner(team) -> None:
    """Unlike the documented one."""
    owner = team.users()[1]["id"]
    made = team.good("POST", "/emailer_campaigns", {"name": "x", "user_id": owner})
    assert made["emailer_campaign"]["user_id"] == owner


def test_a_wrapped_body_changes_nothing(team, two) -> None:
    """200 with nothing done, as Rails wrappers are ignored [ADEL]."""
    body = {"emailer_campaign": {"name": "Renamed"}}
    assert (
        team.good("PATCH", f"/emailer_campaigns/{two}", body)["emailer_campaign"]["name"] == "Made"
    )
    template = team.graph(two)["emailer_templates"][0]
    for verb in ("PUT", "PATCH"):
        path = f"/emailer_templates/{template['id']}"
        answer = team.good(verb, path, {"emailer_template": {"subject": "Changed"}})
        assert answer == {"emailer_template": template}


@pytest.mark.parametrize(
    ("status", "scheduled", "active"),
    [("approved", True, True), ("to_be_reviewed", True, False), ("approved", False, False)],
)
def test_active_is_silently_refused(team, status, scheduled, active) -> None:
    """200 and still off, where a touch is unapproved or there is no schedule [UM][VAL]."""
    schedule = team.schedule() if scheduled else None
    made = team.made(email(status=status), task(), emailer_schedule_id=schedule)
    answer = team.good("PUT", f"/emailer_campaigns/{made}", {"active": True})
    assert answer["emailer_campaign"]["active"] is active
    if active:
        team.good("POST", f"/emailer_campaigns/{made}/abort")
    assert team.good("POST", f"/emailer_campaigns/{made}/approve")["emailer_campaign"]["active"]
    off = team.good("PUT", f"/emailer_campaigns/{made}", {"active": False})["emailer_campaign"]
    assert (off["active"], off["status_reason"]) == (False, "manual_pause")


def test_an_empty_sequence_is_not_switched_on(team) -> None:
    """The private way; the documented create does it."""
    made = team.made(emailer_schedule_id=team.schedule())
    answer = team.good("PUT", f"/emailer_campaigns/{made}", {"active": True})
    assert answer["emailer_campaign"]["active"] is False


def test_archived_is_undone(team, two) -> None:
    """The only way back from archive [VAL]; true is not known to do anything."""
    team.good("POST", f"/emailer_campaigns/{two}/archive")
    team.good("PUT", f"/emailer_campaigns/{two}", {"archived": False})
    assert team.campaign(two)["archived"] is False
    team.good("PUT", f"/emailer_campaigns/{two}", {"archived": True})
    assert team.campaign(two)["archived"] is False


@pytest.mark.parametrize(
    ("type", "thread", "status"),
    [
        ("auto_email", "new_thread", "to_be_reviewed"),
        ("manual_email", "new_thread", "to_be_reviewed"),
        ("linkedin_step_connect", "reply_to_thread", "approved"),
        ("linkedin_step_message", "new_thread", "approved"),
        ("call", None, None),
        ("action_item", None, None),
        ("linkedin_step_view_profile", None, None),
        ("linkedin_step_interact_post", None, None),
    ],
)
def test_a_new_step_brings_its_touch(team, type, thread, status) -> None:
    """Recorded 2023-10 [SG]: which types have a touch, and which are approved at once."""
    answer = team.add(team.made(), type)
    touch = answer["emailer_touch"]
    assert (touch and touch["type"], touch and touch["status"]) == (thread, status)
    assert (answer["emailer_template"] is None) == (thread is None)


def test_a_new_step_goes_to_the_end(team, two) -> None:
    """With or without a position; touches in the body are ignored [YDC]."""
    first = team.add(two, "action_item", emailer_touches=[{"type": "new_thread"}])
    assert first["emailer_step"]["position"] == 3
    second = team.add(two, "auto_email", position=4)
    assert [step["position"] for step in second["emailer_steps"]] == [1, 2, 3, 4]
    assert len(team.graph(two)["emailer_touches"]) == 2


def test_a_step_is_added_to_a_sequence_that_is_on(team, two) -> None:
    """It stays on, and the new touch waits for review [TRI]."""
    team.good("POST", f"/emailer_campaigns/{two}/approve")
    team.add(two)
    assert team.campaign(two)["active"] is True


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"position": 1}, TAKEN),
        ({"position": 2}, TAKEN),
        ({"position": 4}, AHEAD),
        ({"position": 0}, AHEAD),
        ({"position": "3"}, AHEAD),
        ({"wait_mode": None}, WAIT),
        ({"wait_time": None}, WAIT),
        ({"type": "linkedin_send_message"}, "Type is not included in the list"),
        ({"wait_mode": "week"}, "Wait mode is not included in the list"),
        ({"priority": "B"}, "Priority is not included in the list"),
    ],
)
def test_new_steps_that_are_refused(team, two, fields, text) -> None:
    """Else two steps could share a place, or a wait mean nothing; nothing must be left behind."""
    wait = {"wait_time": 1, "wait_mode": "day"}
    body = {"emailer_campaign_id": two, "type": "call", **wait, **fields}
    assert team.bad("POST", "/emailer_steps", body) == (422, text)
    assert team.campaign(two)["num_steps"] == 2


def test_seconds_are_taken_on_the_private_route_only(team, two) -> None:
    """Seen 2023 [SG]: to be read, never to be written."""
    assert team.add(two, "call", wait_mode="second")["emailer_step"]["wait_mode"] == "second"


def test_an_unknown_sequence_or_step_is_not_found(team) -> None:
    """Else a wrong id would look like an empty sequence."""
    for campaign in (UNKNOWN, None):
        body = {"emailer_campaign_id": campaign, **task()}
        assert team.bad("POST", "/emailer_steps", body) == NOT_FOUND
    for path in ("emailer_campaigns", "emailer_steps", "emailer_templates"):
        assert team.bad("GET", f"/{path}/{UNKNOWN}") == NOT_FOUND
    assert team.bad("DELETE", f"/emailer_touches/{UNKNOWN}") == NOT_FOUND


def test_a_step_is_changed_but_not_moved(team, two) -> None:
    """Reordering is for the declarative update only."""
    step = team.graph(two)["emailer_steps"][1]["id"]
    body = {"note": "New", "wait_time": 2, "wait_mode": "hour", "position": 1, "type": "auto_email"}
    changed = team.good("PUT", f"/emailer_steps/{step}", body)["emailer_step"]
    assert (changed["note"], changed["wait_time"], changed["wait_mode"]) == ("New", 2, "hour")
    assert (changed["position"], changed["type"]) == (2, "call")
    assert team.good("GET", f"/emailer_steps/{step}")["emailer_step"] == changed
    assert team.bad("PUT", f"/emailer_steps/{step}", {"wait_time": 3}) == (422, WAIT)


def test_a_deleted_step_takes_its_touch_and_moves_the_rest_up(team, two) -> None:
    """Else the undo of an added step would leave a touch, or a hole."""
    first = team.graph(two)["emailer_steps"][0]["id"]
    team.good("DELETE", f"/emailer_steps/{first}")
    graph = team.graph(two)
    assert [step["position"] for step in graph["emailer_steps"]] == [1]
    assert graph["emailer_touches"] == graph["emailer_templates"] == []
    assert team.bad("DELETE", f"/emailer_steps/{first}") == NOT_FOUND


def dated(team: Team, days: int) -> dict[str, Any]:
    """A call some days from now."""
    time = (team.clock.now() + timedelta(days=days)).isoformat()
    return {"type": "call", "exact_datetime": time}


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (-1, "Exact datetime must be in the future"),
        (4, "Exact datetime must be later than those of all previous steps"),
        (None, "Exact datetime must not be empty"),
    ],
)
def test_dated_steps_that_are_refused(team, days, text) -> None:
    """Else a date could be added before the ones that stand."""
    made = team.made(dated(team, 5), sequence_by_exact_daytime=True)
    body = {"emailer_campaign_id": made, **task()}
    body |= dated(team, days) if days is not None else {}
    assert team.bad("POST", "/emailer_steps", body) == (422, text)
    assert team.add(made, **dated(team, 6))["emailer_step"]["position"] == 2


def test_a_template_is_filled_flat(team, two) -> None:
    """The smallest change of content: subject alone, body alone, or a name."""
    made = team.add(two)["emailer_template"]["id"]
    team.good("PATCH", f"/emailer_templates/{made}", {"subject": "S", "name": "N"})
    team.good("PUT", f"/emailer_templates/{made}", {"body_html": "<b>B</b>"})
    template = team.good("GET", f"/emailer_templates/{made}")["emailer_template"]
    assert (template["subject"], template["name"], template["body_text"]) == ("S", "N", "B")
    team.good("PUT", f"/emailer_templates/{made}", {"body_text": "plain"})
    template = team.good("GET", f"/emailer_templates/{made}")["emailer_template"]
    assert template["body_text"] == "plain"


@pytest.mark.parametrize(
    "template",
    [None, {}, {"subject": "x"}, {"body_html": "x"}, {"subject": None, "body_html": "x"}],
)
def test_half_a_template_breaks_the_touch_update(team, two, template) -> None:
    """Seen by four teams: both parts or a 422 from the inside of Apollo."""
    touch = team.graph(two)["emailer_touches"][0]["id"]
    body = {"type": "new_thread", "emailer_template": template}
    assert team.bad("PUT", f"/emailer_touches/{touch}", body) == (422, NIL)


def test_a_touch_is_pointed_at_another_template(team, two) -> None:
    """Else the id in the template of that call would mean nothing."""
    (other,) = team.vendor.seed({"templates": [{"subject": "S", "body_html": "B"}]})["templates"]
    touch = team.graph(two)["emailer_touches"][0]["id"]
    content = {"id": other, "subject": "New", "body_html": "<div>New</div>"}
    body = {"include_signature": False, "emailer_template": content}
    changed = team.good("PUT", f"/emailer_touches/{touch}", body)["emailer_touch"]
    assert (changed["emailer_template_id"], changed["include_signature"]) == (other, False)
    team.good("DELETE", f"/emailer_touches/{touch}")
    assert team.ask("GET", f"/emailer_templates/{other}").status == 200


def test_a_reply_touch_follows_a_thread(team) -> None:
    """Else a reply to nothing would pass, on both private calls."""
    alone = team.add(team.made())
    content = {"subject": "", "body_html": "<div>x</div>"}
    body = {"type": "reply_to_thread", "emailer_template": content}
    text = "A reply must come after a step that starts a new thread"
    path = f"/emailer_touches/{alone['emailer_touch']['id']}"
    assert team.bad("PUT", path, body) == (422, text)
    variant = {"emailer_step_id": alone["emailer_step"]["id"], "type": "reply_to_thread"}
    assert team.bad("POST", "/emailer_touches", variant) == (422, text)


def test_the_fallback_replaces_a_touch(team, two) -> None:
    """The dance for a vendor on which a touch cannot be changed: new touch, old one deleted."""
    made = team.add(two)
    step, old = made["emailer_step"]["id"], made["emailer_touch"]["id"]
    body = {"emailer_step_id": step, "type": "reply_to_thread"}
    new = team.good("POST", "/emailer_touches", body)["emailer_touch"]
    assert (new["type"], new["status"]) == ("reply_to_thread", "to_be_reviewed")
    assert team.good("DELETE", f"/emailer_touches/{old}")["emailer_touch"]["deleted"] is True
    rows = team.good("GET", f"/emailer_touches?emailer_step_id={step}")["emailer_touches"]
    assert [row["id"] for row in rows] == [new["id"]]
    assert rows[0]["emailer_template"]["id"] == new["emailer_template_id"]
    every = team.good("GET", f"/emailer_touches?emailer_campaign_id={two}")["emailer_touches"]
    assert len(every) == 2
    assert team.good("GET", "/emailer_touches") == {"emailer_touches": []}


def test_a_touch_is_approved_only_with_content(team, two) -> None:
    """Else a step would be called ready with nothing to send."""
    made = team.add(two)
    path = f"/emailer_touches/{made['emailer_touch']['id']}"
    empty = "Please make sure your template has a non-empty body before turning it on."
    assert team.bad("POST", f"{path}/approve", {}) == (422, empty)
    team.good("PUT", f"/emailer_templates/{made['emailer_template']['id']}", {"body_html": "x"})
    assert team.good("POST", f"{path}/approve")["emailer_touch"]["status"] == "approved"
    back = team.good("POST", f"{path}/abort", {"check_for_changes": True})
    assert back["emailer_touch"]["status"] == "to_be_reviewed"
