"""Plans for adding a step, word for word."""

import json
from pathlib import Path
from typing import Any

import pytest

from segue.providers.apollo.tests.account import (
    INLINE,
    TEMPLATE,
    added,
    exact,
    graph,
    mixed,
    oid,
    step,
    template,
    touch,
)
from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.testing import golden

GOLDEN = Path(__file__).parent / "golden" / "step"
TYPES = ("auto_email", "manual_email", "call", "task", "linkedin_send_message")
CONTENTS: dict[str, Any] = {
    "bare": {},
    "inline": {"template": INLINE},
    "copied": {"template": {"id": TEMPLATE}},
    "reply": {"template": {"subject": "Another", "body": "<p>Bump</p>"}, "is_reply": True},
}
KINDS = [(kind, content) for kind in TYPES for content in CONTENTS]
EDGES = (0, 0.5, 1, 60, 61, 43_200, 43_201, 86_400, 86_400 + 43_200, 157_680_000)


@pytest.mark.parametrize(("kind", "content"), KINDS)
def test_each_type_with_each_content(kind, content):
    """A step would be of another kind, say something else, or start a thread of its own."""
    record = {"type": kind, "interval_seconds": 86_400, **CONTENTS[content]}
    golden.check(GOLDEN / f"{kind}.{content}.json", lambda: added(record, mixed()))


EMAIL = {"type": "auto_email", "template": INLINE}
CASES = {
    "first": ({**EMAIL, "order": 1}, graph()),
    "beyond": ({"type": "call", "order": 9}, mixed()),
    "append": ({"type": "call", "order": 4}, mixed()),
    **{
        f"interval.{seconds}": ({"type": "call", "interval_seconds": seconds}, graph())
        for seconds in EDGES
    },
    "copied.words": (
        {"type": "auto_email", "template": {"id": TEMPLATE, "subject": "Mine"}},
        graph(),
    ),
    "insert.call": ({"type": "call", "order": 2, "task_note": "Ring"}, mixed()),
    "insert.email": ({**EMAIL, "order": 1}, mixed(active=True)),
    "insert.reply": ({**EMAIL, "order": 2, "is_reply": True}, mixed()),
    "insert.bare": ({"type": "manual_email", "order": 3}, mixed()),
    "on": ({"type": "task", "task_note": "Look"}, mixed(active=True)),
    "reply.alone": ({**EMAIL, "is_reply": True}, graph([step(1)])),
    "reply.bare": ({"type": "auto_email", "is_reply": True}, mixed()),
    "date": ({"type": "call", "date": "2031-03-01T10:00:00+02:00"}, exact()),
    "date.bare": ({"type": "call", "date": "2031-03-01"}, exact()),
    "date.between": ({"type": "call", "date": "2031-01-15T00:00:00Z", "order": 2}, exact()),
    "date.early": ({"type": "call", "date": "2031-01-15T00:00:00Z"}, exact()),
    "date.late": ({"type": "call", "date": "2031-02-01T00:00:00Z", "order": 2}, exact()),
    "date.past": ({"type": "call", "date": "2020-01-15"}, exact()),
    "date.kind": ({"type": "call", "date": "2031-01-15"}, mixed()),
    "date.interval": ({"type": "call", "interval_seconds": 0}, exact()),
    "date.none": ({"type": "call"}, exact()),
    "custom.over": ({"type": "call", "task_note": "A", "custom_fields": {"note": "B"}}, graph()),
    "custom.same": ({"type": "call", "task_note": "A", "custom_fields": {"note": "A"}}, graph()),
    "custom.more": ({"type": "call", "custom_fields": {"priority": "high", "x/y": 1}}, graph()),
    "empty.body": ({**EMAIL, "template": {"subject": "S", "body": " "}}, graph()),
    "linkedin.subject": ({"type": "linkedin_send_message", "template": INLINE}, graph()),
}


@pytest.mark.parametrize("case", CASES)
def test_each_place_time_and_key(case):
    """A step would land elsewhere or at another time, or a key would be lost."""
    record, held = CASES[case]
    golden.check(GOLDEN / f"{case}.json", lambda: added(record, held))


@pytest.mark.parametrize("case", CASES)
def test_the_journal_gives_back_the_plan(case):
    """A write resumed after a crash would send something else."""
    record, held = CASES[case]
    try:
        plan = added(record, held)
    except PlanRefused:
        return
    shown = json.loads(json.dumps(show_plan(plan)))
    assert show_plan(read_plan(shown)) == shown


