"""Whether a sequence would send: each check, and what a person can do."""

from typing import Any

import pytest

from segue.model.readiness import CHECKS
from segue.providers.apollo import PROVIDER
from segue.providers.apollo.tests.account import (
    SCHEDULE,
    SEQUENCE,
    graph,
    mixed,
    oid,
    step,
    template,
    touch,
)
from segue.providers.apollo.upkeep import sending
from segue.spi.operation import Get

HOURS = {
    "id": SCHEDULE,
    "name": "EU hours",
    "time_zone": "Europe/Madrid",
    "schedule_hash": {"monday": [[9, 17]], "tuesday": []},
}
BOX = {"id": "65700000000000000000007a", "email": "rep@mail.example", "active": True}
READY = mixed(active=True, emailer_schedule_id=SCHEDULE)


def readiness(held: Any, schedules: Any = (HOURS,), boxes: Any = (BOX,)) -> Any:
    """Read a sequence's readiness as the engine does."""
    query, ask = PROVIDER.queries["sequence.readiness"], Get(id=SEQUENCE)
    answers = {
        "graph": held,
        "schedules": {"emailer_schedules": list(schedules)},
        "mailboxes": {"email_accounts": list(boxes)},
    }
    assert {read.name for read in query.reads(ask, {})} == set(answers)
    found, raw = query.read(ask, answers)
    assert raw is held
    return found


def check(name: str, held: Any, **more: Any) -> Any:
    """Give one check."""
    found = readiness(held, **more)
    (one,) = [each for each in found.checks if each.name == name]
    assert bool(one.todo) is (one.ok is not True), "what is not in order needs a way to it"
    if one.ok is False:
        assert not found.ready
    return one


def test_a_sequence_that_is_ready():
    """A sequence in order would be called unready, or a check be left out."""
    found = readiness(READY)
    assert (found.sequence_id, found.ready) == (SEQUENCE, True)
    assert [each.name for each in found.checks] == list(CHECKS)
    assert {each.ok for each in found.checks} == {True}


def test_one_that_is_off():
    """A sequence that sends nothing would be called ready."""
    one = check("enabled", mixed(status_reason="manual_pause"))
    assert (one.ok, one.detail) == (False, "The sequence is off. Apollo's reason: manual_pause.")
    assert check("enabled", mixed(active=True, archived=True)).ok is False


def test_one_without_steps():
    """An empty sequence would be called ready."""
    assert check("steps", graph(active=True)).ok is False
    assert check("steps", graph([step(1)])).detail == "The sequence has 1 step."


CONTENTS: Any = {
    "no text": (graph([step(1, "auto_email")], [touch(1)], [template(1, body=" ")]), False),
    "no subject": (graph([step(1, "manual_email")], [touch(1)], [template(1, subject="")]), False),
    "no message": (graph([step(1, "auto_email")]), False),
    "a reply": (
        graph([step(1, "auto_email")], [touch(1, type="reply_to_thread")], [template(1, None)]),
        True,
    ),
    "linkedin": (graph([step(1, "linkedin_step_message")], [touch(1)], [template(1, "")]), True),
    "not shown": (graph([step(1, "auto_email")], [touch(1)]), None),
    "a call": (graph([step(1, "call")]), True),
}


@pytest.mark.parametrize("case", CONTENTS)
def test_content(case):
    """An e-mail without words would be called ready, or a call be asked for some."""
    held, ok = CONTENTS[case]
    one = check("content", held)
    assert one.ok is ok
    if ok is not True:
        assert "step 1" in one.detail


def test_every_step_without_content_is_named():
    """A person would mend one step, and then be told of the next."""
    held = graph(
        [step(1, "auto_email"), step(2, "auto_email")],
        [touch(1), touch(2), touch(2, id=oid("cc", 9))],
        [template(1, subject="", body=""), template(2, body="")],
    )
    assert check("content", held).detail == (
        "Not all messages are written: step 1 has no text; step 1 has no subject; step 2 has no"
        " text."
    )


