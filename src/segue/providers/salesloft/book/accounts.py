"""Accounts as ours."""

from collections.abc import Mapping

from segue.model.account import AccountRead
from segue.providers.salesloft.book.values import Record, line, moment, own_id, reference
from segue.spi.operation import RecordRead

MAPPED = frozenset({"id", "owner", "name", "domain", "created_at", "updated_at"})

_DETAIL = "describes the company; our accounts have no field for it"
_CRM = "belongs to the CRM that Salesloft is joined to"
_CONTACTED = "what was done with the account, not what it is"

IGNORED: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("conversational_name", "description", "phone", "website", "linkedin_url"),
            *("twitter_handle", "street", "city", "state", "postal_code", "country", "locale"),
            *("industry", "company_type", "founded", "revenue_range", "size", "tags"),
        ),
        _DETAIL,
    ),
    **dict.fromkeys(("crm_id", "crm_url", "crm_object_type", "owner_crm_id"), _CRM),
    **dict.fromkeys(
        (
            *("last_contacted_at", "last_contacted_type", "last_contacted_by"),
            "last_contacted_person",
        ),
        _CONTACTED,
    ),
    **dict.fromkeys(
        ("prospector_engagement_level", "prospector_engagement_score"), "Salesloft's own scoring"
    ),
    **dict.fromkeys(("company_stage", "account_tier"), "Salesloft's own classification"),
    "archived_at": "an archived account can be had back, so it is not deleted",
    "do_not_contact": "a setting of sending without a place in our model",
    "custom_fields": "the team's own fields; read them from the raw record",
    "user_relationships": "people of the team beside the owner",
    "counts": "null right after creation, and our accounts count nothing",
    "creator": "the owner is what counts",
}


def show(account: Record) -> RecordRead:
    """Read an account."""
    changed = moment(account.get("updated_at"))
    read = AccountRead(
        id=own_id(account),
        owner_id=reference(account, "owner"),
        name=line(account.get("name")),
        domain=line(account.get("domain")),
        created_at=moment(account.get("created_at")),
        updated_at=changed,
        last_modified_at=changed,
    )
    return read, account
