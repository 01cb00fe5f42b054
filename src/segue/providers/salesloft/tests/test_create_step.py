"""Plans for adding one step."""

import json
from pathlib import Path
from typing import Any

import pytest

from segue.model.step import STEP_TYPES, StepUpdate
from segue.providers.salesloft import PROVIDER
from segue.providers.salesloft.tests.asks import (
    ACTIVE,
    ANSWERS,
    DRAFT,
    EMPTY,
    INLINE,
    UUID,
    adding,
    groups,
    planned,
)
from segue.spi.capability import used_by_update
from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.testing import golden

GOLDEN = Path(__file__).parent / "golden"

CONTENT: dict[str, dict[str, Any]] = {
    "without_content": {},
    "template_number": {"template": {"id": "42"}},
    "inline": {"template": INLINE},
    "reply": {"template": INLINE, "is_reply": True},
}
EDGES = (0, 0.5, 1, 60, 61, 43_200, 43_201, 86_400, 86_400 + 43_200, 157_680_000)

CASES: dict[str, dict[str, Any]] = {
    **{
        f"{kind}.{content}": {"type": kind, **CONTENT[content]}
        for kind in STEP_TYPES
        for content in CONTENT
    },
    **{
        f"interval.{kind}.{seconds}": {"type": kind, "interval_seconds": seconds, **content}
        for kind, content in (("auto_email", CONTENT["inline"]), ("call", {}))
        for seconds in EDGES
    },
    "auto_email.inline": {"type": "auto_email", "template": INLINE, "interval_seconds": 86400},
    "auto_email.named": {
        "type": "auto_email",
        "name": "Intro",
        "template": {**INLINE, "name": "Intro tpl", "custom_fields": {"open_tracking": True}},
    },
    "auto_email.template_uuid": {"type": "auto_email", "template": {"id": UUID}},
    "auto_email.template_id_renamed": {
        "type": "auto_email",
        "template": {"id": "42", "name": "Mine", "subject": "Other"},
    },
    "manual_email.inline": {"type": "manual_email", "template": INLINE, "task_note": "check"},
    "call": {"type": "call", "task_note": "ring twice", "interval_seconds": 86400},
    "call.without_note": {"type": "call", "name": "Ring"},
    "task": {"type": "task", "task_note": "research", "interval_seconds": 0},
    "linkedin": {"type": "linkedin_send_message", "task_note": "be nice"},
    "date": {"type": "task", "date": "2031-05-06"},
    "order.first": {"type": "task", "order": 1},
    "order.beyond": {"type": "task", "order": 4},
    "custom.everywhere": {
        "type": "auto_email",
        "template": INLINE,
        "custom_fields": {
            "due_immediately": True,
            "enabled": False,
            "click_tracking": True,
            "max_emails_per_day": 3,
        },
    },
    "custom.override": {
        "type": "auto_email",
        "name": "Intro",
        "interval_seconds": 90,
        "template": INLINE,
        "custom_fields": {
            "day": 4,
            "name": "Mine",
            "subject": "Other",
            "automated_settings": {
                "send_type": "at_time",
                "time_of_day": "09:00",
                "timezone_mode": "person",
            },
        },
    },
    "custom.integration": {
        "type": "task",
        "custom_fields": {
            "type": "Integration",
            "type_settings": {
                "instructions": "be nice",
                "integration_id": 5,
                "integration_step_type_guid": "g",
            },
        },
    },
    "custom.template_unknown_key": {
        "type": "auto_email",
        "template": {**INLINE, "custom_fields": {"track_opens": True, "title": "T"}},
    },
}


@pytest.mark.parametrize("case", CASES)
def test_plan_is_the_golden_one(case: str) -> None:
    """Otherwise what is sent for a step has changed without anybody having read the difference."""
    golden.check(GOLDEN / f"step.{case}.json", lambda: planned(adding(**CASES[case])))


@pytest.mark.parametrize("case", CASES)
def test_plan_survives_the_journal(case: str) -> None:
    """Otherwise a write resumed after a crash would send something else than was planned."""
    try:
        plan = planned(adding(**CASES[case]))
    except PlanRefused:
        return
    stored = json.loads(json.dumps(show_plan(plan)))
    assert show_plan(read_plan(stored)) == stored