def test_approval():
    """A sequence that is on and sends nothing would be called ready [CREA]."""
    assert check("approved", mixed()).ok is True
    held = graph(
        [step(2, "auto_email"), step(1, "auto_email"), step(3, "auto_email")],
        [touch(3, status="to_be_reviewed"), touch(2, status=None), touch(1)],
    )
    one = check("approved", held)
    assert one.ok is False
    assert one.detail == "Not approved, so never sent: the message of step 2, step 3."


SCHEDULES: Any = {
    "none": ({}, (HOURS,), False),
    "attached": ({"emailer_schedule_id": SCHEDULE}, (HOURS,), True),
    "another": ({"emailer_schedule_id": "x"}, (HOURS,), None),
    "no hours": (
        {"emailer_schedule_id": SCHEDULE},
        ({**HOURS, "schedule_hash": {"monday": []}},),
        False,
    ),
    "empty": ({"emailer_schedule_id": SCHEDULE}, ({**HOURS, "schedule_hash": {}},), False),
    "hidden": (
        {"emailer_schedule_id": SCHEDULE},
        (None, {**HOURS, "schedule_hash": None, "name": None}),
        None,
    ),
}


@pytest.mark.parametrize("case", SCHEDULES)
def test_schedule(case):
    """A sequence that never has an hour to send in would be called ready."""
    campaign, schedules, ok = SCHEDULES[case]
    assert check("schedule", mixed(**campaign), schedules=schedules).ok is ok


BOXES: Any = {
    "active": ({}, True),
    "inactive": ({"active": False, "inactive_reason": "disabled by its owner"}, False),
    "revoked": ({"revoked_at": "2026-08-01T00:00:00.000+00:00"}, False),
    "to connect": ({"needs_reauth_at": "2026-08-01T00:00:00.000+00:00"}, False),
    "with an error": ({"unlink_error_code": "auth_token_expired"}, None),
}


@pytest.mark.parametrize("case", BOXES)
def test_mailbox(case):
    """A mailbox that is active and revoked would be called able to send [VCR]."""
    more, ok = BOXES[case]
    one = check("mailbox", mixed(), boxes=({**BOX, **more},))
    assert one.ok is ok
    assert "rep@mail.example" in one.detail


def test_one_good_mailbox_is_enough_and_the_others_are_named():
    """A team would be called unready for one mailbox of many, or not hear of it."""
    gone = {"id": "1", "email": None, "active": False, "inactive_reason": "revoked"}
    one = check("mailbox", mixed(), boxes=(gone, BOX, None))
    assert one.ok is True
    assert "1 (revoked)" in one.detail
    assert check("mailbox", mixed(), boxes=()).ok is False


def test_calls_need_no_mailbox():
    """A sequence of calls would be called unready for want of a mailbox."""
    assert check("mailbox", graph([step(1, "call")]), boxes=()).ok is True


MAILBOX_FIELDS = """id user_id email aliases user_name type provider_display_name active default
    inactive_reason unlink_error_code unlink_error_message needs_reauth_at revoked_at
    last_synced_at created_at email_daily_threshold max_outbound_emails_per_hour
    seconds_delay_between_emails email_sending_policy_cd limits_editable signature_edit_disabled
    signature_html is_free_domain active_campaigns_count tracking_domain_id mailwarming_vendor
    deliverability_score"""
"""The fields of the recorded answers of 2026 [VCR], without warm-up counters."""


def test_every_field_of_a_mailbox_is_accounted_for():
    """A field that says why a mailbox cannot send would be overlooked."""
    known = sending.MAPPED | sending.IGNORED.keys()
    assert set(MAILBOX_FIELDS.split()) - known == set()
    assert {"tomorrows_field"} - known == {"tomorrows_field"}
    assert not sending.MAPPED & sending.IGNORED.keys()
