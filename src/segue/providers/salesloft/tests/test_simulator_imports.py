"""What the simulated Salesloft accepts and refuses in `POST /v2/cadence_imports`."""

import random
from copy import deepcopy
from typing import Any

import pytest

from .simulator_client import Client, an_import, email, phone


@pytest.fixture
def client() -> Client:
    return Client()


def put(body: Any, path: str, value: Any) -> Any:
    """Return a copy of `body` with `value` at a dotted path; `...` takes the key away."""
    changed = deepcopy(body)
    *parents, last = (int(part) if part.isdigit() else part for part in path.split("."))
    at = changed
    for parent in parents:
        at = at[parent]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return changed


GROUP = "cadence_content.step_groups.0"
STEP = f"{GROUP}.steps.0"
SETTINGS = f"{STEP}.type_settings"
AUTOMATED = f"{GROUP}.automated_settings"
AT_TIME = {"send_type": "at_time", "time_of_day": "09:00", "timezone_mode": "person"}
PREVIOUS = "previous_email_step_group_reference_id"

REFUSED = [
    ("cadence_content", ..., "cadence_content"),
    ("cadence_content.step_groups", ..., "cadence_content.step_groups"),
    ("settings", ..., "settings"),
    ("settings.name", ..., "name"),
    ("settings.name", " ", "name"),
    ("settings.target_daily_people", ..., "target_daily_people"),
    ("settings.target_daily_people", -1, "target_daily_people"),
    ("settings.target_daily_people", "many", "target_daily_people"),
    ("settings.remove_replied", ..., "remove_replied"),
    ("settings.remove_bounced", "yes", "remove_bounced"),
    ("settings.external_identifier", ..., "external_identifier"),
    ("settings.cadence_function", "sideways", "cadence_function"),
    ("settings.cadence_priority", "Urgent", "cadence_priority"),
    ("settings.cadence_owner", "nobody@segue.example", "cadence_owner"),
    ("settings.added_stage_setting", "No such stage", "added_stage_setting"),
    ("settings.replied_stage_setting", 41, "replied_stage_setting"),
    ("settings.tags", ["a", "b"], "tags"),
    ("sharing_settings", ..., "sharing_settings"),
    ("sharing_settings.shared", "true", "sharing_settings.shared"),
    ("sharing_settings.shared", None, "sharing_settings.shared"),
    ("sharing_settings.team_cadence", 1, "sharing_settings.team_cadence"),
    (f"{GROUP}.day", 0, "step_groups.day"),
    (f"{GROUP}.day", "1", "step_groups.day"),
    (f"{GROUP}.day", ..., "step_groups.day"),
    (f"{GROUP}.reference_id", ..., "step_groups.reference_id"),
    (f"{GROUP}.reference_id", None, "step_groups.reference_id"),
    (f"{GROUP}.reference_id", "", "step_groups.reference_id"),
    (f"{GROUP}.steps", [], "step_groups.steps"),
    (f"{GROUP}.due_immediately", "no", "step_groups.due_immediately"),
    (f"{GROUP}.automated", "yes", "step_groups.automated"),
    (f"{GROUP}.automated", False, "step_groups.automated_settings"),
    (AUTOMATED, ..., "step_groups.automated_settings"),
    (AUTOMATED, {}, "step_groups.automated_settings.send_type"),
    (f"{AUTOMATED}.send_type", "at_once", "step_groups.automated_settings.send_type"),
    (f"{AUTOMATED}.delay_time", 721, "step_groups.automated_settings.delay_time"),
    (f"{AUTOMATED}.delay_time", -1, "step_groups.automated_settings.delay_time"),
    (f"{AUTOMATED}.delay_time", 1.5, "step_groups.automated_settings.delay_time"),
    (f"{AUTOMATED}.delay_time", ..., "step_groups.automated_settings.delay_time"),
    (f"{AUTOMATED}.time_of_day", "09:00", "step_groups.automated_settings.time_of_day"),
    (f"{AUTOMATED}.timezone_mode", "user", "step_groups.automated_settings.timezone_mode"),
    (AUTOMATED, {**AT_TIME, "delay_time": 0}, "step_groups.automated_settings.delay_time"),
    (AUTOMATED, {**AT_TIME, "time_of_day": "9:00"}, "step_groups.automated_settings.time_of_day"),
    (AUTOMATED, {**AT_TIME, "time_of_day": "24:00"}, "step_groups.automated_settings.time_of_day"),
    (
        AUTOMATED,
        {**AT_TIME, "timezone_mode": "utc"},
        "step_groups.automated_settings.timezone_mode",
    ),
    (AUTOMATED, {"send_type": "at_time"}, "step_groups.automated_settings.time_of_day"),
    (f"{STEP}.name", ..., "step_groups.steps.name"),
    (f"{STEP}.enabled", 1, "step_groups.steps.enabled"),
    (f"{STEP}.type", "email", "step_groups.steps.type"),
    (f"{STEP}.type", "Linkedin", "step_groups.steps.type"),
    (f"{STEP}.type_settings", ..., "step_groups.steps.type_settings"),
    (f"{SETTINGS}.email_template", ..., "step_groups.steps.type_settings.email_template"),
    (f"{SETTINGS}.email_template.open_tracking", "on", "open_tracking"),
    (f"{SETTINGS}.{PREVIOUS}", "1", f"step_groups.steps.type_settings.{PREVIOUS}"),
    (f"{SETTINGS}.{PREVIOUS}", "9", f"step_groups.steps.type_settings.{PREVIOUS}"),
]


