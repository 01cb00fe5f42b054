"""Searching accounts and contacts. Outreach's filters narrow; what is equal is decided here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from segue.providers.outreach import listing
from segue.providers.outreach.book import read, sending
from segue.providers.outreach.documents import Record, attributes
from segue.providers.outreach.pages import missing
from segue.providers.outreach.values import text
from segue.spi.errors import PlanRefused
from segue.spi.operation import Answers, ListRecords, Page, Query, Read
from segue.spi.plan import Request

AT_ONCE = 50
"""Addresses in one filter, so that the URL stays short."""


def same_account(record: Record, wanted: Mapping[str, str]) -> bool:
    """Tell whether an account has just these values. Case tells names apart, and no domains."""
    held = attributes(record)
    domain = text(held.get("domain")) or ""
    return all(
        domain.casefold() == value.casefold() if name == "domain" else held.get(name) == value
        for name, value in wanted.items()
    )


def accounts(wanted: Mapping[str, str]) -> dict[str, Any]:
    """Filter accounts by name, domain or both."""
    return sending.equal(
        {
            name: _spellings([value]) if name == "domain" else [value]
            for name, value in wanted.items()
        }
    )


def contacts(emails: Iterable[str]) -> dict[str, Any]:
    """Filter prospects by their addresses, any of which."""
    return sending.equal({"emails": _spellings(emails)})


def _spellings(values: Iterable[str]) -> list[str]:
    """Give values whose case tells nothing apart as they are asked for, and in small letters.

    Whether the vendor's filters mind case is not known.
    """
    return list(dict.fromkeys(each for value in values for each in (value, value.lower())))


def account_search() -> Query[ListRecords, Page]:
    """Answer a search of accounts. The vendor's filter is fuzzier, so pages may come short."""

    def reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
        if not ask.filter:
            raise PlanRefused("A search needs a name or a domain.")
        request = _uncounted(listing.request("accounts", ask, accounts(ask.filter)))
        return missing((Read(name="page", request=request),), answers)

    def found(ask: ListRecords, answers: Answers) -> Page:
        page = listing.page(ask, answers, read.account)
        return _narrowed(page, lambda raw: same_account(raw, ask.filter))

    return Query(reads, found)


def contact_search() -> Query[ListRecords, Page]:
    """Answer a search of contacts by address, some addresses after the others."""

    def reads(ask: ListRecords, answers: Answers) -> tuple[Read, ...]:
        part, _ = _part(ask)
        if not part:
            return ()
        inner = replace(ask, cursor=(ask.cursor or {}).get("at"))
        request = _uncounted(listing.request("prospects", inner, contacts(part)))
        return missing((Read(name="page", request=request),), answers)

    def found(ask: ListRecords, answers: Answers) -> Page:
        part, earlier = _part(ask)
        if not part:
            return Page(records=())
        inner = replace(ask, cursor=(ask.cursor or {}).get("at"))
        page = _narrowed(
            listing.page(inner, answers, read.contact),
            # One who has addresses of two parts has been given with the first.
            lambda raw: _any(raw, part) and not _any(raw, earlier),
        )
        return _parted(ask, page)

    return Query(reads, found)


def _part(ask: ListRecords) -> tuple[list[str], list[str]]:
    """Give the addresses that this page is about, and those before them."""
    emails = list(ask.filter["emails"])
    start = int((ask.cursor or {}).get("part", 0)) * AT_ONCE
    return emails[start : start + AT_ONCE], emails[:start]


def _any(record: Record, emails: list[str]) -> bool:
    return not read.addresses(record).isdisjoint(email.casefold() for email in emails)


def _parted(ask: ListRecords, page: Page) -> Page:
    """Add to the cursors which addresses they are about."""
    part = int((ask.cursor or {}).get("part", 0))
    following = _part(replace(ask, cursor={"part": part + 1}))[0]
    after = {"part": part, "at": page.next} if page.next else None
    before = {"part": part, "at": page.previous} if page.previous else None
    if after is None and following:
        after = {"part": part + 1, "at": None}
    if before is None and part:
        before = {"part": part - 1, "at": None}
    return replace(page, next=after, previous=before)


def _uncounted(request: Request) -> Request:
    # A count of what the filter lets through would not be a count of what is equal.
    return replace(request, query={**request.query, "count": "false"})


def _narrowed(page: Page, fits: Callable[[Record], bool]) -> Page:
    kept = tuple((shown, raw) for shown, raw in page.records if fits(raw))
    return replace(page, records=kept, total_count=None)
