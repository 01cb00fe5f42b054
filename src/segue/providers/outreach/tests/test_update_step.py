"""Golden plans for changing a step, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused
from segue.testing import golden

from .account import DAY, Account, link, sequence, step, template, warned

GOLDEN = Path(__file__).parent / "golden" / "update_step"
NEW = {"subject": "New", "body": "New words"}
OWN = Account(sequence(), step(1, 1), link(51, 1, 71), template(71))
NAMED = Account(
    sequence(),
    step(1, 1),
    link(51, 1, 71),
    template(71, name="Intro", trackOpens=True, tags=[], ccRecipients=["c@example.com"]),
)
SHARED = Account(
    sequence(), step(1, 1), link(51, 1, 71, isReply=True), link(52, 2, 71), template(71)
)
HIDDEN_USE = Account(
    sequence(), step(1, 1), link(51, 1, 71), template(71, related={"sequenceTemplates": [51, 99]})
)
ATTACHED = Account(
    sequence(),
    step(1, 1),
    link(51, 1, 71),
    template(71, name="Intro", related={"attachments": [4, 5]}),
)
VARIANTS = Account(
    sequence(),
    step(1, 1),
    link(51, 1, 71),
    link(52, 1, 72, enabled=False),
    link(53, 1, 71),
    template(71),
    template(72, name="B"),
)
LIVE = Account(sequence(enabled=True), step(1, 1, "call"))
BARE = Account(sequence(), step(1, 1))
CALL = Account(sequence(), step(1, 1, "call", taskAutoskipDelay=None))
REPLY = Account(sequence(), step(1, 1), link(51, 1, 71, isReply=True), template(71))
DATED = Account(sequence(), step(1, 1, "call", date="2031-05-06", interval=None))

CASES: dict[str, tuple[Account, dict[str, Any]]] = {
    "own": (OWN, {"template": NEW}),
    "own.subject": (OWN, {"template": {"subject": "New"}}),
    "named": (NAMED, {"template": NEW}),
    "shared": (SHARED, {"template": {"body": "New words"}}),
    "shared.unseen": (HIDDEN_USE, {"template": NEW}),
    "attached": (ATTACHED, {"template": {"body": "New words"}}),
    "variants": (VARIANTS, {"template": {"body": "New words"}}),
    "bare": (BARE, {"template": NEW}),
    "interval": (CALL, {"interval_seconds": 2 * DAY}),
    "interval.fraction": (CALL, {"interval_seconds": 0.25}),
    "note": (CALL, {"task_note": "ring thrice"}),
    "note.auto_email": (OWN, {"task_note": "x"}),
    "custom": (CALL, {"interval_seconds": 60, "custom_fields": {"interval": 7, "unheard": 1}}),
    "custom.unheard": (CALL, {"custom_fields": {"unheard": 1}}),
    "reply": (REPLY, {"template": NEW}),
    "reply.subject": (REPLY, {"template": {"subject": "New"}}),
    "nothing": (OWN, {}),
    "nothing.template": (OWN, {"template": {}}),
    "live": (LIVE, {"task_note": "ring thrice"}),
    "everything": (NAMED, {"template": NEW, "interval_seconds": DAY, "task_note": "n"}),
}

REFUSED: dict[str, tuple[Account, dict[str, Any], str, int]] = {
    "elsewhere": (OWN, {"sequence_id": "8", "task_note": "n"}, "", 404),
    "half_content": (BARE, {"template": {"body": "b"}}, "/template", 400),
    "content_of_a_call": (CALL, {"template": NEW}, "/template", 409),
    "unreadable": (
        Account(sequence(), step(1, 1), link(51, 1, 71)),
        {"template": NEW},
        "/template",
        409,
    ),
    "dated": (DATED, {"interval_seconds": 60}, "/interval_seconds", 409),
}


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_planned_as_agreed(case: str) -> None:
    """A change would reach other steps, or not all of this one."""
    account, written = CASES[case]
    golden.check(GOLDEN / f"{case}.json", lambda: account.changing(**written))


@pytest.mark.parametrize("case", CASES)
def test_a_plan_survives_the_journal(case: str) -> None:
    """A write resumed after a crash would send something else."""
    account, written = CASES[case]
    shown = json.loads(json.dumps(show_plan(account.changing(**written))))
    assert json.loads(json.dumps(show_plan(read_plan(shown)))) == shown


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused(case: str) -> None:
    """A change would be lost, or be made to a step of another sequence."""
    account, written, pointer, status = REFUSED[case]
    with pytest.raises(PlanRefused) as refused:
        account.changing(**written)
    assert (refused.value.pointer, refused.value.status) == (pointer, status)


def test_old_content_goes_only_when_the_new_stands() -> None:
    """A refused call would leave a step that sends nothing."""
    plan = NAMED.changing(template=NEW, task_note="n")
    assert plan.calls[-1].name == "unlink_51"
    assert ("SHARED_TEMPLATE", "/template") in warned(plan)
