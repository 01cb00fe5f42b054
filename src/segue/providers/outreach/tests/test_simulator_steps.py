"""The Outreach simulator's steps, links and templates, and the switches about them."""

from typing import Any

import pytest

from segue.providers.outreach.tests.simulated import Account, errors, invalid

EMPTY, DATED, LOCKED, ENABLED = 102, 103, 104, 101


@pytest.fixture
def account():
    """A fresh account."""
    return Account()


def test_step_needs_its_sequence_and_type(account):
    """Broken: a step could hang in the air."""
    answer = account.post("sequenceStep", {"stepType": "call"})
    assert invalid(answer, "sequence", kind="relationships")
    assert invalid(account.post("sequenceStep", {"order": 1}, sequence=EMPTY), "stepType")
    assert invalid(account.step(EMPTY, stepType=""), "stepType")


def test_equal_orders_are_accepted(account):
    """Broken: two steps with one place, which the vendor allows [SC], would be refused."""
    rows = [account.step(EMPTY, order=3).body["data"] for _ in range(2)]
    assert [row["attributes"]["order"] for row in rows] == [3, 3]
    assert rows[0]["id"] != rows[1]["id"]
    assert account.patch("sequenceStep", rows[0]["id"], {"order": 1}).status == 200


@pytest.mark.parametrize(("position", "interval"), [("week", 604_800), ("zero", 0), ("null", None)])
def test_interval_left_out(account, position, interval):
    """Broken: a client that leaves the interval out would not see its step a week late [SG]."""
    account.switch(default_interval=position)
    assert account.step(EMPTY).body["data"]["attributes"]["interval"] == interval
    assert account.step(EMPTY, interval=0).body["data"]["attributes"]["interval"] == 0


@pytest.mark.parametrize(("position", "order"), [("last", 8), ("one", 1)])
def test_order_left_out(account, position, order):
    """Broken: a client that leaves the order to the vendor would not notice."""
    account.switch(default_order=position)
    account.step(EMPTY, order=7)
    assert account.step(EMPTY).body["data"]["attributes"]["order"] == order


@pytest.mark.parametrize(
    ("step_type", "title"),
    [
        ("auto_email", "Auto Email"),
        ("manual_email", "Manual Email"),
        ("call", "Call"),
        ("task", "Task"),
        ("linkedin_send_message", "Linkedin Send Message"),
    ],
)
def test_display_name(account, step_type, title):
    """Broken: a step's display name would not follow from its order and type [AB]."""
    row = account.step(EMPTY, stepType=step_type, order=4).body["data"]
    assert row["attributes"]["displayName"] == f"Step #4 ({title})"


def test_step_types(account):
    """Broken: a type the vendor refuses, or may refuse, would be taken."""
    assert invalid(account.step(EMPTY, stepType="fax"), "stepType")
    assert account.step(EMPTY, stepType="linkedin").status == 201
    account.switch(linkedin_step_type="reject")
    assert invalid(account.step(EMPTY, stepType="linkedin_send_message"), "stepType")
    assert account.step(EMPTY, stepType="task").status == 201


def test_step_on_an_enabled_sequence(account):
    """Broken: both answers to a step on a sequence that is on would not be tested."""
    assert account.step(ENABLED).status == 201
    account.switch(step_on_enabled_sequence="reject")
    assert invalid(account.step(ENABLED), "")
    assert account.step(EMPTY).status == 201


def test_step_on_a_locked_sequence(account):
    """Broken: both answers to a step on an archived sequence would not be tested."""
    assert invalid(account.step(LOCKED), "")
    account.switch(step_on_locked_sequence="allow")
    assert account.step(LOCKED).status == 201


def test_interval_and_date_do_not_mix(account):
    """Broken: a date on an interval sequence, or the reverse, would pass unnoticed."""
    assert invalid(account.step(EMPTY, date="2030-01-05"), "date")
    assert invalid(account.step(DATED, interval=0), "interval")
    assert account.step(EMPTY, interval=60, date=None).status == 201
    row = account.step(DATED, date="2030-01-05").body["data"]["attributes"]
    assert (row["date"], row["interval"]) == ("2030-01-05", None)
    account.switch(mixed_timing="accept")
    assert account.step(EMPTY, date="2030-01-05").status == 201
    assert account.step(DATED, interval=0).status == 201


