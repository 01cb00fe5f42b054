"""Every open question about Apollo's sequences, in each of its positions."""

import re
from pathlib import Path

import pytest

from segue.providers.apollo.simulator.switches import SWITCHES
from segue.providers.apollo.tests.simulated import Team, email, task, whole

LOCKED = "We are already processing the request for your sequence"
NO_STEPS = "At least one step is required for the sequence."
NO_TEMPLATE = "At least one template is required for a sequence step"


@pytest.fixture
def team() -> Team:
    """A fresh team."""
    return Team()


@pytest.mark.parametrize(
    ("position", "status", "left"),
    [("reject", 422, 2), ("reject_and_wipe", 422, 0), ("keep", 200, 2)],
)
def test_switch_missing_steps(team, position, status, left) -> None:
    """A change of settings alone: refused after it was saved, with the steps lost, or fine."""
    team.switch(missing_steps=position)
    made = team.made(email(), task())
    answer = team.ask("PUT", f"/sequences/{made}", {"name": "Renamed"})
    assert answer.status == status
    if status == 422:
        assert answer.body == {"error": NO_STEPS}
    campaign = team.campaign(made)
    assert (campaign["name"], campaign["num_steps"]) == ("Renamed", left)


@pytest.mark.parametrize(
    ("position", "name"), [("settings_saved", "Renamed"), ("discarded", "Made")]
)
def test_switch_refused_update(team, position, name) -> None:
    """A 422 after which the settings have changed all the same, or not."""
    team.switch(refused_update=position)
    made = team.made(email())
    for steps in ([], [{**task(wait_time=None), "position": 1}]):
        body = {"name": "Renamed", "emailer_steps": steps}
        assert team.bad("PUT", f"/sequences/{made}", body)[0] == 422
        assert team.campaign(made)["name"] == name


@pytest.mark.parametrize("position", ["refuse", "keep"])
def test_switch_summary_steps(team, position) -> None:
    """Steps as a search lists them, without touches: refused, or taken by their ids."""
    team.switch(summary_steps=position)
    made = team.create(email(), task())
    body = {"emailer_steps": made["emailer_campaign"]["emailer_steps"]}
    path = f"/sequences/{made['emailer_campaign']['id']}"
    if position == "refuse":
        assert team.bad("PUT", path, body) == (422, NO_TEMPLATE)
    else:
        answer = team.good("PUT", path, body)
        assert answer["emailer_touches"] == made["emailer_touches"]
    new = {"emailer_steps": [{**task("auto_email"), "position": 1}]}
    assert team.bad("PUT", path, new) == (422, NO_TEMPLATE)


@pytest.mark.parametrize("position", ["kept", "replaced"])
def test_switch_omitted_template_id(team, position) -> None:
    """A touch named, its template not: the template stays, or makes way for a new one."""
    team.switch(omitted_template_id=position)
    made = team.create(email())
    steps = whole(made)
    del steps[0]["emailer_touches"][0]["emailer_template"]["id"]
    path = f"/sequences/{made['emailer_campaign']['id']}"
    answer = team.good("PUT", path, {"emailer_steps": steps})
    old, new = made["emailer_templates"][0]["id"], answer["emailer_templates"][0]["id"]
    assert (old == new) == (position == "kept")
    assert team.ask("GET", f"/emailer_templates/{old}").status == (200 if old == new else 404)


def test_switch_sequence_lock(team) -> None:
    """A second write too soon after the first; a create must be looked for before it is re-sent."""
    assert team.ask("POST", "/sequences", {}).status == 200
    team.switch(sequence_lock="lingers")
    made = team.made(email())
    body = {"emailer_steps": whole(team.graph(made))}
    answer = team.ask("PUT", f"/sequences/{made}", body)
    assert (answer.status, answer.body) == (429, {"error": LOCKED})
    assert "retry-after" not in answer.headers
    assert team.ask("PUT", f"/emailer_campaigns/{made}", {"name": "x"}).status == 200
    team.clock.advance(2)
    assert team.ask("PUT", f"/sequences/{made}", body).status == 200
    team.switch(sequence_lock="busy")
    team.clock.advance(60)
    assert team.bad("POST", "/sequences", {}) == (429, LOCKED)


