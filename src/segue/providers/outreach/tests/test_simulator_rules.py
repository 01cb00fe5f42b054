"""The Outreach simulator takes and refuses what the vendor takes and refuses.

Where the vendor's documents leave a rule open it is a switch, and both positions are tested.
"""

import pytest

from segue.providers.outreach.tests.simulated import Account, invalid, refused
from segue.simulation import Answer

UNKNOWN = "permittedParams.unknownAttribute"
RELATED = "relationships"


@pytest.fixture
def account():
    """A fresh account."""
    return Account()


@pytest.mark.parametrize(
    ("type", "name"),
    [
        ("sequence", "nam"),
        ("sequence", "creator"),
        ("sequenceStep", "subject"),
        ("sequenceStep", "templateId"),
        ("sequenceTemplate", "order"),
        ("template", "body"),
    ],
)
def test_unknown_attribute(account, type, name):
    """Broken: a misspelt attribute would vanish instead of being refused [SC, ONF]."""
    answer = account.post(type, {name: "x"})
    assert refused(answer, 400, UNKNOWN)
    detail = f"'{name}' is not a valid attribute for the resource."
    assert answer.body["errors"][0]["detail"] == detail


def test_every_unknown_attribute_is_named(account):
    """Broken: only the first of several faults would be told."""
    answer = account.post("sequence", {"x": 1, "y": 2}, colour=1)
    assert [it["detail"][:3] for it in answer.body["errors"]] == ["'x'", "'y'"]
    assert refused(account.post("sequence", {"name": "x"}, colour=1), 400, UNKNOWN)


@pytest.mark.parametrize(
    ("type", "name"),
    [
        ("sequence", "enabled"),
        ("sequence", "locked"),
        ("sequenceStep", "displayName"),
        ("sequenceTemplate", "enabled"),
        ("template", "bodyText"),
    ],
)
def test_read_only_attribute(account, type, name):
    """Broken: what only the vendor writes could be written, as `enabled` cannot live [SC]."""
    made = account.seed_sequence(steps=1)
    key = {"sequenceStep": "step_ids", "sequenceTemplate": "sequence_template_ids"}
    row = made["id"] if type == "sequence" else made[key.get(type, "template_ids")][0]
    before = account.get(f"/{type}s/{row}")["data"]["attributes"][name]
    assert refused(account.patch(type, row, {name: "x"}), 400, UNKNOWN)
    account.switch(read_only_attribute="ignore")
    answer = account.patch(type, row, {name: "x"})
    assert (answer.status, answer.body["data"]["attributes"][name]) == (200, before)


def test_read_only_relationship(account):
    """Broken: a sequence could be given a creator, or its steps from its own side."""
    assert refused(account.post("sequence", {"name": "x"}, creator=2), 400, UNKNOWN)
    account.switch(read_only_attribute="ignore")
    related = account.make("sequence", {"name": "x"}, creator=2)["relationships"]
    assert related["creator"]["data"]["id"] == 1


@pytest.mark.parametrize(
    ("type", "attributes"),
    [
        ("sequence", {"name": 5}),
        ("sequence", {"tags": "q4"}),
        ("sequence", {"tags": ["q4", 5]}),
        ("sequence", {"transactional": "yes"}),
        ("sequence", {"maxActivations": "many"}),
        ("sequence", {"shareType": "public"}),
        ("sequence", {"sequenceType": "weekly"}),
        ("sequence", {"primaryReplyAction": None}),
        ("sequenceStep", {"interval": "86400"}),
        ("sequenceStep", {"interval": 1.5}),
        ("sequenceStep", {"interval": True}),
        ("sequenceStep", {"interval": -1}),
        ("sequenceStep", {"interval": 2**31}),
        ("sequenceStep", {"order": 0}),
        ("sequenceStep", {"order": None}),
        ("sequenceStep", {"date": "tomorrow"}),
        ("sequenceStep", {"date": "2026-02-30"}),
        ("sequenceStep", {"date": "2026-02-03T00:00:00Z"}),
        ("sequenceStep", {"stepType": None}),
        ("sequenceTemplate", {"isReply": "true"}),
        ("template", {"subject": 5}),
        ("template", {"toRecipients": "a@example.com"}),
    ],
)
def test_wrong_values(account, type, attributes):
    """Broken: a value of the wrong kind would be stored."""
    assert invalid(account.post(type, attributes), next(iter(attributes)))


