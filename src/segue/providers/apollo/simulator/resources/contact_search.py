"""`POST /contacts/search`: what it filters and sorts by, and what it passes over."""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import Any

from segue.providers.apollo.simulator.book import Book, Frozen
from segue.providers.apollo.simulator.request import Request, listed
from segue.providers.apollo.simulator.resources.contact_rows import CLICKED_AT, OPENED_AT, found_row
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
    "contact_email_last_opened_at": lambda it: it.get(OPENED_AT),
    "contact_email_last_clicked_at": lambda it: it.get(CLICKED_AT),
    "contact_created_at": lambda it: it["created_at"],
    "contact_updated_at": lambda it: it["updated_at"],
}
"""A field that is not among these sorts nothing."""
NOT_LISTED = ("contact_emails", "account_ids")
"""Filters that clients send and no document lists [OUTB]."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search asks for; an empty set asks for nothing."""

    stages: AbstractSet[str]
    labels: AbstractSet[str]
    campaigns: AbstractSet[str]
    emails: AbstractSet[str]
    accounts: AbstractSet[str]
    words: object

    def fits(self, book: Book, contact: Frozen) -> bool:
        """Tell whether a contact is what is asked for."""
        return (
            (not self.stages or contact["contact_stage_id"] in self.stages)
            and (not self.accounts or contact["account_id"] in self.accounts)
            and (not self.labels or not self.labels.isdisjoint(contact["label_ids"]))
            and (not self.campaigns or not self.campaigns.isdisjoint(_campaigns(book, contact)))
            and (not self.emails or not self.emails.isdisjoint(_emails(contact)))
            and matches(self.words, _searched(contact) if self.words else ())
        )


def search(request: Request) -> Answer:
    """List contacts. A filter that is not understood is passed over, without a breadcrumb."""
    check_plan(request)
    account, book = request.account, request.account.book
    wanted = _wanted(request)
    rows = [
        it
        for it in book.contacts.values()
        if wanted.fits(book, it) and visible(request, it["created_at"])
    ]
    ordered = in_order(request, rows, SORTS.get(str(request.params.get("sort_by_field"))))
    show = partial(found_row, account, request.switches)
    return found_answer(request, "contacts", ordered, show, _crumbs(request))


def _wanted(request: Request) -> Wanted:
    params = request.params
    works = request.switch("unlisted_contact_filters", "work")
    return Wanted(
        stages=listed(params, "contact_stage_ids"),
        labels=listed(params, "contact_label_ids"),
        campaigns=listed(params, "emailer_campaign_ids"),
        emails={it.lower() for it in listed(params, "contact_emails")} if works else set(),
        accounts=listed(params, "account_ids") if works else set(),
        words=params.get("q_keywords"),
    )


def _campaigns(book: Book, contact: Frozen) -> Iterable[str]:
    return book.statuses_of(contact["id"])


def _emails(contact: Frozen) -> list[str]:
    return [it["email"].lower() for it in contact["contact_emails"]]


def _searched(contact: Frozen) -> list[object]:
    names = [contact["name"], contact["title"], contact["organization_name"]]
    return [*names, *_emails(contact)]


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
