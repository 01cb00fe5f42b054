"""The numbers Apollo keeps beside sequences and touches: `"loading"` at first, then zeros here."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from segue.providers.apollo.simulator.book import Frozen

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


def contact_statuses(rows: Iterable[Frozen], *, loading: bool) -> dict[str, Any]:
    """Return contacts by status; `failed` was a number even while the others loaded [VCR]."""
    found = _tally(rows)
    tally: dict[str, Any] = {it: LOADING if loading else found[it] for it in _STATUSES}
    return {"active": tally.pop("active"), "failed": found["failed"], **tally}


def step_counts(rows: Iterable[Frozen]) -> dict[str, int]:
    """Return contacts by status in one step."""
    found = _tally(rows)
    return {it: found[it] for it in _STATUSES}


def _tally(rows: Iterable[Frozen]) -> Counter[str]:
    """Who failed counts as failed, and by what failed as well."""
    found: Counter[str] = Counter()
    for row in rows:
        found[row["status"]] += 1
        if row["failure_reason"]:
            found[row["failure_reason"]] += 1
    return found
