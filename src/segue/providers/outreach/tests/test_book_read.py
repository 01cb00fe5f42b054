"""Reading accounts, contacts, users and mailboxes."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from segue.providers.outreach import PROVIDER
from segue.providers.outreach.book import read
from segue.spi.operation import Get, ListRecords

from .account import WHEN, record
from .book_account import Book, company, prospect

ODD: tuple[Any, ...] = (None, 7, "odd", [7, None], {"a": 1}, True, "2026-13-40T00:00:00Z")
SHOWN: Mapping[str, Callable[[Any], Any]] = {
    "account": read.account,
    "prospect": read.contact,
    "user": read.user,
}


def test_an_account_is_read() -> None:
    """An account would lack its owner, or be shown as there after it was deleted."""
    found = read.account(company(trashedAt="2026-08-02T00:00:00.000Z"))
    assert found.model_dump(exclude_none=True) == {
        "id": "2",
        "owner_id": "2",
        "name": "Acme",
        "domain": "acme.com",
        "created_at": WHEN,
        "updated_at": WHEN,
        "is_deleted": True,
        "last_modified_at": WHEN,
    }


def test_a_contact_is_read() -> None:
    """A contact's replies would be shown as opens, or its types lost."""
    numbers = {"mobilePhones": ["1"], "workPhones": ["2", "3"], "voipPhones": ["4"]}
    counts = {"openCount": 1, "clickCount": 2, "replyCount": 3}
    (held, *_) = prospect(
        9, ("a@x.io", "work"), ("b@x.io", None), addressCity="Oslo", **numbers, **counts
    )
    found = read.contact(held)
    assert [(each.email_address, each.email_address_type) for each in found.email_addresses] == [
        ("a@x.io", "work"),
        ("b@x.io", None),
    ]
    assert [(each.phone_number, each.phone_number_type) for each in found.phone_numbers] == [
        ("1", "mobile"),
        ("2", "work"),
        ("3", "work"),
        ("4", "other"),
    ]
    assert (found.open_count, found.click_count, found.reply_count, found.bounced_count) == (
        *(1, 2, 3),
        0,
    )
    assert found.address is not None
    assert found.address.model_dump(exclude_none=True) == {"city": "Oslo"}
    assert (found.id, found.owner_id, found.account_id, found.job_title) == ("9", "2", "2", "CEO")
    assert not found.is_deleted


def test_addresses_are_read_in_their_order() -> None:
    """The address that is written to would not be the first."""
    contacts = [
        {"email": "last@x.io", "email_type": "personal", "order": None},
        {"email": "second@x.io", "email_type": "other", "order": 2},
        {"email": "first@x.io", "email_type": "work", "order": 1},
    ]
    (held,) = prospect(9, emailContacts=contacts, emails=["SECOND@x.io", "more@x.io"])
    assert [
        (each.email_address, each.email_address_type) for each in read.contact(held).email_addresses
    ] == [
        ("first@x.io", "work"),
        ("second@x.io", None),
        ("last@x.io", "personal"),
        ("more@x.io", None),
    ]


def test_addresses_are_read_where_their_types_are_not_shown() -> None:
    """A contact would have no address, or its page be unreadable, without an undocumented field."""
    (held,) = prospect(9, emails=["a@x.io"])
    del held["attributes"]["emailContacts"]
    (found,) = read.contact(held).email_addresses
    assert (found.email_address, found.email_address_type) == ("a@x.io", None)


def test_a_trashed_contact_is_deleted_and_an_empty_one_is_readable() -> None:
    """A caller would write to someone who was deleted."""
    found = read.contact({"id": 9, "attributes": {"trashedAt": WHEN}})
    assert found.is_deleted
    assert (found.address, found.email_addresses, found.phone_numbers) == (None, [], [])
    assert (found.owner_id, found.last_modified_at, found.open_count) == (None, None, 0)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("kind", SHOWN)