@pytest.mark.parametrize(
    ("type", "name", "longest"),
    [
        ("sequence", "name", 255),
        ("sequence", "description", 1024),
        ("template", "name", 225),
        ("sequenceStep", "taskNote", 65_535),
    ],
)
def test_too_long(account, type, name, longest):
    """Broken: a text that overflows the vendor's column would fit here [BAL]."""
    answer = account.post(type, {name: "x" * (longest + 1)})
    assert refused(answer, 422, "validationDataTooLongError")
    least = {"sequence": {"name": "x"}, "sequenceStep": {"stepType": "task"}, "template": {}}
    related = {"sequence": 102} if type == "sequenceStep" else {}
    account.make(type, {**least[type], name: "x" * longest}, **related)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"data": []},
        {"data": {"attributes": {"name": "x"}}},
        {"data": {"type": "cadence"}},
        {"data": {"type": "sequence", "id": 5, "attributes": {"name": "x"}}},
        {"data": {"type": "sequence", "attributes": []}},
        {"data": {"type": "sequence", "name": "x"}},
        {"data": {"type": "sequence", "relationships": {"owner": None}}},
        {"data": {"type": "sequence", "relationships": {"owner": {"id": 1}}}},
    ],
)
def test_bodies_that_are_no_documents(account, body):
    """Broken: a body that is not JSON:API would be taken for one."""
    assert account.ask("POST", "/sequences", body).status == 400


def test_patch_must_name_its_row(account):
    """Broken: a change could be sent to another row than it names."""
    for named in (None, 102, "x", True):
        document = {"type": "sequence", "id": named, "attributes": {"name": "x"}}
        assert account.ask("PATCH", "/sequences/101", {"data": document}).status == 400


def test_patch_changes_only_what_is_sent(account):
    """Broken: a change would reset what it does not mention, or could not clear an owner."""
    answer = account.patch("sequence", 101, {"description": "new"})
    row = answer.body["data"]
    assert (row["attributes"]["name"], row["attributes"]["description"]) == ("Outbound", "new")
    assert row["relationships"]["owner"]["data"]["id"] == 1
    cleared = account.patch("sequence", 101, owner=None).body["data"]
    assert cleared["relationships"]["owner"] == {"data": None}


def test_patch_stamps_the_row(account):
    """Broken: a change would not show in updatedAt, nor who made it."""
    account.credential = account.vendor.seed({"token": {"user": 3}})["token"]
    account.clock.advance(60)
    row = account.patch("sequence", 101, {"name": "x"}).body["data"]
    assert row["attributes"]["updatedAt"] > row["attributes"]["createdAt"]
    assert row["relationships"]["updater"]["data"]["id"] == 3
    assert row["relationships"]["creator"]["data"]["id"] == 1


def test_moments_are_whole_seconds(account):
    """Broken: a client could rely on milliseconds the vendor does not give [AB, AMP]."""
    made = account.make("sequence", {"name": "x"})["attributes"]
    assert made["createdAt"].endswith(".000Z")
    assert len(made["createdAt"]) == len("2026-11-22T00:00:00.000Z")


def test_string_ids(account):
    """Broken: both readings of the evidence on string ids would not be tested [SC, ONF]."""
    made = account.make("sequence", {"name": "x"}, owner="2")
    assert made["relationships"]["owner"]["data"] == {"type": "user", "id": 2}
    account.switch(string_ids="reject")
    assert invalid(account.post("sequence", {"name": "x"}, owner="2"), "owner", kind=RELATED)


def test_missing_references(account):
    """Broken: a row could point at one that does not exist."""
    assert invalid(account.post("sequence", {"name": "x"}, owner=99), "owner", kind=RELATED)
    account.switch(missing_reference="not_found")
    answer = account.post("sequence", {"name": "x"}, owner=99)
    assert refused(answer, 404, "resourceNotFound")


def test_references_of_the_wrong_type(account):
    """Broken: a template could be taken for an owner."""
    linkage = {"owner": {"data": {"type": "template", "id": 1}}}
    document = {"type": "sequence", "attributes": {"name": "x"}, "relationships": linkage}
    answer = account.ask("POST", "/sequences", {"data": document})
    assert invalid(answer, "owner", kind=RELATED)


@pytest.mark.parametrize("name", ["", "  ", None])
def test_sequence_needs_a_name(account, name):
    """Broken: a nameless sequence would be made; the words are the vendor's own example."""
    answer = account.post("sequence", {"name": name})
    assert invalid(answer, "name")
    assert answer.body["errors"][0]["detail"] == "Name can't be blank."
    assert invalid(account.post("sequence"), "name")


def test_finish_on_reply_mirrors_the_primary_action(account):
    """Broken: the deprecated flag and the action would contradict each other."""

    def shown(answer: Answer) -> tuple[bool, str]:
        row = answer.body["data"]["attributes"]
        return row["finishOnReply"], row["primaryReplyAction"]

    assert shown(account.patch("sequence", 101, {"finishOnReply": False})) == (False, "continue")
    assert shown(account.patch("sequence", 101, {"primaryReplyAction": "pause"}))[0] is False
    assert shown(account.patch("sequence", 101, {"finishOnReply": True})) == (True, "finish")