@pytest.mark.parametrize(("path", "value", "field"), REFUSED)
def test_each_rule_refuses_and_names_its_field(client, path, value, field):
    """A body the vendor refuses would pass here, so the adapter could send it unnoticed."""
    assert field in client.refused(put(an_import(email()), path, value))


def test_the_messages_seen_in_the_field_are_used(client):
    """Rules that classify the vendor's own words would be tried against other words."""
    body = put(an_import(email()), "sharing_settings.shared", "yes")
    body = put(body, f"{GROUP}.reference_id", ...)
    body = put(body, "settings.external_identifier", ...)
    body = put(body, f"{SETTINGS}.email_template.body", "Hi {{first_name}} {{my_first_name}}")
    body["settings"]["team_cadence"] = True
    assert client.refused(body) == {
        "sharing_settings.shared": ["must be true or false"],
        "step_groups.reference_id": ["is required"],
        "external_identifier": ["is required"],
        "body": ["contains invalid dynamic tags {{my_first_name}}"],
        "settings": ["team_cadence is not a valid field"],
    }


def test_automated_is_only_for_groups_of_emails(client):
    """A call in an automated group would pass."""
    call = phone()["steps"][0]
    errors = client.refused(an_import(email(steps=[email()["steps"][0], call])))
    assert "step_groups.automated" in errors
    assert "step_groups.automated" in client.refused(an_import(email(steps=[call])))


@pytest.mark.parametrize("delay", [0, 720])
def test_the_ends_of_the_delay_are_inside(client, delay):
    """A delay of 0 or of 720 minutes would be refused."""
    settings = {"send_type": "after_time_delay", "delay_time": delay}
    client.imported(an_import(email(automated_settings=settings)))


@pytest.mark.parametrize("type", ["Email", "Phone", "Other", "Integration"])
def test_each_type_of_step_is_taken_and_read_in_lower_case(client, type):
    """A step type would be lost, or read as it was written."""
    settings = {
        "Email": email()["steps"][0]["type_settings"],
        "Integration": {"integration_id": 7, "integration_step_type_guid": "0863ed13"},
    }.get(type, {"instructions": "Look up the news"})
    step = {"name": "Touch", "type": type, "type_settings": settings}
    cadence = client.imported(an_import(phone(day=4, steps=[step])))
    (read,) = client.steps(cadence)
    assert (read["type"], read["day"], read["name"]) == (type.lower(), 4, "Touch")
    assert read["display_name"] == f"Day 4: Step 1 - {type}"


def test_a_new_cadence_is_a_draft_with_what_was_sent(client):
    """Settings would be lost between the import and the cadence that is read."""
    body = an_import(phone(), email(day=3, reference=2))
    body["settings"] |= {
        "cadence_owner": "Blake@segue.example",
        "external_identifier": "journal-7",
        "cadence_function": "event",
        "cadence_priority": "High",
        "added_stage_setting": "Working",
        "tags": "one, two",
    }
    cadence = client.get(f"/v2/cadences/{client.imported(body)}").body["data"]
    assert (cadence["draft"], cadence["current_state"]) == (True, "draft")
    assert cadence["external_identifier"] == "journal-7"
    assert cadence["remove_replies_enabled"] is cadence["remove_bounces_enabled"] is True
    assert (cadence["cadence_function"], cadence["tags"]) == ("event", ["one", "two"])
    assert (cadence["owner"]["id"], cadence["creator"]["id"]) == (49068, 49067)
    stage = client.get(f"/v2/person_stages/{cadence['added_stage']['id']}").body["data"]
    assert stage["name"] == "Working"
    assert cadence["cadence_priority"]["id"] == 1


def test_a_cadence_with_steps_takes_no_more(client):
    """The adapter's rule about non-empty cadences would never meet a refusal."""
    cadence = client.imported(an_import(phone()))
    errors = client.refused(an_import(phone(), cadence_id=cadence))
    assert errors == {"cadence_content.cadence_id": ["already has steps"]}


@pytest.mark.parametrize("spelt", [int, str])
def test_an_empty_cadence_takes_steps_once(client, spelt):
    """Steps could not be put onto an existing cadence, or more than once."""
    cadence = client.imported(an_import())
    filled = client.imported(an_import(phone(), cadence_id=spelt(cadence)))
    assert filled == cadence
    assert len(client.steps(cadence)) == 1
    client.refused(an_import(phone(), cadence_id=cadence))


def test_steps_cleared_in_the_app_can_be_imported_again(client):
    """The control that stands for the app's own button would leave something behind."""
    cadence = client.imported(an_import(phone()))
    (step,) = client.steps(cadence)
    client.vendor.seed({"clear_steps": [cadence]})
    assert client.steps(cadence) == []
    assert client.get(f"/v2/steps/{step['id']}").status == 404
    client.imported(an_import(email(), cadence_id=cadence))


