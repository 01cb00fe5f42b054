"""The documented way to write a sequence, rule by rule and switch by switch."""

from datetime import timedelta
from typing import Any

import pytest

from segue.providers.apollo.tests.simulated import Team, email, task, whole

EMPTY_SCHEDULE = (
    "The schedule you are trying to attach to this sequence is empty. "
    "You cannot attach an empty schedule to the sequence"
)
NO_BODY_ON_CREATE = "Please make sure your template has content before turning it on."
NO_BODY_ON_UPDATE = "Please make sure your template has a non-empty body before turning it on."
NO_TOUCH = "Step 1 ({}) requires a template. Include an emailer_touches entry with a template."
WAIT = "Wait time must not be empty"
UNKNOWN = "66000000000000000000ffff"


@pytest.fixture
def team() -> Team:
    """A fresh team."""
    return Team()


@pytest.fixture
def three(team: Team) -> Any:
    """A sequence of e-mail, call, e-mail, as its create answered."""
    return team.create(email(), task(note="Talk"), email("<div>Again</div>"))


def path(made: Any) -> str:
    """The path of a sequence's documented update."""
    return f"/sequences/{made['emailer_campaign']['id']}"


def ids(answer: Any, rows: str = "emailer_steps") -> list[str]:
    """The ids of a list."""
    return [row["id"] for row in answer[rows]]


def test_create_ignores_owner_and_permissions(team) -> None:
    """Else an adapter that trusts `user_id` on create would pass."""
    other = team.users()[1]["id"]
    made = team.create(user_id=other, permissions="team_can_use")["emailer_campaign"]
    assert made["user_id"] != other
    assert made["sharing_permission"]["visibility"] == "restricted"


def test_create_takes_active_at_its_word(team) -> None:
    """Recorded: on without steps and without a schedule, though approving asks for a step."""
    made = team.create(active=True)["emailer_campaign"]
    assert (made["active"], made["status_reason"]) == (True, "manual_approve")
    empty = f"/emailer_campaigns/{team.made()}/approve"
    assert team.bad("POST", empty) == (
        422,
        "Please make sure you have added at least 1 step before turning on the sequence.",
    )


def test_create_with_an_empty_body_makes_a_nameless_sequence(team) -> None:
    """Else a body that got lost on the way would look like a refusal."""
    made = team.good("POST", "/sequences")["emailer_campaign"]
    assert (made["name"], made["num_steps"]) == (None, 0)


def test_create_orders_steps_by_the_array(team) -> None:
    """There is no position on input [OAS]; one sent must not matter."""
    made = team.create(task(position=2), task("action_item", position=1))
    assert [(it["position"], it["type"]) for it in made["emailer_steps"]] == [
        (1, "call"),
        (2, "action_item"),
    ]


def test_labels_are_made_and_then_replaced(team) -> None:
    """Else an update of tags could lose or keep the wrong ones unseen."""
    first = team.create(label_names=["Outbound", "New", "New"])
    labels = {row["id"]: row["name"] for row in team.good("GET", "/labels")}
    named = [labels[it] for it in first["emailer_campaign"]["label_ids"]]
    assert named == ["Outbound", "New"]
    team.switch(missing_steps="keep")
    kept = team.good("PUT", path(first), {"name": "x"})["emailer_campaign"]
    assert kept["label_ids"] == first["emailer_campaign"]["label_ids"]
    changed = team.good("PUT", path(first), {"label_names": ["Other"]})["emailer_campaign"]
    labels = {row["id"]: row["name"] for row in team.good("GET", "/labels")}
    assert [labels[it] for it in changed["label_ids"]] == ["Other"]


REFUSED_STEPS = [
    ({**task(), "wait_mode": None}, WAIT),
    ({"type": "call", "wait_time": 0}, WAIT),
    ({"type": "call", "wait_mode": "day"}, WAIT),
    (task(wait_mode="second"), "Wait mode is not included in the list"),
    (task(wait_mode="week"), "Wait mode is not included in the list"),
    (task(wait_time=1.5), "Wait time must be a whole number that is not negative"),
    (task(wait_time=-1), "Wait time must be a whole number that is not negative"),
    (task("sms"), "Type is not included in the list"),
    (task(priority="A"), "Priority is not included in the list"),
    (
        task("auto_email"),
        NO_TOUCH.format("auto_email"),
    ),
    (
        task("manual_email", emailer_touches=[{"type": "new_thread"}]),
        NO_TOUCH.format("manual_email"),
    ),
    (email(""), NO_BODY_ON_CREATE),
    (email("<div><br></div>"), NO_BODY_ON_CREATE),
    (email(type="reply_to_thread"), "A reply must come after a step that starts a new thread"),
    (email(type="reply"), "Touch type is not included in the list"),
    (email(status="draft"), "Touch status is not included in the list"),
]


