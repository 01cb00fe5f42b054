"""Reading accounts, contacts, users and mailboxes, one and many."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from segue.providers.apollo import PROVIDER
from segue.providers.apollo.book import read
from segue.providers.apollo.tests.book import (
    ACCOUNT,
    CONTACT,
    MAILBOX,
    OTHER,
    OWNER,
    account,
    contact,
    got,
    listed,
    number,
    page,
    query,
    walked,
)
from segue.spi.errors import PlanRefused
from segue.spi.operation import Get, ListRecords

SINCE = datetime(2026, 8, 1, tzinfo=UTC)


def test_an_account_reads_whole():
    """A caller would see another company, owner or time than Apollo's."""
    found, raw = got("account.get", ACCOUNT, {"account": account()})
    assert found.model_dump(exclude={"raw_data"}) == {
        "id": ACCOUNT,
        "owner_id": OWNER,
        "name": "Northwind Traders",
        "domain": "northwind.example",
        "created_at": "2026-08-30T10:15:30.000Z",
        "updated_at": None,
        "is_deleted": False,
        "last_modified_at": None,
    }
    assert raw == account()


def test_a_contact_reads_whole():
    """A caller would see another person, address or number than Apollo's."""
    row = contact(
        contact_emails=[
            {"email": "ada@home.example", "position": 1},
            {"email": "ADA@northwind.example", "position": 0},
        ],
        phone_numbers=[
            number("mobile", "555-010-0199", "+15550100199", 1),
            number("work_direct", "555-010-0100", None, 0),
        ],
        street_address="1 Dock Road",
        city="Dublin",
        country="Ireland",
        updated_at="2026-08-31T10:16:00+02:00",
    )
    found, _ = got("contact.get", CONTACT, {"contact": row, "labels": []})
    assert (found.id, found.owner_id, found.account_id) == (CONTACT, OWNER, ACCOUNT)
    assert (found.first_name, found.last_name, found.job_title) == ("Ada", "Byron", "CTO")
    assert [tuple(each.model_dump().values()) for each in found.email_addresses] == [
        ("ada@northwind.example", "primary"),
        ("ada@home.example", None),
    ]
    assert [tuple(each.model_dump().values()) for each in found.phone_numbers] == [
        ("555-010-0100", "primary"),
        ("+15550100199", "mobile"),
    ]
    assert found.address.model_dump(exclude_none=True) == {
        "street_1": "1 Dock Road",
        "city": "Dublin",
        "country": "Ireland",
    }
    assert found.updated_at == found.last_modified_at == "2026-08-31T08:16:00.000Z"
    assert (found.open_count, found.click_count, found.reply_count, found.bounced_count) == (0,) * 4


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("work_direct", "primary"),
        ("work_hq", "work"),
        ("work", "work"),
        ("home", "home"),
        ("mobile", "mobile"),
        ("other", "other"),
        ("assistant", None),
        (None, None),
        (7, None),
    ],
)
def test_types_of_numbers(theirs, ours):
    """A number would be called at the wrong place, or an unknown type would break reading."""
    (found,) = read.contact(contact(phone_numbers=[number(theirs, "1")])).phone_numbers
    assert found.phone_number_type == ours