def test_the_answer_names_the_cadence_and_no_step(client):
    """The adapter could take a step id from an answer that has none at the vendor."""
    answer = client.post("/v2/cadence_imports.json", an_import(phone()))
    number = answer.body["data"]["cadence"]["id"]
    href = f"https://api.salesloft.com/v2/cadences/{number}"
    assert answer.body == {"data": {"cadence": {"id": number, "_href": href}}}


def test_a_reply_joins_the_thread_of_an_earlier_group(client):
    """Threading across groups would be refused, or would lose its subject."""
    groups = [email(day=5, reference=2, previous="1"), email(day=1, reference=1)]
    del groups[0]["steps"][0]["type_settings"]["email_template"]["subject"]
    cadence = client.imported(an_import(*groups))
    subjects = [
        client.get(template_of(client, s)).body["data"]["subject"] for s in client.steps(cadence)
    ]
    assert subjects == ["Hello {{first_name}}", "Re: Hello {{first_name}}"]


def template_of(client: Client, step: dict[str, Any]) -> str:
    details = client.get(f"/v2/action_details/email_details/{step['details']['id']}").body["data"]
    return f"/v2/email_templates/{details['email_template']['id']}"


@pytest.mark.parametrize(
    "groups",
    [
        [email(day=1, previous="2"), email(day=5, reference="2")],
        [phone(day=1), email(day=5, reference="2", previous="1")],
        [email(day=1, previous="1")],
    ],
)
def test_a_reply_to_what_is_not_an_earlier_email_is_refused(client, groups):
    """A thread could point forward, at a call, or at itself."""
    field = f"step_groups.steps.type_settings.{PREVIOUS}"
    assert field in client.refused(an_import(*groups))


def test_a_reply_cannot_name_a_group_of_another_import(client):
    """One step added to an emptied cadence could be a reply."""
    cadence = client.imported(an_import(email()))
    client.vendor.seed({"clear_steps": [cadence]})
    client.refused(an_import(email(reference="2", previous="1"), cadence_id=cadence))


def test_emails_of_one_group_are_variants(client):
    """A/B variants would count as steps that follow each other."""
    step = email()["steps"][0]
    cadence = client.imported(an_import(email(steps=[step, {**step, "name": "B"}])))
    read = client.steps(cadence)
    assert [(s["step_number"], s["multitouch_enabled"]) for s in read] == [(1, False), (1, False)]


def test_variants_answer_one_email(client):
    """Variants of one step could belong to different threads."""
    reply = email(previous="1")["steps"][0]
    steps = [reply, email()["steps"][0]]
    body = an_import(email(), email(day=2, reference="2", steps=steps))
    assert "step_groups.steps" in client.refused(body)


def test_groups_of_one_day_are_numbered_and_marked_as_multitouch(client):
    """Two touches of one day could not be told apart."""
    body = an_import(phone(reference=1), phone(reference=2), phone(day=2, reference=3))
    read = client.steps(client.imported(body))
    assert [s["step_number"] for s in read] == [1, 2, 1]
    assert [s["multitouch_enabled"] for s in read] == [True, True, False]


def test_an_export_is_the_import_nested(client):
    """An export could not be turned into an import, or would hold ids."""
    body = an_import(email(), phone(day=2, reference="2"))
    content = client.get(f"/v2/cadence_exports/{client.imported(body)}").body["data"]
    content = content["cadence_content"]
    assert list(content) == ["settings", "sharing_settings", "step_groups"]
    exported = content.pop("step_groups")
    assert exported[0]["automated_settings"]["time_of_day"] is None
    assert exported[0]["steps"][0]["type_settings"]["email_template"]["title"] == "Intro"
    again = {**content, "cadence_content": {"step_groups": exported}}
    assert "step_groups.automated_settings.time_of_day" in client.refused(again)
    exported[0]["automated_settings"] = email()["automated_settings"]
    client.imported(again)


def test_no_body_breaks_the_simulator(client):
    """A strange value would stop the simulator instead of being refused."""
    chance = random.Random(7)  # noqa: S311 - the same bodies in every run
    strange = [None, True, -1, 2.5, "", "1", [], [None], {}, {"a": 1}, 10**30, "9" * 5000]
    paths = {path for path, _, _ in REFUSED} | {GROUP, STEP, "cadence_content.cadence_id"}
    client.vendor.seed({"cost_per_minute": 10_000})
    for path in sorted(paths):
        for value in strange:
            answer = client.post("/v2/cadence_imports", put(an_import(email()), path, value))
            assert answer.status in {200, 404, 422}, (path, value)
    for _ in range(500):
        body = an_import(email(), phone(day=2, reference="2"))
        for path in chance.sample(sorted(paths), 3):
            try:
                body = put(body, path, chance.choice(strange))
            except (KeyError, TypeError, IndexError):
                continue
        assert client.post("/v2/cadence_imports", body).status in {200, 404, 422}, body