@pytest.mark.parametrize(
    "steps",
    [
        {"data": [{"id": 1}]},
        {"data": [], "metadata": {"paging": {"total_count": 2}}},
    ],
)
def test_cadence_with_steps_is_refused(steps: Any) -> None:
    """Otherwise an import would be sent that Salesloft must refuse, with a less helpful answer."""
    with pytest.raises(PlanRefused) as refused:
        planned(adding(type="task"), steps=steps)
    assert refused.value.status == 409
    assert "POST /engagement/v2/sequences" in refused.value.detail
    assert "`steps`" in refused.value.detail


@pytest.mark.parametrize("steps", [{}, {"data": None}, [], "text", {"data": ["text"]}])
def test_unreadable_list_of_steps_is_refused(steps: Any) -> None:
    """Otherwise an answer that shows nothing would be taken for an empty cadence."""
    with pytest.raises(PlanRefused) as refused:
        planned(adding(type="task"), steps=steps)
    assert refused.value.status == 502


def test_active_cadence_is_told() -> None:
    """Otherwise a caller would not learn that the new step works at once."""
    (warning,) = planned(adding(type="task"), cadence=ACTIVE).warnings
    assert "live now" in warning.detail
    (warning,) = planned(adding(type="task"), cadence=DRAFT).warnings
    assert "activated" in warning.detail
    assert not warning.loss


def test_reads_name_cadence_steps_and_template() -> None:
    """Otherwise planning would lack an answer, or blame the wrong field for a missing template."""
    ask = adding(type="auto_email", template={"id": UUID})
    reads = PROVIDER.writes["step.create"].reads(ask, {})
    assert [read.request.path for read in reads] == [
        ("v2", "cadences", "9"),
        ("v2", "steps"),
        ("v2", "team_templates", UUID),
    ]
    assert reads[1].request.query == {
        "cadence_id": "9",
        "per_page": 100,
        "include_paging_counts": "true",
    }
    assert reads[2].pointer == "/template/id"
    assert PROVIDER.writes["step.create"].reads(ask, dict(ANSWERS)) == reads


def test_template_of_a_call_is_not_read() -> None:
    """Otherwise a template that is left out could still fail the write."""
    reads = PROVIDER.writes["step.create"].reads(adding(type="call", template={"id": "42"}), {})
    assert [read.name for read in reads] == ["cadence", "steps"]


@pytest.mark.parametrize(
    ("step", "row"),
    [
        ({"type": "call", "template": INLINE}, "step.template@call"),
        ({"type": "auto_email", "template": INLINE, "task_note": "x"}, "step.task_note@auto_email"),
        ({"type": "auto_email", "template": {**INLINE, "cc": ["a@x.io"]}}, "step.template.cc"),
        ({"type": "task", "is_reply": True}, "step.is_reply@task"),
        ({"type": "linkedin_send_message"}, "step.type.linkedin_send_message"),
    ],
)
def test_unusable_row_is_refused_by_the_plan_too(step: dict[str, Any], row: str) -> None:
    """Otherwise a field that the check let through would be lost in silence."""
    with pytest.raises(PlanRefused) as refused:
        planned(adding(**step))
    assert refused.value.capability == row


def test_copied_template_may_lack_a_subject() -> None:
    """Otherwise a team template without a subject would send a null that the import refuses."""
    (group,) = groups(planned(adding(type="manual_email", template={"id": UUID})))
    assert group["steps"][0]["type_settings"]["email_template"]["subject"] == ""


def test_a_change_is_not_offered() -> None:
    """Otherwise a change that no endpoint makes would look done."""
    assert "step.update" not in PROVIDER.writes
    change = StepUpdate(interval_seconds=60)
    assert not any(PROVIDER.capabilities[row].usable for row, _ in used_by_update(change))


def test_empty_cadence_fixture_is_empty() -> None:
    """Otherwise every test here would plan from a cadence that must be refused."""
    assert EMPTY["data"] == []
