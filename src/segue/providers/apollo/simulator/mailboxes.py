"""A mailbox as `GET /email_accounts` lists it: health, sending limits, warm-up [OAS][VCR]."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from segue.providers.apollo.simulator.account import Account, Row
from segue.providers.apollo.simulator.stamps import offset, zulu

# Thresholds are e-mails a day and an hour, the delay is seconds.
_LIMITS: Mapping[str, Any] = {
    "email_daily_threshold": 50,
    "max_outbound_emails_per_hour": 6,
    "seconds_delay_between_emails": 600,
    "email_sending_policy_cd": "default",
    "limits_editable": True,
}
_HEALTH: Mapping[str, Any] = {
    "active": True,
    "revoked_at": None,
    "inactive_reason": None,
    "needs_reauth_at": None,
    "unlink_error_code": None,
    "unlink_error_message": None,
}
_WARM_UP: Mapping[str, Any] = {
    "is_opted_in_mailwarming": None,
    "mailwarming_max": 0,
    "mailwarming_to_send_daily": 0,
    "mailwarming_to_send_incrementor": 0,
    "mailwarming_status": "never_started",
    "mailwarming_eta": None,
    "mailwarming_subject_token": None,
    "mailwarming_score": 0,
    "mailwarming_score_banner": "start_warm_up_for_score",
    "mailwarming_on_weekdays_only": True,
    "true_warmup_enabled": False,
    "true_warmup_daily_limit": 0,
    "true_warmup_progress": 0,
    "true_warmup_status": None,
    "true_warmup_approximate_end_date": None,
    "true_warmup_last_throttled_at": None,
    "true_warmup_enable_thresholds": False,
}
_SERVICE: Mapping[str, Any] = {
    "type": "gmail",
    "provider_display_name": "Gmail",
    "nylas_provider": None,
    "nylas_api_version": None,
    "sendgrid_api_user": None,
    "sendgrid_api_key_v3": None,
    "mailgun_domains": None,
    "is_free_domain": False,
    "tracking_domain_id": None,
}
# Rates are 0 to 1, scores 0 to 5, sums count the last seven days.
_RATES = ("click", "delivered", "hard_bounce", "open", "reply", "spam_block", "unsubscribe")
_SCORES = ("click_rate", "open_rate", "reply_rate", "hard_bounce", "spam_block", "unsubscribe_rate")
_SUMS = (
    "clicked",
    "delivered",
    "hard_bounced",
    "opened",
    "replied",
    "sent",
    "spam_blocked",
    "unsubscribed",
)


def add_mailbox(account: Account, user_id: str, email: str, now: datetime, **more: Any) -> str:
    """Link a healthy mailbox without a past; `more` says what is otherwise; return its id."""
    new = account.ids.next(now)
    account.mailboxes[new] = {
        "id": new,
        "aliases": [email],
        "user_id": user_id,
        "email": email,
        "default": False,
        "created_at": zulu(now),
        "last_synced_at": offset(now),
        **_HEALTH,
        **_LIMITS,
        **_SERVICE,
        **_WARM_UP,
        "true_warmup_thresholds": {
            "open_rate": 20,
            "reply_rate": 1,
            "bounce_rate": 1,
            "spam_block_rate": 1,
        },
        "deliverability_score": _score(account, new, user_id, now),
        "active_campaigns_count": 0,
        "nudge_user_to_send_mails": True,
        "signature_html": "",
        "signature_edit_disabled": False,
        "fields_fully_loaded": True,
        **more,
    }
    return new


def _score(account: Account, mailbox_id: str, user_id: str, now: datetime) -> Row:
    new = account.ids.next(now)
    week_ago = now - timedelta(days=6)
    return {
        **dict.fromkeys(("_id", "id", "key"), new),
        "team_id": account.team_id,
        "email_account_id": mailbox_id,
        "concurrency_locks": None,
        "random": 0.5,
        **{f"avg_{name}_rate": 0 for name in _RATES},
        **{f"{name}_score": 0 for name in _SCORES},
        **{f"sum_{name}_count": 0 for name in _SUMS},
        "avg_daily_sent": 0,
        "daily_email_sent_score": 0,
        "deliverability_score": 0,
        "domain_health_score": 5,
        "email_account_domain_age_score": 5,
        "date_from": week_ago.date().isoformat(),
        "date_to": now.date().isoformat(),
        "created_at": zulu(now),
        "updated_at": zulu(now),
        "user_id": user_id,
    }
