"""The numbers Apollo keeps beside sequences and touches: `"loading"` at first, then zeros here."""

from typing import Any

_COUNTS = (
    "unique_scheduled",
    "unique_delivered",
    "unique_bounced",
    "unique_opened",
    "unique_hard_bounced",
    "unique_spam_blocked",
    "unique_replied",
    "unique_demoed",
    "unique_clicked",
    "unique_unsubscribed",
    "unique_opened_unfiltered",
    "unique_clicked_unfiltered",
    "unique_delivered_open_tracked",
    "unique_delivered_click_tracked",
)
_RATES = (
    "bounce_rate",
    "hard_bounce_rate",
    "open_rate",
    "open_rate_tracked",
    "open_rate_unfiltered",
    "open_rate_unfiltered_tracked",
    "click_rate",
    "click_rate_tracked",
    "click_rate_unfiltered",
    "click_rate_unfiltered_tracked",
    "reply_rate",
    "spam_block_rate",
    "opt_out_rate",
    "demo_rate",
)
_STATUSES = ("active", "paused", "finished", "bounced", "hard_bounced", "spam_blocked", "not_sent")
LOADING = "loading"


def stats(*, loading: bool) -> dict[str, Any]:
    """Return every count and rate; rates are fractions."""
    if loading:
        return dict.fromkeys((*_COUNTS, *_RATES), LOADING)
    return {**dict.fromkeys(_COUNTS, 0), **dict.fromkeys(_RATES, 0.0)}


def contact_statuses(*, loading: bool) -> dict[str, Any]:
    """Return contacts by status; `failed` was a number even while the others loaded [VCR]."""
    tally: dict[str, Any] = dict.fromkeys(_STATUSES, LOADING if loading else 0)
    return {"active": tally.pop("active"), "failed": 0, **tally}


def step_counts() -> dict[str, int]:
    """Return contacts by status in one step."""
    return dict.fromkeys(_STATUSES, 0)