ODD: list[dict[str, Any]] = [
    {"email": None, "contact_emails": None, "phone_numbers": None},
    {"email": 5, "contact_emails": ["x", {"email": None}, {"email": 7}], "phone_numbers": "none"},
    {"email": " ", "contact_emails": {}, "phone_numbers": [None, 3, {"type": "home"}]},
    {"phone_numbers": [{"sanitized_number": "", "raw_number": None}]},
    {"owner_id": None, "account_id": 17, "created_at": "yesterday", "updated_at": 5},
    {"city": ["Dublin"], "street_address": "", "state": 1, "created_at": None, "deleted": "no"},
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_contacts_read(odd):
    """One contact that Apollo shows oddly would break a whole page."""
    found, _ = got("contact.get", CONTACT, {"contact": contact(**odd)})
    assert "None" not in found.model_dump_json()
    assert found.phone_numbers == []
    assert found.address is None
    assert found.is_deleted is False


def test_an_unread_time_is_no_time():
    """A consumer would take a contact for changed at a moment that nobody told."""
    odd = contact(updated_at="soon")
    found, _ = got("contact.get", CONTACT, {"contact": odd})
    assert (found.updated_at, found.last_modified_at) == (None, None)


@pytest.mark.parametrize("key", ["account", "contact"])
def test_odd_rows_of_a_list_are_left_out(key):
    """A row that is no record would break a whole page."""
    rows = [None, "x", {"id": None}, {"id": 7}, {"id": ACCOUNT}]
    found = page(f"{key}.list", lambda _: listed(f"{key}s", *rows))
    assert [record.id for record, _ in found.records] == [ACCOUNT]


USER = {
    "id": OWNER,
    "first_name": None,
    "last_name": None,
    "name": "",
    "email": "a@northwind.example",
    "created_at": "2024-08-23T18:56:24.067Z",
    "deleted": False,
}
BOX = {
    "id": MAILBOX,
    "user_id": OWNER,
    "email": "a@northwind.example",
    "active": True,
    "revoked_at": None,
    "last_synced_at": "2024-09-19T18:50:45.088+00:00",
    "created_at": "2024-04-30T14:26:42.061Z",
}


def test_users_read():
    """A deleted user would read as one who can own, or a time of change would be invented."""
    found, _ = got("user.get", OWNER, listed("users", USER))
    assert (found.id, found.first_name, found.email) == (OWNER, None, "a@northwind.example")
    assert (found.is_deleted, found.is_locked) == (False, None)
    assert (found.created_at, found.last_modified_at) == ("2024-08-23T18:56:24.067Z", None)
    gone, _ = got("user.get", OWNER, listed("users", {**USER, "deleted": True}))
    assert gone.is_deleted is True


@pytest.mark.parametrize(
    ("shown", "disabled"),
    [
        ({}, False),
        ({"active": False}, True),
        ({"revoked_at": "2026-01-01T00:00:00.000+00:00"}, True),
        ({"unlink_error_code": "auth_token_expired"}, False),
        ({"active": None}, None),
    ],
)
def test_mailboxes_read(shown, disabled):
    """A mailbox whose access was revoked would read as one that sends."""
    found, _ = got("mailbox.get", MAILBOX, {"email_accounts": [{**BOX, **shown}]})
    assert (found.id, found.user_id, found.is_disabled) == (MAILBOX, OWNER, disabled)
    assert (found.updated_at, found.last_modified_at) == (None, None)


def test_a_user_is_looked_for_on_every_page():
    """A user beyond the first hundred could not be read, or reading would call without end."""
    asked: list[int] = []

    def respond(request: Any) -> Any:
        asked.append(request.query["page"])
        row = {**USER, "id": OTHER} if request.query["page"] == 3 else USER
        return listed("users", row, total="201", pages="9")

    rounds: list[int] = []
    found, _ = query("user.get", Get(id=OTHER), respond, rounds)
    assert found.id == OTHER
    assert (asked, rounds) == ([1, 2, 3, 4, 5], [1, 4])


@pytest.mark.parametrize("noun", ["user", "mailbox"])
def test_who_is_not_there_is_a_404(noun):
    """A caller would get another's record, or a server error."""
    answer = {**listed("users", USER), "email_accounts": [BOX]}
    with pytest.raises(PlanRefused) as refused:
        got(f"{noun}.get", ACCOUNT, answer)
    assert refused.value.status == 404


def test_more_users_than_can_be_read_are_refused():
    """A reading would use up the hour's calls."""
    with pytest.raises(PlanRefused) as refused:
        got("user.get", OTHER, listed("users", USER, total=5001, pages=51))
    assert (refused.value.status, refused.value.reason) == (409, "too_many_hits")


def boxes(count: int) -> Any:
    """Make an answer of mailboxes, newest first."""
    rows = [{**BOX, "id": f"{i:024x}", "created_at": None} for i in range(count)]
    return {"email_accounts": rows[::-1]}


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_mailboxes_are_paged_here(size):
    """A page would be larger than asked, or a mailbox would be missing or come twice."""
    assert walked("mailbox.list", lambda _: boxes(7), size) == [f"{i:024x}" for i in range(7)]


def test_mailboxes_that_go_take_no_other_along():
    """A mailbox removed while the list is read would hide the one after it."""
    first = page("mailbox.list", lambda _: boxes(4), size=2)
    assert (first.total_count, first.previous) == (4, None)
    left = {"email_accounts": boxes(4)["email_accounts"][:-1]}
    second = page("mailbox.list", lambda _: left, first.next, size=2)
    assert [record.id for record, _ in second.records] == [f"{i:024x}" for i in (2, 3)]
    back = page("mailbox.list", lambda _: boxes(4), second.previous, size=2)
    assert [record.id for record, _ in back.records] == [f"{i:024x}" for i in (0, 1)]


@pytest.mark.parametrize("noun", ["account", "contact"])
def test_lists_are_oldest_first_and_clamped(noun):
    """A walk would lose rows when new ones come, or ask for more rows than Apollo gives."""
    ask = ListRecords(page_size=1000)
    (wanted,) = PROVIDER.queries[f"{noun}.list"].reads(ask, {})
    assert wanted.request.body == {
        "sort_by_field": f"{noun}_created_at",
        "sort_ascending": True,
        "page": 1,
        "per_page": 100,
    }
    short = page(f"{noun}.list", lambda _: listed(f"{noun}s", account(), total="1"))
    assert (short.total_count, short.next) == (1, None)


def test_the_ceiling_is_said():
    """A walk would end at 50,000 contacts as if there were no more."""
    found = page("contact.list", lambda _: listed("contacts", contact(), total=50_001))
    assert [each.title for each in found.warnings] == ["The list is longer than the provider shows"]
    with pytest.raises(PlanRefused) as refused:
        page("contact.list", lambda _: listed("contacts"), {"seen": 50_000, "size": 100})
    assert (refused.value.status, refused.value.reason) == (409, "display_ceiling")


def test_users_pages_count_in_text():
    """A walk through the users would end after its first page, or break."""
    rows = [{**USER, "id": f"{i:024x}"} for i in range(23)]

    def respond(request: Any) -> Any:
        number, size = request.query["page"], request.query["per_page"]
        part = rows[(number - 1) * size : number * size]
        paging = {"page": str(number), "per_page": str(size), "total_entries": "23"}
        return {"users": part, "pagination": paging}

    assert walked("user.list", respond, 5) == [row["id"] for row in rows]


@pytest.mark.parametrize("noun", ["account", "user", "mailbox"])
def test_a_filter_that_apollo_lacks_is_refused(noun):
    """A sync would take every record for a changed one."""
    with pytest.raises(PlanRefused) as refused:
        page(f"{noun}.list", lambda _: None, modified_after=SINCE)
    assert (refused.value.status, refused.value.reason) == (400, "unsupported")
    assert refused.value.capability == f"{noun}.list.modified_after"


class Book:
    """Contacts that change while they are listed."""

    def __init__(self, count: int) -> None:
        self.rows = [
            contact(f"{i:024x}", updated_at=(SINCE + timedelta(hours=i)).isoformat())
            for i in range(count)
        ]
        self.asked = 0

    def change(self, id: str, hours: int) -> None:
        """Change one later than all others."""
        row = next(row for row in self.rows if row["id"] == id)
        row["updated_at"] = (SINCE + timedelta(hours=hours)).isoformat()

    def respond(self, request: Any) -> Any:
        """Answer as Apollo does."""
        self.asked += 1
        body = request.body
        assert (body["sort_by_field"], body["sort_ascending"]) == ("contact_updated_at", False)
        ordered = sorted(self.rows, key=lambda row: row["updated_at"], reverse=True)
        size, number = body["per_page"], body["page"]
        return listed("contacts", *ordered[(number - 1) * size : number * size])


@pytest.mark.parametrize("size", [1, 2, 5, 100])
@pytest.mark.parametrize("count", [0, 1, 2, 11, 12])
def test_changes_since_a_moment(size, count):
    """A sync would miss a change, or get what had not changed."""
    book = Book(12)
    since = SINCE + timedelta(hours=11 - count)
    found = walked("contact.list", book.respond, size, modified_after=since)
    assert found == [f"{i:024x}" for i in range(11, 11 - count, -1)]


def test_what_changes_meanwhile_comes_at_the_end():
    """A contact changed while the list is read would be missing from it."""
    book = Book(12)
    ids: list[str] = []
    cursor: Any = None
    for turn in range(20):
        found = page("contact.list", book.respond, cursor, 3, modified_after=SINCE)
        ids += [record.id for record, _ in found.records]
        cursor = found.next
        if turn == 0:
            book.change(f"{2:024x}", 20)
        if cursor is None:
            break
    assert set(ids) == {f"{i:024x}" for i in range(1, 12)}
    assert ids[-1] == f"{2:024x}"


def test_what_is_deleted_meanwhile_hides_no_other():
    """A contact deleted while the list is read would hide the one after it."""
    book = Book(12)
    first = page("contact.list", book.respond, None, 3, modified_after=SINCE)
    book.rows = [row for row in book.rows if row["id"] != f"{10:024x}"]
    second = page("contact.list", book.respond, first.next, 3, modified_after=SINCE)
    assert [record.id for record, _ in second.records] == [f"{i:024x}" for i in (8, 7, 6)]


def test_a_moment_counts_to_its_last_digit():
    """A contact changed in the same millisecond would come again for ever, or never."""
    row = contact(updated_at="2026-08-30T10:16:00.204Z")
    for micro, comes in ((203_999, True), (204_000, False), (204_001, False)):
        since = datetime(2026, 8, 30, 10, 16, 0, micro, tzinfo=UTC)
        found = page("contact.list", lambda _: listed("contacts", row), modified_after=since)
        assert bool(found.records) is comes
        assert found.next is None
