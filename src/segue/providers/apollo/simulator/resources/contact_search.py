"""`POST /contacts/search`: what it filters and sorts by, and what it passes over."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from segue.providers.apollo.simulator.book import Book, Frozen
from segue.providers.apollo.simulator.request import Request, listed
from segue.providers.apollo.simulator.resources.contact_rows import found_row
from segue.providers.apollo.simulator.resources.keywords import matches
from segue.providers.apollo.simulator.resources.searching import (
    check_plan,
    crumb,
    found_answer,
    in_order,
    visible,
)
from segue.simulation import Answer

SORTS: Mapping[str, Callable[[Frozen], object]] = {
    "contact_last_activity_date": lambda it: it["last_activity_date"],
    "contact_email_last_opened_at": lambda it: it.get("_opened_at"),
    "contact_email_last_clicked_at": lambda it: it.get("_clicked_at"),
    "contact_created_at": lambda it: it["created_at"],
    "contact_updated_at": lambda it: it["updated_at"],
}
"""A field that is not among these sorts nothing."""
NOT_LISTED = ("contact_emails", "account_ids")
"""Filters that clients send and no document lists [OUTB]."""


def search(request: Request) -> Answer:
    """List contacts. A filter that is not understood is passed over, without a breadcrumb."""
    check_plan(request)
    account, params = request.account, request.params
    book = account.book
    rows = [
        it
        for it in book.contacts.values()
        if _fits(request, book, it) and visible(request, it["created_at"])
    ]
    ordered = in_order(request, rows, SORTS.get(str(params.get("sort_by_field"))))
    show = partial(found_row, account, request.switches)
    return found_answer(request, "contacts", ordered, show, _crumbs(request))


def _fits(request: Request, book: Book, contact: Frozen) -> bool:
    params = request.params
    stages, labels = listed(params, "contact_stage_ids"), listed(params, "contact_label_ids")
    campaigns = listed(params, "emailer_campaign_ids")
    return (
        (not stages or contact["contact_stage_id"] in stages)
        and (not labels or not labels.isdisjoint(contact["label_ids"]))
        and (not campaigns or not campaigns.isdisjoint(book.statuses_of(contact["id"])))
        and _fits_unlisted(request, contact)
        and matches(params.get("q_keywords"), _searched(contact))
    )


def _fits_unlisted(request: Request, contact: Frozen) -> bool:
    if request.switch("unlisted_contact_filters", "ignored"):
        return True
    emails = {it.lower() for it in listed(request.params, "contact_emails")}
    accounts = listed(request.params, "account_ids")
    has = {it["email"].lower() for it in contact["contact_emails"]}
    return (not emails or not emails.isdisjoint(has)) and (
        not accounts or contact["account_id"] in accounts
    )


def _searched(contact: Frozen) -> list[object]:
    emails = [it["email"] for it in contact["contact_emails"]]
    return [contact["name"], contact["title"], contact["organization_name"], *emails]


def _crumbs(request: Request) -> list[dict[str, Any]]:
    account, params = request.account, request.params
    book = account.book
    words = params.get("q_keywords")
    crumbs = [crumb("Contains Keywords", "q_keywords", words, words)] if words else []
    for label, key, rows in (
        ("Contact Stage", "contact_stage_ids", book.contact_stages),
        ("Lists", "contact_label_ids", account.labels),
        ("Sequence", "emailer_campaign_ids", account.campaigns),
    ):
        wanted = sorted(listed(params, key))
        crumbs += [crumb(label, key, it, rows[it]["name"] if it in rows else it) for it in wanted]
    if request.switch("unlisted_contact_filters", "work"):
        for key in NOT_LISTED:
            crumbs += [crumb(key, key, it, it) for it in sorted(listed(params, key))]
    return crumbs
