"""Golden plans for making a sequence, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.spi.plan import Call
from segue.testing import golden

from .account import DAY, INLINE, Account, attributes_of, template

GOLDEN = Path(__file__).parent / "golden" / "create_sequence"
ACCOUNT = Account(template(77, "Library", name="Intro"))

EMAIL = {"type": "auto_email", "interval_seconds": 0, "template": INLINE}
CALL = {"type": "call", "interval_seconds": DAY, "task_note": "ring"}
REPLY = {"type": "manual_email", "is_reply": True, "template": {"subject": "Else", "body": "b"}}

CASES: dict[str, dict[str, Any]] = {
    "bare": {},
    "private": {"type": "private", "owner_id": "11", "tags": ["q4", "a, b"], "steps": []},
    "custom": {"custom_fields": {"description": "d", "shareType": "read_only"}},
    "steps": {"owner_id": "11", "steps": [EMAIL, CALL, REPLY]},
    "existing": {
        "owner_id": "11",
        "steps": [
            {"type": "auto_email", "template": {"id": "77"}},
            {**REPLY, "template": {"id": "77"}},
            {"type": "linkedin_send_message", "template": {"subject": "", "body": "Hi"}},
        ],
    },
    "dates": {
        "owner_id": "11",
        "steps": [{"type": "call", "date": "2031-05-06"}, {"type": "task", "date": "2031-05-09"}],
    },
    "orders": {
        "owner_id": "11",
        "steps": [{"type": "call", "order": 2}, {"type": "auto_email", "order": 2}],
    },
}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "mixed": (
        {"steps": [CALL, {"type": "call", "date": "2031-05-06"}]},
        "/steps/1/date",
    ),
    "mixed_the_other_way": (
        {"steps": [{"type": "call", "date": "2031-05-06"}, {"type": "task"}]},
        "/steps/1/date",
    ),
    "kind": (
        {"steps": [CALL], "custom_fields": {"sequenceType": "date"}},
        "/custom_fields/sequenceType",
    ),
    "reply_first": ({"steps": [CALL, REPLY]}, "/steps/1/is_reply"),
    "reply_to_no_content": ({"steps": [{"type": "auto_email"}, REPLY]}, "/steps/1/is_reply"),
    "reply_without_content": (
        {"steps": [EMAIL, {"type": "auto_email", "is_reply": True}]},
        "/steps/1/is_reply",
    ),
    "unusable": ({"steps": [{"type": "call", "template": INLINE}]}, "/steps/0/template"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_sequence_is_planned_as_agreed(case: str) -> None:
    """A sequence would be made with other steps, another owner, or open to others than asked."""
    golden.check(GOLDEN / f"{case}.json", lambda: ACCOUNT.making(**CASES[case]))


@pytest.mark.parametrize("case", CASES)
def test_a_plan_survives_the_journal(case: str) -> None:
    """A write resumed after a crash would send something else."""
    shown = json.loads(json.dumps(show_plan(ACCOUNT.making(**CASES[case]))))
    assert json.loads(json.dumps(show_plan(read_plan(shown)))) == shown


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused(case: str) -> None:
    """Half a sequence would be made of steps that cannot all stand in it."""
    written, pointer = REFUSED[case]
    with pytest.raises(PlanRefused) as refused:
        ACCOUNT.making(**written)
    assert (refused.value.pointer, refused.value.status) == (pointer, 400)


def test_undoing_backwards_takes_templates_last() -> None:
    """A template would be deleted while it is linked, which is not known to work."""
    plan = ACCOUNT.making(steps=[EMAIL, REPLY])
    undone = [
        call.undo.path[0] for call in reversed(plan.calls) if isinstance(call, Call) and call.undo
    ]
    assert undone == ["sequenceTemplates"] * 2 + ["sequences"] + ["templates"] * 2


def test_steps_of_a_new_sequence_are_no_leftovers() -> None:
    """A caller would be told to remove steps that went with their sequence."""
    plan = ACCOUNT.making(steps=[EMAIL, CALL])
    made = [call.makes for call in plan.calls if isinstance(call, Call)]
    assert "step" not in made
    assert "sequence" in made


def test_two_templates_of_the_same_words_are_told_apart() -> None:
    """The second one's look-up would find the first, or both, and never end."""
    plan = ACCOUNT.making(steps=[EMAIL, EMAIL])
    second = next(call for call in plan.calls if call.name == "template_2")
    assert isinstance(second, Call)
    assert second.lookup is not None
    assert [known.call for known in second.lookup.asked["known"]] == ["template_1"]


def test_an_empty_sequence_by_date_can_be_asked_for() -> None:
    """No caller could make a sequence by date and add its steps one by one."""
    plan = ACCOUNT.making(custom_fields={"sequenceType": "date"})
    assert attributes_of(plan, "sequence")["sequenceType"] == "date"
