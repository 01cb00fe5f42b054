"""Plans for changing a step, word for word."""

from pathlib import Path

import pytest

from segue.providers.apollo.tests.account import (
    changed,
    exact,
    graph,
    mixed,
    oid,
    step,
    template,
    touch,
)
from segue.spi.errors import PlanRefused
from segue.testing import golden

GOLDEN = Path(__file__).parent / "golden" / "update"
WAITING = graph([step(1, "auto_email")], [touch(1, status="to_be_reviewed")], [template(1)])
SECONDS = graph([step(1, wait_mode="second", wait_time=30)])
LINKEDIN = graph([step(1, "linkedin_step_message")], [touch(1)], [template(1, "", "Hey")])

CASES = {
    "nothing": ({}, mixed(), 1),
    "empty.template": ({"template": {}}, mixed(), 1),
    "body": ({"template": {"body": "<p>New</p>"}}, mixed(), 1),
    "subject": ({"template": {"subject": "New"}}, mixed(), 1),
    "both": ({"template": {"subject": "New", "body": "<p>New</p>"}}, WAITING, 1),
    "emptied": ({"template": {"body": ""}}, mixed(), 1),
    "reply.subject": ({"template": {"subject": "New", "body": "<p>B</p>"}}, mixed(), 3),
    "reply.same": ({"template": {"subject": "Hi {{first_name}}"}}, mixed(), 3),
    "linkedin.subject": ({"template": {"subject": "New"}}, LINKEDIN, 1),
    "interval": ({"interval_seconds": 90}, mixed(), 2),
    "note": ({"task_note": "New"}, mixed(), 2),
    "note.auto_email": ({"task_note": "New"}, mixed(), 1),
    "on": ({"task_note": "New"}, mixed(active=True), 2),
    "note.seconds": ({"task_note": "New"}, SECONDS, 1),
    "all": (
        {"interval_seconds": 0, "task_note": "N", "template": {"body": "<p>B</p>"}},
        mixed(active=True),
        1,
    ),
    "custom": ({"task_note": "N", "custom_fields": {"note": "M", "colour": "red"}}, mixed(), 2),
    "exact": ({"interval_seconds": 60}, exact(), 1),
    "no.content": ({"template": {"body": "B"}}, mixed(), 2),
    "unknown.step": ({"task_note": "N"}, mixed(), 7),
}


@pytest.mark.parametrize("case", CASES)
def test_each_change(case):
    """A change would touch something else, or leave half of it undone."""
    change, held, number = CASES[case]
    golden.check(GOLDEN / f"{case}.json", lambda: changed(change, held, number))


def test_a_step_with_variants_is_not_guessed_at():
    """One variant of a test would be rewritten, and nobody would know which."""
    held = graph([step(1, "auto_email")], [touch(1), touch(1, id=oid("cc", 2))], [template(1)])
    with pytest.raises(PlanRefused) as refused:
        changed({"template": {"body": "B"}}, held, 1)
    assert refused.value.status == 409


def test_content_that_is_not_shown_is_not_written():
    """The half that was not asked for would be overwritten with nothing."""
    held = graph([step(1, "auto_email")], [touch(1)])
    with pytest.raises(PlanRefused) as refused:
        changed({"template": {"body": "B"}}, held, 1)
    assert refused.value.pointer == "/template"


def test_a_template_of_two_steps_is_told_of():
    """A change of one step would change another in silence."""
    held = graph(
        [step(1, "auto_email"), step(2, "auto_email")],
        [touch(1), touch(2, emailer_template_id=oid("dd", 1))],
        [template(1)],
    )
    kinds = [
        str(one.problem_type) for one in changed({"template": {"body": "B"}}, held, 1).warnings
    ]
    assert kinds == ["SHARED_TEMPLATE"]


def test_approving_in_a_running_sequence_is_told_of():
    """A draft would go out to prospects because its wording was changed, without a word."""
    held = {**WAITING, "emailer_campaign": {"active": True}}
    (warning,) = changed({"template": {"body": "B"}}, held, 1).warnings
    assert warning.title == "The sequence is on already"