@pytest.mark.parametrize(("step", "text"), REFUSED_STEPS)
def test_steps_that_are_refused(team, step, text) -> None:
    """Else a step that Apollo refuses would be taken, and nothing half made must stay."""
    before = team.vendor.snapshot()
    body = {"label_names": ["New"], "emailer_steps": [step]}
    assert team.bad("POST", "/sequences", body) == (422, text)
    assert team.vendor.snapshot() == before


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        (
            {"emailer_schedule_id": UNKNOWN},
            f"Parameters misconfigured. {UNKNOWN} is not a valid ID",
        ),
        ({"max_emails_per_day": -1}, "Max emails per day must not be negative"),
        (
            {"same_account_reply_delay_days": 1001},
            "Same account reply delay days must be at most 1000",
        ),
        (
            {"excluded_contact_stage_ids": ["x"]},
            "Parameters misconfigured. x is not a valid ID",
        ),
    ],
)
def test_settings_that_are_refused(team, setting, text) -> None:
    """Else ids of another team, or limits out of range, would pass."""
    assert team.bad("POST", "/sequences", setting) == (422, text)


def test_an_empty_schedule_is_refused_everywhere(team, three) -> None:
    """Else a sequence that never sends would look ready."""
    body = {"emailer_schedule_id": team.schedule("Never"), "emailer_steps": whole(three)}
    assert team.bad("POST", "/sequences", body) == (422, EMPTY_SCHEDULE)
    assert team.bad("PUT", path(three), body) == (422, EMPTY_SCHEDULE)


def test_a_reply_joins_the_thread_before_it(team) -> None:
    """Else threading could not be tried; a task between the two does not matter."""
    made = team.create(email(), task(), email(type="reply_to_thread"))
    assert [it["type"] for it in made["emailer_touches"]] == ["new_thread", "reply_to_thread"]


def test_a_known_id_is_that_step(team, three) -> None:
    """Else a round trip would change the ids contacts stand on."""
    steps = whole(three)
    steps[0]["wait_time"] = 7
    steps[0]["emailer_touches"][0]["emailer_template"]["body_html"] = "<div>Changed</div>"
    answer = team.good("PUT", path(three), {"emailer_steps": steps})
    for rows in ("emailer_steps", "emailer_touches", "emailer_templates"):
        assert ids(answer, rows) == ids(three, rows)
    assert answer["emailer_steps"][0]["wait_time"] == 7
    assert answer["emailer_templates"][0]["body_text"] == "Changed"


def test_a_round_trip_changes_nothing(team, three) -> None:
    """Else the undo of a declarative update could never restore what was there."""
    before = team.graph(three["emailer_campaign"]["id"])
    team.good("PUT", path(three), {"emailer_steps": whole(before)})
    assert team.graph(three["emailer_campaign"]["id"]) == before


def test_steps_without_ids_replace_everything(team, three) -> None:
    """Recorded: brand-new steps, touches and templates [VCR]."""
    steps = [{**email(), "position": 1}, {**email(), "position": 2}]
    answer = team.good("PUT", path(three), {"emailer_steps": steps})
    assert answer["emailer_campaign"]["num_steps"] == 2
    for rows in ("emailer_steps", "emailer_touches", "emailer_templates"):
        assert not set(ids(answer, rows)) & set(ids(three, rows))
    gone = f"/emailer_templates/{ids(three, 'emailer_templates')[0]}"
    assert team.bad("GET", gone) == (404, "Record not found.")


def test_what_is_omitted_is_deleted(team, three) -> None:
    """The rule that makes this call dangerous: a step or touch not named is gone."""
    steps = [step for step in whole(three) if step["position"] != 2]
    steps[1]["position"] = 2
    answer = team.good("PUT", path(three), {"emailer_steps": steps})
    assert ids(answer) == [ids(three)[0], ids(three)[2]]
    assert team.ask("GET", f"/emailer_steps/{ids(three)[1]}").status == 404
    del steps[0]["emailer_touches"][0]["id"]
    replaced = team.good("PUT", path(three), {"emailer_steps": steps})
    assert ids(replaced)[0] == ids(three)[0]
    assert ids(replaced, "emailer_touches")[0] != ids(three, "emailer_touches")[0]