def test_switch_plan_limits(team) -> None:
    """Two sequences, five steps, no A/B test; without the switch none of it."""
    six = [task() for _ in range(6)]
    variants = email()
    variants["emailer_touches"] *= 2
    made = team.made(*six, variants)
    team.switch(plan_limits="on")
    assert team.bad("POST", "/sequences", {})[1].startswith("Your plan is limited to 2 sequences.")
    path = f"/sequences/{made}"
    many = {"emailer_steps": [{**step, "position": n} for n, step in enumerate(six, start=1)]}
    assert team.bad("PUT", path, many)[1].startswith("Your plan is limited to 5 sequence steps.")
    answer = team.ask("PUT", path, {"emailer_steps": [{**variants, "position": 1}]})
    assert answer.body == {
        "error": "Your current plan does not allow A/B Testing.",
        "code": "ab_testing_limit",
    }
    step = {"emailer_campaign_id": made, **task()}
    assert team.bad("POST", "/emailer_steps", step)[1].startswith("Your plan is limited to 5")


@pytest.mark.parametrize(("position", "status"), [("granted", 200), ("denied", 422)])
def test_switch_create_permission(team, position, status) -> None:
    """A user who may not create sequences."""
    team.switch(create_permission=position)
    answer = team.ask("POST", "/sequences", {"name": "x"})
    assert answer.status == status
    if status == 422:
        assert answer.body == {"error": "You do not have the permission to create sequences."}


@pytest.mark.parametrize(("position", "status"), [("optional", 200), ("required", 422)])
def test_switch_schedule(team, position, status) -> None:
    """A sequence without a schedule, on both ways to create one."""
    team.switch(schedule=position)
    for path in ("/sequences", "/emailer_campaigns"):
        assert team.ask("POST", path, {"name": "x"}).status == status
        good = {"name": "x", "emailer_schedule_id": team.schedule()}
        assert team.ask("POST", path, good).status == 200


@pytest.mark.parametrize(("position", "status"), [("allowed", 200), ("refused", 403)])
def test_switch_archive_by_others(team, position, status) -> None:
    """The undo of a create after its owner was changed."""
    made = team.made(email())
    team.good("PUT", f"/emailer_campaigns/{made}", {"user_id": team.users()[1]["id"]})
    team.switch(archive_by_others=position)
    assert team.ask("POST", f"/emailer_campaigns/{made}/archive").status == status
    assert team.ask("POST", f"/emailer_campaigns/{team.made()}/archive").status == 200


@pytest.mark.parametrize(("position", "status"), [("creates", 200), ("absent", 404)])
def test_switch_bare_index(team, position, status) -> None:
    """The read that writes: never to be called."""
    team.switch(bare_index=position)
    before = len(team.vendor.snapshot()["emailer_campaigns"])
    assert team.ask("GET", "/emailer_campaigns").status == status
    after = len(team.vendor.snapshot()["emailer_campaigns"])
    assert after - before == (1 if status == 200 else 0)


@pytest.mark.parametrize(
    ("position", "team_can"), [("shared", "everyone"), ("ignored", "restricted")]
)
def test_switch_private_permissions(team, position, team_can) -> None:
    """The old words for who sees a sequence, on the private calls."""
    team.switch(private_permissions=position)
    made = team.good("POST", "/emailer_campaigns", {"permissions": "team_can_use"})
    id_ = made["emailer_campaign"]["id"]
    assert team.campaign(id_)["sharing_permission"]["visibility"] == team_can
    team.good("PUT", f"/emailer_campaigns/{id_}", {"permissions": "private"})
    assert team.campaign(id_)["sharing_permission"]["visibility"] == "restricted"


