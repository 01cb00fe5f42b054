"""Plans for switching a sequence and for deleting a step, word for word."""

from pathlib import Path
from typing import Any

import pytest

from segue.providers.apollo import PROVIDER
from segue.providers.apollo.tests.account import (
    NOW,
    SCHEDULE,
    SEQUENCE,
    graph,
    mixed,
    oid,
    step,
    template,
    touch,
)
from segue.spi.codec import read_plan, show_plan
from segue.spi.errors import PlanRefused, classify
from segue.spi.operation import Act
from segue.testing import golden

GOLDEN = Path(__file__).parent / "golden" / "upkeep"
SET = {"emailer_schedule_id": SCHEDULE}
DRAFT = graph(
    [step(1, "auto_email")],
    [touch(1, status="to_be_reviewed")],
    [template(1, body="")],
)


def switched(verb: str, held: Any) -> Any:
    """Plan the switching of a sequence."""
    ask = Act(id=SEQUENCE, sequence_id=SEQUENCE, write_id="wr_1", now=NOW)
    write = PROVIDER.writes[f"sequence.{verb}"]
    assert [read.name for read in write.reads(ask, {})] == ["graph"]
    return write.plan(ask, {"graph": held})


def deleted(number: int, held: Any) -> Any:
    """Plan the deletion of a step."""
    ask = Act(id=oid("bb", number), sequence_id=SEQUENCE, write_id="wr_1", now=NOW)
    write = PROVIDER.writes["step.delete"]
    assert [read.name for read in write.reads(ask, {})] == ["graph"]
    return write.plan(ask, {"graph": held})


SWITCHES = {
    "activate": ("activate", mixed(**SET)),
    "activate.on": ("activate", mixed(active=True, **SET)),
    "activate.draft": ("activate", DRAFT),
    "activate.archived": ("activate", mixed(archived=True, **SET)),
    "deactivate": ("deactivate", mixed(active=True)),
    "deactivate.off": ("deactivate", mixed()),
    "archive": ("archive", mixed(active=True)),
    "archive.archived": ("archive", mixed(archived=True)),
}


@pytest.mark.parametrize("case", SWITCHES)
def test_each_switch(case):
    """A sequence would be switched otherwise than asked, or a second time."""
    verb, held = SWITCHES[case]
    golden.check(GOLDEN / f"{case}.json", lambda: switched(verb, held))


FOUR = graph(
    [
        step(1, "auto_email"),
        step(2, "auto_email"),
        step(3, "call"),
        step(4, "auto_email", counts={"active": 3}),
    ],
    [touch(1), touch(2), touch(4, type="reply_to_thread")],
    [template(1), template(2, subject="Second"), template(4, subject="")],
)
SECONDS = graph([step(1), step(2, wait_mode="second", wait_time=30)])
DELETIONS: dict[str, Any] = {
    "call": (2, mixed()),
    "on": (2, mixed(active=True)),
    "thread": (1, mixed()),
    "thread.moved": (2, FOUR),
    "reply": (4, FOUR),
    "seconds": (1, SECONDS),
    "unknown": (7, mixed()),
}


@pytest.mark.parametrize("case", DELETIONS)
def test_each_deletion(case):
    """Another step would be deleted, or a reply would lose its thread without a word."""
    number, held = DELETIONS[case]
    golden.check(GOLDEN / "delete" / f"{case}.json", lambda: deleted(number, held))


def test_plans_survive_the_journal():
    """A write that was interrupted would go on with another plan."""
    for plan in (switched("activate", DRAFT), deleted(2, mixed())):
        assert show_plan(read_plan(show_plan(plan))) == show_plan(plan)


def found(plan: Any, held: Any, call: int = 0) -> Any:
    """Look at the provider as a lost answer, or the reading back, does."""
    lookup = plan.calls[call].lookup
    return PROVIDER.finders[lookup.find](lookup.asked, held)


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("activate", {"active": False}, {"active": True}),
        ("deactivate", {"active": True}, {"active": False}),
        ("archive", {"active": True}, {"active": False, "archived": True}),
    ],
)
def test_a_lost_switch_is_looked_up(verb, before, after):
    """A switch would be sent twice, and the second be refused."""
    plan = switched(verb, mixed(**before))
    assert found(plan, mixed(**after))
    assert not found(plan, mixed(**before))
    assert not found(plan, {})
    assert found(plan, mixed(**after), 1)[0].warnings == ()


@pytest.mark.parametrize("verb", ["activate", "archive"])
def test_a_switch_that_did_nothing_is_told(verb):
    """Apollo's 200 would be told as a sequence that is on."""
    plan = switched(verb, mixed())
    (match,) = found(plan, mixed(), 1)
    assert [warning.title for warning in match.warnings] == ["The sequence is as it was"]
    assert found(plan, {}, 1) == ()


def test_a_deletion_is_seen_by_the_step_that_is_gone():
    """A deletion would be sent twice, or be told as done while the step is there."""
    held = mixed()
    plan = deleted(2, held)
    assert found(plan, held) == ()
    assert found(plan, {}) == ()
    rest = {**held, "emailer_steps": [s for s in held["emailer_steps"] if s["position"] != 2]}
    moved = [{**s, "position": min(s["position"], 2)} for s in rest["emailer_steps"]]
    for left in (rest, {**rest, "emailer_steps": moved}):
        (match,) = found(plan, left, 1)
        assert match.warnings == ()


def test_a_deletion_that_changes_another_step_is_told():
    """Another step would lose its content, and nobody would know."""
    held = mixed()
    plan = deleted(2, held)
    steps = [s for s in held["emailer_steps"] if s["position"] != 2]
    steps[0] = {**steps[0], "wait_time": 9}
    (match,) = found(plan, {**held, "emailer_steps": steps}, 1)
    assert [warning.title for warning in match.warnings] == ["Other steps have changed"]


def test_what_cannot_be_compared_is_not_complained_of():
    """A step that waits in seconds would be told as changed."""
    plan = deleted(1, SECONDS)
    (match,) = found(plan, graph([step(2, wait_mode="second", wait_time=30)]), 1)
    assert match.warnings == ()


def test_a_step_of_another_sequence_is_not_there():
    """A step would be deleted from a sequence that the caller did not name."""
    with pytest.raises(PlanRefused) as refused:
        deleted(9, mixed())
    assert refused.value.status == 404


SCOPE = '{"error":"x is not accessible with this api_key","error_code":"API_INACCESSIBLE"}'


@pytest.mark.parametrize(
    ("method", "path", "status", "body", "reason"),
    [
        ("POST", f"/emailer_campaigns/{SEQUENCE}/approve", 403, SCOPE, "missing_scope"),
        ("POST", f"/emailer_campaigns/{SEQUENCE}/approve", 422, "The sequence is already", None),
        ("DELETE", f"/emailer_steps/{oid('bb', 1)}", 403, SCOPE, "master_key_required"),
        ("DELETE", f"/emailer_steps/{oid('bb', 1)}", 422, "last step", None),
        ("GET", f"/emailer_templates/{oid('dd', 1)}", 403, SCOPE, "master_key_required"),
        ("GET", "/email_accounts", 403, SCOPE, "missing_scope"),
    ],
)
def test_each_refusal(method, path, status, body, reason):
    """A refusal would be taken for a lost answer, or for another lack."""
    rule = classify(PROVIDER.error_rules, method=method, path=path, status=status, body=body)
    assert rule is not None
    assert (rule.clean, rule.reason) == (True, reason)