def test_steps_are_reordered_by_position(team, three) -> None:
    """Else inserting in the middle could not be tried: the order of the array is not read."""
    steps = whole(three)
    steps[0]["position"], steps[1]["position"] = 2, 1
    new = {**task("action_item"), "position": 4}
    answer = team.good("PUT", path(three), {"emailer_steps": [new, *steps]})
    a, b, c = ids(three)
    assert ids(answer)[:3] == [b, a, c]
    assert [it["position"] for it in answer["emailer_steps"]] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "positions", [(None, None, None), (1, 2, 4), (2, 3, 4), (1, 1, 2), (0, 1, 2), ("1", "2", "3")]
)
def test_positions_are_exactly_one_to_n(team, three, positions) -> None:
    """Else re-sending a create, or leaving a hole, would pass [CREA]."""
    steps = [{**step, "position": at} for step, at in zip(whole(three), positions, strict=True)]
    answer = team.bad("PUT", path(three), {"emailer_steps": steps})
    assert answer == (422, "Missing Step 1 for this sequence.")
    assert ids(team.graph(three["emailer_campaign"]["id"])) == ids(three)


@pytest.mark.parametrize("rows", ["emailer_steps", "emailer_touches"])
def test_an_id_of_another_sequence_is_not_found(team, three, rows) -> None:
    """Else a step could be moved between sequences by mistake."""
    steps = whole(team.create(email()))
    mine = whole(three)[0]
    if rows == "emailer_steps":
        mine = {**steps[0], "position": 1}
    else:
        mine["emailer_touches"] = steps[0]["emailer_touches"]
    assert team.bad("PUT", path(three), {"emailer_steps": [mine]})[0] == 404


def test_an_approved_touch_needs_a_body(team, three) -> None:
    """Else a step would be called ready with nothing to send; the words differ from create."""
    steps = whole(three)
    steps[0]["emailer_touches"][0]["emailer_template"]["body_html"] = ""
    answer = team.bad("PUT", path(three), {"emailer_steps": steps})
    assert answer == (422, NO_BODY_ON_UPDATE)


def test_active_is_mirrored(team, three) -> None:
    """Else an update would switch sequences on or off unseen [VCR]."""
    body = {"active": True, "emailer_steps": whole(three)}
    on = team.good("PUT", path(three), body)["emailer_campaign"]
    assert (on["active"], on["status_reason"]) == (True, "manual_approve")
    same = team.good("PATCH", path(three), {"emailer_steps": whole(three)})["emailer_campaign"]
    assert same["active"] is True
    off = team.good("PUT", path(three), {**body, "active": False})["emailer_campaign"]
    assert (off["active"], off["status_reason"]) == (False, "manual_pause")


def test_owner_and_visibility_are_changed_by_update(team, three) -> None:
    """Else the two things create ignores could not be set [OAS]."""
    owner = team.users()[1]["id"]
    shared = {"sharing_permission": {"visibility": "everyone", "access_type": "can_edit"}}
    body = {"user_id": owner, **shared, "emailer_steps": whole(three)}
    changed = team.good("PUT", path(three), body)["emailer_campaign"]
    assert changed["user_id"] == changed["sharing_permission"]["owner_id"] == owner
    assert changed["sharing_permission"]["is_owner"] is False
    assert changed["sharing_permission"]["visibility"] == "everyone"
    assert changed["sharing_permission"]["access_type"] == "can_edit"
    back = {"sharing_permission": {"visibility": "restricted"}, "emailer_steps": whole(three)}
    again = team.good("PUT", path(three), back)["emailer_campaign"]["sharing_permission"]
    assert (again["visibility"], again["access_type"]) == ("restricted", None)
    gone = next(user["id"] for user in team.users() if user["deleted"])
    assert team.bad("PUT", path(three), {"user_id": gone})[0] == 422


def test_a_template_named_on_create_is_changed_in_place(team) -> None:
    """A foreign template id is rewritten, not copied [OAS]: never to be sent."""
    (id_,) = team.vendor.seed({"templates": [{"subject": "Shared", "body_html": "Old"}]})[
        "templates"
    ]
    template = {"id": id_, "subject": "Mine", "body_html": "New"}
    made = team.create(email(emailer_template=template))
    assert ids(made, "emailer_templates") == [id_]
    assert team.good("GET", f"/emailer_templates/{id_}")["emailer_template"]["subject"] == "Mine"