def test_step_may_not_move_to_another_sequence(account):
    """Broken: both answers to re-parenting a step would not be tested."""
    step = account.step(EMPTY).body["data"]["id"]
    other = account.make("sequence", {"name": "x"})["id"]
    answer = account.patch("sequenceStep", step, sequence=other)
    assert invalid(answer, "sequence", kind="relationships")
    assert account.patch("sequenceStep", step, sequence=EMPTY).status == 200
    account.switch(step_reparent="accept")
    assert account.patch("sequenceStep", step, sequence=other).status == 200
    assert account.ids(f"/sequenceSteps?filter[sequence][id]={EMPTY}") == []
    assert account.ids(f"/sequenceSteps?filter[sequence][id]={other}") == [step]


def test_priority_and_purpose(account):
    """Broken: a step's task priority could not be left to the vendor, nor given."""

    def priority(**related: int) -> Any:
        row = account.make("sequenceStep", {"stepType": "call"}, sequence=EMPTY, **related)
        return row["relationships"]["taskPriority"]["data"]

    assert priority() == {"type": "taskPriority", "id": 3}
    assert priority(taskPriority=1, callPurpose=2) == {"type": "taskPriority", "id": 1}
    account.switch(default_task_priority="none")
    assert priority() is None


@pytest.mark.parametrize("id", [1001, 999_999])
def test_steps_cannot_be_deleted(account, id):
    """Broken: an undo that relies on deleting steps would pass [OAS23, OAS26]."""
    answer = account.ask("DELETE", f"/sequenceSteps/{id}")
    assert (answer.status, errors(answer)) == (404, [("routeNotFound", None)])
    account.switch(step_delete="forbidden")
    answer = account.ask("DELETE", f"/sequenceSteps/{id}")
    assert (answer.status, errors(answer)) == (403, [("unauthorizedRequest", None)])
    assert len(account.ids(f"/sequenceSteps?filter[sequence][id]={ENABLED}")) == 3


def test_steps_may_be_deleted_after_all(account):
    """Broken: a hidden DELETE, whose scope exists [SDK], would not be rehearsed."""
    account.switch(step_delete="deleted")
    assert account.ask("DELETE", "/sequenceSteps/1001").status == 204
    assert account.ask("GET", "/sequenceSteps/1001").status == 404
    assert account.ids("/sequenceTemplates?filter[sequenceStep][id]=1001") == []
    account.vendor.seed({"scopes": ["sequenceSteps.write"]})
    assert account.ask("DELETE", "/sequenceSteps/1002").status == 403


def test_link_needs_step_and_template(account):
    """Broken: a link to nothing would be made, or only one fault be told."""
    answer = account.post("sequenceTemplate", {"isReply": False})
    assert errors(answer) == [
        ("validationError", "/data/relationships/sequenceStep"),
        ("validationError", "/data/relationships/template"),
    ]
    answer = account.post("sequenceTemplate", sequenceStep=1001)
    assert invalid(answer, "template", kind="relationships")


def test_links_are_made_off_and_several_to_a_step(account):
    """Broken: a link would be on from the start, or a step could not hold variants [SC]."""
    step = account.step(EMPTY, stepType="call").body["data"]["id"]
    rows = [account.make("sequenceTemplate", sequenceStep=step, template=5001) for _ in range(2)]
    assert [row["attributes"]["enabled"] for row in rows] == [False, False]
    row = account.get(f"/sequenceSteps/{step}")["data"]
    assert row["relationships"]["sequenceTemplates"]["meta"] == {"count": 2}


def test_link_is_switched_off_and_detached(account):
    """Broken: a template could not be taken off a step."""
    path = f"/sequenceTemplates/{account.ids('/sequenceTemplates')[0]}"
    row = account.ask("POST", f"{path}/actions/deactivate").body["data"]["attributes"]
    assert (row["enabled"], row["enabledAt"]) == (False, None)
    assert account.ask("DELETE", path).status == 204
    assert account.ask("GET", path).status == 404
    assert account.ask("GET", "/templates/5003").status == 200


def test_reply_without_subject(account):
    """Broken: both answers to a reply whose template has no subject would not be tested."""
    made = account.seed_sequence(steps=2)
    related = {
        "sequenceStep": made["step_ids"][1],
        "template": account.make("template", {"bodyHtml": "x"})["id"],
    }
    assert account.post("sequenceTemplate", {"isReply": True}, **related).status == 201
    account.switch(reply_without_subject="reject")
    assert invalid(account.post("sequenceTemplate", {"isReply": True}, **related), "")
    assert account.post("sequenceTemplate", {"isReply": False}, **related).status == 201


