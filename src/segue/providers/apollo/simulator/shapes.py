"""How sequences, steps, touches and templates read on the wire; keys as recorded 2026-07 [VCR]."""

from typing import Any

from segue.providers.apollo.simulator.account import Account, Row
from segue.providers.apollo.simulator.stats import contact_statuses, stats, step_counts

_AUTO_PAUSE = {
    "auto_pause_enabled": False,
    "auto_pause_config": {
        "evaluation_window_days": 7,
        "min_volume": 200,
        "warning_threshold_pct": 5.0,
        "auto_pause_threshold_pct": 10.0,
    },
}
_SUMMARY = ("id", "position", "wait_time", "wait_mode", "type")
_NOT_SHOWN = ("visibility", "access_type", "sharing_accesses")


def campaign_row(account: Account, campaign: Row, *, loading: bool = False) -> Row:
    """Return a sequence as a search lists it: without its contacts by status."""
    steps = account.steps_of(campaign["id"])
    shown = {key: value for key, value in campaign.items() if key not in _NOT_SHOWN}
    return {
        **shown,
        "object_owner_id": campaign["user_id"],
        "num_contacts_email_status_extrapolated": None if loading else 0,
        "num_steps": len(steps),
        "emailer_steps": [{key: step[key] for key in _SUMMARY} for step in steps],
        **stats(loading=loading),
        "loaded_stats": True,
        "underperforming_touches_count": 0,
        "sharing_permission": _sharing(account, campaign),
    }


def campaign_whole(account: Account, campaign: Row, *, loading: bool = False) -> Row:
    """Return a sequence as archiving answers it: with its contacts by status."""
    rows = account.book.statuses_in(campaign["id"]).values()
    return {
        **campaign_row(account, campaign, loading=loading),
        "contact_statuses": contact_statuses(rows, loading=loading),
    }


def campaign_full(account: Account, campaign: Row, *, loading: bool = False) -> Row:
    """Return a sequence as creating and updating answer it: with its rule for pausing itself."""
    return {**campaign_whole(account, campaign, loading=loading), **_AUTO_PAUSE}


def step_row(account: Account, step: Row) -> Row:
    """Return a step, with who stands at it."""
    rows = account.book.statuses_in(step["emailer_campaign_id"]).values()
    here = [it for it in rows if it["current_step_id"] == step["id"]]
    return {**step, "counts": step_counts(here), "ab_test_details": {}}


def touch_row(touch: Row, *, loading: bool = False) -> Row:
    """Return a touch. Its numbers were still loading when those of its sequence were not [VCR]."""
    return {**touch, **stats(loading=loading)}


def graph(account: Account, campaign: Row, *, loading: bool = False) -> dict[str, Any]:
    """Return the arrays that stand beside a sequence, joined to it by ids."""
    of = campaign["id"]
    return {
        "emailer_steps": [step_row(account, step) for step in account.steps_of(of)],
        "emailer_touches": [touch_row(it, loading=loading) for it in account.touches_in(of)],
        "emailer_templates": [dict(it) for it in account.templates_in(of)],
        "attachments": [],
    }


def team(account: Account) -> Row:
    """Return the team as sequence calls show it."""
    return {"id": account.team_id, "sequences_finder_empty": not account.campaigns}


def _sharing(account: Account, campaign: Row) -> Row:
    return {
        "visibility": campaign["visibility"],
        "access_type": campaign["access_type"],
        "object_type": "EmailerCampaign",
        "object_id": campaign["id"],
        "is_owner": campaign["user_id"] == account.acting_user()["id"],
        "owner_id": campaign["user_id"],
        "sharing_accesses": list(campaign["sharing_accesses"]),
    }
