"""What this adapter leaves out of Apollo's records when it reads them, and why."""

from collections.abc import Mapping

SETTING = "a setting of the sequence with no place in our record; see raw_data"
STATE = "a state of the product, not of the sequence"
COPY = "says again what another field says"
COUNT = "a counter by contact, not by message; see raw_data"

MAPPED: Mapping[str, frozenset[str]] = {
    "emailer_campaign": frozenset(
        {"active", "archived", "created_at", "deleted", "id", "label_ids", "name", "num_steps"}
        | {"permissions", "sequence_by_exact_daytime", "sharing_permission", "user_id"}
    ),
    "emailer_step": frozenset(
        {"exact_datetime", "id", "note", "position", "type", "wait_mode", "wait_time"}
    ),
    "emailer_touch": frozenset({"emailer_step_id", "emailer_template_id", "id", "status", "type"}),
    "emailer_template": frozenset({"body_html", "id", "name", "subject"}),
}
"""Fields read, by record. Of a sequence also every `unique_*` and `*_rate`."""

IGNORED: Mapping[str, Mapping[str, str]] = {
    "emailer_campaign": {
        "auto_pause_config": SETTING,
        "auto_pause_enabled": SETTING,
        "bcc_emails": SETTING,
        "cc_emails": SETTING,
        "contact_statuses": COUNT,
        "create_task_if_email_open": SETTING,
        "creation_type": STATE,
        "days_to_wait_before_mark_as_response": SETTING,
        "description": SETTING,
        "email_open_trigger_task_threshold": SETTING,
        "emailer_schedule_id": SETTING,
        "emailer_steps": COPY,
        "excluded_account_stage_ids": SETTING,
        "excluded_contact_stage_ids": SETTING,
        "folder_id": SETTING,
        "last_used_at": "when it last sent, not when it was changed",
        "loaded_stats": STATE,
        "mark_finished_if_click": SETTING,
        "mark_finished_if_interested": SETTING,
        "mark_finished_if_reply": SETTING,
        "mark_paused_if_ooo": SETTING,
        "max_emails_per_day": SETTING,
        "object_owner_id": COPY,
        "same_account_reply_delay_days": SETTING,
        "status_reason": STATE,
    },
    "emailer_step": {
        "ab_test_details": "variants have no place in our record",
        "auto_skip_in_x_days": SETTING,
        "counts": COUNT,
        "emailer_campaign_id": COPY,
        "max_emails_per_day": SETTING,
        "priority": SETTING,
    },
    "emailer_touch": {
        "generation_options": "how a machine wrote the text",
        "has_personalized_opener": SETTING,
        "include_signature": SETTING,
        "personalized_opener_fallback_option": SETTING,
        "unique_scheduled": COUNT,
    },
    "emailer_template": {
        "archived": STATE,
        "body_text": COPY,
        "created_at": STATE,
        "creation_type": STATE,
        "folder_id": SETTING,
        "global": STATE,
        "label_ids": "labels of the template, not of the sequence",
        "prompt_id": "how a machine wrote the text",
        "user_id": "who wrote the template",
    },
}