def test_a_declarative_call_changes_nothing_but_the_list():
    """Inserting would rewrite, unapprove or delete what customers wrote."""
    held = mixed()
    plan = added({"type": "call", "order": 1}, held)
    sent = plan.calls[0].request.body["emailer_steps"]
    assert [one["position"] for one in sent] == [1, 2, 3, 4]
    assert [one.get("id") for one in sent] == [None, oid("bb", 1), oid("bb", 2), oid("bb", 3)]
    spoken = [one["emailer_touches"] for one in sent if "emailer_touches" in one]
    assert [(t["id"], t["type"], t["status"]) for (t,) in spoken] == [
        (oid("cc", 1), "new_thread", "approved"),
        (oid("cc", 3), "reply_to_thread", "approved"),
    ]
    assert [t["emailer_template"]["body_html"] for (t,) in spoken] == [
        "<p>Good day</p>",
        "<div>Bump</div>",
    ]
    assert plan.calls[0].undo.body["emailer_steps"] == [
        {**one, "position": i} for i, one in enumerate(sent[1:], start=1)
    ]


def test_what_the_declarative_call_carries():
    """A variant, an attachment or a priority of another step would be lost by inserting."""
    variants = [touch(1), touch(1, id=oid("cc", 9), emailer_template_id=oid("dd", 9))]
    variants[1] |= {
        "attachment_ids": ["a1"],
        "include_signature": False,
        "status": "to_be_reviewed",
    }
    held = graph(
        [step(1, "manual_email", priority="high", auto_skip_in_x_days=3, max_emails_per_day=9)],
        variants,
        [template(1), template(9, subject=None, body="")],
    )
    (old,) = added({"type": "call", "order": 1}, held).calls[0].undo.body["emailer_steps"]
    assert (old["priority"], old["auto_skip_in_x_days"], old["max_emails_per_day"]) == (
        "high",
        3,
        9,
    )
    _, second = old["emailer_touches"]
    assert second["attachment_ids"] == ["a1"]
    assert second["include_signature"] is False
    assert second["emailer_template"] == {"id": oid("dd", 9), "subject": "", "body_html": ""}


def test_an_approved_empty_touch_keeps_its_status_unsaid():
    """Inserting beside a LinkedIn step without a message would be refused by Apollo."""
    held = graph([step(1, "linkedin_step_connect")], [touch(1)], [template(1, None, "")])
    (old,) = added({"type": "call", "order": 1}, held).calls[0].undo.body["emailer_steps"]
    assert "status" not in old["emailer_touches"][0]


@pytest.mark.parametrize(
    "held",
    [
        graph([step(1, wait_mode="second", wait_time=30)]),
        graph([step(1, "auto_email")], [touch(1)]),
    ],
    ids=["seconds", "no content shown"],
)
def test_what_cannot_be_carried_is_not_touched(held):
    """Inserting would change another step's wait, or wipe its content."""
    with pytest.raises(PlanRefused) as refused:
        added({"type": "call", "order": 1}, held)
    assert (refused.value.status, refused.value.pointer) == (409, "/order")
    assert added({"type": "call"}, held).calls


def test_a_gap_in_the_places_is_passed():
    """A step would be sent to a place that is taken, which Apollo refuses."""
    held = graph([step(1), step(2, position=5)])
    assert added({"type": "call"}, held).calls[0].request.body["position"] == 6


def test_a_missing_wait_is_sent_as_none_at_all():
    """Inserting would be refused for a step whose wait Apollo shows as null."""
    held = graph([step(1, wait_mode=None, wait_time=None)])
    (old,) = added({"type": "call", "order": 1}, held).calls[0].undo.body["emailer_steps"]
    assert (old["wait_mode"], old["wait_time"]) == ("minute", 0)


def test_a_moment_is_sent_back_without_a_wait():
    """Inserting into a sequence by exact time would give its steps waits they do not have."""
    held = exact()
    held["emailer_steps"][0] |= {"wait_mode": None, "wait_time": None}
    asked = {"type": "call", "order": 2, "date": "2031-01-15T00:00:00Z"}
    first = added(asked, held).calls[0].undo.body["emailer_steps"][0]
    assert "wait_time" not in first
    assert first["exact_datetime"] == "2031-01-01T00:00:00.000Z"
