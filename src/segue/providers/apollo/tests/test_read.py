"""Reading one sequence."""

from typing import Any

import pytest

from segue.providers.apollo import PROVIDER, ignored
from segue.providers.apollo.tests.account import (
    SEQUENCE,
    USER,
    exact,
    graph,
    mixed,
    oid,
    step,
    template,
    touch,
)
from segue.spi.operation import Get

CAMPAIGN = {
    "active": True,
    "archived": False,
    "user_id": USER,
    "num_steps": 3,
    "created_at": "2026-08-30T10:20:00.583Z",
    "label_ids": ["L1", "L2"],
    "unique_scheduled": 4,
    "unique_opened": "loading",
    "bounce_rate": 0.25,
    "is_performing_poorly": False,
    "sharing_permission": {"visibility": "everyone"},
}


def read(held: Any, labels: Any = None) -> Any:
    """Read a sequence as the engine does."""
    ask = Get(id=SEQUENCE)
    answers: dict[str, Any] = {}
    known = {"graph": held, "labels": labels}
    for _ in range(3):
        for wanted in PROVIDER.queries["sequence.get"].reads(ask, answers):
            answers[wanted.name] = known[wanted.name]
    return PROVIDER.queries["sequence.get"].read(ask, answers)[0]


def test_a_sequence_reads_whole():
    """A caller would see another owner, state, label or count than Apollo's."""
    labels = [{"_id": "L1", "name": "Outbound"}, {"id": "L9", "name": "Other"}]
    found = read(mixed(**CAMPAIGN), labels)
    assert (found.id, found.owner_id, found.name) == (SEQUENCE, USER, "Q3")
    assert (found.is_enabled, found.is_archived, found.is_deleted) == (True, False, False)
    assert (found.share_type, found.num_steps) == ("team", 3)
    assert found.tags == ["Outbound", "L2"]
    assert found.metrics == {"uniqueScheduled": 4, "bounceRate": 0.25}
    assert found.created_at == "2026-08-30T10:20:00.583Z"
    assert (found.updated_at, found.last_modified_at) == (None, None)


def test_steps_read_in_their_order():
    """Steps would read with another's wait, place, thread or text."""
    first, second, third = read(mixed()).steps
    assert (first.type, first.interval_seconds, first.is_reply, first.order) == (
        "auto_email",
        0,
        False,
        1,
    )
    assert first.template.model_dump(exclude_none=True) == {
        "id": oid("dd", 1),
        "subject": "Hi {{first_name}}",
        "body": "<p>Good day</p>",
    }
    assert (second.type, second.interval_seconds, second.task_note) == (
        "call",
        86_400,
        "<b>Ask</b>",
    )
    assert (second.template, second.is_reply) == (None, None)
    assert (third.is_reply, third.date) == (True, None)
    assert third.template.subject == "Hi {{first_name}}", "a reply is sent with its thread's"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("manual_email", "manual_email"),
        ("action_item", "task"),
        ("linkedin_step_message", "linkedin_send_message"),
        ("linkedin_step_connect", "task"),
        ("linkedin_step_view_profile", "task"),
        ("linkedin_step_interact_post", "task"),
        ("tomorrows_kind", "task"),
    ],
)
def test_kinds_read_as_ours(theirs, ours):
    """A kind of step that Apollo adds would break reading, or read as an e-mail."""
    held = graph([step(1, theirs)], [touch(1, type="reply_to_thread")], [template(1)])
    (found,) = read(held).steps
    assert found.type == ours
    assert found.is_reply is (True if ours == "manual_email" else None)


def test_a_moment_reads_as_a_date():
    """A step by date would read as one that waits."""
    first, _ = read(exact()).steps
    assert (first.date, first.interval_seconds) == ("2031-01-01T00:00:00.000Z", None)


def test_a_touch_without_its_template_reads_without_content():
    """A sequence whose content is not shown could not be read at all."""
    (found,) = read(graph([step(1, "auto_email")], [touch(1)])).steps
    assert found.template is None


@pytest.mark.parametrize(
    ("campaign", "share"),
    [
        ({"sharing_permission": {"visibility": "restricted"}}, "private"),
        (
            {"sharing_permission": {"visibility": "restricted"}, "permissions": "team_can_use"},
            "private",
        ),
        ({"permissions": "team_can_view"}, "team"),
        ({"permissions": "private"}, "private"),
        ({}, "private"),
    ],
)
def test_who_may_use_it(campaign, share):
    """A private sequence would read as the team's."""
    assert read(mixed(**campaign)).share_type == share


def test_labels_are_read_only_where_there_are_some():
    """Every reading would cost a call more of the hour's budget."""
    ask = Get(id=SEQUENCE)
    assert len(PROVIDER.queries["sequence.get"].reads(ask, {"graph": mixed()})) == 1
    assert len(PROVIDER.queries["sequence.get"].reads(ask, {"graph": mixed(label_ids=["L1"])})) == 2


SAMPLE = {
    "emailer_campaign": """id name description archived created_at emailer_schedule_id
        max_emails_per_day user_id object_owner_id excluded_account_stage_ids
        excluded_contact_stage_ids label_ids create_task_if_email_open
        email_open_trigger_task_threshold mark_finished_if_click active
        days_to_wait_before_mark_as_response mark_finished_if_reply mark_finished_if_interested
        mark_paused_if_ooo sequence_by_exact_daytime last_used_at folder_id
        same_account_reply_delay_days creation_type status_reason num_steps emailer_steps
        loaded_stats contact_statuses cc_emails bcc_emails sharing_permission auto_pause_enabled
        auto_pause_config""",
    "emailer_step": """id emailer_campaign_id position wait_time type wait_mode note
        max_emails_per_day exact_datetime priority auto_skip_in_x_days counts ab_test_details""",
    "emailer_touch": """id emailer_step_id emailer_template_id status type include_signature
        has_personalized_opener personalized_opener_fallback_option generation_options
        unique_scheduled""",
    "emailer_template": """id name user_id subject archived created_at global body_text folder_id
        body_html creation_type label_ids prompt_id""",
}
"""The fields of the recorded answer of 2026-07 [VCR], without counters."""


@pytest.mark.parametrize("record", SAMPLE)
def test_every_field_is_accounted_for(record):
    """A field of Apollo's would be lost without anybody having decided so."""
    known = ignored.MAPPED[record] | ignored.IGNORED[record].keys()
    assert set(SAMPLE[record].split()) <= known
    assert not ignored.MAPPED[record] & ignored.IGNORED[record].keys()
