"""Searching accounts and contacts."""

from dataclasses import replace
from typing import Any

import pytest

from segue.providers.outreach import PROVIDER
from segue.spi.errors import PlanRefused
from segue.spi.operation import ListRecords, Page

from .account import record
from .book_account import Book, company, prospect

ACCOUNTS = PROVIDER.queries["account.search"]
CONTACTS = PROVIDER.queries["contact.search"]


def _asked(row: str, **filter: Any) -> dict[str, Any]:
    (one,) = PROVIDER.queries[row].reads(ListRecords(page_size=10, filter=filter), {})
    assert one.request.query["count"] == "false"
    keys = ("filter", "newFilterSyntax")
    return {key: value for key, value in one.request.query.items() if key.startswith(keys)}


def _ids(page: Page) -> list[str]:
    return [shown.id for shown, _ in page.records]


@pytest.mark.parametrize(
    ("filter", "query"),
    [
        ({"name": "Acme"}, {"filter[name]": "Acme"}),
        (
            {"name": "Acme", "domain": "acme.com"},
            {"filter[name]": "Acme", "filter[domain]": "acme.com"},
        ),
        (
            {"name": "Acme, Inc."},
            {"newFilterSyntax": "true", "filter[name][]": ["Acme, Inc."]},
        ),
        ({"domain": "Acme.com"}, {"filter[domain]": "Acme.com,acme.com"}),
        ({"name": "Wait..."}, {"newFilterSyntax": "true", "filter[name][]": ["Wait..."]}),
    ],
)
def test_values_are_asked_for_whole(filter: Any, query: Any) -> None:
    """A comma would make two companies of one, and two dots a range."""
    assert _asked("account.search", **filter) == query


def test_addresses_are_asked_for_together() -> None:
    """A search would take a request for each address."""
    assert _asked("contact.search", emails=["a@x.io", "B@x.io"]) == {
        "filter[emails]": "a@x.io,B@x.io,b@x.io"
    }


def test_only_equal_accounts_are_found() -> None:
    """An account of a similar name would be taken for the one that was asked for."""
    held = [company(2), company(3, "acme"), company(4, "Acme Inc."), company(5, None)]  # type: ignore[arg-type]
    ask = ListRecords(page_size=10, filter={"name": "Acme"})
    page = ACCOUNTS.read(ask, {"page": {"data": held, "meta": {"count": 4}, "links": {}}})
    assert (_ids(page), page.total_count) == (["2"], None)
    found = Book(*held).page("account.search", filter={"name": "Acme", "domain": "ACME.com"})
    assert _ids(found) == ["2"]


def test_only_those_with_the_address_are_found() -> None:
    """Another person would be found."""
    held = [prospect(9, ("a@x.io", None))[0], prospect(10, ("aa@x.io", None))[0]]
    held += [prospect(11, ("b@x.io", "work"), ("c@x.io", None))[0], record("prospect", 12, {})]
    ask = ListRecords(page_size=10, filter={"emails": ["A@x.io", "c@x.io", "d@x.io"]})
    page = CONTACTS.read(ask, {"page": {"data": held, "links": {}}})
    assert _ids(page) == ["9", "11"]


def test_a_search_goes_on_page_by_page() -> None:
    """What is beyond the first page could not be reached."""
    links = {"next": "https://api.outreach.io/api/v2/accounts?page%5Bafter%5D=abc", "prev": None}
    ask = ListRecords(page_size=1, filter={"name": "Acme"})
    page = ACCOUNTS.read(ask, {"page": {"data": [company(2)], "links": links}})
    (following,) = ACCOUNTS.reads(replace(ask, cursor=page.next), {})
    assert following.request.query["page[after]"] == "abc"
    assert following.request.query["filter[name]"] == "Acme"


def test_many_addresses_are_searched_part_by_part() -> None:
    """A URL would grow too long, or someone with two addresses come twice."""
    emails = [f"p{i}@x.io" for i in range(60)]
    both = prospect(9, ("p1@x.io", None), ("p55@x.io", None))[0]
    late = prospect(10, ("p59@x.io", None))[0]
    ask = ListRecords(page_size=10, filter={"emails": emails})
    link = {"next": "https://api.outreach.io/api/v2/prospects?page%5Bafter%5D=abc"}
    first = CONTACTS.read(ask, {"page": {"data": [both], "links": link}})
    assert (_ids(first), first.next) == (["9"], {"part": 0, "at": {"after": "abc"}})
    ask = replace(ask, cursor=first.next)
    (more,) = CONTACTS.reads(ask, {})
    assert more.request.query["page[after]"] == "abc"
    assert more.request.query["filter[emails]"] == ",".join(emails[:50])
    second = CONTACTS.read(ask, {"page": {"data": [], "links": {}}})
    ask = replace(ask, cursor=second.next)
    (last,) = CONTACTS.reads(ask, {})
    assert last.request.query["filter[emails]"] == ",".join(emails[50:])
    third = CONTACTS.read(ask, {"page": {"data": [both, late], "links": {}}})
    assert (_ids(third), third.next, third.previous) == (["10"], None, {"part": 0, "at": None})


def test_an_empty_search_finds_nothing() -> None:
    """A search for nobody would list everybody."""
    ask = ListRecords(page_size=10, filter={"emails": []})
    assert CONTACTS.reads(ask, {}) == ()
    assert CONTACTS.read(ask, {}) == Page(records=())
    with pytest.raises(PlanRefused):
        ACCOUNTS.reads(ListRecords(page_size=10), {})