def test_throttle_pause_is_stamped(account):
    """Broken: a paused throttle would not say since when."""
    row = account.patch("sequence", 101, {"throttlePaused": True}).body["data"]["attributes"]
    assert row["throttlePausedAt"] == row["updatedAt"]
    row = account.patch("sequence", 101, {"throttlePaused": False}).body["data"]["attributes"]
    assert row["throttlePausedAt"] is None


def test_sequence_type_change(account):
    """Broken: a client that changes a sequence's kind would not meet both answers."""
    assert account.patch("sequence", 102, {"sequenceType": "date"}).status == 200
    account.switch(sequence_type_change="reject")
    assert invalid(account.patch("sequence", 102, {"sequenceType": "interval"}), "sequenceType")
    assert account.patch("sequence", 102, {"sequenceType": "date"}).status == 200


def act(account: Account, path: str, verb: str) -> Answer:
    return account.ask("POST", f"{path}/actions/{verb}")


def test_activate_and_deactivate(account):
    """Broken: switching on twice would be refused or move enabledAt; off would leave it."""
    first = act(account, "/sequences/102", "activate").body["data"]["attributes"]
    account.clock.advance(60)
    second = act(account, "/sequences/102", "activate").body["data"]["attributes"]
    assert (first["enabled"], second["enabledAt"]) == (True, first["enabledAt"])
    off = act(account, "/sequences/102", "deactivate").body["data"]["attributes"]
    assert (off["enabled"], off["enabledAt"]) == (False, None)


def test_activate_may_require_steps_and_templates(account):
    """Broken: a vendor that wants a complete sequence before it is on would not be rehearsed."""
    account.switch(activate_requires="steps_and_templates")
    assert invalid(act(account, "/sequences/102", "activate"), "")
    step = account.step(102).body["data"]["id"]
    assert invalid(act(account, "/sequences/102", "activate"), "")
    join = account.make("sequenceTemplate", sequenceStep=step, template=5001)["id"]
    assert invalid(act(account, "/sequences/102", "activate"), "")
    act(account, f"/sequenceTemplates/{join}", "activate")
    account.step(102, stepType="call")
    assert act(account, "/sequences/102", "activate").status == 200


def test_lock_archives_and_switches_off(account):
    """Broken: an archived sequence would stay on, or could be switched on."""
    row = act(account, "/sequences/101", "lock").body["data"]["attributes"]
    assert (row["locked"], row["enabled"]) == (True, False)
    assert row["lockedAt"] is not None
    assert invalid(act(account, "/sequences/101", "activate"), "")
    row = act(account, "/sequences/101", "unlock").body["data"]["attributes"]
    assert (row["locked"], row["lockedAt"]) == (False, None)
    assert act(account, "/sequences/101", "activate").status == 200


def test_actions_refuse_parameters_they_have_not(account):
    """Broken: an unsupported actionParams would pass [AE-conv]."""
    answer = account.ask("POST", "/sequences/101/actions/activate?actionParams[when]=now")
    assert answer.status == 400


def test_deleting_a_sequence_takes_steps_and_links_not_templates(account):
    """Broken: an undone create would leave steps, or take templates along [SC]."""
    made = account.seed_sequence(steps=2)
    answer = account.ask("DELETE", f"/sequences/{made['id']}")
    assert (answer.status, answer.body) == (204, None)
    state = account.vendor.snapshot()
    there = {name: {row["id"] for row in rows} for name, rows in state.items()}
    assert not there["sequenceSteps"] & set(made["step_ids"])
    assert not there["sequenceTemplates"] & set(made["sequence_template_ids"])
    assert there["templates"] >= set(made["template_ids"])


def test_sequence_counts_follow_its_steps(account):
    """Broken: a sequence would not show how many steps it has, how long, how automatic."""
    account.step(102, interval=1200)
    account.step(102, interval=259_200, stepType="call")
    row = account.get("/sequences/102")["data"]
    shown = {name: row["attributes"][name] for name in ("sequenceStepCount", "durationInDays")}
    assert shown == {"sequenceStepCount": 2, "durationInDays": 4}
    assert row["attributes"]["automationPercentage"] == 50.0
    assert row["relationships"]["sequenceSteps"]["meta"] == {"count": 2}


def test_tags_are_kept_as_given(account):
    """Broken: two rows would share one list, or a tag would be lost."""
    made = account.make("sequence", {"name": "x", "tags": ["a, b", "c"]})
    assert made["attributes"]["tags"] == ["a, b", "c"]
    assert account.make("sequence", {"name": "y"})["attributes"]["tags"] == []
