"""Lists and searches of accounts, people, users and mailboxes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from segue.providers.salesloft import PROVIDER, pages
from segue.providers.salesloft.tests.book_asks import ACCOUNT, PERSON, USER, listed
from segue.spi.operation import ListRecords, Page

OLDEST = {"sort_by": "created_at", "sort_direction": "asc", "include_paging_counts": "true"}
START = datetime(2026, 3, 1, tzinfo=UTC)


def _query(operation: str, **ask: Any) -> Mapping[str, Any]:
    asked = ListRecords(**{"page_size": 10} | ask)
    (read,) = PROVIDER.queries[operation].reads(asked, {})
    assert read.request.method == "GET"
    return {"at": read.request.path[-1], **read.request.query}


def _page(operation: str, rows: list[dict[str, Any]], **ask: Any) -> Page:
    """Answer with what a vendor that holds `rows`, in its order, would show."""
    query = PROVIDER.queries[operation]
    answers: dict[str, Any] = {}
    asked = ListRecords(**{"page_size": 10} | ask)
    while wanted := [read for read in query.reads(asked, answers) if read.name not in answers]:
        for read in wanted:
            size, page = read.request.query["per_page"], read.request.query["page"]
            some = rows[(page - 1) * size : page * size]
            answers[read.name] = listed(*some, total_count=len(rows))
    found: Page = query.read(asked, answers)
    return found


def _many(count: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": i, "created_at": (START + timedelta(hours=i)).isoformat(), **more}
        for i in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("operation", "at", "order"),
    [
        ("account.list", "accounts", OLDEST),
        ("contact.list", "people", OLDEST),
        ("user.list", "users", OLDEST | {"sort_by": "id", "visible_only": "false"}),
        ("mailbox.list", "users", OLDEST | {"sort_by": "id", "visible_only": "false"}),
    ],
)
def test_lists_begin_with_the_oldest(operation: str, at: str, order: dict[str, str]) -> None:
    """Otherwise records would move past the reader, or deactivated users be left out."""
    assert _query(operation, page_size=1000) == {"at": at, "page": 1, "per_page": 100, **order}


@pytest.mark.parametrize(
    ("filter", "sent"),
    [
        ({"domain": "Acme.COM"}, {"domain": "acme.com"}),
        ({"name": "Acme, Inc."}, {"name[]": ["Acme, Inc."]}),
        ({"name": "Acme", "domain": "acme.com"}, {"domain": "acme.com"}),
    ],
)
def test_accounts_are_searched_by_one_filter(filter: dict[str, str], sent: dict[str, Any]) -> None:
    """Otherwise Salesloft would search for something else."""
    query = _query("account.search", filter=filter)
    assert query == {"at": "accounts", "page": 1, "per_page": 10, **OLDEST, **sent}


def test_people_are_searched_by_address() -> None:
    """Otherwise Salesloft would search for something else."""
    query = _query("contact.search", filter={"emails": ["A@x.com", "b@x.com"]})
    assert query["email_addresses[]"] == ["A@x.com", "a@x.com", "b@x.com"]


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"name": "Acme"}, ["1", "3"]),
        ({"domain": "ACME.com"}, ["1", "2"]),
        ({"name": "Acme", "domain": "acme.com"}, ["1"]),
    ],
)
def test_only_equal_accounts_are_found(filter: dict[str, str], found: list[str]) -> None:
    """Otherwise a filter that Salesloft reads loosely would give strangers."""
    rows = [
        ACCOUNT | {"id": 1},
        ACCOUNT | {"id": 2, "name": "acme"},
        ACCOUNT | {"id": 3, "domain": "acme.org"},
        ACCOUNT | {"id": 4, "name": None, "domain": None},
    ]
    page = _page("account.search", rows, filter=filter)
    assert [record.id for record, _ in page.records] == found
    assert (page.total_count, page.next) == (len(found), None)


def test_only_people_with_such_an_address_are_found() -> None:
    """Otherwise a search could give people who have none of the addresses."""
    rows = [
        PERSON | {"id": 1},
        PERSON | {"id": 2, "email_address": "b@x.com"},
        PERSON | {"id": 3, "email_address": None, "secondary_email_address": "PAT@acme.com"},
        PERSON | {"id": 4, "email_address": None, "secondary_email_address": None},
    ]
    page = _page("contact.search", rows, filter={"emails": ["pat@ACME.com", "c@x.com"]})
    assert [record.id for record, _ in page.records] == ["1", "3"]
    assert [raw["id"] for _, raw in page.records] == [1, 3]


def test_a_search_that_goes_on_does_not_guess_its_length() -> None:
    """Otherwise what only Salesloft counted would be called the number of matches."""
    rows = _many(30, name="Acme")
    page = _page("account.search", rows, page_size=20, filter={"name": "Acme"})
    assert (len(page.records), page.total_count) == (20, None)
    rest = _page("account.search", rows, filter={"name": "Acme"}, cursor=page.next)
    assert (len(rest.records), rest.total_count, rest.next) == (10, None, None)


@pytest.mark.parametrize("operation", ["account.list", "contact.list", "user.list", "mailbox.list"])
@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_walk_gives_each_record_once(operation: str, size: int) -> None:
    """Otherwise records would be lost or doubled between two pages."""
    rows, cursor, seen = _many(57), None, []
    for _ in range(100):
        page = _page(operation, rows, page_size=size, cursor=cursor)
        assert (page.total_count, page.warnings) == (57, ())
        seen += [record.id for record, _ in page.records]
        if (cursor := page.next) is None:
            break
    assert seen == [str(row["id"]) for row in rows]


@pytest.mark.parametrize("operation", ["account.list", "user.list"])
def test_a_deletion_meanwhile_hides_nothing(operation: str) -> None:
    """Otherwise every deletion would move a record past the reader."""
    rows = _many(30)
    first = _page(operation, rows)
    left = [row for row in rows if row["id"] not in (2, 10)]
    second = _page(operation, left, cursor=first.next)
    assert [record.id for record, _ in second.records] == [str(i) for i in range(11, 21)]
    assert second.warnings == ()


def test_users_of_ten_come_after_users_of_nine() -> None:
    """Otherwise ids would be compared as words, and users be given twice."""
    rows = [USER | {"id": i} for i in (8, 9, 10, 11, 12)]
    first = _page("user.list", rows, page_size=2)
    left = [row for row in rows if row["id"] != 9]
    second = _page("user.list", left, page_size=2, cursor=first.next)
    assert [record.id for record, _ in second.records] == ["10", "11"]


@pytest.mark.parametrize(
    ("operation", "rows"), [("user.list", [USER]), ("account.list", [ACCOUNT])]
)
def test_list_without_a_paging_block(operation: str, rows: list[dict[str, Any]]) -> None:
    """Otherwise users, as they have been recorded, could not be listed."""
    found = PROVIDER.queries[operation].read(ListRecords(page_size=10), {"page": {"data": rows}})
    assert (len(found.records), found.total_count, found.next) == (1, None, None)


@pytest.mark.parametrize("operation", ["account.list", "contact.list", "user.list", "mailbox.list"])
def test_record_without_an_id_does_not_spoil_the_page(operation: str) -> None:
    """Otherwise one odd record would keep a whole page from the caller."""
    page = _page(operation, [{"id": None}, {"name": "x"}, {"id": 3, "created_at": "soon"}])
    assert [record.id for record, _ in page.records] == ["3"]


def test_deep_pages_say_what_they_cost() -> None:
    """Otherwise a long walk would eat the whole team's requests without a word."""
    rows = _many(10_250)
    key = pages.stamp(rows[10_199]["created_at"])
    cursor = {"seen": 10_200, "size": 20, "last": "10200", "key": key, "ties": []}
    page = _page("account.list", rows, cursor=cursor)
    assert [record.id for record, _ in page.records][:2] == ["10201", "10202"]
    (warning,) = page.warnings
    assert warning.problem_type == "PARTIAL_SUCCESS"
    assert "cost 3 of the 600" in warning.detail


def test_small_pages_stay_cheap() -> None:
    """Otherwise a caller with the usual page size would pay for deep pages after 2000 records."""
    cursor = {"seen": 5_000, "size": 10, "last": "5000"}
    asked = ListRecords(page_size=10, cursor=cursor)
    (read,) = PROVIDER.queries["account.list"].reads(asked, {})
    assert read.request.query["page"] <= 100
