"""Reading `/v2/accounts`."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.simulator.attributes import written
from segue.providers.salesloft.simulator.book_filters import (
    bracketed,
    contacted,
    custom_fields,
    excluding,
    owner_active,
    owner_id,
    partial,
    tag_ids,
    tag_names,
    text,
)
from segue.providers.salesloft.simulator.book_rows import Company
from segue.providers.salesloft.simulator.filters import (
    FALSE,
    TRUE,
    Filter,
    among,
    between,
    boolean,
    equal,
    having,
    ruled,
    whole,
)
from segue.providers.salesloft.simulator.listing import Listing, list_rows
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.users import sees
from segue.providers.salesloft.simulator.wire import Refused, not_found, reference, single, stamp
from segue.simulation.vendor import Answer

TEXTS = (
    "name",
    "domain",
    "conversational_name",
    "description",
    "phone",
    "website",
    "linkedin_url",
    "twitter_handle",
    "street",
    "city",
    "state",
    "postal_code",
    "country",
    "locale",
    "industry",
    "company_type",
    "founded",
    "revenue_range",
    "size",
)


def render_account(request: Request, company: Company) -> Mapping[str, Any]:
    """Write an account with the keys and types of a recorded one (L S6)."""
    number, by = company.crm_id, company.last_contacted_by
    person, owner = company.last_contacted_person, company.owner
    return {
        "id": company.id,
        "created_at": stamp(company.created_at),
        "updated_at": stamp(company.updated_at),
        "archived_at": stamp(company.archived_at),
        **{name: company.texts.get(name) for name in TEXTS},
        "crm_id": number,
        "crm_url": f"https://na15.salesforce.com/{number}" if number else None,
        # "account" for accounts that no CRM knows, too (L S6).
        "crm_object_type": "account",
        "owner_crm_id": company.owner_crm_id,
        "prospector_engagement_level": None,
        "prospector_engagement_score": None,
        "last_contacted_at": stamp(company.last_contacted_at),
        "last_contacted_type": company.last_contacted_type,
        "do_not_contact": company.do_not_contact,
        # An object in the documents (V S1), an array in recorded answers (L S6, T S5).
        "user_relationships": [] if request.switches["user_relationships"] == "array" else {},
        **written(company),
        # Null, not 0, on a new account (L S6).
        "counts": {"people": len(company.people) or None},
        "owner": reference("users", owner.id if owner else None),
        "creator": reference("users", company.creator.id),
        "last_contacted_by": reference("users", by.id if by else None),
        "last_contacted_person": reference("people", person.id if person else None),
        "company_stage": reference("account_stages", company.stage.id if company.stage else None),
        "account_tier": reference("account_tiers", company.tier.id if company.tier else None),
    }


def _archived(value: str) -> bool | None:
    """Read the one filter that is not applied, rather than refused, for other values (V S1)."""
    return boolean(value) if value.lower() in TRUE | FALSE else None


def _related(_: Request, __: Company, sent: Mapping[str, str]) -> bool:
    """No relationship is mapped here, so only `_is_null` and `_unmapped` match."""
    return all(value in {"_is_null", "_unmapped"} for value in sent.values())


FILTERS: Mapping[str, Filter[Company]] = {
    "ids": among(lambda company: company.id, whole),
    "crm_id": among(lambda company: company.crm_id),
    "tag": having(tag_names),
    "tag_id": having(tag_ids, whole),
    "created_at": between(lambda company: company.created_at),
    "updated_at": between(lambda company: company.updated_at),
    "domain": equal(lambda company: company.texts.get("domain"), str),
    "website": text("website"),
    "archived": ruled(_archived, lambda _, row, wanted: (row.archived_at is not None) is wanted),
    "name": text("name"),
    "account_stage_id": among(lambda row: row.stage.id if row.stage else None, whole),
    "account_tier_id": among(lambda row: row.tier.id if row.tier else None, whole),
    "owner_id": among(owner_id, whole),
    "owner_is_active": equal(owner_active, boolean),
    "last_contacted": contacted(lambda company: company.last_contacted_at),
    "custom_fields": custom_fields(),
    **{name: partial(name) for name in ("industry", "country", "state", "city")},
    "owner_crm_id": excluding(lambda company: company.owner_crm_id),
    "locales": text("locale"),
    "user_relationships": Filter(bracketed, _related),
}
LISTING: Listing[Company] = Listing(
    render=render_account,
    sorts={
        "created_at": lambda company: company.created_at,
        "updated_at": lambda company: company.updated_at,
        "last_contacted_at": lambda company: company.last_contacted_at,
        # By the stage's place, and by its name.
        "account_stage": lambda row: row.stage.order if row.stage else None,
        "account_stage_name": lambda row: row.stage.name if row.stage else None,
        "account_tier": lambda row: row.tier.order if row.tier else None,
        "account_tier_name": lambda row: row.tier.name if row.tier else None,
        "name": lambda company: company.texts.get("name"),
        "counts_people": lambda company: len(company.people) or None,
    },
    filters=FILTERS,
)


def find_account(request: Request) -> Company:
    """Return the account the path names, or 404: unknown, or hidden by group privacy (V S4)."""
    company = request.account.book.companies.get(request.number)
    if company is None or not sees(request, company.owner):
        raise Refused(not_found())
    return company


def list_accounts(request: Request) -> Answer:
    """Answer `GET /v2/accounts`."""
    companies = request.account.book.companies.values()
    return list_rows(request, (c for c in companies if sees(request, c.owner)), LISTING)


def show_account(request: Request) -> Answer:
    """Answer `GET /v2/accounts/{id}`."""
    return single(render_account(request, find_account(request)))
