"""Plans for making a sequence, word for word."""

import json
from pathlib import Path

import pytest

from segue.model.sequence import SequenceCreate
from segue.providers.apollo import PROVIDER
from segue.providers.apollo.tests.account import INLINE, NOW, SEQUENCE, TEMPLATE, USER, made
from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.spi.operation import CreateSequence
from segue.testing import golden

GOLDEN = Path(__file__).parent / "golden" / "sequence"
EMAIL = {"type": "auto_email", "template": INLINE}
REPLY = {**EMAIL, "is_reply": True, "interval_seconds": 259_200}
CALL = {"type": "call", "interval_seconds": 90, "task_note": "Ring"}
DATED = {"type": "call", "date": "2031-01-02"}
LATER = {"type": "auto_email", "date": "2031-01-03T09:00:00Z", "template": INLINE}

CASES = {
    "bare": {},
    "steps": {"steps": [EMAIL, CALL, REPLY, {"type": "manual_email"}]},
    "copied": {"steps": [{"type": "auto_email", "template": {"id": TEMPLATE}}, REPLY]},
    "linkedin": {"steps": [{"type": "linkedin_send_message", "template": INLINE}]},
    "team": {"type": "team"},
    "owner": {"owner_id": USER, "tags": ["Outbound", "Q3"]},
    "team.owner": {"type": "team", "owner_id": USER, "steps": [CALL]},
    "dated": {"steps": [DATED, LATER]},
    "dated.mixed": {"steps": [CALL, DATED]},
    "dated.falling": {"steps": [LATER, DATED]},
    "reply.first": {"steps": [CALL, REPLY]},
    "custom": {
        "custom_fields": {"max_emails_per_day": 9, "name": "Q4", "cc_emails": "a@b.example"}
    },
    "step.custom": {"steps": [{**CALL, "custom_fields": {"priority": "low", "note": "B"}}]},
    "order": {"steps": [{**CALL, "order": 2}, {**EMAIL, "order": 9}, {"type": "task", "order": 1}]},
}


@pytest.mark.parametrize("case", CASES)
def test_each_variant(case):
    """A sequence would be made with other steps, owner, labels or access."""
    golden.check(GOLDEN / f"{case}.json", lambda: made(CASES[case]))


@pytest.mark.parametrize("case", CASES)
def test_the_journal_gives_back_the_plan(case):
    """A write resumed after a crash would send something else."""
    try:
        plan = made(CASES[case])
    except PlanRefused:
        return
    shown = json.loads(json.dumps(show_plan(plan)))
    assert show_plan(read_plan(shown)) == shown


def test_no_default_schedule_is_said():
    """A sequence could not be switched on and nobody would know why."""
    plan = made({}, schedules=[{"id": "s", "default": False}])
    assert "emailer_schedule_id" not in plan.calls[0].request.body
    assert "The sequence has no sending schedule" in [warning.title for warning in plan.warnings]


def test_a_schedule_of_the_callers_own_is_not_looked_up():
    """A caller's schedule would be called a replacement of ours."""
    plan = made({"custom_fields": {"emailer_schedule_id": "s1"}})
    assert plan.calls[0].request.body["emailer_schedule_id"] == "s1"
    assert [warning.title for warning in plan.warnings] == ["The sequence is off"]


def test_sequences_of_that_name_are_known_before():
    """A lost answer could be taken for a sequence that somebody else made."""
    plan = made({}, named=[{"id": SEQUENCE, "name": "Q3"}])
    assert plan.calls[0].lookup.asked["known"] == [SEQUENCE]
    assert plan.calls[0].lookup.crowded


def test_a_name_of_the_callers_own_is_looked_for():
    """A lost answer could not be found, and the sequence would be made twice."""
    plan = made({"type": "team", "custom_fields": {"name": "Q4"}})
    lookups = [plan.calls[0].lookup, plan.calls[-1].lookup]
    assert [lookup.request.body["q_name"] for lookup in lookups] == ["Q4", "Q4"]
    assert lookups[0].asked["name"] == "Q4"


def test_a_template_is_read_once():
    """Two steps with one template would spend two calls of the hour's budget."""
    copied = {"type": "auto_email", "template": {"id": TEMPLATE}}
    sequence = SequenceCreate.model_validate({"name": "Q", "type": "team", "steps": [copied] * 2})
    ask = CreateSequence(sequence=sequence, write_id="wr_1", now=NOW)
    reads = PROVIDER.writes["sequence.create"].reads(ask, {})
    assert [read.name for read in reads] == ["named", "schedules", f"template.{TEMPLATE}"]
    assert reads[-1].pointer == "/steps/0/template/id"


@pytest.mark.parametrize(
    ("orders", "final"),
    [
        ([2, 1], [1, 0]),
        ([3, 2, 1], [2, 1, 0]),
        ([None, 1], [1, 0]),
        ([1, 1], [0, 1]),
        ([9, None], [1, 0]),
        ([9, 9, 1], [2, 1, 0]),
        ([None, None], [0, 1]),
    ],
)
def test_orders_become_places(orders, final):
    """Steps of a new sequence would run in another order than asked."""
    steps = [
        {"type": "task", "task_note": str(i), **({"order": order} if order else {})}
        for i, order in enumerate(orders)
    ]
    plan = made({"steps": steps})
    listed = plan.calls[0].request.body["emailer_steps"]
    assert [int(one["note"]) for one in listed] == final
    moved = {warning.pointer for warning in plan.warnings if "order" in warning.pointer}
    assert moved == {
        f"/steps/{index}/order"
        for place, index in enumerate(final, start=1)
        if orders[index] not in (None, place)
    }
