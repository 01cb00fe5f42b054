"""`GET /contact_stages` and `GET /account_stages`: lists without pages [OAS]."""

from collections.abc import Mapping
from typing import Any

from segue.providers.apollo.simulator.account import Account
from segue.providers.apollo.simulator.request import Request
from segue.simulation import Answer

# Name and category; the contact stages of a live workspace [AUD2], the account stages of [OAS].
CONTACT_STAGES = (
    ("Cold", "in_progress"),
    ("Approaching", "in_progress"),
    ("Replied", "in_progress"),
    ("Interested", "succeeded"),
    ("Not Interested", "failed"),
    ("Unresponsive", "failed"),
    ("Do Not Contact", "failed"),
    ("Bad Data", "failed"),
    ("Changed Job", None),
)
ACCOUNT_STAGES = (
    ("Review", None),
    ("Current Client", "succeeded"),
    ("Active Opportunity", "succeeded"),
    ("Dead Opportunity", "failed"),
    ("Do Not Prospect", "failed"),
)


def contact_stages(request: Request) -> Answer:
    """List the stages of contacts."""
    return Answer(200, {"contact_stages": list(request.account.book.contact_stages.values())})


def account_stages(request: Request) -> Answer:
    """List the stages of accounts."""
    return Answer(200, {"account_stages": list(request.account.book.account_stages.values())})


def contact_stage(account: Account, id: str, place: int) -> Mapping[str, Any]:
    """Make the stage of contacts at a place, from 0."""
    name, category = CONTACT_STAGES[place]
    decided = category in {"succeeded", "failed"}
    return {**_stage(account, id, name, place), "category": category} | {
        "ignore_trigger_override": True if decided else None
    }


def account_stage(account: Account, id: str, place: int) -> Mapping[str, Any]:
    """Make the stage of accounts at a place, from 0; the first is first in order 1."""
    name, category = ACCOUNT_STAGES[place]
    return {
        **_stage(account, id, name, place + 1),
        "category": category,
        "default_exclude_for_leadgen": category is not None and name != "Dead Opportunity",
    }


def _stage(account: Account, id: str, name: str, order: int) -> dict[str, Any]:
    return {
        "id": id,
        "team_id": account.team_id,
        "display_name": name,
        "name": name,
        "display_order": order,
        "is_meeting_set": None,
    }
