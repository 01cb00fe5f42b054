"""A contact as Apollo keeps it and shows it; keys as recorded 2026-07 [VCR] and in [OAS]."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from segue.providers.apollo.simulator.account import Account
from segue.providers.apollo.simulator.book import Book, Frozen
from segue.providers.apollo.simulator.resources.account_rows import account_row
from segue.providers.apollo.simulator.resources.addresses import (
    domain_of,
    entry_row,
    is_free,
)
from segue.providers.apollo.simulator.resources.phones import number_row
from segue.providers.apollo.simulator.stamps import zulu

IN_QUEUE, JOB_CHANGED = "_in_queue", "_job_changed"
OPENED_AT, CLICKED_AT = "_opened_at", "_clicked_at"
HIDDEN = (IN_QUEUE, JOB_CHANGED, OPENED_AT, CLICKED_AT)
"""Keys that are kept and never shown."""

# What every contact here has alike: nothing is bought, scored or synchronised with a CRM.
_ALIKE: Mapping[str, Any] = {
    "contact_roles": [],
    "person_id": None,
    "email_needs_tickling": None,
    "organization_id": None,
    "headline": None,
    "photo_url": None,
    "linkedin_uid": None,
    "extrapolated_email_confidence": None,
    "salesforce_id": None,
    "salesforce_lead_id": None,
    "salesforce_contact_id": None,
    "salesforce_account_id": None,
    "crm_owner_id": None,
    "direct_dial_status": None,
    "direct_dial_enrichment_failed_at": None,
    "email_source": None,
    "hubspot_vid": None,
    "hubspot_company_id": None,
    "crm_id": None,
    "merged_crm_ids": None,
    "suggested_from_rule_engine_config_id": None,
    "person_deleted": None,
    "has_pending_email_arcgate_request": False,
    "has_email_arcgate_request": False,
    "existence_level": "full",
    "custom_field_errors": {},
    "crm_record_url": None,
    "email_status_unavailable_reason": None,
    "updated_email_true_status": True,
    "contact_rule_config_statuses": [],
    "twitter_url": None,
    "facebook_url": None,
    "street_address": None,
    "postal_code": None,
    "next_contact_id": None,
    "show_intent": False,
    "account_phone_note": None,
    "is_likely_to_engage": False,
    "email_domain_catchall": False,
}
_NEW: Mapping[str, Any] = {
    "first_name": None,
    "last_name": None,
    "name": "",
    "linkedin_url": None,
    "title": None,
    "organization_name": None,
    "source": "api",
    "original_source": "api",
    "source_display_name": "Created from API",
    "present_raw_address": None,
    "formatted_address": None,
    "city": None,
    "state": None,
    "country": None,
    "time_zone": None,
    "email": None,
    "email_status": None,
    "email_true_status": None,
    "email_from_customer": None,
    "email_unsubscribed": None,
    "call_opted_out": None,
    "account_id": None,
    "last_activity_date": None,
    "sanitized_phone": None,
    "label_ids": [],
    "typed_custom_fields": {},
    "contact_emails": [],
    "phone_numbers": [],
}
# A row is saved again when its lists and its account have been worked out [VCR].
_SAVED_AGAIN = timedelta(milliseconds=195)


def new_contact(id: str, owner_id: str, stage_id: str | None, now: datetime) -> dict[str, Any]:
    """Make a nameless contact in the first stage, owned by who made it [VCR]."""
    return {
        **_NEW,
        "id": id,
        "owner_id": owner_id,
        "creator_id": owner_id,
        "contact_stage_id": stage_id,
        "created_at": zulu(now),
        "updated_at": zulu(now + _SAVED_AGAIN),
        "queued_for_crm_push": True,
    }


def contact_row(
    account: Account, switches: Mapping[str, str], contact: Frozen, *, statuses: bool = True
) -> dict[str, Any]:
    """Return a contact as it is shown; an update's answer has no statuses [VCR]."""
    rows = account.book.statuses_of(contact["id"])
    shown = {
        **_ALIKE,
        **contact,
        "emailer_campaign_ids": list(rows),
        "free_domain": is_free(contact["email"]),
        "contact_emails": [entry_row(it, n) for n, it in enumerate(contact["contact_emails"])],
        "phone_numbers": [number_row(it, n) for n, it in enumerate(contact["phone_numbers"])],
    }
    if (
        switches["guessed_email_status"] != "extrapolated"
        and shown["email_status"] == "extrapolated"
    ):
        shown["email_status"] = switches["guessed_email_status"]
    for key in HIDDEN:
        shown.pop(key, None)
    if statuses:
        shown["contact_campaign_statuses"] = list(rows.values())
    return shown


def found_row(account: Account, switches: Mapping[str, str], contact: Frozen) -> dict[str, Any]:
    """Return a contact as a search lists it: with its account and what is known of its job."""
    shown = with_account(account, switches, contact)
    changed = contact.get(JOB_CHANGED)
    event = {"id": contact["id"], "is_dismissed": False} if changed else None
    return {**shown, "contact_job_change_event": event}


def with_account(account: Account, switches: Mapping[str, str], contact: Frozen) -> dict[str, Any]:
    """Return a contact with the account it works for, when it has one [OAS]."""
    shown = contact_row(account, switches, contact)
    employer = account.book.accounts.get(contact["account_id"] or "")
    if employer is not None:
        shown["account"] = account_row(switches, employer)
    return shown


def contacts_kept(book: Book) -> list[dict[str, Any]]:
    """Return every contact with its enrolments, without what all contacts have alike."""
    return [
        {**row, "contact_campaign_statuses": list(book.statuses_of(key).values())}
        for key, row in book.contacts.items()
    ]


def companies_of(contact: Frozen) -> set[str]:
    """Return every way in which a contact names its company."""
    names = {(contact["organization_name"] or "").strip().lower()}
    names |= {domain_of(it["email"]) or "" for it in contact["contact_emails"]}
    return names - {""}