@pytest.mark.parametrize("position", ["full", "bare"])
def test_switch_step_answer(team, position) -> None:
    """A new step's touch and template: in the answer, or only in the sequence."""
    team.switch(step_answer=position)
    made = team.made()
    answer = team.add(made)
    assert ("emailer_touch" in answer, "emailer_template" in answer) == ((position == "full",) * 2)
    assert len(team.graph(made)["emailer_touches"]) == 1
    note = team.add(made, "action_item")
    assert note.get("emailer_touch") is None


@pytest.mark.parametrize(("position", "count"), [("one", 1), ("two", 2)])
def test_switch_touches_per_step(team, position, count) -> None:
    """One run got a second, empty touch on every step [UM]."""
    team.switch(touches_per_step=position)
    made = team.made()
    team.add(made)
    graph = team.graph(made)
    assert len(graph["emailer_touches"]) == len(graph["emailer_templates"]) == count


@pytest.mark.parametrize(("position", "status"), [("refused", 422), ("allowed", 200)])
def test_switch_delete_last_step(team, position, status) -> None:
    """The undo of a step added to an empty sequence."""
    team.switch(delete_last_step=position)
    step = team.add(team.made(), "call")["emailer_step"]["id"]
    assert team.ask("DELETE", f"/emailer_steps/{step}").status == status


@pytest.mark.parametrize(("position", "status"), [("works", 200), ("broken", 422)])
def test_switch_touch_update(team, position, status) -> None:
    """The one call that threads a touch in place, or fails whatever is sent."""
    team.switch(touch_update=position)
    made = team.add(team.made(email()))
    content = {"id": made["emailer_template"]["id"], "subject": "", "body_html": "<div>x</div>"}
    body = {"type": "reply_to_thread", "emailer_template": content}
    answer = team.ask("PUT", f"/emailer_touches/{made['emailer_touch']['id']}", body)
    assert answer.status == status
    if status == 422:
        assert answer.body == {"error": "undefined method '[]' for nil"}


@pytest.mark.parametrize(("position", "state"), [("no", "to_be_reviewed"), ("yes", "approved")])
def test_switch_touch_update_approves(team, position, state) -> None:
    """Whether that call makes the touch ready as well."""
    team.switch(touch_update_approves=position)
    touch = team.add(team.made())["emailer_touch"]["id"]
    body = {"emailer_template": {"subject": "Hi", "body_html": "<div>x</div>"}}
    answer = team.good("PUT", f"/emailer_touches/{touch}", body)
    assert answer["emailer_touch"]["status"] == state


@pytest.mark.parametrize(("position", "status"), [("clamped", 200), ("refused", 422)])
def test_switch_per_page_over_100(team, position, status) -> None:
    """A page longer than the vendor gives."""
    team.switch(per_page_over_100=position)
    answer = team.ask("POST", "/emailer_campaigns/search", {"per_page": 101})
    assert answer.status == status
    if status == 200:
        assert answer.body["pagination"]["per_page"] == 100
    assert team.ask("POST", "/emailer_campaigns/search", {"per_page": 100}).status == 200


@pytest.mark.parametrize(("position", "at_once"), [("none", 1), ("two_seconds", 0)])
def test_switch_search_lag(team, position, at_once) -> None:
    """A new sequence that a search does not find yet: no proof that the create was lost."""
    team.switch(search_lag=position)
    team.made(name="Just made")
    body = {"q_name": "Just made"}
    found = team.good("POST", "/emailer_campaigns/search", body)["pagination"]
    assert found["total_entries"] == at_once
    team.clock.advance(2)
    found = team.good("POST", "/emailer_campaigns/search", body)["pagination"]
    assert found["total_entries"] == 1


def test_every_switch_has_a_test() -> None:
    """Else a new switch could lie unseen. The others are tried with the credentials."""
    elsewhere = {
        "plan",
        "edge_block",
        "legacy_key",
        "health_with_dead_key",
        "private_routes",
        "rate_limit_body",
    }
    files = Path(__file__).parent.glob("test_simulator*switches.py")
    here = {
        name for file in files for name in re.findall(r"def test_switch_(\w+)", file.read_text())
    }
    assert here | elsewhere == set(SWITCHES)