def test_an_odd_value_spoils_no_page(kind: str, odd: Any) -> None:
    """One record that somebody filled in strangely would hide every other one."""
    fields = """
        name domain firstName lastName title email locked emails emailContacts openCount clickCount
        replyCount addressCity workPhones voipPhones createdAt updatedAt
    """
    held: dict[str, Any] = dict.fromkeys(fields.split(), odd)
    relations = {"owner": odd, "account": {"data": odd}}
    found = SHOWN[kind]({"id": 1, "attributes": held, "relationships": relations})
    assert found.last_modified_at is None


@pytest.mark.parametrize(("locked", "shown"), [(True, True), (False, False), (None, None)])
def test_a_lock_is_read_as_it_is(locked: bool | None, shown: bool | None) -> None:  # noqa: FBT001
    """Those who cannot work any more would be shown as those who can."""
    found = read.user(record("user", 4, {"firstName": "A", "email": "a@x.io", "locked": locked}))
    assert (found.is_locked, found.first_name, found.email) == (shown, "A", "a@x.io")
    assert (found.is_deleted, found.updated_at) == (False, WHEN)


@pytest.mark.parametrize(
    ("held", "shown"),
    [
        ({"sendDisabled": False}, False),
        ({"sendDisabled": False, "sendState": "ENABLED"}, False),
        ({"sendDisabled": False, "sendState": "DISABLED"}, True),
        ({"sendDisabled": True, "sendState": "ENABLED"}, True),
        ({"sendDisabled": False, "syncDisabled": True}, False),
        ({}, None),
        ({"sendDisabled": "no", "sendState": 3}, None),
    ],
)
def test_a_mailbox_that_cannot_send_is_disabled(held: Any, shown: bool | None) -> None:  # noqa: FBT001
    """A caller would enrol with a mailbox from which nothing goes out."""
    assert read.mailbox(record("mailbox", 11, held, user=4)).is_disabled is shown


def test_a_mailbox_knows_its_user_and_its_end() -> None:
    """A mailbox would belong to nobody, or be used while it is deleted."""
    found = read.mailbox(record("mailbox", 11, {"email": "m@x.io", "userId": 4}))
    assert (found.user_id, found.email, found.is_deleted) == ("4", "m@x.io", False)
    assert read.mailbox(record("mailbox", 11, {"userId": None}, user=5)).user_id == "5"
    assert read.mailbox(record("mailbox", 11, {"deleteQueuedAt": WHEN})).is_deleted
    assert read.mailbox(record("mailbox", 11, {"userId": [4]})).user_id is None


@pytest.mark.parametrize(
    ("row", "path"),
    [
        ("account", ("accounts", 7)),
        ("contact", ("prospects", 7)),
        ("user", ("users", 7)),
        ("mailbox", ("mailboxes", 7)),
    ],
)
def test_each_is_read_from_its_own_collection(row: str, path: tuple[str, int]) -> None:
    """Prospects would be shown as users."""
    query = PROVIDER.queries[f"{row}.get"]
    (one,) = query.reads(Get(id="7"), {})
    assert one.request.path == path
    held = record(row if row != "contact" else "prospect", 7, {})
    found, raw = query.read(Get(id="7"), {"one": {"data": held}})
    assert (found.id, raw) == ("7", held)
    assert not query.reads(Get(id="7"), {"one": {"data": held}})


def test_lists_are_read_page_by_page() -> None:
    """A list would lose what changes while it is read, or show another collection."""
    for row, path in (
        ("account", "accounts"),
        ("contact", "prospects"),
        ("user", "users"),
        ("mailbox", "mailboxes"),
    ):
        query = PROVIDER.queries[f"{row}.list"]
        (one,) = query.reads(ListRecords(page_size=5000), {})
        assert one.request.path == (path,)
        assert (one.request.query["page[size]"], one.request.query["sort"]) == ("1000", "createdAt")
    assert [each.id for each, _ in Book(company(3), company(4)).page("account.list").records] == [
        "3",
        "4",
    ]