def test_reply_as_first_email(account):
    """Broken: both answers to a reply with nothing before it would not be tested."""
    steps = [{"stepType": "call"}, {"template": None}, {"template": None}]
    made = account.seed_sequence(steps=steps)["step_ids"]
    first = {"sequenceStep": made[1], "template": 5001}
    assert account.post("sequenceTemplate", {"isReply": True}, **first).status == 201
    account.switch(reply_as_first_email="reject")
    assert invalid(account.post("sequenceTemplate", {"isReply": True}, **first), "isReply")
    later = {"sequenceStep": made[2], "template": 5001}
    assert account.post("sequenceTemplate", {"isReply": True}, **later).status == 201


def test_template_text_follows_from_html(account):
    """Broken: the plain text would keep tags or entities."""
    body = "<p>Hello&nbsp;<b>you</b></p>One<br/>two &amp; three"
    made = account.make("template", {"bodyHtml": body})["attributes"]
    assert (made["bodyHtml"], made["bodyText"]) == (body, "Hello\xa0you\nOne\ntwo & three")
    assert account.make("template", {"subject": "x"})["attributes"]["bodyText"] is None


def test_template_html_may_be_wrapped(account):
    """Broken: a client that compares HTML for equality would pass [SG]."""
    account.switch(template_html="wrapped")
    made = account.make("template", {"bodyHtml": "<b>x</b>"})
    assert made["attributes"]["bodyHtml"] == "<div><b>x</b></div>"
    again = account.patch("template", made["id"], {"subject": "y"}).body["data"]["attributes"]
    assert again["bodyHtml"] == "<div><b>x</b></div>"


@pytest.mark.parametrize("share_type", ["shared", "private", "read_only"])
@pytest.mark.parametrize(("tracking", "tracked"), [("on", True), ("off", False)])
def test_template_defaults(account, share_type, tracking, tracked):
    """Broken: a client that leaves sharing or tracking to the vendor would not notice."""
    account.switch(template_share_type=share_type, template_tracking=tracking)
    made = account.make("template")["attributes"]
    assert made["shareType"] == share_type
    assert (made["trackOpens"], made["trackLinks"]) == (tracked, tracked)
    given = account.make("template", {"trackOpens": not tracked, "shareType": "private"})
    assert given["attributes"]["trackOpens"] is not tracked


def test_template_is_archived(account):
    """Broken: an archived template would not say since when."""
    row = account.patch("template", 5001, {"archived": True}).body["data"]["attributes"]
    assert row["archivedAt"] == row["updatedAt"]
    assert account.ids("/templates?filter[archivedAt]=__notnull__") == [5001]


def test_recipients_are_kept(account):
    """Broken: recipients, which break mailings when wrong [SC], would not be visible."""
    recipients = {"toRecipients": [], "ccRecipients": ["Cy <cy@example.com>"]}
    made = account.make("template", recipients)["attributes"]
    assert {name: made[name] for name in recipients} == recipients


def test_deleting_a_template_in_use(account):
    """Broken: both answers to deleting a linked template would not be tested."""
    made = account.seed_sequence(steps=2)
    first, second = made["template_ids"]
    assert account.ask("DELETE", f"/templates/{first}").status == 204
    assert account.ids(f"/sequenceTemplates?filter[template][id]={first}") == []
    account.switch(template_delete_linked="reject")
    assert invalid(account.ask("DELETE", f"/templates/{second}"), "")
    account.ask("DELETE", f"/sequenceTemplates/{made['sequence_template_ids'][1]}")
    assert account.ask("DELETE", f"/templates/{second}").status == 204


def test_seeded_sequences(account):
    """Broken: a test could not set the stage it needs."""
    steps = [
        {"id": 5, "interval": 60, "template": 5001},
        {"stepType": "task", "taskNote": "x"},
        {"isReply": True, "template": {"subject": "s", "bodyHtml": "b", "name": "n"}},
        {"stepType": "manual_email", "template": None},
    ]
    made = account.seed_sequence(id=77, kind="interval", enabled=True, owner=2, steps=steps)
    assert (made["id"], made["step_ids"][0], made["template_ids"][0]) == (77, 5, 5001)
    assert len(made["sequence_template_ids"]) == 2
    row = account.get(f"/sequenceTemplates/{made['sequence_template_ids'][1]}")["data"][
        "attributes"
    ]
    assert (row["isReply"], row["enabled"]) == (True, True)
    dated = account.seed_sequence(kind="date", steps=1)["step_ids"][0]
    assert account.get(f"/sequenceSteps/{dated}")["data"]["attributes"]["interval"] is None


def test_every_switch_has_been_moved(account, request):
    """Broken: a switch would stand in the table that no test moves."""
    folder = request.path.parent
    tests = "".join(path.read_text() for path in folder.glob("test_simulator*.py"))
    unmoved = [name for name in account.vendor.SWITCHES if f"{name}=" not in tests]
    assert unmoved == []
