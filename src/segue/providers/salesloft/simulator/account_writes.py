"""Writing `/v2/accounts` and `/v2/account_upserts`."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.simulator.accounts import TEXTS, find_account, render_account
from segue.providers.salesloft.simulator.attributes import (
    CRM_KEYS,
    apply_lists,
    check_attributes,
    check_crm,
    check_reference,
    taken,
    writes_crm_id,
)
from segue.providers.salesloft.simulator.book_rows import Company
from segue.providers.salesloft.simulator.enrolment import take_off_all
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.shapes import Key, complain, required
from segue.providers.salesloft.simulator.upserts import upserted
from segue.providers.salesloft.simulator.users import sees
from segue.providers.salesloft.simulator.wire import Complaints, single
from segue.simulation.vendor import Answer

CRM_PREFIXES = ("001",)
IDENTITY = ("name", "domain")
OPTIONAL = (
    *(Key(name, nullable=True) for name in TEXTS if name not in IDENTITY),
    Key("do_not_contact", "boolean"),
    Key("custom_fields", "object", nullable=True),
    Key("tags", "array", nullable=True),
    Key("owner_id", "integer", nullable=True),
    Key("company_stage_id", "integer", nullable=True),
    Key("account_tier_id", "integer", nullable=True),
    *CRM_KEYS,
)
CREATE = (*(required(name, filled=True) for name in IDENTITY), *OPTIONAL)
PARTIAL = (*(Key(name, filled=True) for name in IDENTITY), *OPTIONAL)
ARCHIVED = Key("archived", "boolean")
UPSERT = (Key("upsert_key"), Key("id", "integer"))


def create_account(request: Request) -> Answer:
    """Answer `POST /v2/accounts`."""
    company = take_account(request, request.fields(CREATE), CREATE)
    return single(render_account(request, company), int(request.switches["created_status"]))


def update_account(request: Request) -> Answer:
    """Answer `PUT /v2/accounts/{id}`; only here can an account be archived (V S1)."""
    company = find_account(request)
    keys = (*_update_keys(request), ARCHIVED)
    sent = request.fields(keys)
    take_account(request, sent, keys, company)
    if "archived" in sent:
        since = company.archived_at or request.now
        company.archived_at = since if sent["archived"] else None
    return single(render_account(request, company))


def delete_account(request: Request) -> Answer:
    """Answer `DELETE /v2/accounts/{id}`; it can be repeated, and lets go of its people (V S1)."""
    book = request.account.book
    company = book.companies.get(request.number)
    if company is not None and sees(request, company.owner):
        for person in company.people.values():
            person.company = None
        company.people.clear()
        book.close(company)
    return Answer(204)


def upsert_account(request: Request) -> Answer:
    """Answer `POST /v2/account_upserts`."""
    sent, book = request.fields((*OPTIONAL, *UPSERT)), request.account.book
    companies = book.companies.values()
    company: Company | None = upserted(
        request,
        sent,
        {
            "id": lambda number: [c for c in companies if c.id == number],
            "crm_id": lambda number: [c for c in companies if c.crm_id == number],
            "domain": lambda domain: book.at_domain(str(domain)),
        },
    )
    status = 200 if company else int(request.switches["created_status"])
    kind = "update" if company else "create"
    keys = CREATE if company is None else _update_keys(request)
    saved = take_account(request, sent, (*keys, *UPSERT), company)
    return single({"account": render_account(request, saved), "upsert_type": kind}, status)


def take_account(
    request: Request,
    sent: Mapping[str, Any],
    keys: tuple[Key, ...] = CREATE,
    company: Company | None = None,
) -> Company:
    """Create or change an account, or raise `Refused` and leave everything as it was."""
    request.refuse(_complaints(request, sent, keys, company))
    book, now = request.account.book, request.now
    if company is None:
        company = Company(book.next_id("accounts"), now, now, request.caller)
        if request.switches["default_owner"] == "caller":
            company.owner = request.caller
    else:
        book.close(company)
    _apply(request, company, sent)
    company.updated_at = now
    book.open(company)
    if company.do_not_contact:
        # Takes "all associated people" out of "all active communications" (V S1).
        take_off_all(company.people.values(), now)
    return company


def _update_keys(request: Request) -> tuple[Key, ...]:
    whole = request.switches["account_put_needs"] == "name_and_domain"
    return CREATE if whole else PARTIAL


def _complaints(
    request: Request, sent: Mapping[str, Any], keys: tuple[Key, ...], company: Company | None
) -> Complaints:
    book = request.account.book
    complaints = check_attributes(request, sent, keys, "company")
    check_reference(sent, "owner_id", request.account.users, complaints)
    check_reference(sent, "company_stage_id", book.account_stages, complaints)
    check_reference(sent, "account_tier_id", book.account_tiers, complaints)
    check_crm(request, sent, CRM_PREFIXES, complaints)
    domain = sent.get("domain")
    if isinstance(domain, str) and any(each is not company for each in book.at_domain(domain)):
        complain(complaints, "domain", taken(request))
    return complaints


def _apply(request: Request, company: Company, sent: Mapping[str, Any]) -> None:
    account = request.account
    company.texts.update({name: sent[name] for name in TEXTS if name in sent})
    company.do_not_contact = sent.get("do_not_contact", company.do_not_contact)
    if "owner_id" in sent:
        company.owner = account.users.get(sent["owner_id"])
    if "company_stage_id" in sent:
        company.stage = account.book.account_stages.get(sent["company_stage_id"])
    if "account_tier_id" in sent:
        company.tier = account.book.account_tiers.get(sent["account_tier_id"])
    if "crm_id" in sent and writes_crm_id(request, CRM_PREFIXES):
        company.crm_id = sent["crm_id"]
    apply_lists(request, company, sent, "company")
