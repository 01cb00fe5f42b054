"""New rows as Apollo fills them, and what writing to a template does to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.markup import text_of, wrapped
from segue.providers.apollo.simulator.stamps import zulu

# What a sequence made over the API starts with, 2026-07 [VCR].
_CAMPAIGN: Mapping[str, Any] = {
    "name": None,
    "description": None,
    "archived": False,
    "created_at": None,
    "emailer_schedule_id": None,
    "max_emails_per_day": None,
    "user_id": None,
    "same_account_reply_policy_cd": None,
    "create_task_if_email_open": False,
    "email_open_trigger_task_threshold": 3,
    "mark_finished_if_click": False,
    "active": False,
    "days_to_wait_before_mark_as_response": 5,
    "mark_finished_if_reply": True,
    "mark_finished_if_interested": True,
    "mark_paused_if_ooo": True,
    "mark_finished_if_phone_call_connected": None,
    "sequence_by_exact_daytime": None,
    "last_used_at": None,
    "sequence_ruleset_id": None,
    "ignore_apollo_global_email_bounce_list": None,
    "folder_id": None,
    "same_account_reply_delay_days": 30,
    "is_performing_poorly": False,
    "remind_ab_test_results": False,
    "prioritized_by_user": None,
    "creation_type": "new",
    "dmp_ids": None,
    "content_center_type": "new_cc",
    "status_reason": None,
    "auto_pause_warning_level": None,
    "auto_paused_at": None,
    "auto_pause_bounce_rate": None,
    "cc_emails": "",
    "bcc_emails": "",
    "visibility": "restricted",
    "access_type": None,
}
_CAMPAIGN_LISTS = (
    "excluded_account_stage_ids",
    "excluded_contact_stage_ids",
    "label_ids",
    "starred_by_user_ids",
    "ab_test_step_ids",
    "product_profile_ids",
    "context_card_ids",
    "allowed_send_from_domains",
    "sharing_accesses",
)
_STEP: Mapping[str, Any] = {
    "position": None,
    "wait_time": None,
    "type": None,
    "wait_mode": None,
    "note": None,
    "max_emails_per_day": None,
    "exact_datetime": None,
    "priority": None,
    "auto_skip_in_x_days": None,
}
_TOUCH: Mapping[str, Any] = {
    "status": "to_be_reviewed",
    "type": "new_thread",
    "include_signature": True,
    "has_personalized_opener": None,
    "personalized_opener_fallback_option": "send_without_opener",
    "generic_personalized_opener": None,
    "template_type": None,
    "content_center_type": "new_cc",
    "composition_mode": None,
    "project_workspace_id": None,
}
_TEMPLATE: Mapping[str, Any] = {
    "name": None,
    "user_id": None,
    "subject": None,
    "archived": False,
    "created_at": None,
    "global": False,
    "body_text": "",
    "folder_id": None,
    "body_html": "",
    "creation_type": "manual",
    "prompt_template_id": None,
    "description": None,
    "highlights": None,
    "has_ai_variables": False,
    "template_type": None,
    "category": None,
    "builder_json": None,
    "prompt_id": None,
}


def new_campaign(id: str, user_id: str, now: datetime) -> Row:
    """Make an empty, inactive, restricted sequence."""
    row = {**_CAMPAIGN, **{key: list[Any]() for key in _CAMPAIGN_LISTS}}
    return {
        "id": id,
        **row,
        "contact_email_event_to_stage_mapping": {},
        "project_workspace_context": {},
        "user_id": user_id,
        "created_at": zulu(now),
    }


def new_step(campaign_id: str, type: str, position: int) -> Row:
    """Make a step that waits for nothing yet; its id comes when it is kept."""
    return {
        "id": None,
        "emailer_campaign_id": campaign_id,
        **_STEP,
        "type": type,
        "position": position,
    }


def new_touch(type: str = "new_thread", status: str = "to_be_reviewed") -> Row:
    """Make a touch; its ids come when it is kept. AI options are dropped (2026-09-14) [CREA]."""
    lists: Row = {"generation_options": [], "product_profile_ids": [], "context_card_ids": []}
    return {
        "id": None,
        "emailer_step_id": None,
        "emailer_template_id": None,
        **_TOUCH,
        **lists,
        "generation_tone": {},
        "type": type,
        "status": status,
    }


def new_template(user_id: str, now: datetime) -> Row:
    """Make an empty template; its id comes when it is kept."""
    lists: Row = {"starred_by_user_ids": [], "label_ids": []}
    return {"id": None, **_TEMPLATE, **lists, "user_id": user_id, "created_at": zulu(now)}


def write_template(template: Row, sent: Mapping[str, Any]) -> None:
    """Apply the writable fields of a template; `body_text` follows the HTML."""
    for key in ("name", "subject", "folder_id", "creation_type"):
        if key in sent:
            template[key] = sent[key]
    if isinstance(sent.get("body_html"), str):
        template["body_html"] = wrapped(sent["body_html"])
        template["body_text"] = text_of(sent["body_html"])
    elif isinstance(sent.get("body_text"), str):
        template["body_text"] = sent["body_text"]


def has_body(template: Row) -> bool:
    """Tell whether a template has something to send; markup alone is nothing."""
    return bool(text_of(template["body_html"] or "") or "<img" in (template["body_html"] or ""))
