"""An account, the company that contacts work for, as Apollo keeps it and shows it [OAS]."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from segue.providers.apollo.simulator.book import Book, Frozen
from segue.providers.apollo.simulator.stamps import zulu

UPDATED = "_updated_at"
"""Accounts are sorted by it and never show it [SG]."""
ADDRESS = "raw_address"

_NEW: Mapping[str, Any] = {
    "domain": None,
    "name": None,
    "organization_id": None,
    "source": "api",
    "original_source": "api",
    "creator_id": None,
    "phone": None,
    "phone_status": "no_status",
    "hubspot_id": None,
    "salesforce_id": None,
    "crm_owner_id": None,
    "parent_account_id": None,
    "linkedin_url": None,
    "sanitized_phone": None,
    "account_playbook_statuses": [],
    "account_rule_config_statuses": [],
    "existence_level": "full",
    "label_ids": [],
    "typed_custom_fields": {},
    "custom_field_errors": {},
    "modality": "account",
    "source_display_name": "Created from API",
    "crm_record_url": None,
    "show_intent": False,
    "has_intent_signal_account": False,
    "intent_signal_account": None,
    ADDRESS: None,
}


def new_account(
    id: str, team_id: str, owner_id: str, stage_id: str | None, now: datetime
) -> dict[str, Any]:
    """Make a nameless account."""
    return {
        **_NEW,
        "id": id,
        "team_id": team_id,
        "account_stage_id": stage_id,
        "owner_id": owner_id,
        "created_at": zulu(now),
        UPDATED: zulu(now),
    }


def account_row(switches: Mapping[str, str], row: Frozen) -> dict[str, Any]:
    """Return an account as it is shown alone; the address sent is not among the keys [OAS]."""
    shown = dict(row)
    del shown[UPDATED]
    if switches["account_address"] == "silent":
        del shown[ADDRESS]
    return shown


def found_row(
    book: Book, switches: Mapping[str, str], people: Sequence[Frozen], row: Frozen
) -> dict[str, Any]:
    """Return an account as a search lists it: with what its contacts are doing [OAS][AUD2]."""
    statuses = [it for each in people for it in book.statuses_of(each["id"]).values()]
    days = [it["last_activity_date"] for it in people if it["last_activity_date"]]
    return {
        **account_row(switches, row),
        "contact_emailer_campaign_ids": list(
            dict.fromkeys(it["emailer_campaign_id"] for it in statuses)
        ),
        "contact_campaign_status_tally": dict(Counter(it["status"] for it in statuses)),
        "num_contacts": len(people),
        "last_activity_date": max(days, default=None),
    }