@pytest.mark.parametrize(
    ("sent", "html", "text"),
    [
        ("{{message}}", "{{message}}", "{{message}}"),
        ("<div onclick='x()'>Hi</div>", "<div>Hi</div>", "Hi"),
        ("Hi<script>x()</script><iframe src='y'></iframe>!", "Hi!", "Hi!"),
        ('<a href="javascript:x()" title="t">Go</a>', '<a title="t">Go</a>', "Go"),
        ("<p>One</p><p>Two &amp; three</p>", "<p>One</p><p>Two &amp; three</p>", "One Two & three"),
        ("<html><head><title>t</title></head><body>Hi</body></html>", "Hi", "Hi"),
        ('<img src="https://x.example/y.png">', '<img src="https://x.example/y.png">', ""),
    ],
)
def test_html_is_sanitised_wrapped_and_told_as_text(team, sent, html, text) -> None:
    """Else a client that compares HTML with what it sent would pass."""
    template = team.create(email(sent))["emailer_templates"][0]
    assert template["body_html"] == f"<html><head></head><body>{html}</body></html>"
    assert template["body_text"] == text


def dated(team: Team, *days: int | None) -> list[Any]:
    """Steps some days from now; None is without a time."""
    now = team.clock.now()
    times = [None if at is None else (now + timedelta(days=at)).isoformat() for at in days]
    return [{"type": "call", "exact_datetime": time} for time in times]


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ((1, None), "Exact datetime must not be empty"),
        ((-1, 2), "Exact datetime must be in the future"),
        ((2, 1), "Exact datetime must be later than those of all previous steps"),
        ((2, 2), "Exact datetime must be later than those of all previous steps"),
    ],
)
def test_dated_steps_that_are_refused(team, days, text) -> None:
    """Else a date sequence could be out of order or in the past [OAS]."""
    body = {"sequence_by_exact_daytime": True, "emailer_steps": dated(team, *days)}
    assert team.bad("POST", "/sequences", body) == (422, text)


def test_dated_steps_need_no_wait_and_may_have_passed(team) -> None:
    """Else no step could be added once the first date of a sequence is over."""
    made = team.create(*dated(team, 1, 3), sequence_by_exact_daytime=True)
    assert made["emailer_steps"][0]["exact_datetime"].endswith("+00:00")
    team.clock.advance(2.5 * 86400)
    new = {**dated(team, 5)[0], "position": 3}
    answer = team.good("PUT", path(made), {"emailer_steps": [*whole(made), new]})
    assert answer["emailer_campaign"]["num_steps"] == 3
    late = {**dated(team, -1)[0], "position": 4}
    body = {"emailer_steps": [*whole(answer), late]}
    assert team.bad("PUT", path(made), body)[1] == "Exact datetime must be in the future"


def test_search_pages_by_name_and_leaves_archived_out(team) -> None:
    """Else a look-up after a lost create would find the wrong thing, or everything."""
    for number in range(3):
        team.made(name=f"Search me {number}")
    ended = team.made(name="Search me never")
    team.good("POST", f"/emailer_campaigns/{ended}/archive")
    body = {"q_name": "search ME", "page": 1, "per_page": 2}
    found = team.good("POST", "/emailer_campaigns/search", body)
    assert [row["name"] for row in found["emailer_campaigns"]] == ["Search me 2", "Search me 1"]
    assert found["pagination"] == {"page": 1, "per_page": 2, "total_entries": 3, "total_pages": 2}
    assert found["breadcrumbs"][0]["signal_field_name"] == "q_name"
    assert "contact_statuses" not in found["emailer_campaigns"][0]
    query = "/emailer_campaigns/search?q_name=nothing+like+it"
    none = team.good("POST", query)
    assert none["pagination"]["total_pages"] == 0
    gone = {"emailer_campaign_status": "archived", "q_name": "search me"}
    kept = team.good("POST", "/emailer_campaigns/search", gone)
    assert [row["name"] for row in kept["emailer_campaigns"]] == ["Search me never"]
    odd = {"sort_ascending": True, "q_name": "search me", "nonsense": 1, "page": 0}
    first = team.good("POST", "/emailer_campaigns/search", odd)
    assert first["emailer_campaigns"][0]["name"] == "Search me 0"
    on = {"emailer_campaign_status": "active"}
    rows = team.good("POST", "/emailer_campaigns/search", on)["emailer_campaigns"]
    assert [row["name"] for row in rows] == ["Renewals", "Cold outbound"]
