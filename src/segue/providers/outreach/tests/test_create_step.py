"""Golden plans for adding a step, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.testing import golden

from .account import (
    DAY,
    INLINE,
    Account,
    attributes_of,
    link,
    sequence,
    step,
    template,
    warned,
)

GOLDEN = Path(__file__).parent / "golden" / "create_step"
LIBRARY = template(77, "Library", name="Intro", bodyHtml="Hi there")
EMPTY = Account(sequence(), LIBRARY)
FULL = Account(
    sequence(),
    step(1, 1),
    step(2, 2, "call"),
    step(3, 3),
    link(51, 1, 71),
    link(53, 3, 73, isReply=True),
    template(71),
    template(73, "Re: First words"),
    LIBRARY,
)
DATED = Account(sequence(sequenceType="date"), LIBRARY)

TYPES = ("auto_email", "manual_email", "call", "task", "linkedin_send_message")
CONTENT: dict[str, dict[str, Any]] = {
    "bare": {},
    "existing": {"template": {"id": "77"}},
    "inline": {"template": INLINE},
    "reply": {"template": INLINE, "is_reply": True},
}
EDGES = (0, 0.5, 1, 60, 61, 43_200, 43_201, DAY, DAY + 43_200, 157_680_000)

CASES: dict[str, tuple[Account, dict[str, Any]]] = {
    **{
        f"{kind}.{content}": (FULL, {"type": kind, **CONTENT[content]})
        for kind in TYPES
        for content in CONTENT
    },
    "order.first": (FULL, {"type": "auto_email", "order": 1, "template": INLINE}),
    "order.middle": (FULL, {"type": "call", "order": 2}),
    "order.next": (FULL, {"type": "call", "order": 4}),
    "order.beyond": (FULL, {"type": "call", "order": 9}),
    "order.only": (EMPTY, {"type": "call"}),
    "date.day": (DATED, {"type": "call", "date": "2031-05-06"}),
    "date.time": (DATED, {"type": "call", "date": "2031-05-06T23:30:00-08:00"}),
    **{
        f"interval.{seconds}": (EMPTY, {"type": "call", "interval_seconds": seconds})
        for seconds in EDGES
    },
    "custom.step": (
        EMPTY,
        {"type": "call", "custom_fields": {"taskAutoskipDelay": 60, "interval": 7}},
    ),
    "custom.same_value": (
        EMPTY,
        {"type": "call", "interval_seconds": 60, "custom_fields": {"interval": 60}},
    ),
    "template.everything": (
        EMPTY,
        {
            "type": "manual_email",
            "task_note": "mind the tone",
            "template": {
                **INLINE,
                "name": "Intro",
                "cc": ["c@example.com"],
                "bcc": ["b@example.com"],
                "custom_fields": {"trackOpens": False, "subject": "Mine"},
            },
        },
    ),
    "template.existing_with_more": (
        EMPTY,
        {
            "type": "auto_email",
            "template": {
                "id": "77",
                "name": "N",
                "subject": "Library",
                "cc": ["c@example.com"],
                "custom_fields": {"trackOpens": True},
            },
        },
    ),
    "reply.existing": (
        FULL,
        {"type": "auto_email", "is_reply": True, "template": {"id": "77"}},
    ),
    "reply.blank_subject": (
        FULL,
        {"type": "auto_email", "is_reply": True, "template": {"subject": "", "body": "b"}},
    ),
    "live.call": (Account(sequence(enabled=True)), {"type": "call"}),
    "live.no_content": (Account(sequence(enabled=True)), {"type": "auto_email"}),
}

REFUSED: dict[str, tuple[Account, dict[str, Any], str, int]] = {
    "date_in_interval": (EMPTY, {"type": "call", "date": "2031-05-06"}, "/date", 409),
    "interval_in_date": (DATED, {"type": "call", "interval_seconds": 0}, "/interval_seconds", 409),
    "no_date": (DATED, {"type": "call"}, "/date", 409),
    "reply_first": (EMPTY, {"type": "auto_email", **CONTENT["reply"]}, "/is_reply", 409),
    "reply_before_first": (
        FULL,
        {"type": "auto_email", "order": 1, **CONTENT["reply"]},
        "/is_reply",
        409,
    ),
    "reply_to_nothing": (
        Account(sequence(), step(1, 1)),
        {"type": "auto_email", **CONTENT["reply"]},
        "/is_reply",
        409,
    ),
    "reply_without_content": (FULL, {"type": "auto_email", "is_reply": True}, "/is_reply", 400),
    "other_body": (
        EMPTY,
        {"type": "auto_email", "template": {"id": "77", "body": "Else"}},
        "/template/body",
        400,
    ),
    "unusable": (EMPTY, {"type": "call", "template": INLINE}, "/template", 400),
    "name": (EMPTY, {"type": "call", "name": "Mine"}, "/name", 400),
}


@pytest.mark.parametrize("case", CASES)
def test_a_step_is_planned_as_agreed(case: str) -> None:
    """A step would land with another meaning, or its calls in an order that leaves more behind."""
    account, written = CASES[case]
    golden.check(GOLDEN / f"{case}.json", lambda: account.adding(**written))


@pytest.mark.parametrize("case", CASES)
def test_a_plan_survives_the_journal(case: str) -> None:
    """A write resumed after a crash would send something else."""
    account, written = CASES[case]
    try:
        plan = account.adding(**written)
    except PlanRefused:
        return
    shown = json.loads(json.dumps(show_plan(plan)))
    assert json.loads(json.dumps(show_plan(read_plan(shown)))) == shown


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused(case: str) -> None:
    """A step would happen at another time, in another thread or with other words than asked."""
    account, written, pointer, status = REFUSED[case]
    with pytest.raises(PlanRefused) as refused:
        account.adding(**written)
    assert (refused.value.pointer, refused.value.status) == (pointer, status)


def test_a_thread_that_cannot_be_read_keeps_the_callers_subject() -> None:
    """A reply would be sent with an empty subject."""
    account = Account(sequence(), step(1, 1), link(51, 1, 71))
    plan = account.adding(type="auto_email", is_reply=True, template=INLINE)
    assert attributes_of(plan, "template")["subject"] == INLINE["subject"]
    assert warned(plan) == []


def test_a_reply_among_replies_takes_the_first() -> None:
    """A thread made elsewhere, of replies only, would count as none."""
    account = Account(
        sequence(),
        step(1, 1),
        step(2, 2),
        link(51, 1, 71, isReply=True),
        link(52, 2, 72, isReply=True),
        template(71, "Begun"),
        template(72, ""),
    )
    plan = account.adding(type="auto_email", is_reply=True, template=INLINE)
    assert attributes_of(plan, "template")["subject"] == "Begun"


def test_an_insert_with_content_takes_its_place_when_it_has_its_content() -> None:
    """A refused link would leave the empty step on the place of the one that goes back."""
    plan = FULL.adding(type="auto_email", order=2, template=INLINE)
    assert [call.name for call in plan.calls] == [
        "template",
        "move_3",
        "move_2",
        "step",
        "link",
        "place",
        "activate",
    ]
    assert attributes_of(plan, "step")["order"] == 5
    assert attributes_of(plan, "place") == {"order": 2}


def test_an_insert_without_content_takes_its_place_at_once() -> None:
    """A call would be made for nothing."""
    plan = FULL.adding(type="call", order=2)
    assert [call.name for call in plan.calls] == ["move_3", "move_2", "step"]
    assert attributes_of(plan, "step")["order"] == 2
