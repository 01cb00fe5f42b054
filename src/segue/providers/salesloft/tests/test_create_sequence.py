"""Plans for making a sequence."""

import json
from pathlib import Path
from typing import Any

import pytest

from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.tests.asks import INLINE, UUID, groups, making, planned
from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.spi.plan import Call, Plan
from segue.testing import golden

GOLDEN = Path(__file__).parent / "golden"

MAIL = {"type": "auto_email", "template": INLINE}
DAY = 86400

CASES: dict[str, dict[str, Any]] = {
    "minimal": {},
    "team": {"type": "team", "steps": [{"type": "task"}]},
    "steps": {
        "steps": [
            MAIL,
            {"type": "manual_email", "template": INLINE, "is_reply": True, "interval_seconds": DAY},
            {"type": "call", "task_note": "ring", "interval_seconds": DAY},
            {"type": "task", "task_note": "todo", "name": "Do"},
        ]
    },
    "owner_and_tags": {"owner_id": "7", "tags": ["a", "b c"], "steps": [{"type": "task"}]},
    "tag_with_comma": {"tags": ["a", "b,c"]},
    "tag_blank": {"tags": [" "]},
    "custom": {
        "type": "team",
        "custom_fields": {
            "description": "d",
            "settings": {"cadence_function": "inbound", "name": "Other", "target_daily_people": 10},
            "sharing_settings": {"shared": False},
        },
        "steps": [{"type": "task"}],
    },
    "own_identifier": {"custom_fields": {"settings": {"external_identifier": "crm-7"}}},
    "own_empty_identifier": {"custom_fields": {"settings": {"external_identifier": None}}},
    "settings_not_an_object": {"custom_fields": {"settings": 5}},
    "reply_of_a_reply": {
        "steps": [
            MAIL,
            {"type": "call"},
            {**MAIL, "is_reply": True, "template": {"subject": "Re: Hello", "body": "2"}},
            {**MAIL, "is_reply": True, "template": {"subject": "News", "body": "3"}},
        ]
    },
    "reply_with_template_id": {
        "steps": [MAIL, {"type": "auto_email", "template": {"id": "42"}, "is_reply": True}]
    },
    "reply_without_email": {
        "steps": [{"type": "call"}, {"type": "auto_email", "template": INLINE, "is_reply": True}]
    },
    "step_custom_fields": {
        "steps": [
            {"type": "task", "custom_fields": {"a": 1, "b": 1, "reference_id": "first"}},
            {"type": "task", "custom_fields": {"a": 2, "b": 1}},
        ]
    },
    "orders": {"steps": [{"type": "task", "order": 1}, {"type": "task", "order": 1}]},
    "linkedin": {"steps": [{"type": "linkedin_send_message"}]},
    "manual_after_delayed": {
        "steps": [{**MAIL, "interval_seconds": 600}, {"type": "call"}, MAIL],
    },
}


@pytest.mark.parametrize("case", CASES)
def test_plan_is_the_golden_one(case: str) -> None:
    """Otherwise what is sent for a sequence has changed without anybody reading the difference."""
    golden.check(GOLDEN / f"sequence.{case}.json", lambda: planned(making(**CASES[case])))


@pytest.mark.parametrize("case", CASES)
def test_plan_survives_the_journal(case: str) -> None:
    """Otherwise a write resumed after a crash would send something else than was planned."""
    try:
        plan = planned(making(**CASES[case]))
    except PlanRefused:
        return
    stored = json.loads(json.dumps(show_plan(plan)))
    assert show_plan(read_plan(stored)) == stored


def _call(plan: Plan) -> Call:
    (call,) = plan.calls
    assert isinstance(call, Call)
    return call


def test_reads_name_owner_and_each_template_once() -> None:
    """Otherwise a template would be read twice, or an unknown owner be blamed wrongly."""
    mail = {"type": "auto_email", "template": {"id": "42"}}
    team = {"type": "manual_email", "template": {"id": UUID}}
    reads = PROVIDER.writes["sequence.create"].reads(
        making(owner_id="7", steps=[mail, team, mail]), {}
    )
    assert [(read.request.path, read.pointer) for read in reads] == [
        (("v2", "users", "7"), "/owner_id"),
        (("v2", "email_templates", "42"), "/steps/0/template/id"),
        (("v2", "team_templates", UUID), "/steps/1/template/id"),
    ]


@pytest.mark.parametrize("email", [None, ""])
def test_owner_without_email_is_refused(email: Any) -> None:
    """Otherwise the cadence would go to whoever holds the token."""
    with pytest.raises(PlanRefused) as refused:
        planned(making(owner_id="7"), owner={"data": {"id": 7, "email": email}})
    assert (refused.value.status, refused.value.pointer) == (409, "/owner_id")


def test_reply_points_to_the_reference_that_is_sent() -> None:
    """Otherwise a caller's own reference_id would leave the replies after it without a thread."""
    plan = planned(
        making(steps=[MAIL | {"custom_fields": {"reference_id": "x"}}, MAIL | {"is_reply": True}])
    )
    settings = groups(plan)[1]["steps"][0]["type_settings"]
    assert settings["previous_email_step_group_reference_id"] == "x"
    assert "subject" not in settings["email_template"]


def test_steps_after_an_overridden_day_count_from_it() -> None:
    """Otherwise a step could come before the one it is to follow."""
    plan = planned(
        making(
            steps=[
                {"type": "task", "custom_fields": {"day": 5}},
                {"type": "task", "interval_seconds": DAY},
            ]
        )
    )
    assert [group["day"] for group in groups(plan)] == [5, 6]
    assert [warning.pointer for warning in plan.warnings[:-1]] == ["/steps/0/custom_fields/day"]


@pytest.mark.parametrize("name", ["a, b", " padded", "two  spaces", "tab\there"])
def test_odd_name_is_looked_for_among_the_newest(name: str) -> None:
    """Otherwise a lost cadence whose name is stored otherwise would be made a second time."""
    lookup = _call(planned(making(name=name))).lookup
    assert lookup is not None
    assert lookup.request.query == {
        "sort_by": "created_at",
        "sort_direction": "desc",
        "per_page": 100,
    }


def test_defaults_replaced_by_custom_fields_are_no_loss() -> None:
    """Otherwise strict writes could not set what Segue itself only fills in."""
    plan = planned(making(custom_fields={"settings": {"remove_replied": False}}))
    assert _call(plan).request.body["settings"]["remove_replied"] is False
    assert not any(warning.loss for warning in plan.warnings)
