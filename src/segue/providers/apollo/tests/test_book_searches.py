"""Searches: only what is equal, every page of it, and never without end."""

from typing import Any

import pytest

from segue.providers.apollo.tests.book import (
    account,
    contact,
    listed,
    page,
    query,
    upserted,
    walked,
)
from segue.spi.errors import PlanRefused
from segue.spi.operation import ListRecords
from segue.spi.plan import Call

NAME = {"name": "Northwind"}


def hits(rows: list[Any], key: str) -> Any:
    """Answer a keyword search with these rows, page by page."""

    def respond(request: Any) -> Any:
        number, size = request.body["page"], request.body["per_page"]
        part = rows[(number - 1) * size : number * size]
        return listed(key, *part, total=len(rows), pages=-(-len(rows) // size))

    return respond


def companies(count: int) -> list[Any]:
    """Make accounts of which every hundredth has exactly the name."""
    return [
        account(f"{i:024x}", name="Northwind" if i % 100 == 0 else f"Northwind {i}")
        for i in range(count)
    ]


@pytest.mark.parametrize("size", [1, 2, 10])
def test_accounts_of_exactly_that_name(size):
    """A similarly named company would be taken for this one, or a later page would be lost."""
    found = walked("account.search", hits(companies(450), "accounts"), size, filter=NAME)
    assert found == [f"{i:024x}" for i in (0, 100, 200, 300, 400)]


def test_a_search_reads_a_few_pages_at_a_time():
    """A search would use up the minute's calls in one moment."""
    rounds: list[int] = []
    ask = ListRecords(page_size=10, filter=NAME)
    found = query("account.search", ask, hits(companies(2000), "accounts"), rounds)
    assert found.total_count == 20
    assert rounds == [1, 4, 4, 4, 4, 3]


def test_names_are_equal_but_for_spaces_around_them():
    """A name that a person typed with a space behind it would not be found."""
    rows = [account("a" * 24, name=" Northwind "), account("b" * 24, name="northwind")]
    assert walked("account.search", hits(rows, "accounts"), filter=NAME) == ["a" * 24]


def test_too_many_hits_are_refused():
    """A search would look complete and be none."""
    with pytest.raises(PlanRefused) as refused:
        page("account.search", hits(companies(2001), "accounts"), filter=NAME)
    assert (refused.value.status, refused.value.reason) == (409, "too_many_hits")


def test_a_list_that_changes_while_it_is_read_is_refused():
    """An account that slipped from page to page would be made once more by an upsert."""

    def respond(request: Any) -> Any:
        number = request.body["page"]
        return listed("accounts", account(), total=200 - number, pages=2)

    with pytest.raises(PlanRefused) as refused:
        page("account.search", respond, filter=NAME)
    assert (refused.value.status, refused.value.reason) == (409, "changed_meanwhile")


@pytest.mark.parametrize(
    ("filter", "capability"),
    [
        ({"domain": "a.example"}, "account.search.domain"),
        ({"name": "A", "domain": "a.example"}, "account.search.domain"),
        ({}, None),
        ({"name": " "}, None),
    ],
)
def test_what_cannot_be_searched_for(filter, capability):
    """A search for nothing would list everything, and one for a domain would find names."""
    with pytest.raises(PlanRefused) as refused:
        page("account.search", hits([], "accounts"), filter=filter)
    assert (refused.value.status, refused.value.capability) == (400, capability)


def fuzzy(rows: list[Any]) -> Any:
    """Answer a search for an address with every contact of its domain, as a fuzzy one does."""

    def respond(request: Any) -> Any:
        domain = request.body["q_keywords"].split("@")[1].lower()
        found = [row for row in rows if domain in str(row).lower()]
        return hits(found, "contacts")(request)

    return respond


def people(*emails: str) -> list[Any]:
    """Make a contact for each address."""
    return [contact(f"{i:024x}", email=email) for i, email in enumerate(emails)]


def test_contacts_of_exactly_these_addresses():
    """Another person whose address is alike would be taken for this one."""
    rows = people("ada@a.example", "adam@a.example", "ada@a.example.org", "eve@b.example")
    wanted = {"emails": ["ADA@a.example", "eve@b.example", "no@b.example"]}
    assert walked("contact.search", fuzzy(rows), filter=wanted) == [f"{i:024x}" for i in (0, 3)]


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_each_contact_comes_once(size):
    """A contact with two of the addresses would come twice, on one page or on two."""
    rows = people(*(f"p{i}@a{i}.example" for i in range(15)))
    rows[0]["contact_emails"] = [{"email": "P14@a14.example"}, {"email": "p7@a7.example"}]
    wanted = {"emails": [f"p{i}@a{i}.example" for i in range(15)] + ["P3@A3.example", " "]}
    found = walked("contact.search", fuzzy(rows), size, filter=wanted)
    assert sorted(found) == [row["id"] for row in rows]


@pytest.mark.parametrize("size", [1, 2, 9])
def test_contacts_that_share_an_address_all_come(size):
    """The first of several contacts would be shown as the only one."""
    rows = people(*["ada@a.example"] * 7)
    found = walked("contact.search", fuzzy(rows), size, filter={"emails": ["ada@a.example"]})
    assert found == [row["id"] for row in rows]


def test_addresses_are_searched_for_a_few_at_a_time():
    """A search for many addresses would use up the minute's calls in one moment."""
    rows = people(*(f"p{i}@a{i}.example" for i in range(100)))
    ask = ListRecords(page_size=50, filter={"emails": [row["email"] for row in rows]})
    rounds: list[int] = []
    found = query("contact.search", ask, fuzzy(rows), rounds)
    assert (len(found.records), found.total_count) == (10, None)
    assert rounds == [4, 4, 2]
    assert found.next == {"from": 10, "seen": []}


def test_addresses_of_a_crowded_domain_wait_for_the_next_page():
    """Ten addresses of one large company would bring two hundred calls at once."""
    rows = people(*(f"p{i}@a.example" for i in range(1200)))
    ask = ListRecords(page_size=50, filter={"emails": [f"p{i}@a.example" for i in range(10)]})
    rounds: list[int] = []
    found = query("contact.search", ask, fuzzy(rows), rounds)
    assert [record.id for record, _ in found.records] == [f"{i:024x}" for i in range(2)]
    assert found.next == {"from": 2, "seen": []}
    assert max(rounds) == 4
    ids = walked("contact.search", fuzzy(rows), 50, filter=ask.filter)
    assert ids == [f"{i:024x}" for i in range(10)]


def test_an_address_that_brings_too_many_is_refused():
    """A search would look complete and be none."""
    rows = people(*(f"p{i}@a.example" for i in range(2001)))
    with pytest.raises(PlanRefused) as refused:
        page("contact.search", fuzzy(rows), filter={"emails": ["p1@a.example"]})
    assert (refused.value.status, refused.value.reason) == (409, "too_many_hits")


@pytest.mark.parametrize("emails", [[], ["  "]])
def test_no_address_finds_nobody(emails):
    """An empty search would list every contact."""
    with pytest.raises(PlanRefused) as refused:
        page("contact.search", fuzzy([]), filter={"emails": emails})
    assert refused.value.status == 400


def test_an_upsert_takes_another_address_of_a_contact_for_it():
    """A contact would be made once more because the address is not its first."""
    row = contact(contact_emails=[{"email": "Eve@a.example"}])
    plan = upserted("contact", {"job_title": "CEO"}, {"email": "eve@a.example"}, row)
    (call,) = plan.calls
    assert isinstance(call, Call)
    assert (call.request.method, call.request.body) == ("PATCH", {"title": "CEO"})
